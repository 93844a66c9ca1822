import gc

import pytest

from perfdata.core.collection import collection_paused


def test_collection_is_paused_inside_and_goes_on_afterwards_also_after_an_error():
    with collection_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), collection_paused():
        raise ValueError("x")
    assert gc.isenabled()


def test_a_pause_inside_a_pause_does_not_end_it():
    with collection_paused():
        with collection_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
