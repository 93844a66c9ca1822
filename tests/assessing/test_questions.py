from perfdata.assessing.questions import open_questions
from perfdata.assessing.subsidies import derive_money
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import BUNDLED, goal_table, goal_tables


def questions_of(content: bytes):
    tables = read_goal_tables(content, file_name="表.txt")
    subsidies, costs = derive_money(tables.projects, tables.indicators)
    projects = {project.project_id: project for project in tables.projects}
    return open_questions(projects, tables.indicators, subsidies, costs)


def test_the_bundled_tables_raise_five_questions_with_their_lines():
    found = questions_of(BUNDLED.read_bytes())
    assert [(finding.rule_id, finding.place and finding.place.line) for finding in found] == [
        ("budget_equals_subsidy_total", 86),
        ("unit_cost_same_basis", 17),
        ("row_recovered", 71),
        ("row_recovered", 100),
        ("row_recovered", 105),
    ]


def test_the_gap_is_worded_as_a_question_with_its_arithmetic():
    gap = questions_of(BUNDLED.read_bytes())[0]
    assert gap.message == "预算 504,000 元比测算 432,000 元多 72,000 元"
    assert gap.observed == "36 人 × 1,000 元 × 12 个月 = 432,000 元，预算 504,000 元"
    assert gap.expected == "预算正好等于 42 人 × 1,000 元 × 12 个月，或 36 人 × 1,000 元 × 14 个月"
    assert gap.suggestion is not None
    assert gap.suggestion.endswith("？")


def test_a_clean_table_raises_no_question():
    assert questions_of(goal_tables(goal_table())) == []
