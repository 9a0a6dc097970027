"""CalDAV: texts as clients wrote them, their names, alarms, objects that are no tasks, and feeds.

Nothing is laid on tasks themselves: whether a text still says what its task is, is told by
comparing versions.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
PERSON = f"(SELECT a.person_id FROM tasklark.accounts a WHERE a.id = {ASKING})"

_COLLECTION = """
    CONSTRAINT {0}_pkey PRIMARY KEY (owner_id, {1}),
    CONSTRAINT {0}_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id)
"""


def _of_collection(table: str, key: str) -> str:
    return _COLLECTION.format(table, key)


TABLES = f"""
CREATE TABLE tasklark.calendar_collections (
    owner_id bigint NOT NULL,
    project_id uuid NOT NULL,
    person_id uuid NOT NULL,
    name text COLLATE "C",
    components text[] NOT NULL,
    {_of_collection("calendar_collections", "project_id")}
);

CREATE TABLE tasklark.calendar_texts (
    owner_id bigint NOT NULL,
    task_id uuid NOT NULL,
    project_id uuid NOT NULL,
    uid text COLLATE "C" NOT NULL,
    text text NOT NULL,
    task_updated_at timestamptz NOT NULL,
    meaning json NOT NULL,
    entry json NOT NULL,
    awaits text[] DEFAULT '{{}}' NOT NULL,
    stored_at timestamptz NOT NULL,
    number bigint NOT NULL,
    {_of_collection("calendar_texts", "task_id")}
);
CREATE INDEX calendar_texts_awaiting_idx
    ON tasklark.calendar_texts (owner_id, project_id) WHERE awaits <> '{{}}';
CREATE INDEX calendar_texts_owner_id_project_id_uid_idx
    ON tasklark.calendar_texts (owner_id, project_id, uid);
CREATE INDEX calendar_texts_owner_id_project_id_number_idx
    ON tasklark.calendar_texts (owner_id, project_id, number) WHERE number > 0;

CREATE TABLE tasklark.calendar_alarms (
    owner_id bigint NOT NULL,
    task_id uuid NOT NULL,
    person_id uuid NOT NULL,
    project_id uuid NOT NULL,
    alarms json NOT NULL,
    reminders bigint NOT NULL,
    text_stored_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL,
    number bigint NOT NULL,
    {_of_collection("calendar_alarms", "task_id, person_id")}
);
CREATE INDEX calendar_alarms_owner_id_project_id_number_idx
    ON tasklark.calendar_alarms (owner_id, project_id, number) WHERE number > 0;

CREATE TABLE tasklark.calendar_names (
    owner_id bigint NOT NULL,
    project_id uuid NOT NULL,
    task_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    left_at timestamptz,
    number bigint DEFAULT 0 NOT NULL,
    {_of_collection("calendar_names", "task_id, project_id")}
);
CREATE UNIQUE INDEX calendar_names_owner_id_project_id_name_idx
    ON tasklark.calendar_names (owner_id, project_id, name);
CREATE INDEX calendar_names_owner_id_project_id_number_idx
    ON tasklark.calendar_names (owner_id, project_id, number) WHERE number > 0;
CREATE INDEX calendar_names_owner_id_left_at_idx
    ON tasklark.calendar_names (owner_id, left_at) WHERE left_at IS NOT NULL;

CREATE TABLE tasklark.calendar_files (
    owner_id bigint NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    uid text COLLATE "C" NOT NULL,
    component text NOT NULL,
    text text NOT NULL,
    entry json NOT NULL,
    task_id uuid,
    superseded text,
    created_at timestamptz NOT NULL,
    stored_at timestamptz NOT NULL,
    deleted_at timestamptz,
    number bigint NOT NULL,
    {_of_collection("calendar_files", "id")}
);
CREATE UNIQUE INDEX calendar_files_owner_id_project_id_name_idx
    ON tasklark.calendar_files (owner_id, project_id, name);
CREATE INDEX calendar_files_owner_id_project_id_uid_idx
    ON tasklark.calendar_files (owner_id, project_id, uid);
CREATE INDEX calendar_files_owner_id_project_id_number_idx
    ON tasklark.calendar_files (owner_id, project_id, number) WHERE number > 0;
