"""Who is next where one thing at a time is done."""

import asyncio

from perfdata.serving.turns import Turns


def order_of(ranks: list[int], *, leaving: int | None = None) -> list[int]:
    """The ranks in the order in which they had their turn; the one of number ``leaving`` goes away before."""

    async def run() -> list[int]:
        turns, served, end = Turns(1), list[int](), asyncio.Event()

        async def one(rank: int) -> None:
            async with turns.turn(rank):
                served.append(rank)
                await end.wait()

        tasks = []
        for rank in ranks:
            tasks.append(asyncio.create_task(one(rank)))
            await asyncio.sleep(0)
        if leaving is not None:
            tasks[leaving].cancel()
        end.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with turns.turn(9):  # nobody holds the place any more
            return served

    return asyncio.run(run())


def test_the_lowest_rank_is_next_and_of_equals_who_came_first():
    assert order_of([5, 3, 0, 3, 1]) == [5, 0, 1, 3, 3]


def test_who_goes_away_takes_nobodys_turn():
    assert order_of([5, 3, 0, 1], leaving=2) == [5, 1, 3]
    assert order_of([5, 3, 0], leaving=0) == [5, 0, 3]


def outcomes(ranks: list[int], *, most_waiting: int | None = None, patience: float | None = None) -> list[str]:
    """What came of each: the first has its turn all the time, then whoever waits is called."""

    async def run() -> list[str]:
        turns, end = Turns(1, most_waiting=most_waiting), asyncio.Event()

        async def one(rank: int) -> str:
            try:
                async with turns.turn(rank, patience=patience):
                    await end.wait()
                    return "served"
            except TimeoutError:
                return "sent away"

        tasks = []
        for rank in ranks:
            tasks.append(asyncio.create_task(one(rank)))
            await asyncio.sleep(0)
        if patience is not None:
            await asyncio.sleep(patience * 2)
        end.set()
        told = await asyncio.gather(*tasks)
        async with turns.turn(9):  # nobody holds the place any more
            return told

    return asyncio.run(run())


def test_where_the_line_is_full_the_highest_rank_is_sent_away():
    assert outcomes([0, 7, 3, 5, 1], most_waiting=2) == ["served", "sent away", "served", "sent away", "served"]
    assert outcomes([0, 1, 2, 9], most_waiting=2) == ["served", "served", "served", "sent away"]


def test_who_waits_too_long_goes_and_keeps_nobodys_place():
    assert outcomes([0, 3, 5], patience=0.02) == ["served", "sent away", "sent away"]
