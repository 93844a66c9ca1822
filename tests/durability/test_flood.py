"""A minute of wrong passwords from everywhere: nobody gets in by one, and honest people do at once."""

import pytest

from tests.bench.guarded import serve_people
from tests.bench.signin import KNOWN, LONGEST, NEW, besiege


@pytest.mark.soak
def test_a_flood_of_wrong_passwords_lets_nobody_in_and_keeps_nobody_out() -> None:
    with serve_people() as server:
        siege = besiege(server.port, seconds=60)
    assert siege.admitted == 0
    assert set(siege.wrong) <= {401, 429, 503}
    assert siege.wrong.total() >= 600
    assert (siege.refused[KNOWN], siege.refused[NEW]) == (0, 0)
    assert max(siege.honest[KNOWN] + siege.honest[NEW]) < LONGEST
