"""Everything a task is: scopes, nested projects and their members, sections, labels, comments, …

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The migrator is bound by row-level security like everybody; what is there is carried over with
# the binding lifted, and laid on again at the end.
CARRIED = ("accounts", "projects", "tasks", "changes")

KEPT = """
    owner_id bigint NOT NULL,
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    trashed_with uuid,
    stamps json
"""

TABLES = f"""
CREATE TABLE tasklark.scopes (
    owner_id bigint NOT NULL CONSTRAINT scopes_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    change_number bigint DEFAULT 0 NOT NULL,
    CONSTRAINT scopes_pkey PRIMARY KEY (owner_id, id)
);

CREATE TABLE tasklark.sections ({KEPT},
    project_id uuid NOT NULL,
    name text NOT NULL,
    position text COLLATE "C" NOT NULL,
    CONSTRAINT sections_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT sections_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id)
);
CREATE INDEX sections_owner_id_project_id_position_id_idx
    ON tasklark.sections (owner_id, project_id, position, id);

CREATE TABLE tasklark.comments ({KEPT},
    project_id uuid NOT NULL,
    task_id uuid NOT NULL,
    author_id uuid NOT NULL,
    body text NOT NULL,
    CONSTRAINT comments_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT comments_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id),
    CONSTRAINT comments_body_check CHECK (char_length(body) BETWEEN 1 AND 15000)
);
CREATE INDEX comments_owner_id_task_id_id_idx ON tasklark.comments (owner_id, task_id, id);
CREATE INDEX comments_owner_id_project_id_id_idx ON tasklark.comments (owner_id, project_id, id);

CREATE TABLE tasklark.reminders ({KEPT},
    project_id uuid NOT NULL,
    task_id uuid NOT NULL,
    person_id uuid NOT NULL,
    at text,
    minutes_before bigint,
    anchor text DEFAULT 'due' NOT NULL,
    CONSTRAINT reminders_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT reminders_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id),
    CONSTRAINT reminders_when_check CHECK ((at IS NULL) <> (minutes_before IS NULL))
);
CREATE INDEX reminders_owner_id_task_id_id_idx ON tasklark.reminders (owner_id, task_id, id);
CREATE INDEX reminders_owner_id_project_id_id_idx ON tasklark.reminders (owner_id, project_id, id);

CREATE TABLE tasklark.occurrences ({KEPT},
    project_id uuid NOT NULL,
    task_id uuid NOT NULL,
    slot text COLLATE "C" NOT NULL,
    fate text NOT NULL,
    by uuid,
    CONSTRAINT occurrences_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT occurrences_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id)
);
CREATE UNIQUE INDEX occurrences_owner_id_task_id_slot_idx
    ON tasklark.occurrences (owner_id, task_id, slot);
CREATE INDEX occurrences_owner_id_project_id_id_idx
    ON tasklark.occurrences (owner_id, project_id, id);

CREATE TABLE tasklark.members ({KEPT},
    project_id uuid NOT NULL,
    account_id bigint NOT NULL,
    role text NOT NULL,
    name text,
    email text,
    CONSTRAINT members_pkey PRIMARY KEY (owner_id, project_id, id),
    CONSTRAINT members_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id)
);

CREATE TABLE tasklark.placements ({KEPT},
    project_owner_id bigint NOT NULL,
    owner_user_id text NOT NULL,
    role text NOT NULL,
    is_favourite boolean DEFAULT false NOT NULL,
    position text COLLATE "C" NOT NULL,
    CONSTRAINT placements_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT placements_accounts_fkey FOREIGN KEY (owner_id) REFERENCES tasklark.accounts (id)
);

CREATE TABLE tasklark.labels ({KEPT},
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    color text DEFAULT 'grey' NOT NULL,
    position text COLLATE "C" NOT NULL,
    is_favourite boolean DEFAULT false NOT NULL,
    CONSTRAINT labels_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT labels_accounts_fkey FOREIGN KEY (owner_id) REFERENCES tasklark.accounts (id)
);
CREATE INDEX labels_owner_id_name_key_idx ON tasklark.labels (owner_id, name_key);

