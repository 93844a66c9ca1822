"""The SQL of migrations about accounts, as in ``statements``."""

ACCOUNT_STATEMENTS = {
    # Who may sign in, who is signed in, and what signs their cookies.
    "accounts": """
CREATE TABLE accounts (
    account_id {serial},
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    units TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    must_change BOOLEAN NOT NULL,
    made_at {moment} NOT NULL,
    disabled_at {moment}
);
CREATE TABLE sessions (
    session_id {serial},
    token_hash TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (account_id),
    address TEXT NOT NULL,
    started_at {moment} NOT NULL,
    expires_at {moment} NOT NULL,
    ended_at {moment}
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE TABLE cookie_keys (
    key_id {serial},
    secret TEXT NOT NULL,
    made_at {moment} NOT NULL
)
""",
    # Where acts came from, by what an account is recognised elsewhere, and how a session began.
    "addresses_and_ways": """
ALTER TABLE audit_log ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN way TEXT;
ALTER TABLE accounts ADD COLUMN subject TEXT;
CREATE UNIQUE INDEX accounts_by_subject ON accounts (subject);
CREATE INDEX sessions_by_address ON sessions (address, started_at)
""",
}