CREATE INDEX calendar_files_owner_id_deleted_at_idx
    ON tasklark.calendar_files (owner_id, deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE tasklark.calendar_properties (
    owner_id bigint NOT NULL
        CONSTRAINT calendar_properties_accounts_fkey REFERENCES tasklark.accounts (id),
    resource uuid NOT NULL,
    part text COLLATE "C" DEFAULT '' NOT NULL,
    name text COLLATE "C" NOT NULL,
    xml text NOT NULL,
    CONSTRAINT calendar_properties_pkey PRIMARY KEY (owner_id, resource, part, name)
);

CREATE TABLE tasklark.calendar_feeds (
    owner_id bigint NOT NULL
        CONSTRAINT calendar_feeds_accounts_fkey REFERENCES tasklark.accounts (id),
    id uuid NOT NULL,
    kind text NOT NULL,
    resource uuid NOT NULL,
    expands boolean NOT NULL,
    digest bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT calendar_feeds_pkey PRIMARY KEY (owner_id, id)
);
"""

_ROLES = ("viewer", "commenter", "editor", "admin", "owner")
_WRITTEN = dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "editor")
# What the members of a project may do to its rows, by the lowest role that may.
SHARED = {
    "calendar_collections": {"UPDATE": "admin"},
    "calendar_texts": _WRITTEN,
    "calendar_alarms": dict.fromkeys(("INSERT", "UPDATE", "DELETE"), "viewer"),
    "calendar_names": _WRITTEN,
    "calendar_files": _WRITTEN,
}
OWNED = (*SHARED, "calendar_properties", "calendar_feeds")
GRANTS = {
    "calendar_collections": "SELECT, INSERT, UPDATE (name)",
    "calendar_texts": (
        "SELECT, INSERT, DELETE, UPDATE (uid, text, task_updated_at, meaning, entry,"
        " awaits, stored_at, number)"
    ),
    "calendar_alarms": (
        "SELECT, INSERT, DELETE, UPDATE (alarms, reminders, text_stored_at, stored_at, number)"
    ),
    "calendar_names": "SELECT, INSERT, DELETE, UPDATE (name, left_at, number)",
    "calendar_files": (
        "SELECT, INSERT, DELETE, UPDATE (name, uid, component, text, entry, task_id, superseded,"
        " created_at, stored_at, deleted_at, number)"
    ),
    "calendar_properties": "SELECT, INSERT, DELETE, UPDATE (xml)",
    "calendar_feeds": "SELECT, INSERT, DELETE, UPDATE (digest, last_used_at)",
}

_EXPIRED = "deleted_at <= now() - interval '30 days'"
_OF_EXPIRED = (
    "(owner_id, project_id) IN (SELECT p.owner_id, p.id FROM tasklark.projects p"
    f" WHERE p.{_EXPIRED})"
)
_OF_EXPIRED_TASK = (
    f"(owner_id, task_id) IN (SELECT t.owner_id, t.id FROM tasklark.tasks t WHERE t.{_EXPIRED})"
)
# As long as a client may stay away.
_FORGOTTEN = "<= now() - interval '90 days'"
# What the functions that remove for good may see, whoever is asking.
TO_REMOVE = {
    "calendar_collections": _OF_EXPIRED,
    "calendar_texts": f"{_OF_EXPIRED} OR {_OF_EXPIRED_TASK}",
    "calendar_alarms": f"{_OF_EXPIRED} OR {_OF_EXPIRED_TASK}",
    "calendar_names": f"{_OF_EXPIRED} OR {_OF_EXPIRED_TASK} OR left_at {_FORGOTTEN}",
    "calendar_files": f"{_OF_EXPIRED} OR deleted_at {_FORGOTTEN}",
    "calendar_properties": (
        "resource IN (SELECT p.id FROM tasklark.projects p WHERE p." + _EXPIRED + ")"
    ),
}

# Texts and alarms go with their task. Alarms of people who are not in the other project stay
# behind, as their reminders do. A name is given up here and taken there, if it is free.
MOVE = """
CREATE OR REPLACE FUNCTION tasklark.move_tasks(
    _from bigint, _source uuid, _to bigint, _target uuid, _tasks uuid[], _sections uuid[],
    _at timestamptz
) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    moved uuid[];
    hanging name;
    later text := 'updated_at = greatest($5, updated_at + interval ''1 microsecond'')';
BEGIN
    IF tasklark.rank_of_asking(_from, _source) < 3 OR tasklark.rank_of_asking(_to, _target) < 3
    THEN
        RETURN 'refused';
    END IF;
    UPDATE tasklark.sections SET owner_id = _to, project_id = _target,
        updated_at = greatest(_at, updated_at + interval '1 microsecond')
        WHERE owner_id = _from AND project_id = _source AND id = ANY (_sections);
    WITH moving AS (
        UPDATE tasklark.tasks SET owner_id = _to, project_id = _target,
            updated_at = greatest(_at, updated_at + interval '1 microsecond')
        WHERE owner_id = _from AND project_id = _source AND id = ANY (_tasks) RETURNING id
    )
    SELECT array_agg(id) INTO moved FROM moving;
    FOREACH hanging IN ARRAY ARRAY['comments', 'reminders', 'occurrences']
    LOOP
        EXECUTE format('UPDATE tasklark.%I SET owner_id = $1, project_id = $2, %s'
            ' WHERE owner_id = $3 AND project_id = $4 AND task_id = ANY ($6)', hanging, later)
            USING _to, _target, _from, _source, _at, moved;
    END LOOP;
    DELETE FROM tasklark.calendar_alarms WHERE owner_id = _from AND task_id = ANY (moved)
        AND person_id NOT IN (SELECT m.id FROM tasklark.members m
            WHERE m.owner_id = _to AND m.project_id = _target);
    FOREACH hanging IN ARRAY ARRAY['calendar_alarms', 'calendar_texts']
    LOOP
        EXECUTE format('UPDATE tasklark.%I SET owner_id = $1, project_id = $2, number = 0'
            ' WHERE owner_id = $3 AND project_id = $4 AND task_id = ANY ($5)', hanging)
            USING _to, _target, _from, _source, moved;
    END LOOP;
    UPDATE tasklark.calendar_names SET left_at = NULL
        WHERE owner_id = _to AND project_id = _target AND task_id = ANY (moved);
    INSERT INTO tasklark.calendar_names (owner_id, project_id, task_id, name)
        SELECT _to, _target, n.task_id, n.name FROM tasklark.calendar_names n
        WHERE n.owner_id = _from AND n.project_id = _source AND n.task_id = ANY (moved)
          AND NOT EXISTS (SELECT FROM tasklark.calendar_files f WHERE f.owner_id = _to
            AND f.project_id = _target AND f.name = n.name AND f.deleted_at IS NULL)
        ON CONFLICT DO NOTHING;
    -- Somebody may have given another object the name that a task has of itself.
    INSERT INTO tasklark.calendar_names (owner_id, project_id, task_id, name)
        SELECT _to, _target, m.id, m.id || '-' || gen_random_uuid() || '.ics'
        FROM unnest(moved) AS m (id)
        WHERE EXISTS (SELECT FROM tasklark.calendar_names n WHERE n.owner_id = _to
            AND n.project_id = _target AND n.name = m.id || '.ics' AND n.task_id <> m.id)
        ON CONFLICT DO NOTHING;
    UPDATE tasklark.calendar_names SET left_at = _at
        WHERE owner_id = _from AND project_id = _source AND task_id = ANY (moved);
    IF _from <> _to THEN
        UPDATE tasklark.directory SET owner_id = _to
            WHERE kind = 'task' AND key = ANY (moved) AND owner_id = _from;
    END IF;
    RETURN 'done';
EXCEPTION WHEN unique_violation THEN
    RETURN 'taken';
END
$$;
"""

# What is added to the functions that remove for good: each is rewritten at one place.
ADDED = {
    "tasklark.remove_from_trash(bigint, uuid, text, integer)": (
        "    DELETE FROM tasklark.sections r WHERE r.owner_id = owner AND r.id = ANY (ids);",
        "    DELETE FROM tasklark.calendar_texts r"
        " WHERE r.owner_id = owner AND r.task_id = ANY (tasks);\n"
        "    DELETE FROM tasklark.calendar_alarms r"
        " WHERE r.owner_id = owner AND r.task_id = ANY (tasks);\n"
        "    UPDATE tasklark.calendar_names r SET left_at = now()"
        " WHERE r.owner_id = owner AND r.project_id = scope AND r.task_id = ANY (tasks);",
    ),
    "tasklark.remove_project(bigint, uuid, text)": (
        "    FOREACH part IN ARRAY ARRAY[",
        "        DELETE FROM tasklark.calendar_properties c WHERE c.resource = project"
        " AND c.owner_id IN (SELECT m.account_id FROM tasklark.members m"
        " WHERE m.owner_id = owner AND m.project_id = project);",
    ),
    "tasklark.purge()": (
        "    DELETE FROM tasklark.revocations",
        "    DELETE FROM tasklark.calendar_names WHERE left_at <= now() - interval '90 days';\n"
        "    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;\n"
        "    DELETE FROM tasklark.calendar_files WHERE deleted_at <= now() - interval '90 days';\n"
        "    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;",
    ),
}
PARTS = (
    "        'comments', 'reminders', 'occurrences', 'tasks',",
    "        'calendar_texts', 'calendar_alarms', 'calendar_names', 'calendar_files',"
    " 'calendar_collections',",
)

REWRITE = """
DO $rewrite$
DECLARE
    source text := pg_get_functiondef('{function}'::regprocedure);
BEGIN
    IF strpos(source, $at${at}$at$) = 0 THEN
        RAISE 'there is no place for the addition in %', '{function}';
    END IF;
    EXECUTE replace(source, $at${at}$at$, $new${added}
{at}$new$);
END
$rewrite$;
"""


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    op.execute(TABLES)
    for table in OWNED:
        rule = f"owner_id = {ASKING}"
        _policy(table, "own", f"USING ({rule}) WITH CHECK ({rule})")
    for table, rights in SHARED.items():
        for command, role in {"SELECT": "viewer", **rights}.items():
            _shared(table, command, role)
    # A person's alarms are theirs, also before those who may write everything else.
    rule = f"person_id = {PERSON}"
    op.execute(
        f"CREATE POLICY app_own ON tasklark.calendar_alarms AS RESTRICTIVE TO {app}"
        f" USING ({rule}) WITH CHECK ({rule})"
    )
    for table, rule in TO_REMOVE.items():
        _policy(table, "owner", f"TO {owner} USING ({rule})")
    for table, granted in GRANTS.items():
        op.execute(f"REVOKE ALL ON tasklark.{table} FROM {app}")
        op.execute(f"GRANT {granted} ON tasklark.{table} TO {app}")
        op.execute(f"ALTER TABLE tasklark.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE tasklark.{table} FORCE ROW LEVEL SECURITY")
    op.execute(MOVE)
    for function, (at, added) in ADDED.items():
        op.execute(REWRITE.format(function=function, at=at, added=added))
    op.execute(
        REWRITE.format(
            function="tasklark.remove_project(bigint, uuid, text)", at=PARTS[0], added=PARTS[1]
        )
    )


def _shared(table: str, command: str, role: str) -> None:
    """Open a table's rows to the members of their project who have at least this role."""
    roles = ", ".join(f"'{each}'" for each in _ROLES[_ROLES.index(role) :])
    mine = (
        "(owner_id, project_id) IN (SELECT p.project_owner_id, p.id FROM tasklark.placements p"
        f" WHERE p.owner_id = {ASKING} AND p.role IN ({roles}))"
    )
    rule = {
        "SELECT": f"USING ({mine})",
        "DELETE": f"USING ({mine})",
        "INSERT": f"WITH CHECK ({mine})",
        "UPDATE": f"USING ({mine}) WITH CHECK ({mine})",
    }[command]
    _policy(table, f"by_role_{command.lower()}", f"FOR {command} {rule}")


def _policy(table: str, name: str, rule: str) -> None:
    op.execute(f"CREATE POLICY {name} ON tasklark.{table} {rule}")
