"""Import of a folder or a large zip: the same as file after file, whatever interrupts it."""

from __future__ import annotations

import json
import warnings
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from perfdata.__main__ import main
from perfdata.core.errors import UnusableFileError
from perfdata.storing import store
from perfdata.usecases.bulk_importing import sources_of
from tests.builders import goal_table, goal_tables
from tests.storing.postgres import create_database
from tests.usecases.bulk import state, use, write_folder
from tests.usecases.concluded import rebuilt_rows, stored_rows

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("files")
    write_folder(made, files=110)
    return made


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_folder_is_imported_as_file_after_file_would_be(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request,
    kind: str,
):
    if kind == "sqlite":
        urls = [f"sqlite:///{tmp_path / name}.db" for name in ("one", "many")]
    else:
        server = request.getfixturevalue("postgres_folder")
        urls = [create_database(server, f"bulk_{name}") for name in ("one", "many")]
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name[0] not in ".~")
    paths.sort(key=lambda path: path.relative_to(folder).as_posix())
    use(monkeypatch, urls[0])
    assert main(["import", *map(str, paths), "--json", "--by", "张三"]) == 2
    single = json.loads(capsys.readouterr().out)["files"]
    use(monkeypatch, urls[1])
    assert main(["import", str(folder), "--json", "--by", "张三"]) == 2
    many = json.loads(capsys.readouterr().out)["files"]
    assert state(urls[0]) == state(urls[1])
    assert len(many) == len(single) == len(paths)
    names = ("stored", "row_count", "held_count", "findings")
    for one, other in zip(single, many, strict=True):
        if not other.get("is_known"):
            assert [one.get(name) for name in names] == [other.get(name) for name in names], one["file_name"]
    assert sum(bool(item.get("stored")) for item in many) > 30
    assert any(item.get("projects") for item in many)


def test_what_is_concluded_of_a_folder_is_what_a_rebuild_gives(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = use(monkeypatch, f"sqlite:///{tmp_path / 'many.db'}")
    main(["import", str(folder), "--json"])
    engine = store.open_store(url)
    assert stored_rows(engine) == rebuilt_rows(engine)
    engine.dispose()


def test_a_zip_of_many_files_is_imported_file_by_file_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    url = use(monkeypatch, f"sqlite:///{tmp_path / 'zip.db'}")
    with zipfile.ZipFile(tmp_path / "全市.zip", "w") as archive:
        for number in range(205):
            archive.writestr(
                f"单位{number // 20}/表{number:03}.txt",
                goal_tables(goal_table(name=f"工程第{number}号", unit=f"第{number // 20}科")),
            )
    report = tmp_path / "清单.xlsx"
    assert main(["import", str(tmp_path / "全市.zip"), "--report", str(report)]) == 0
    assert capsys.readouterr().out == "已写入 205。\n"
    rows = CalamineWorkbook.from_path(str(report)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["文件", "结果", "上传编号", "种类", "写入行数", "暂缓", "错误", "提示", "说明"]
    assert rows[1][:7] == ["单位0/表000.txt", "已写入", 2.0, "绩效目标表", 4.0, 0.0, 0.0]
    assert len(rows) == 206
    engine = store.open_store(url)
    assert len(store.list_uploads(engine)) == 206
    engine.dispose()


def test_a_damaged_member_of_a_zip_is_told_and_members_of_one_name_are_all_read(tmp_path: Path):
    path = tmp_path / "全市.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name stands twice
        for name, content in (("b.txt", b"second"), ("a.txt", b"first"), ("b.txt", b"third")):
            archive.writestr(name, content)
    content = bytearray(path.read_bytes())
    data_at = content.index(b"a.txt") + len("a.txt")
    content[data_at : data_at + 4] = b"\xff" * 4
    path.write_bytes(content)
    damaged, *sound = sources_of(path)
    assert [source.read() for source in sound] == [b"second", b"third"]
    with pytest.raises(UnusableFileError, match=r"a\.txt：压缩包里的这个文件已损坏"):
        damaged.read()


def test_a_list_that_could_not_be_written_is_refused_before_anything_is_stored(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    url = use(monkeypatch, f"sqlite:///{tmp_path / 'none.db'}")
    assert main(["import", str(folder), "--report", str(tmp_path / "清单.pdf")]) == 2
    assert "清单只能写成 .csv 或 .xlsx" in capsys.readouterr().err
    engine = store.open_store(url)
    assert len(store.list_uploads(engine)) == 1
    engine.dispose()
