"""What is slow is done a few at a time; whoever is trusted more does not stand behind the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heapify, heappop, heappush
from itertools import count


class Turns:
    """So many at once; of those who wait the one of the lowest rank is next, then the one that came first."""

    def __init__(self, at_once: int, *, most_waiting: int | None = None):
        self._free, self._most = at_once, most_waiting
        self._numbers = count()
        self._line: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def turn(self, rank: int, *, patience: float | None = None) -> AsyncIterator[None]:
        """Raises TimeoutError after so many seconds of waiting, or where the line is full of lower ranks."""
        if self._free:
            self._free -= 1
        else:
            await self._called(rank, patience)
        try:
            yield
        finally:
            self._call_next()

    async def _called(self, rank: int, patience: float | None) -> None:
        called = asyncio.get_running_loop().create_future()
        heappush(self._line, (rank, next(self._numbers), called))
        if self._most is not None and len(self._line) > self._most:
            self._send_away(max(self._line)[2])
        try:
            async with asyncio.timeout(patience):
                await called
        except (asyncio.CancelledError, TimeoutError):
            if called.done() and not called.cancelled() and called.exception() is None:
                self._call_next()  # it was called as it left
            self._line = [place for place in self._line if not place[2].done()]
            heapify(self._line)
            raise

    @staticmethod
    def _send_away(last: asyncio.Future[None]) -> None:
        last.set_exception(TimeoutError())

    def _call_next(self) -> None:
        while self._line:
            called = heappop(self._line)[2]
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
