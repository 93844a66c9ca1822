"""The access gate: an optional pass phrase from secrets.toml, asked once a session."""

import hmac

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from perfdata.core.errors import PerfdataError
from perfdata.serving import admission
from perfdata.usecases.installation import setting


def require() -> None:
    """Let the visitor through, or ask for the pass phrase of ``[access] password`` and stop the run."""
    password = _password()
    if password is None or st.session_state.get("is_admitted"):
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


def may_invent_figures() -> bool:
    """Whether the visitor may bring in and take away demonstration data: everyone, as there are no accounts yet.

    With accounts this is the place that asks whether the visitor is an administrator.
    """
    return True


def _password() -> str | None:
    """What visitors must know, if anything; a broken settings file lets nobody in."""
    try:
        return setting("access", "password")
    except PerfdataError as error:
        st.error(str(error), title="设置文件有错")
        st.stop()
