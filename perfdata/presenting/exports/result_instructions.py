"""The sheet that tells a clerk how to fill in the result form. Imports pandas and XlsxWriter."""

from xlsxwriter.worksheet import Worksheet

from perfdata.core import result_form as form
from perfdata.core.terms import Attainment
from perfdata.presenting.exports.cells import line_count
from perfdata.presenting.exports.chart_workbook import CellFormats
from perfdata.presenting.exports.form_sheet import protect_and_set_up_print, row_height

WIDTHS = (24, 96)
EXAMPLES = (
    ("比率", "92%"),
    ("人数", "36人"),
    ("次数", "4场次"),
    ("补贴标准", "1000元/人/月"),
    ("完成日期", "2024年12月20日"),
    ("确实为零", "0起"),
    ("定性指标", Attainment.MET.label),
)
_GRADES = "、".join(Attainment.labels())
SECTIONS = (
    (
        "一、填什么",
        (
            (form.LABEL_AS_OF, f"数据统计到哪一天。只在“{form.SHEET_INDICATORS}”表填写，两张表共用。"),
            (
                form.ACTUAL,
                f"截至该日的实际完成数，写数字和单位，单位与年度指标值一致，不要写 ≥、≤、约、以上。"
                f"暂时没有数据的留空，不要填 0；确实为零的填 0 和单位。"
                f"“{form.EXECUTION_RATE}”可不填，按“{form.SHEET_SPENDING}”表计算。",
            ),
            (
                form.ATTAINMENT,
                f"只用于年度指标值是文字（如“有效提升”）的定性指标，从下拉列表选择：{_GRADES}。"
                f"灰色的不用填，由实际完成值与年度指标值比较得出。",
            ),
            (
                form.DEVIATION_REASON,
                "没有完成年度指标值、等级为“部分达成”或“未达成”、或者完成值明显超过年度指标值的，"
                "都要写明原因和改进措施；其他指标可不填。",
            ),
            (form.EVIDENCE, "能证明完成情况的材料名称和存放处，如：签到表、发放明细、验收单、问卷统计。"),
            (form.NUMERATOR, "按需附上的列：比率由哪个数除出，如 19 人满意；填了才能跨项目、跨单位合计，可不填。"),
            (form.DENOMINATOR, "与分子一起填，如共调查 20 人；实际完成值可以空着，按 19 ÷ 20 计算。"),
            (form.INITIAL_BUDGET, "年初批复的预算，已按绩效目标表填好；有误的请更正。"),
            (form.ADJUSTED_BUDGET, "年中追加、追减之后的预算，已按年初预算数填好；有调整的请改为调整后的数。"),
            (form.SPENT, "到截至日期为止的累计支出。单位都是元，不是万元；没有支出的填 0。"),
        ),
    ),
    (f"二、{form.ACTUAL}的写法", EXAMPLES),
    (
        "三、交回",
        (
            ("保存", "保存为 Excel 工作簿（.xlsx），不要改工作表名称、表头和灰色单元格，不要合并单元格。"),
            ("交回", "把整个文件交回发放本表的人。已经报过的数据已预先填好，有变化的直接改写。"),
        ),
    ),
)


def write_instructions(worksheet: Worksheet, styles: CellFormats) -> None:
    """Three short sections of two columns: what to fill in, how values are written, how to return the file."""
    for column, width in enumerate(WIDTHS):
        worksheet.set_column(column, column, width)
    worksheet.merge_range(0, 0, 0, 1, form.SHEET_INSTRUCTIONS, styles.get("title"))
    worksheet.set_row(0, 32)
    row = 1
    for heading, lines in SECTIONS:
        worksheet.merge_range(row, 0, row, 1, heading, styles.get("header"))
        worksheet.set_row(row, 26)
        for name, text in lines:
            row += 1
            worksheet.write_string(row, 0, name, styles.get("grey"))
            worksheet.write_string(row, 1, text, styles.get("plain"))
            worksheet.set_row(row, row_height(line_count(text, WIDTHS[1] - 1)))
        row += 1
    worksheet.hide_gridlines(2)
    protect_and_set_up_print(worksheet)
