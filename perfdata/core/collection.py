"""A pause of Python's cyclic garbage collection while very many records are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """No cyclic collection inside; also a decorator. For work that makes many objects which live on and no cycles.

    Python walks all living objects again and again while their number grows, which takes a quarter of the time of
    checking 50,000 rows; what was made inside counts as old at once, so that it is not walked at the end either. Where
    calls overlap in threads, the first to end switches it on again: slower, never wrong.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
