"""The one at the screen: the zone whose clock they read."""

from datetime import date, datetime, tzinfo

import streamlit as st

from perfdata.core import clock

_TAP = 44  # pixels that a finger needs


def is_dark() -> bool:
    """Whether the pages stand on a dark ground."""
    return st.context.theme.type == "dark"


def is_on_phone() -> bool:
    """Whether the browser says that it is one of a phone."""
    return "Mobile" in (st.context.headers.get("User-Agent") or "")


def row_height(wanted: int = 35) -> int:
    """The height of the rows of a table in pixels: on a phone a finger must find them."""
    return max(wanted, _TAP) if is_on_phone() else wanted


def zone() -> tzinfo:
    """That of the browser, else Beijing's."""
    return clock.zone_of(st.context.timezone)


def today() -> date:
    return clock.today(zone())


def told(moment: datetime) -> str:
    """2024-06-30 09:05 by the visitor's clock."""
    return clock.told_moment(moment, zone())


def told_zone() -> str:
    """北京时间, or the zone of a visitor elsewhere."""
    return clock.told_zone(zone())
