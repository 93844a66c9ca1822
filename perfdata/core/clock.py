"""Moments and days as people read them: in the zone of the one who looks, else in that of Beijing."""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def zone_of(name: str | None) -> tzinfo:
    """The zone of that name; Beijing's where there is none or this machine does not know it."""
    try:
        return ZoneInfo(name) if name else BEIJING
    except (LookupError, ValueError, OSError):
        return BEIJING


def today(zone: tzinfo = BEIJING) -> date:
    return datetime.now(zone).date()


def told_moment(moment: datetime, zone: tzinfo = BEIJING) -> str:
    """2024-06-30 09:05."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def told_zone(zone: tzinfo) -> str:
    """北京时间, or the name of another zone, with a space before its letters."""
    return "北京时间" if str(zone) == str(BEIJING) else f" {zone} 时间"


def start_of(day: date, zone: tzinfo = BEIJING) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
