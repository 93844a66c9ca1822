"""What the pages say where there are accounts and nobody stands before them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from perfdata.storing.store import open_store
from tests.pages.conftest import ROOT
from tests.people import make_accounts


def test_without_serve_a_store_with_accounts_shows_nothing(database_url: str):
    engine = open_store(database_url)
    make_accounts(engine)
    engine.dispose()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    assert [box.value for box in app.error] == [
        "这个数据库建有账号，须登录后使用：请停止现在的看板，改用 python -m perfdata serve 打开（见 docs/deploy.md）。"
    ]
    assert not app.title
    assert not app.metric
    assert not app.sidebar.children
