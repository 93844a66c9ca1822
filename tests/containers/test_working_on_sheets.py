"""What is made of the sheets of a file is made in the process that reads them; short plain texts stay here."""

import os

import pytest

from perfdata.containers.sheets import MOST_BYTES_READ_HERE, work_on_sheets
from perfdata.core.errors import UnusableFileError
from tests import jobs
from tests.office_files import Grid, write_container
from tests.usecases.test_files_of_several_kinds import archive

FORM = Grid((("项目名称", "甲"), ("2024年预算金额（元）", "20000")))


def pid_for(content: bytes) -> int:
    return work_on_sheets(jobs.pid_of, content, file_name="表.dat")


@pytest.mark.parametrize("container", ["xlsx", "xls", "ods", "docx", "html"])
def test_an_office_file_is_worked_on_by_another_process(container: str):
    content = write_container(FORM, container)
    assert pid_for(content) != os.getpid()


def test_a_short_text_is_worked_on_here_and_a_long_one_elsewhere():
    row = "项目名称\t甲\n".encode()
    assert pid_for(row) == os.getpid()
    assert pid_for(row * (MOST_BYTES_READ_HERE // len(row) + 1)) != os.getpid()


def test_work_that_fills_the_memory_is_not_laid_upon_the_last_member_of_a_zip():
    content = archive({"甲.xlsx": write_container(FORM, "xlsx"), "乙.xlsx": write_container(FORM, "xlsx")})
    with pytest.raises(UnusableFileError, match=r"^报送\.zip：工作表太大，或写法特殊，放不进内存"):
        work_on_sheets(jobs.fill_memory, content, file_name="报送.zip")


@pytest.mark.parametrize(
    ("byte_count", "told"),
    [(0, "旧.xls：文件已损坏，或太大"), (10_000_000, "旧.xls：工作表太大，或写法特殊，放不进内存")],
)
def test_of_a_large_old_workbook_that_fills_the_memory_is_said_that_it_is_too_large(byte_count: int, told: str):
    content = write_container(FORM, "xls").ljust(byte_count, b"\0")
    with pytest.raises(UnusableFileError, match=told):
        work_on_sheets(jobs.fill_memory, content, file_name="旧.xls")
