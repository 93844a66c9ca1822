"""`import --same-as` and `--answer`: an answer names one project, and one that nothing asked for is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfdata.__main__ import main
from perfdata.core.keys import project_key
from tests.builders import goal_table, goal_tables
from tests.form_texts import self_evaluation

NAME = "村道路灯维护"
WEST, EAST = "柳湾镇西片管理站", "柳湾镇东片管理站"


@pytest.fixture(autouse=True)
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two projects of one name under two units."""
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'answers.db'}")
    tables = goal_tables(goal_table(name=NAME, unit=WEST), goal_table(name=NAME, unit=EAST))
    assert main(["import", write(tmp_path, "目标表.txt", tables)]) == 0


def write(folder: Path, name: str, content: bytes | str) -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def uploads(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["uploads", "--json"]) == 0
    return [item["file_name"] for item in json.loads(capsys.readouterr().out)["uploads"]]


def project_ids(capsys: pytest.CaptureFixture[str], path: str) -> dict[str, str]:
    capsys.readouterr()
    main(["import", path, "--json"])
    [asked] = json.loads(capsys.readouterr().out)["projects"]
    return {item["spending_unit"]: item["project_id"] for item in asked["candidates"]}


def test_a_name_that_two_candidates_have_is_refused_with_both_ways_to_write_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = write(tmp_path, "自评.txt", self_evaluation(NAME, "柳湾镇城建科"))
    assert main(["import", path, "--same-as", NAME]) == 2
    told = capsys.readouterr().err
    assert "可以指不止一个项目" in told
    assert f"{NAME}@{WEST}" in told
    assert f"{NAME}@{EAST}" in told
    assert "自评.txt" not in uploads(capsys)


@pytest.mark.parametrize("said", [f"{NAME}@{EAST}", f"{NAME}＝{NAME}＠{EAST}", f"{NAME}@柳湾镇城建科={NAME}@{EAST}"])
def test_the_unit_tells_two_candidates_of_one_name_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str):
    path = write(tmp_path, "自评.txt", self_evaluation(NAME, "柳湾镇城建科"))
    assert main(["import", path, "--same-as", said]) == 0
    assert f"就是“{NAME}”（{EAST}）" in capsys.readouterr().out
    assert "自评.txt" in uploads(capsys)


def test_the_project_id_of_the_json_names_a_candidate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = write(tmp_path, "自评.txt", self_evaluation(NAME, "柳湾镇城建科"))
    ids = project_ids(capsys, path)
    assert set(ids) == {WEST, EAST}
    assert main(["import", path, "--same-as", ids[WEST]]) == 0
    assert f"就是“{NAME}”（{WEST}）" in capsys.readouterr().out


@pytest.mark.parametrize("answer", [["--same-as", NAME], ["--same-as", f"河堤绿化={NAME}"], ["--answer", "越大越好"]])
def test_an_answer_that_nothing_asked_for_is_told_and_nothing_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: list[str]
):
    path = write(tmp_path, "自评.txt", self_evaluation("湿地观鸟台", "柳湾镇林业站"))
    assert main(["import", path, *answer]) == 1
    assert f"{answer[0]} “{answer[1]}”没有用上" in capsys.readouterr().out
    assert main(["import", path, *answer, "--accept-sound-rows", "--json"]) == 1
    assert [item["rule_id"] for item in json.loads(capsys.readouterr().out)["findings"]][-1] == "answer_unused"
    assert "自评.txt" not in uploads(capsys)


def test_an_answer_about_another_project_is_told_beside_one_that_is_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = write(tmp_path, "自评.txt", self_evaluation(NAME, "柳湾镇城建科"))
    assert main(["import", path, "--same-as", f"{NAME}@{EAST}", "--same-as", f"河堤绿化={NAME}"]) == 1
    assert f"“河堤绿化={NAME}”没有用上" in capsys.readouterr().out


def test_an_answer_that_is_remembered_by_now_may_be_given_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    said = ["--same-as", f"{NAME}@{EAST}"]
    first = write(tmp_path, "自评.txt", self_evaluation(NAME, "柳湾镇城建科"))
    assert main(["import", first, *said]) == 0
    later = write(tmp_path, "改后.txt", self_evaluation(NAME, "柳湾镇城建科", total="99"))
    assert main(["import", later, *said]) == 0
    assert main(["import", first, "--same-as", project_key(NAME, EAST)]) == 0
    assert "改后.txt" in uploads(capsys)


def test_of_several_files_one_that_asks_is_enough(tmp_path: Path):
    plain = write(tmp_path, "甲.txt", self_evaluation("湿地观鸟台", "柳湾镇林业站"))
    asks = write(tmp_path, "乙.txt", self_evaluation(NAME, "柳湾镇城建科"))
    said = ["--same-as", f"{NAME}@{EAST}"]
    assert main(["import", asks, plain, *said]) == 0
    assert main(["import", plain, asks, *said]) == 0
