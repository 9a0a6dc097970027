"""The trash, emptied for good after thirty days; and the log, read by whoever wants to undo.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IN_TRASH = ("projects", "sections", "comments", "reminders", "labels", "filters")

INDEXES = """
CREATE INDEX {table}_owner_id_deleted_at_id_idx
    ON tasklark.{table} (owner_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

LOG = """
ALTER TABLE tasklark.changes ADD COLUMN lost boolean DEFAULT false NOT NULL;
CREATE INDEX changes_owner_id_actor_id_batch_id_idx
    ON tasklark.changes (owner_id, actor_id, batch_id);
CREATE INDEX changes_owner_id_undoes_batch_id_idx
    ON tasklark.changes (owner_id, undoes, batch_id) WHERE undoes IS NOT NULL;
"""

_EXPIRED = "deleted_at <= now() - interval '30 days'"
_OF_EXPIRED_PROJECT = (
    f"(owner_id, project_id) IN (SELECT p.owner_id, p.id FROM tasklark.projects p"
    f" WHERE p.{_EXPIRED})"
)
_OF_EXPIRED_TASK = (
    f"(owner_id, task_id) IN (SELECT t.owner_id, t.id FROM tasklark.tasks t WHERE t.{_EXPIRED})"
)
# What the function that empties the trash may see of a table, whoever is asking.
TO_EMPTY = {
    "projects": _EXPIRED,
    "tasks": f"{_EXPIRED} OR {_OF_EXPIRED_PROJECT}",
    "sections": f"{_EXPIRED} OR {_OF_EXPIRED_PROJECT}",
    "comments": f"{_EXPIRED} OR {_OF_EXPIRED_TASK} OR {_OF_EXPIRED_PROJECT}",
    "reminders": f"{_EXPIRED} OR {_OF_EXPIRED_TASK} OR {_OF_EXPIRED_PROJECT}",
    "occurrences": f"{_EXPIRED} OR {_OF_EXPIRED_TASK} OR {_OF_EXPIRED_PROJECT}",
    "labels": _EXPIRED,
    "filters": _EXPIRED,
}

FUNCTIONS = """
CREATE FUNCTION tasklark.remove_from_trash(owner bigint, scope uuid, said text, most integer)
    RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- Removes what has been in the trash of one scope for thirty days, at most so many records and
-- what hangs on them, with what the log says of them; leaves a tombstone of each. Returns how
-- many rows that were.
DECLARE
    expired timestamptz := now() - interval '30 days';
    actor bigint := coalesce(
        nullif(current_setting('tasklark.account_id', true), '')::bigint, owner);
    tasks uuid[];
    records text[];
    ids uuid[];
    last bigint;
BEGIN
    -- Whoever is restoring something here ends first, and whoever comes later finds it gone.
    PERFORM FROM tasklark.scopes s WHERE s.owner_id = owner AND s.id = scope FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN 0; END IF;
    SELECT array_agg(t.id) INTO tasks FROM (
        SELECT t.id FROM tasklark.tasks t
        WHERE t.owner_id = owner AND t.project_id = scope AND t.deleted_at <= expired
        LIMIT most) t;
    SELECT array_agg(r.record), array_agg(r.id) INTO records, ids FROM (
        SELECT 'task' AS record, t.id FROM unnest(tasks) AS t (id)
        UNION ALL SELECT 'comment', c.id FROM tasklark.comments c
            WHERE c.owner_id = owner AND c.task_id = ANY (tasks)
        UNION ALL SELECT 'reminder', r.id FROM tasklark.reminders r
            WHERE r.owner_id = owner AND r.task_id = ANY (tasks)
        UNION ALL SELECT 'occurrence', o.id FROM tasklark.occurrences o
            WHERE o.owner_id = owner AND o.task_id = ANY (tasks)
        UNION ALL SELECT 'section', s.id FROM tasklark.sections s
            WHERE s.owner_id = owner AND s.project_id = scope AND s.deleted_at <= expired
        UNION ALL SELECT 'comment', c.id FROM tasklark.comments c
            WHERE c.owner_id = owner AND c.project_id = scope AND c.deleted_at <= expired
              AND c.task_id <> ALL (coalesce(tasks, '{}'))
        UNION ALL SELECT 'reminder', r.id FROM tasklark.reminders r
            WHERE r.owner_id = owner AND r.project_id = scope AND r.deleted_at <= expired
              AND r.task_id <> ALL (coalesce(tasks, '{}'))
        UNION ALL SELECT 'label', l.id FROM tasklark.labels l
            JOIN tasklark.accounts a ON a.id = owner AND a.person_id = scope
            WHERE l.owner_id = owner AND l.deleted_at <= expired
        UNION ALL SELECT 'filter', f.id FROM tasklark.filters f
            JOIN tasklark.accounts a ON a.id = owner AND a.person_id = scope
            WHERE f.owner_id = owner AND f.deleted_at <= expired
    ) r;
    IF ids IS NULL THEN RETURN 0; END IF;
    -- Who was at what, and when, stays in the log; what was written goes.
    DELETE FROM tasklark.changes c WHERE c.owner_id = owner AND c.record_id = ANY (ids)
        AND strpos(c.field, '/') > 0;
    UPDATE tasklark.changes c SET before = NULL, after = NULL
        WHERE c.owner_id = owner AND c.record_id = ANY (ids)
          AND (c.before IS NOT NULL OR c.after IS NOT NULL);
    UPDATE tasklark.scopes s SET change_number = s.change_number + cardinality(ids)
        WHERE s.owner_id = owner AND s.id = scope RETURNING s.change_number INTO last;
    INSERT INTO tasklark.changes
        (owner_id, scope_id, number, field, record, record_id, actor_id, surface, changed_at)
        SELECT owner, scope, last - cardinality(ids) + r.place, '*', r.record, r.id, actor, said,
            clock_timestamp()
        FROM unnest(records, ids) WITH ORDINALITY AS r (record, id, place);
    DELETE FROM tasklark.directory d WHERE d.kind = 'task' AND d.key = ANY (tasks)
        AND d.owner_id = owner;
    DELETE FROM tasklark.comments r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.reminders r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.occurrences r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.sections r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.labels r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.filters r WHERE r.owner_id = owner AND r.id = ANY (ids);
    DELETE FROM tasklark.tasks r WHERE r.owner_id = owner AND r.id = ANY (tasks);
    RETURN cardinality(ids);
END
$$;

CREATE FUNCTION tasklark.remove_project(owner bigint, project uuid, said text)
    RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- Removes a project that has been in the trash for thirty days, with all that is in it and its
-- log. Each member finds a tombstone in their own space. Returns how many rows that were.
DECLARE
    actor bigint := coalesce(
        nullif(current_setting('tasklark.account_id', true), '')::bigint, owner);
    part name;
    number bigint;
    member record;
    removed bigint := 1;
    n bigint;
BEGIN
    SELECT s.change_number INTO number FROM tasklark.scopes s
        WHERE s.owner_id = owner AND s.id = project FOR UPDATE;
    PERFORM FROM tasklark.projects p WHERE p.owner_id = owner AND p.id = project
        AND p.deleted_at <= now() - interval '30 days' FOR UPDATE;
    IF NOT FOUND THEN RETURN 0; END IF;
    DELETE FROM tasklark.directory d USING tasklark.tasks t
        WHERE t.owner_id = owner AND t.project_id = project
          AND d.kind = 'task' AND d.key = t.id AND d.owner_id = owner;
    DELETE FROM tasklark.directory d USING tasklark.project_invitations i
        WHERE i.owner_id = owner AND i.project_id = project
          AND d.kind = 'project_invitation' AND d.key = i.id AND d.owner_id = owner;
    FOR member IN
        SELECT m.account_id, m.id FROM tasklark.members m
        WHERE m.owner_id = owner AND m.project_id = project ORDER BY m.account_id
    LOOP
        DELETE FROM tasklark.placements p WHERE p.owner_id = member.account_id AND p.id = project
            AND p.project_owner_id = owner;
        -- The owner's numbers add up to the tag of their lists, so the sum must not fall.
        UPDATE tasklark.scopes s SET change_number = s.change_number + 1
            + CASE WHEN s.owner_id = owner THEN coalesce(number, 0) ELSE 0 END
            WHERE s.owner_id = member.account_id AND s.id = member.id
            RETURNING s.change_number INTO n;
        CONTINUE WHEN NOT FOUND;
        INSERT INTO tasklark.changes
            (owner_id, scope_id, number, field, record, record_id, actor_id, surface, changed_at)
            VALUES (member.account_id, member.id, n, '*', 'placement', project, actor, said,
                clock_timestamp());
    END LOOP;
    FOREACH part IN ARRAY ARRAY[
        'comments', 'reminders', 'occurrences', 'tasks', 'sections', 'project_invitations',
        'members'
    ]::name[] LOOP
        EXECUTE format('DELETE FROM tasklark.%I WHERE owner_id = $1 AND project_id = $2', part)
            USING owner, project;
        GET DIAGNOSTICS n = ROW_COUNT; removed := removed + n;
    END LOOP;
    DELETE FROM tasklark.changes c WHERE c.owner_id = owner AND c.scope_id = project;
    DELETE FROM tasklark.projects p WHERE p.owner_id = owner AND p.id = project;
    DELETE FROM tasklark.scopes s WHERE s.owner_id = owner AND s.id = project;
    RETURN removed;
END
$$;

CREATE FUNCTION tasklark.empty_trash(asked bigint, said text, most integer)
    RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Removes for good what has been in the trash for thirty days, of one owner or (null) of all;
-- of each scope at most so many records. Returns how many rows that were.
DECLARE
    expired timestamptz := now() - interval '30 days';
    place record;
    removed bigint := 0;
BEGIN
    FOR place IN
        SELECT p.owner_id, p.id FROM tasklark.projects p
        WHERE p.deleted_at <= expired AND (asked IS NULL OR p.owner_id = asked)
        ORDER BY p.owner_id, p.id LIMIT 100
    LOOP
        removed := removed + tasklark.remove_project(place.owner_id, place.id, said);
    END LOOP;
    FOR place IN
        SELECT DISTINCT r.owner_id, r.scope_id FROM (
            SELECT t.owner_id, t.project_id AS scope_id FROM tasklark.tasks t
                WHERE t.deleted_at <= expired
            UNION SELECT s.owner_id, s.project_id FROM tasklark.sections s
                WHERE s.deleted_at <= expired
            UNION SELECT c.owner_id, c.project_id FROM tasklark.comments c
                WHERE c.deleted_at <= expired
            UNION SELECT m.owner_id, m.project_id FROM tasklark.reminders m
                WHERE m.deleted_at <= expired
            UNION SELECT a.id, a.person_id FROM tasklark.labels l
                JOIN tasklark.accounts a ON a.id = l.owner_id WHERE l.deleted_at <= expired
            UNION SELECT a.id, a.person_id FROM tasklark.filters f
                JOIN tasklark.accounts a ON a.id = f.owner_id WHERE f.deleted_at <= expired
        ) r WHERE asked IS NULL OR r.owner_id = asked
        ORDER BY r.owner_id, r.scope_id LIMIT 100
    LOOP
        removed := removed
            + tasklark.remove_from_trash(place.owner_id, place.scope_id, said, most);
    END LOOP;
    RETURN removed;
END
$$;
REVOKE ALL ON FUNCTION tasklark.remove_from_trash(bigint, uuid, text, integer),
    tasklark.remove_project(bigint, uuid, text), tasklark.empty_trash(bigint, text, integer)
    FROM PUBLIC;

CREATE OR REPLACE FUNCTION tasklark.purge() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes a part of what has run out, for everybody, and returns how many rows that were; nothing
-- is left when it returns 0.
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
    WITH gone AS (DELETE FROM tasklark.project_invitations WHERE expires_at <= now() RETURNING id)
        DELETE FROM tasklark.directory d USING gone
        WHERE d.kind = 'project_invitation' AND d.key = gone.id;
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    DELETE FROM tasklark.attempts WHERE window_ends_at <= now();
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    DELETE FROM tasklark.revocations WHERE revoked_at <= now() - interval '1 hour';
    GET DIAGNOSTICS n = ROW_COUNT; purged := purged + n;
    RETURN purged + tasklark.empty_trash(NULL, 'housekeeping', 1000);
END
$$;
"""


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    op.execute(LOG)
    for table in IN_TRASH:
        op.execute(INDEXES.format(table=table))
    for table, rule in TO_EMPTY.items():
        op.execute(f"CREATE POLICY owner ON tasklark.{table} TO {owner} USING ({rule})")
    op.execute(
        f"CREATE POLICY owner_trash ON tasklark.directory TO {owner} USING (kind = 'task'"
        f" AND (owner_id, key) IN (SELECT t.owner_id, t.id FROM tasklark.tasks t))"
    )
    # Of the log, the functions take away what was written of records that are expired.
    expired = " UNION ALL ".join(
        f"SELECT owner_id, id FROM tasklark.{table} WHERE {rule}"
        for table, rule in TO_EMPTY.items()
    )
    rule = (
        f"(owner_id, record_id) IN ({expired}) OR (owner_id, scope_id) IN"
        f" (SELECT owner_id, id FROM tasklark.projects WHERE {_EXPIRED})"
    )
    op.execute(f"CREATE POLICY owner_read ON tasklark.changes FOR SELECT TO {owner} USING ({rule})")
    op.execute(
        f"CREATE POLICY owner_trash ON tasklark.changes FOR DELETE TO {owner} USING ({rule})"
    )
    op.execute(
        f"CREATE POLICY owner_blank ON tasklark.changes FOR UPDATE TO {owner}"
        f" USING ({rule}) WITH CHECK (before IS NULL AND after IS NULL)"
    )
    op.execute(FUNCTIONS)
    op.execute(f"GRANT EXECUTE ON FUNCTION tasklark.empty_trash(bigint, text, integer) TO {app}")
