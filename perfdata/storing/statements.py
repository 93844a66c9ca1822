"""The SQL of the migrations by their names; like every migration it is never changed once released."""

STATEMENTS: dict[str, str] = {
    # Uploads, what they say, and the audit log.
    "first_tables": """
CREATE TABLE uploads (
    upload_id {serial},
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    fiscal_year INTEGER,
    uploaded_by TEXT NOT NULL,
    uploaded_at {moment} NOT NULL,
    row_count INTEGER NOT NULL,
    voided_at {moment},
    voided_by TEXT,
    content {bytes} NOT NULL
);
CREATE UNIQUE INDEX uploads_in_use ON uploads (kind, sha256) WHERE voided_at IS NULL;
CREATE TABLE projects (
    {row},
    project_id TEXT NOT NULL,
    project_name TEXT NOT NULL,
    project_type TEXT,
    project_level TEXT,
    competent_department TEXT,
    spending_unit TEXT,
    cycle_start_year INTEGER,
    cycle_end_year INTEGER,
    fiscal_year INTEGER,
    budget_yuan {yuan},
    cycle_goal TEXT,
    annual_goal TEXT,
    field_places TEXT NOT NULL,
    {place}
);
CREATE INDEX projects_by_key ON projects (project_id, fiscal_year);
CREATE TABLE indicators (
    {row},
    indicator_id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    fiscal_year INTEGER,
    level1 TEXT,
    level2 TEXT,
    indicator_name TEXT NOT NULL,
    cycle_target TEXT NOT NULL,
    annual_target TEXT NOT NULL,
    weight_points {points},
    "order" INTEGER NOT NULL,
    is_recovered BOOLEAN NOT NULL,
    {place}
);
CREATE INDEX indicators_by_project ON indicators (upload_id, project_id, fiscal_year);
CREATE TABLE actual_results (
    {row},
    indicator_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    actual TEXT NOT NULL,
    attainment TEXT,
    given_points {points},
    deviation_reason TEXT,
    evidence TEXT,
    {place}
);
CREATE INDEX actual_results_by_key ON actual_results (indicator_id, fiscal_year, as_of);
CREATE TABLE spending (
    {row},
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    initial_budget_yuan {yuan},
    adjusted_budget_yuan {yuan},
    spent_yuan {yuan},
    {place}
);
CREATE INDEX spending_by_key ON spending (project_id, fiscal_year, as_of);
CREATE TABLE audit_log (
    entry_id {serial},
    at {moment} NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    upload_id INTEGER REFERENCES uploads (upload_id),
    detail TEXT
)
""",
    # Choices of clerks for rows that fit no indicator.
    "remembered_matches": """
CREATE TABLE name_matches (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    row_key TEXT NOT NULL,
    indicator_id TEXT NOT NULL,
    PRIMARY KEY (upload_id, row_key)
)
""",
    # Indexes in which the newest row of each reported key is found without reading the others.
    "indexes_for_leaps": """
DROP INDEX actual_results_by_key;
CREATE INDEX actual_results_by_key ON actual_results (fiscal_year, as_of, indicator_id, upload_id, row_number);
DROP INDEX spending_by_key;
CREATE INDEX spending_by_key ON spending (fiscal_year, as_of, project_id, upload_id, row_number)
""",
    # What was found in a file when it was confirmed.
    "findings_of_uploads": """
CREATE TABLE upload_findings (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id) PRIMARY KEY,
    findings TEXT NOT NULL
)
""",
    # What filled self-evaluation and monitoring forms state beyond targets, results and spending.
    "official_forms": """
CREATE TABLE outlooks (
    {row},
    indicator_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    likelihood TEXT,
    causes TEXT NOT NULL,
    reason TEXT,
    forecast TEXT,
    remark TEXT,
    {place}
);
CREATE INDEX outlooks_by_key ON outlooks (indicator_id, fiscal_year, as_of);
CREATE TABLE spending_forecasts (
    {row},
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    as_of DATE NOT NULL,
    expected_yuan {yuan} NOT NULL,
    {place}
);
CREATE TABLE published_forms (
    {row},
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    execution_points {points},
    execution_score {points},
    total_points {points},
    total_score {points},
    actual_goal TEXT,
    {place}
);
CREATE TABLE funding_rows (
    {row},
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    source TEXT NOT NULL,
    initial_budget_yuan {yuan},
    adjusted_budget_yuan {yuan},
    spent_yuan {yuan},
    {place}
)
""",
    # 分值 of indicators that a person set.
    "manual_weights": """
CREATE TABLE weights (
    {row},
    project_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    indicator_id TEXT NOT NULL,
    weight_points {points} NOT NULL,
    {place}
);
CREATE INDEX weights_by_project ON weights (project_id, fiscal_year)
""",
    # Corrections of clerks for lay-outs of files.
    "remembered_layouts": """
CREATE TABLE layout_corrections (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id),
    signature TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (upload_id, signature, field)
)
""",
    # What offices say of the questions of the audit.
    "reviews_of_findings": """
CREATE TABLE reviews (
    {row},
    finding_id TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    status TEXT NOT NULL,
    note TEXT,
    {place}
);
CREATE INDEX reviews_by_key ON reviews (finding_id, fiscal_year)
""",
    # The words that an office answered.
    "questions_of_reviews": """
ALTER TABLE reviews ADD COLUMN question TEXT
""",
    # What a project owns is found without reading the others.
    "indexes_for_projects": """
CREATE INDEX indicators_by_owner ON indicators (project_id, fiscal_year);
CREATE INDEX indicators_by_key ON indicators (indicator_id);
CREATE INDEX actual_results_by_indicator ON actual_results (indicator_id, fiscal_year);
CREATE INDEX spending_by_project ON spending (project_id, fiscal_year);
CREATE INDEX spending_forecasts_by_project ON spending_forecasts (project_id, fiscal_year);
CREATE INDEX published_forms_by_project ON published_forms (project_id, fiscal_year);
CREATE INDEX funding_rows_by_project ON funding_rows (project_id, fiscal_year)
""",
    # What happened to one upload.
    "log_by_upload": """
CREATE INDEX audit_log_by_upload ON audit_log (upload_id, entry_id)
""",
    # By whose rules conclusions are made.
    "rules_in_force": """
CREATE TABLE rules_in_force (
    version TEXT NOT NULL PRIMARY KEY,
    release TEXT NOT NULL,
    seen_at {moment} NOT NULL
)
""",
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
    # Accounts of departments, and what a unit owns, found without reading the others.
    "rights_of_units": """
ALTER TABLE accounts ADD COLUMN departments TEXT;
CREATE INDEX projects_by_unit ON projects (spending_unit, project_id)
""",
    # Where the review of uploads stands.
    "hand_ins": """
CREATE TABLE hand_ins (
    upload_id INTEGER NOT NULL REFERENCES uploads (upload_id) PRIMARY KEY,
    state TEXT NOT NULL,
    replacing TEXT,
    decided_by TEXT,
    decided_at {moment},
    reason TEXT,
    remarks TEXT NOT NULL
);
CREATE INDEX hand_ins_by_state ON hand_ins (state, upload_id)
""",
    # What units owe by when, and years that take no change.
    "tasks_and_closings": """
CREATE TABLE tasks (
    task_id {serial},
    fiscal_year INTEGER NOT NULL,
    month INTEGER NOT NULL,
    due_on DATE NOT NULL,
    owed TEXT NOT NULL,
    department TEXT,
    is_of_named BOOLEAN NOT NULL,
    made_by TEXT NOT NULL,
    made_at {moment} NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at {moment}
);
CREATE TABLE task_units (
    task_id INTEGER NOT NULL REFERENCES tasks (task_id),
    unit_key TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (task_id, unit_key)
);
CREATE TABLE closings (
    closing_id {serial},
    fiscal_year INTEGER NOT NULL,
    through DATE NOT NULL,
    unit_key TEXT,
    unit TEXT,
    closed_by TEXT NOT NULL,
    closed_at {moment} NOT NULL,
    reopened_by TEXT,
    reopened_at {moment},
    reason TEXT
)
""",
}
