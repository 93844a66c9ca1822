"""What is slow is done a few at a time; whoever is trusted more does not stand behind the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class Turns:
    """So many at once; of those who wait the one of the lowest rank is next, then the one that came first."""

    def __init__(self, at_once: int):
        self._free = at_once
        self._numbers = count()
        self._line: list[tuple[int, int, asyncio.Future[None]]] = []

    @property
    def waiting(self) -> int:
        return len(self._line)

    @asynccontextmanager
    async def turn(self, rank: int) -> AsyncIterator[None]:
        if self._free:
            self._free -= 1
        else:
            called = asyncio.get_running_loop().create_future()
            heappush(self._line, (rank, next(self._numbers), called))
            try:
                await called
            except asyncio.CancelledError:
                if not called.cancelled():
                    self._call_next()
                raise
        try:
            yield
        finally:
            self._call_next()

    def _call_next(self) -> None:
        while self._line:
            called = heappop(self._line)[2]
            if not called.done():
                called.set_result(None)
                return
        self._free += 1
