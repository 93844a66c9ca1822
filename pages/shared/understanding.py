"""Parts of the upload page: the source grid beside the records it became, and corrections of the lay-out."""

from typing import Any

import streamlit as st

from pages.shared.tables import first_of, show_table
from perfdata.presenting import understanding as shown
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases.understanding import FISCAL_YEAR, MEANING, MEANINGS, MONEY_UNIT
from perfdata.usecases.uploading import Preview

_UNKNOWN = "（按原文）"


def stated_corrections(file_id: str) -> dict[str, str]:
    """What the clerk has chosen for this file so far, by field; what a box shows untouched is no answer."""
    prefix = f"correction_{file_id}_"
    answered = st.session_state.get("answered", set())
    chosen = {
        str(key): value for key, value in st.session_state.items() if key in answered and str(key).startswith(prefix)
    }
    return {key.removeprefix(prefix): _stored(value) for key, value in chosen.items()}


def _answer(key: str) -> dict[str, Any]:
    """A box whose change is an answer."""
    answered = st.session_state.setdefault("answered", set())
    return {"key": key, "on_change": answered.add, "args": (key,), "persist_state": "session"}


def _stored(value: Any) -> str:
    """The value as it is stored; '' takes back what is remembered."""
    return "" if value in (None, _UNKNOWN) else MEANINGS.get(str(value), str(value))


def show_understanding(preview: Preview, *, file_id: str) -> None:
    """How every cell was taken, what it became, and what the clerk can put right."""
    understood = preview.understanding
    if understood is None:
        return
    with st.expander("读到了什么：原表与读出的内容对照", icon=":material/visibility:", expanded=True):
        st.caption(f"版式：{understood.layout.label}。颜色表示每个单元格怎样被采用，未识别的请核对。")
        st.markdown(shown.legend(understood.role_counts))
        sheets = list(dict.fromkeys(use.sheet for use in understood.cell_uses))
        names = {sheet: sheet or "文本" for sheet in sheets}
        sheet = sheets[0]
        if len(sheets) > 1:
            sheet = st.selectbox("工作表", sheets, format_func=lambda name: names[name], key=f"sheet_{file_id}")
        uses = [use for use in understood.cell_uses if use.sheet == sheet]
        tables = preview.read_tables
        source, *read = st.tabs(["原表（逐格）", "读出的项目与指标"][: 1 + bool(tables)])
        with source:
            alt = "原表每个单元格按采用方式着色"
            st.dataframe(shown.source_grid(uses), alt=alt, key=f"grid_{file_id}", placeholder="", height=420)
        for records in read:
            with records:
                projects = shown.read_projects(first_of(tables, "个项目"))
                show_table(projects, "read_projects", alt="读出的项目", key=f"projects_{file_id}")
                indicators = shown.indicators_table(first_of(shown.read_indicators(tables), "项指标"))
                show_table(indicators, "read_indicators", alt="读出的指标", key=f"indicators_{file_id}")
        if others := shown.other_uses(understood.cell_uses):
            st.markdown("**忽略和未识别的单元格**")
            show_table(
                shown.other_cells(first_of(others, "格")),
                "cell_uses",
                alt="忽略的单元格及原因、未识别的单元格",
                key=f"others_{file_id}",
            )
        _ask_for_corrections(preview, file_id=file_id)


def _ask_for_corrections(preview: Preview, *, file_id: str) -> None:
    """Money unit, year, and what a label means; remembered for this lay-out once the file is stored."""
    assert preview.understanding
    rules = {finding.rule_id for finding in preview.findings}
    prefix = f"correction_{file_id}_"
    asked = "money_unit_missing" in rules or "fiscal_year_missing" in rules
    st.markdown("**更正读法**" + ("：请补上缺少的内容。" if asked else ""))
    st.caption("更正后立即重新读取；入库后会记住（年度除外），下次遇到相同版式自动采用；表中写明的优先。")
    with st.container(horizontal=True):
        unit = preview.corrections.get(MONEY_UNIT)
        options = [_UNKNOWN, "元", "万元"]
        st.selectbox("金额单位", options, index=_at(options, unit), width=160, **_answer(prefix + MONEY_UNIT))
        year = preview.corrections.get(FISCAL_YEAR)
        start = int(year) if year else None
        st.number_input("年度", 2000, 2100, start, step=1, format="%d", width=160, **_answer(prefix + FISCAL_YEAR))
        for label in list(dict.fromkeys([*_corrected(preview), *preview.understanding.open_labels]))[:8]:
            options = [_UNKNOWN, *MEANINGS]
            chosen = preview.corrections.get(MEANING + label)
            word = next((word for word, meaning in MEANINGS.items() if meaning == chosen), None)
            text = f"“{plain_markdown(label)}”是"
            st.selectbox(text, options, index=_at(options, word), width=200, **_answer(f"{prefix}{MEANING}{label}"))


def _corrected(preview: Preview) -> list[str]:
    return [field.removeprefix(MEANING) for field in preview.corrections if field.startswith(MEANING)]


def _at(options: list[str], value: str | None) -> int:
    return options.index(value) if value in options else 0
