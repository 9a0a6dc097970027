"""The first schema: accounts, the directory, projects, tasks, the log, and who may see what.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE SEQUENCE tasklark.account_ids;

CREATE FUNCTION tasklark.rfc3339(timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog
AS $$ SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE TABLE tasklark.accounts (
    id bigint CONSTRAINT accounts_pkey PRIMARY KEY,
    issuer text NOT NULL,
    user_id text NOT NULL,
    email text,
    name text,
    is_admin boolean DEFAULT false NOT NULL,
    inbox_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz,
    password_hash text
);

CREATE TABLE tasklark.directory (
    kind text NOT NULL,
    key uuid NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT directory_pkey PRIMARY KEY (kind, key)
);
-- What an account has beside its tasks, which are found by their own ids.
CREATE INDEX directory_owner_id_idx ON tasklark.directory (owner_id) WHERE kind <> 'task';

CREATE TABLE tasklark.projects (
    owner_id bigint NOT NULL CONSTRAINT projects_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    name text NOT NULL,
    change_number bigint DEFAULT 0 NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT projects_pkey PRIMARY KEY (owner_id, id)
);

CREATE TABLE tasklark.tasks (
    owner_id bigint NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    title text NOT NULL,
    title_key text COLLATE "C" NOT NULL,
    description text,
    completed boolean NOT NULL,
    priority text,
    due_date text,
    due_sort_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    created_text text GENERATED ALWAYS AS (tasklark.rfc3339(created_at)) STORED,
    updated_text text GENERATED ALWAYS AS (tasklark.rfc3339(updated_at)) STORED,
    CONSTRAINT tasks_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT tasks_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id),
    CONSTRAINT tasks_title_check CHECK (char_length(title) BETWEEN 1 AND 1000),
    CONSTRAINT tasks_description_check CHECK (char_length(description) <= 65536),
    CONSTRAINT tasks_priority_check CHECK (priority IN ('low', 'medium', 'high')),
    CONSTRAINT tasks_due_date_check CHECK ((due_date IS NULL) = (due_sort_at = 'infinity'))
) WITH (fillfactor = 85);
CREATE INDEX tasks_owner_id_created_at_id_idx ON tasklark.tasks (owner_id, created_at, id);
CREATE INDEX tasks_owner_id_title_key_id_idx ON tasklark.tasks (owner_id, title_key, id);
CREATE INDEX tasks_owner_id_due_sort_at_id_idx ON tasklark.tasks (owner_id, due_sort_at, id);

CREATE TABLE tasklark.changes (
    owner_id bigint NOT NULL,
    project_id uuid NOT NULL,
    number bigint NOT NULL,
    field text NOT NULL,
    record text NOT NULL,
    record_id uuid NOT NULL,
    before json,
    after json,
    actor_id bigint NOT NULL,
    surface text NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT changes_pkey PRIMARY KEY (owner_id, project_id, number, field)
);

CREATE TABLE tasklark.answers (
    owner_id bigint NOT NULL CONSTRAINT answers_accounts_fkey REFERENCES tasklark.accounts (id),
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    headers json NOT NULL,
    body bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT answers_pkey PRIMARY KEY (owner_id, key)
);

CREATE TABLE tasklark.sessions (
    owner_id bigint NOT NULL CONSTRAINT sessions_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    digest bytea NOT NULL,
    agent text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (owner_id, id)
);

CREATE TABLE tasklark.api_tokens (
    owner_id bigint NOT NULL CONSTRAINT api_tokens_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    expires_at timestamptz,
    CONSTRAINT api_tokens_pkey PRIMARY KEY (owner_id, id)
);

CREATE TABLE tasklark.invitations (
    owner_id bigint NOT NULL CONSTRAINT invitations_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    email text,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT invitations_pkey PRIMARY KEY (owner_id, id)
);

CREATE TABLE tasklark.attempts (
    key uuid CONSTRAINT attempts_pkey PRIMARY KEY,
    count integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);

CREATE TABLE tasklark.revocations (
    id uuid CONSTRAINT revocations_pkey PRIMARY KEY,
    account_id bigint NOT NULL,
    revoked_at timestamptz NOT NULL
);
CREATE INDEX revocations_revoked_at_idx ON tasklark.revocations (revoked_at);
"""

# nullif: after a transaction that set it, a setting reads '' and not NULL. The sub-select makes it
# an InitPlan, asked once a statement and not once a row.
ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
PRESENTED = "(SELECT nullif(current_setting('tasklark.key', true), '')::uuid)"

OWNED = (
    "directory",
    "projects",
    "tasks",
    "changes",
    "answers",
    "sessions",
    "api_tokens",
    "invitations",
)
POLICIES = {
    "accounts": f"id = {ASKING}",
    **dict.fromkeys(OWNED, f"owner_id = {ASKING}"),
    "attempts": f"key = {PRESENTED}",
}

# The housekeeper works as the owner, and sees nothing but what has run out; the operator's command
# line works as the owner too, and sees who has an account, but not a task.
OWNER_POLICIES = {
    "accounts": "true",
    "directory": "kind IN ('session', 'invitation')",
    "answers": "expires_at <= now()",
    "sessions": "expires_at <= now()",
    "invitations": "expires_at <= now()",
    "attempts": "window_ends_at <= now()",
    "revocations": "revoked_at <= now() - interval '1 hour'",
}