CREATE TABLE tasklark.filters ({KEPT},
    name text NOT NULL,
    query text NOT NULL,
    color text DEFAULT 'grey' NOT NULL,
    position text COLLATE "C" NOT NULL,
    is_favourite boolean DEFAULT false NOT NULL,
    CONSTRAINT filters_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT filters_accounts_fkey FOREIGN KEY (owner_id) REFERENCES tasklark.accounts (id)
);

CREATE TABLE tasklark.settings ({KEPT},
    time_zone text DEFAULT 'UTC' NOT NULL,
    language text DEFAULT 'en' NOT NULL,
    week_start text DEFAULT 'monday' NOT NULL,
    extras json NOT NULL,
    CONSTRAINT settings_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT settings_accounts_fkey FOREIGN KEY (owner_id) REFERENCES tasklark.accounts (id)
);

CREATE TABLE tasklark.pushes (
    owner_id bigint NOT NULL CONSTRAINT pushes_accounts_fkey REFERENCES tasklark.accounts (id),
    client text NOT NULL,
    number bigint NOT NULL,
    outcome json NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pushes_pkey PRIMARY KEY (owner_id, client, number)
);
"""

# The key of manual order that `domain.rank` gives to a moment: 'g', milliseconds, microseconds.
RANK = """
CREATE FUNCTION tasklark.base62(n bigint, width integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(
        substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
               (n / (62 ^ (width - place))::bigint % 62)::integer + 1, 1),
        '' ORDER BY place)
    FROM generate_series(1, width) AS place
