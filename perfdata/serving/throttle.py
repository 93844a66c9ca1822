"""Wrong passwords make waiting longer: for an account at an address, for an address, and a little for an account."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network

_REMEMBERED = 40_000
_FORGOTTEN_AFTER = 1_800.0  # seconds without another failure
_FREE_OF_PAIR, _FREE_OF_ADDRESS, _FREE_OF_ACCOUNT = 5, 30, 5
_LONGEST_WAIT = 900.0
_LONGEST_DELAY = 0.5
_MOST_COUNTED = 999


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class Throttle:
    """Failures are counted in this process and forgotten after half an hour.

    An account that is guessed at from many addresses only answers up to half a second later elsewhere, so that nobody
    can lock its owner out; where it was signed in before, not even that.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, ...], _Failures] = OrderedDict()

    def wait(self, account: str, address: str, *, is_known: bool, now: float | None = None) -> float:
        """Seconds till another try is taken from here, 0 where it is now; ``is_known`` is a browser that was in."""
        of_pair, of_address, _ = _keys(account, address)
        pair = self._since(of_pair, _FREE_OF_PAIR, now)
        return pair if is_known else max(pair, self._since(of_address, _FREE_OF_ADDRESS, now))

    def delay(self, account: str, *, is_known: bool) -> float:
        """Seconds by which the answer comes later, half a one at most."""
        failed = self._failures.get(("account", account))
        if is_known or failed is None or failed.count < _FREE_OF_ACCOUNT:
            return 0.0
        return min(0.1 * 2 ** min(failed.count - _FREE_OF_ACCOUNT, 10), _LONGEST_DELAY)

    def rank(self, account: str, address: str) -> int:
        """The more was tried of late at the address, then failed with the account, the later it is one's turn."""
        keys = _tries(address), _keys(account, address)[2]
        tries, failures = (min(found.count, _MOST_COUNTED) if (found := self._failures.get(key)) else 0 for key in keys)
        return tries * (_MOST_COUNTED + 1) + failures

    def tried(self, address: str, *, now: float | None = None) -> bool:
        """Count a try that is not known to fail yet; whether it is the first one there of late."""
        return self._count(_tries(address), time.monotonic() if now is None else now) == 1

    def failed(self, account: str, address: str, *, now: float | None = None) -> tuple[int, int]:
        """Count a failure; how many there were for the account at the address, and for the account."""
        moment = time.monotonic() if now is None else now
        counts = [self._count(key, moment) for key in _keys(account, address)]
        return counts[0], counts[2]

    @staticmethod
    def begins_to_wait(failures: int) -> bool:
        """Whether the account has to wait at an address from this failure on."""
        return failures == _FREE_OF_PAIR

    def succeeded(self, account: str, address: str) -> None:
        """What was wrong here before is forgiven, to this account; the try that succeeded is none."""
        self._failures.pop(_keys(account, address)[0], None)
        if (tries := self._failures.get(_tries(address))) and tries.count:
            tries.count -= 1

    def _count(self, key: tuple[str, ...], now: float) -> int:
        failed = self._failures.pop(key, None)
        before = failed.count if failed and now - failed.last <= _FORGOTTEN_AFTER else 0
        self._failures[key] = renewed = _Failures(before + 1, now)
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return renewed.count

    def _since(self, key: tuple[str, ...], free: int, now: float | None) -> float:
        failed = self._failures.get(key)
        if failed is None or failed.count < free:
            return 0.0
        wait = min(2.0 ** min(failed.count - free, 20), _LONGEST_WAIT)
        return max(0.0, failed.last + wait - (time.monotonic() if now is None else now))


def _tries(address: str) -> tuple[str, ...]:
    return "tries", _network(address)


def _keys(account: str, address: str) -> list[tuple[str, ...]]:
    place = _network(address)
    return [("pair", account, place), ("address", place), ("account", account)]


@lru_cache(maxsize=4096)
def _network(address: str) -> str:
    """Of IPv6 the network that one subscriber has; everything else as it is."""
    number, _, more = address.partition(" ")
    if ":" not in number:
        return address
    try:
        found = IPv6Address(number.partition("%")[0])
    except ValueError:
        return address
    return f"{found.ipv4_mapped or IPv6Network((found, 64), strict=False)} {more}".strip()
