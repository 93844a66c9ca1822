"""The access gate: who is signed in where there are accounts, else an optional pass phrase.

``python -m perfdata serve`` asks for both before Streamlit; plain ``streamlit run`` asks for the phrase once a session.
"""

import hmac

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.shared import store
from pages.shared.person import read_as, reader, signed_in
from perfdata.core.errors import PerfdataError, StorageError
from perfdata.core.people import Actor
from perfdata.core.terms import Way
from perfdata.presenting.formats import plain_markdown
from perfdata.serving import admission
from perfdata.serving.door import door
from perfdata.usecases import people, reviewing
from perfdata.usecases.installation import setting

_NOT_SERVED = (
    "这个数据库建有账号，须登录后使用：请停止现在的看板，改用 python -m perfdata serve 打开（见 docs/deploy.md）。"
)


def require() -> None:
    """Let the visitor through, or ask for the pass phrase of ``[access] password`` and stop the run.

    Where there are accounts, only who is signed in gets here, and plain ``streamlit run`` shows nothing.
    """
    password = _password()  # First: settings that cannot be read let nobody in.
    if actor := _account():
        read_as(actor)
        if context := get_script_run_ctx():
            admission.admit(context.session_id, actor.account_id)
        _show_account(actor)
        return
    if password is None or door.is_guarded or st.session_state.get("is_admitted"):
        if context := get_script_run_ctx():
            admission.admit(context.session_id)
        return
    with st.form("access", width=420):
        st.subheader("项目绩效看板")
        entered = st.text_input("访问口令", type="password")
        asked = st.form_submit_button("进入", type="primary")
    if asked and hmac.compare_digest(entered.encode(), password.encode()):
        st.session_state["is_admitted"] = True
        st.rerun()
    if asked:
        st.error("口令不对，请重新输入或联系管理员。")
    st.stop()


def unneeded_pages() -> list[str]:
    """Pages that the menu leaves out, because the visitor has nothing to do there."""
    return [] if reviewing.is_shown(store.engine(), reader()) else ["records/review"]


def may_invent_figures() -> bool:
    """Whether the visitor may bring in and take away demonstration data: with accounts who administers all units."""
    actor = signed_in()
    return actor is None or actor.is_of_all_units


def may_review() -> bool:
    """Whether the visitor may make tasks and close years: with accounts who reviews or administers."""
    actor = signed_in()
    return actor is None or actor.may_review


def _account() -> Actor | None:
    """Who is signed in, None where there are no accounts; else the run stops."""
    try:
        if door.is_guarded:
            return signed_in()
        has_accounts = people.accounts_exist(store.engine())
    except StorageError as error:
        store.show_failure(error)
        st.stop()
    if has_accounts:
        st.error(_NOT_SERVED, title="须登录")
        st.stop()
    return None


def _show_account(actor: Actor) -> None:
    """Who is signed in, with the way out."""
    where = st.context.url.split("?")[0] if st.context.url else ""
    base = where[: where.rfind("/") + 1]
    with st.sidebar:
        ways = [] if actor.way is Way.PORTAL else [f"[退出]({base}signout)"]
        ways += [f"[改口令]({base}password)"] if actor.way is Way.PASSWORD else []
        st.caption("　".join([f"{plain_markdown(actor.name)}（{actor.role.label}）", *ways]))


def _password() -> str | None:
    """What visitors must know, if anything; a broken settings file lets nobody in."""
    try:
        return setting("access", "password")
    except PerfdataError as error:
        st.error(str(error), title="设置文件有错")
        st.stop()