$$;
CREATE FUNCTION tasklark.rank(at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'g' || tasklark.base62(us / 1000, 7) || rtrim(tasklark.base62(us % 1000, 2), '0')
    FROM (SELECT (extract(epoch FROM at) * 1000000)::bigint AS us) AS moment
$$;
"""

CARRY_OVER = """
ALTER TABLE tasklark.accounts ADD COLUMN person_id uuid;
UPDATE tasklark.accounts SET person_id = gen_random_uuid();
ALTER TABLE tasklark.accounts ALTER COLUMN person_id SET NOT NULL;

INSERT INTO tasklark.scopes SELECT owner_id, id, change_number FROM tasklark.projects;
INSERT INTO tasklark.scopes SELECT id, person_id, 0 FROM tasklark.accounts;

ALTER TABLE tasklark.projects
    DROP COLUMN change_number,
    ADD COLUMN parent_id uuid,
    ADD COLUMN description text,
    ADD COLUMN color text DEFAULT 'grey' NOT NULL,
    ADD COLUMN icon text,
    ADD COLUMN view text DEFAULT 'list' NOT NULL,
    ADD COLUMN archived boolean DEFAULT false NOT NULL,
    ADD COLUMN created_by uuid,
    ADD COLUMN updated_at timestamptz,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN trashed_with uuid,
    ADD COLUMN stamps json;
UPDATE tasklark.projects p SET updated_at = p.created_at, created_by = a.person_id
    FROM tasklark.accounts a WHERE a.id = p.owner_id;
ALTER TABLE tasklark.projects ALTER COLUMN updated_at SET NOT NULL;

INSERT INTO tasklark.members
    (owner_id, id, created_at, updated_at, project_id, account_id, role, name, email)
    SELECT p.owner_id, a.person_id, p.created_at, p.created_at, p.id, a.id, 'owner', a.name, a.email
    FROM tasklark.projects p JOIN tasklark.accounts a ON a.id = p.owner_id;
INSERT INTO tasklark.placements
    (owner_id, id, created_at, updated_at, project_owner_id, owner_user_id, role, position)
    SELECT p.owner_id, p.id, p.created_at, p.created_at, p.owner_id, a.user_id, 'owner',
        tasklark.rank(p.created_at)
    FROM tasklark.projects p JOIN tasklark.accounts a ON a.id = p.owner_id;
INSERT INTO tasklark.settings (owner_id, id, created_at, updated_at, extras)
    SELECT id, person_id, created_at, created_at, '{}' FROM tasklark.accounts;

ALTER TABLE tasklark.tasks
    ADD COLUMN section_id uuid,
    ADD COLUMN parent_id uuid,
    ADD COLUMN position text COLLATE "C",
    ADD COLUMN status text DEFAULT 'todo' NOT NULL,
    ADD COLUMN completed_at timestamptz,
    ADD COLUMN start_date text,
    ADD COLUMN deadline text,
    ADD COLUMN time_zone text,
    ADD COLUMN repeat json,
    ADD COLUMN duration_minutes bigint,
    ADD COLUMN labels text[] DEFAULT '{}' NOT NULL,
    ADD COLUMN assignee_ids uuid[] DEFAULT '{}' NOT NULL,
    ADD COLUMN blocked_by uuid[] DEFAULT '{}' NOT NULL,
    ADD COLUMN links json DEFAULT '[]' NOT NULL,
    ADD COLUMN created_by uuid,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN trashed_with uuid,
    ADD COLUMN stamps json;
UPDATE tasklark.tasks t SET
    position = tasklark.rank(t.created_at),
    status = CASE WHEN t.completed THEN 'done' ELSE 'todo' END,
    completed_at = CASE WHEN t.completed THEN t.updated_at END,
    created_by = a.person_id
    FROM tasklark.accounts a WHERE a.id = t.owner_id;
ALTER TABLE tasklark.tasks
    ALTER COLUMN position SET NOT NULL,
    ALTER COLUMN links DROP DEFAULT;
ALTER TABLE tasklark.tasks ADD CONSTRAINT tasks_status_check
    CHECK (completed = (status IN ('done', 'cancelled')));

DROP INDEX tasklark.tasks_owner_id_created_at_id_idx;
DROP INDEX tasklark.tasks_owner_id_title_key_id_idx;
DROP INDEX tasklark.tasks_owner_id_due_sort_at_id_idx;
CREATE INDEX tasks_owner_id_created_at_id_idx
    ON tasklark.tasks (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_owner_id_title_key_id_idx
    ON tasklark.tasks (owner_id, title_key, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_owner_id_due_sort_at_id_idx
    ON tasklark.tasks (owner_id, due_sort_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_instants_idx ON tasklark.tasks (owner_id, due_sort_at, id)
    WHERE deleted_at IS NULL AND right(due_date, 1) = 'Z';
CREATE INDEX tasks_other_dues_idx ON tasklark.tasks (owner_id, due_sort_at, id)
    WHERE deleted_at IS NULL AND right(due_date, 1) IS DISTINCT FROM 'Z';
CREATE INDEX tasks_owner_id_project_id_position_id_idx
    ON tasklark.tasks (owner_id, project_id, position, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_owner_id_parent_id_idx
    ON tasklark.tasks (owner_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_owner_id_deleted_at_id_idx
    ON tasklark.tasks (owner_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

ALTER TABLE tasklark.changes RENAME COLUMN project_id TO scope_id;
ALTER TABLE tasklark.changes ADD COLUMN batch_id uuid, ADD COLUMN undoes uuid;
UPDATE tasklark.changes SET field = 'status',
    before = CASE before::text WHEN 'true' THEN '"done"'::json ELSE '"todo"'::json END,
    after = CASE after::text WHEN 'true' THEN '"done"'::json ELSE '"todo"'::json END
    WHERE field = 'completed';
CREATE INDEX changes_owner_id_record_id_number_idx
    ON tasklark.changes (owner_id, record_id, number);

DROP FUNCTION tasklark.rank(timestamptz);
DROP FUNCTION tasklark.base62(bigint, integer);
"""

ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
OWN = f"owner_id = {ASKING}"

_ROLES = ("viewer", "commenter", "editor", "admin", "owner")
# What the members of a project may do to its rows, by the lowest role that may. The column names
# the project.
SHARED = {
    "scopes": ("id", {"SELECT": "viewer", "UPDATE": "viewer"}),
    "projects": ("id", {"SELECT": "viewer", "UPDATE": "admin"}),
    "sections": ("project_id", dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "editor")),
    "tasks": ("project_id", dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "editor")),
    "occurrences": ("project_id", dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "editor")),
    "comments": ("project_id", dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "commenter")),
    "reminders": ("project_id", dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "viewer")),
    "members": ("project_id", {}),
    "changes": ("scope_id", {"INSERT": "viewer"}),
}
OWNED = ("labels", "filters", "settings", "pushes", "scopes", "sections", "comments", "reminders",
         "occurrences")  # fmt: skip

_KEPT = "updated_at, deleted_at, trashed_with, stamps"
GRANTS = {
    "scopes": "SELECT, INSERT, UPDATE (change_number)",
    "projects": (
        f"SELECT, INSERT, DELETE, UPDATE (parent_id, name, description, color, icon, view,"
        f" archived, {_KEPT})"
    ),
    "sections": f"SELECT, INSERT, DELETE, UPDATE (project_id, name, position, {_KEPT})",
    "tasks": (
        "SELECT, INSERT, DELETE, UPDATE (project_id, section_id, parent_id, position, title,"
        " title_key, description, status, completed, completed_at, priority, due_date,"
        " due_sort_at, start_date, deadline, time_zone, repeat, duration_minutes, labels,"
        f" assignee_ids, blocked_by, links, {_KEPT})"
    ),
    "comments": f"SELECT, INSERT, DELETE, UPDATE (project_id, body, {_KEPT})",
    "reminders": (
        f"SELECT, INSERT, DELETE, UPDATE (project_id, at, minutes_before, anchor, {_KEPT})"
    ),
    "occurrences": f"SELECT, INSERT, DELETE, UPDATE (project_id, {_KEPT})",
    "members": "SELECT, INSERT",
    "placements": f"SELECT, INSERT, UPDATE (is_favourite, position, {_KEPT})",
    "labels": (
        f"SELECT, INSERT, DELETE, UPDATE (name, name_key, color, position, is_favourite, {_KEPT})"
    ),
    "filters": (
        f"SELECT, INSERT, DELETE, UPDATE (name, query, color, position, is_favourite, {_KEPT})"
    ),
    "settings": f"SELECT, INSERT, UPDATE (time_zone, language, week_start, extras, {_KEPT})",
    "pushes": "SELECT, INSERT",
}

FUNCTIONS = """
CREATE OR REPLACE FUNCTION tasklark.erase_account() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes the account that is asking, in every table that knows an owner: the list comes from the
-- catalog, so that no table can be forgotten.
DECLARE
    asking bigint := nullif(current_setting('tasklark.account_id', true), '')::bigint;
    owned name;
BEGIN
    -- Whoever is writing a row of this account ends first, and whoever comes later finds it gone.
    PERFORM FROM tasklark.scopes WHERE owner_id = asking ORDER BY id FOR UPDATE;
    PERFORM FROM tasklark.accounts WHERE id = asking FOR UPDATE;
    -- Its projects leave their members, and it leaves the projects of others.
    DELETE FROM tasklark.placements p USING tasklark.members m
        WHERE m.owner_id = asking AND p.owner_id = m.account_id AND p.id = m.project_id
          AND p.project_owner_id = asking;
    DELETE FROM tasklark.members m USING tasklark.placements p
        WHERE p.owner_id = asking AND m.owner_id = p.project_owner_id AND m.project_id = p.id
          AND m.account_id = asking;
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

CREATE OR REPLACE FUNCTION tasklark.purge() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes what has run out, for everybody, and returns how many rows that were.
DECLARE
    purged bigint := 0;
    n bigint;
BEGIN
    DELETE FROM tasklark.answers WHERE expires_at <= now();
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    DELETE FROM tasklark.pushes WHERE expires_at <= now();
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
"""


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    for table in CARRIED:
        op.execute(f"ALTER TABLE tasklark.{table} NO FORCE ROW LEVEL SECURITY")
    op.execute(TABLES)
    op.execute(RANK)
    op.execute(CARRY_OVER)
    for table in CARRIED:
        op.execute(f"ALTER TABLE tasklark.{table} FORCE ROW LEVEL SECURITY")
    for table in OWNED:
        _policy(table, "own", f"USING ({OWN}) WITH CHECK ({OWN})")
    for table, (column, rights) in SHARED.items():
        for command, role in {"SELECT": "viewer", **rights}.items():
            _shared(table, column, command, role)
    _members_and_placements()
    # The functions that work as the owner: they see who is in which project, and what has run out.
    for table in ("members", "placements", "scopes"):
        _policy(table, "owner", f"TO {owner} USING (true)")
    _policy("pushes", "owner", f"TO {owner} USING (expires_at <= now())")
    for table, granted in GRANTS.items():
        op.execute(f"REVOKE ALL ON tasklark.{table} FROM {app}")
        op.execute(f"GRANT {granted} ON tasklark.{table} TO {app}")
        op.execute(f"ALTER TABLE tasklark.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE tasklark.{table} FORCE ROW LEVEL SECURITY")
    op.execute(FUNCTIONS)


def _shared(table: str, column: str, command: str, role: str) -> None:
    """Open a table's rows to the members of their project who have at least this role."""
    roles = ", ".join(f"'{each}'" for each in _ROLES[_ROLES.index(role) :])
    mine = (
        f"(owner_id, {column}) IN (SELECT p.project_owner_id, p.id FROM tasklark.placements p"
        f" WHERE p.owner_id = {ASKING} AND p.role IN ({roles}))"
    )
    rule = {
        "SELECT": f"USING ({mine})",
        "DELETE": f"USING ({mine})",
        "INSERT": f"WITH CHECK ({mine})",
        "UPDATE": f"USING ({mine}) WITH CHECK ({mine})",
    }[command]
    # PostgreSQL asks permissive policies in the falling order of their names: "own" comes first,
    # so that one's own rows are not looked up among the shared ones.
    _policy(table, f"by_role_{command.lower()}", f"FOR {command} {rule}")


def _members_and_placements() -> None:
    """Roles are given by functions only; by hand, one is but the owner of one's own projects."""
    _policy("members", "own", f"FOR SELECT USING ({OWN})")
    owner = f"{OWN} AND account_id = {ASKING} AND role = 'owner'"
    _policy("members", "own_project", f"FOR INSERT WITH CHECK ({owner})")
    _policy("placements", "own", f"FOR SELECT USING ({OWN})")
    _policy("placements", "own_order", f"FOR UPDATE USING ({OWN}) WITH CHECK ({OWN})")
    owner = f"{OWN} AND project_owner_id = {ASKING} AND role = 'owner'"
    _policy("placements", "own_project", f"FOR INSERT WITH CHECK ({owner})")
    # Whoever may make tasks in another's project enters their ids in the owner's name.
    theirs = (
        f"SELECT p.project_owner_id FROM tasklark.placements p WHERE p.owner_id = {ASKING}"
        " AND p.role IN ('editor', 'admin', 'owner')"
    )
    _policy(
        "directory",
        "by_role_insert",
        f"FOR INSERT WITH CHECK (kind = 'task' AND owner_id IN ({theirs}))",
    )


def _policy(table: str, name: str, rule: str) -> None:
    op.execute(f"CREATE POLICY {name} ON tasklark.{table} {rule}")
