"""The tables of accounts; unlike the others their rows change: a password, an end."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from perfdata.storing.tables import UtcDateTime, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("units", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("departments", Text),
    Column("subject", Text),
    sqlite_autoincrement=True,
)
Index("accounts_by_subject", accounts.c.subject, unique=True)
sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Integer, primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.account_id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("way", Text),
    sqlite_autoincrement=True,
)
Index("sessions_by_account", sessions.c.account_id)
Index("sessions_by_address", sessions.c.address, sessions.c.started_at)
cookie_keys = Table(
    "cookie_keys",
    metadata,
    Column("key_id", Integer, primary_key=True),
    Column("secret", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