# A column that is not granted can't be written, whoever forgets what: no row changes its owner.
GRANTS = {
    "accounts": "SELECT, INSERT, UPDATE (email, name, is_admin, disabled_at, password_hash)",
    "directory": "SELECT, INSERT, DELETE",
    "projects": "SELECT, INSERT, UPDATE (name, change_number), DELETE",
    "tasks": (
        "SELECT, INSERT, DELETE, UPDATE (project_id, title, title_key, description, completed,"
        " priority, due_date, due_sort_at, updated_at)"
    ),
    "changes": "SELECT, INSERT",
    "answers": "SELECT, INSERT, DELETE",
    "sessions": "SELECT, INSERT, UPDATE (digest, last_used_at, expires_at), DELETE",
    "api_tokens": "SELECT, INSERT, UPDATE (last_used_at), DELETE",
    "invitations": "SELECT, INSERT, DELETE",
    "attempts": "SELECT, INSERT, UPDATE (count, window_ends_at), DELETE",
    "revocations": "SELECT, INSERT",
}

FUNCTIONS = """
CREATE FUNCTION tasklark.erase_account() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes the account that is asking, in every table that knows an owner: the list comes from the
-- catalog, so that no table can be forgotten.
DECLARE
    asking bigint := nullif(current_setting('tasklark.account_id', true), '')::bigint;
    owned name;
BEGIN
    -- Whoever is writing a row of this account ends first, and whoever comes later finds it gone.
    PERFORM FROM tasklark.projects WHERE owner_id = asking ORDER BY id FOR UPDATE;
    PERFORM FROM tasklark.accounts WHERE id = asking FOR UPDATE;
    -- By key, which the directory is sorted by; it may hold any number of other accounts' rows.
    DELETE FROM tasklark.directory WHERE kind = 'task' AND key = ANY (
        ARRAY(SELECT id FROM tasklark.tasks WHERE owner_id = asking)
    );
    DELETE FROM tasklark.directory WHERE kind <> 'task' AND owner_id = asking;
    FOR owned IN
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'tasklark'::regnamespace AND c.relkind = 'r'
          AND a.attname = 'owner_id' AND NOT a.attisdropped AND c.relname <> 'directory'
        ORDER BY c.relname = 'projects'
    LOOP
        EXECUTE format('DELETE FROM tasklark.%I WHERE owner_id = $1', owned) USING asking;
    END LOOP;
    DELETE FROM tasklark.accounts WHERE id = asking;
END
$$;

CREATE FUNCTION tasklark.purge() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes what has run out, for everybody, and returns how many rows that were.
DECLARE
    purged bigint := 0;
    n bigint;
BEGIN
    DELETE FROM tasklark.answers WHERE expires_at <= now();
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    WITH gone AS (DELETE FROM tasklark.sessions WHERE expires_at <= now() RETURNING id)
        DELETE FROM tasklark.directory d USING gone WHERE d.kind = 'session' AND d.key = gone.id;
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    WITH gone AS (DELETE FROM tasklark.invitations WHERE expires_at <= now() RETURNING id)
        DELETE FROM tasklark.directory d USING gone WHERE d.kind = 'invitation' AND d.key = gone.id;
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    DELETE FROM tasklark.attempts WHERE window_ends_at <= now();
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    DELETE FROM tasklark.revocations WHERE revoked_at <= now() - interval '1 hour';
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    RETURN purged;
END
$$;

CREATE FUNCTION tasklark.has_accounts() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM tasklark.accounts) $$;
REVOKE ALL ON FUNCTION tasklark.erase_account(), tasklark.purge(), tasklark.has_accounts()
    FROM PUBLIC;
"""


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    op.execute(TABLES)
    for table, rule in POLICIES.items():
        _policy(table, "own", f"USING ({rule}) WITH CHECK ({rule})")
    _policy("directory", "presented", f"FOR SELECT USING (key = {PRESENTED})")
    _policy("revocations", "seen_by_all", "FOR SELECT USING (true)")
    _policy("revocations", "own", f"FOR INSERT WITH CHECK (account_id = {ASKING})")
    for table, rule in OWNER_POLICIES.items():
        _policy(table, "owner", f"TO {owner} USING ({rule})")
    for table, rights in GRANTS.items():
        op.execute(f"GRANT {rights} ON tasklark.{table} TO {app}")
    op.execute(FUNCTIONS)
    op.execute(f"GRANT USAGE ON SCHEMA tasklark TO {app}")
    op.execute(f"GRANT USAGE ON SEQUENCE tasklark.account_ids TO {app}")
    op.execute(
        "GRANT EXECUTE ON FUNCTION"
        f" tasklark.erase_account(), tasklark.purge(), tasklark.has_accounts() TO {app}"
    )
    for table in GRANTS:
        op.execute(f"ALTER TABLE tasklark.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE tasklark.{table} FORCE ROW LEVEL SECURITY")


def _policy(table: str, name: str, rule: str) -> None:
    op.execute(f"CREATE POLICY {name} ON tasklark.{table} {rule}")
