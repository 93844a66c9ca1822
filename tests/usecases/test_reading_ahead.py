"""A file that is read before its turn is previewed as if it had been read then."""

from datetime import date

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import UnusableFileError
from perfdata.usecases.reading_ahead import read_ahead, taken
from perfdata.usecases.uploading import confirm, preview_file
from tests.builders import goal_table, goal_tables

WORDS = {"file_name": "表.txt", "today": date(2025, 6, 1)}


def test_a_file_read_ahead_gives_the_same_preview(empty: Engine):
    content = goal_tables(goal_table(), goal_table(name="危房改造", budget="待定"))
    ahead = read_ahead(empty, content, **WORDS)
    ahead.reading.result()
    assert taken(empty, ahead) is not None
    assert preview_file(empty, content, read=taken(empty, ahead), **WORDS) == preview_file(empty, content, **WORDS)


def test_what_was_read_ahead_is_read_again_where_a_correction_was_made_since(empty: Engine):
    content = goal_tables(goal_table())
    ahead = read_ahead(empty, content, **WORDS)
    ahead.reading.result()
    said = preview_file(empty, content, corrections={"money_unit": "万元"}, **WORDS)
    confirm(empty, said, uploaded_by="张会计", accept_sound_rows=True)
    assert taken(empty, ahead) is None


def test_why_a_file_cannot_be_used_is_told_when_it_is_its_turn(empty: Engine):
    ahead = read_ahead(empty, b"", **WORDS)
    ahead.reading.exception()
    with pytest.raises(UnusableFileError, match="空"):
        taken(empty, ahead)


def test_nothing_was_read_ahead_of_a_file_that_came_alone(empty: Engine):
    assert taken(empty, None) is None
