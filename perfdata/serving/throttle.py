"""Wrong passwords make waiting longer: for an account at an address, for an address, and a little for an account."""

import time
from collections import OrderedDict
from dataclasses import dataclass

_REMEMBERED = 20_000
_FORGOTTEN_AFTER = 1_800.0  # seconds without another failure
_FREE_OF_PAIR, _FREE_OF_ADDRESS, _FREE_OF_ACCOUNT = 5, 30, 5
_LONGEST_WAIT = 900.0
_LONGEST_DELAY = 0.5


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
        pair = self._since(("pair", account, address), _FREE_OF_PAIR, now)
        return pair if is_known else max(pair, self._since(("address", address), _FREE_OF_ADDRESS, now))

    def delay(self, account: str, *, is_known: bool) -> float:
        """Seconds by which the answer comes later, half a one at most."""
        failed = self._failures.get(("account", account))
        if is_known or failed is None or failed.count < _FREE_OF_ACCOUNT:
            return 0.0
        return min(0.1 * 2 ** min(failed.count - _FREE_OF_ACCOUNT, 10), _LONGEST_DELAY)

    def failures_at(self, address: str) -> int:
        """How many wrong passwords there were from the address of late."""
        failed = self._failures.get(("address", address))
        return failed.count if failed else 0

    def failed(self, account: str, address: str, *, now: float | None = None) -> tuple[int, int]:
        """Count a failure; how many there were for the account at the address, and for the account."""
        moment = time.monotonic() if now is None else now
        counts = [self._count(key, moment) for key in _keys(account, address)]
        while len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)
        return counts[0], counts[2]

    @staticmethod
    def begins_to_wait(failures: int) -> bool:
        """Whether the account has to wait at an address from this failure on."""
        return failures == _FREE_OF_PAIR

    def succeeded(self, account: str, address: str) -> None:
        """What was wrong here before is forgiven, to this account."""
        self._failures.pop(("pair", account, address), None)

    def _count(self, key: tuple[str, ...], now: float) -> int:
        failed = self._failures.pop(key, None)
        before = failed.count if failed and now - failed.last <= _FORGOTTEN_AFTER else 0
        self._failures[key] = renewed = _Failures(before + 1, now)
        return renewed.count

    def _since(self, key: tuple[str, ...], free: int, now: float | None) -> float:
        failed = self._failures.get(key)
        if failed is None or failed.count < free:
            return 0.0
        wait = min(2.0 ** min(failed.count - free, 20), _LONGEST_WAIT)
        return max(0.0, failed.last + wait - (time.monotonic() if now is None else now))


def _keys(account: str, address: str) -> list[tuple[str, ...]]:
    return [("pair", account, address), ("address", address), ("account", account)]
