"""Members: another role, the way out, a new owner; and tasks that move between owners.

As in 0004, each function finds out who is asking and what they may, and gives the scopes that moved
or one row that says why nothing was done.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
OWN = f"owner_id = {ASKING}"
MINE = f"SELECT p.project_owner_id, p.id FROM tasklark.placements p WHERE p.owner_id = {ASKING}"
WRITERS = "p.role IN ('editor', 'admin', 'owner')"

# Not for callers: what the functions below are made of.
PARTS = """
CREATE FUNCTION tasklark.stamp_after(_stamp text, _at timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
-- As `domain.stamps.after`: the server's stamp of a moment, or the first past a later one.
SELECT CASE
    WHEN _stamp IS NULL OR _stamp < written COLLATE "C" THEN written
    ELSE lpad(to_hex(('x' || substr(_stamp, 1, 16))::bit(64)::bigint + 1), 16, '0') || '-0'
END
FROM (
    SELECT lpad(to_hex(us / 1000), 12, '0') || lpad(to_hex(us % 1000), 4, '0') || '-0' AS written
    FROM (SELECT (extract(epoch FROM _at) * 1000000)::bigint AS us) AS moment
) AS now
$$;

CREATE FUNCTION tasklark.unassign(
    _owner bigint, _project uuid, _person uuid, _surface text, _batch uuid
) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- Takes a person off the open tasks of a project; what is done stays as it was done.
DECLARE
    task record;
    element text := 'assignee_ids/' || _person;
    at timestamptz := clock_timestamp();
BEGIN
    FOR task IN
        SELECT id, created_at, stamps FROM tasklark.tasks
        WHERE owner_id = _owner AND project_id = _project AND deleted_at IS NULL
          AND NOT completed AND _person = ANY (assignee_ids)
        UNION ALL
        SELECT id, created_at, stamps FROM tasklark.tasks
        WHERE owner_id = _owner AND deleted_at IS NOT NULL AND project_id = _project
          AND NOT completed AND _person = ANY (assignee_ids)
    LOOP
        PERFORM tasklark.log_change(
            _owner, _project, 'task', task.id, element, 'true', 'false', _surface, _batch);
        UPDATE tasklark.tasks SET
            assignee_ids = array_remove(assignee_ids, _person),
            updated_at = greatest(at, updated_at + interval '1 microsecond'),
            stamps = (coalesce(stamps::jsonb, '{}') || jsonb_build_object(
                element, tasklark.stamp_after(
                    coalesce(task.stamps ->> element, task.stamps ->> '*'), at)))::json
            WHERE owner_id = _owner AND id = task.id;
    END LOOP;
END
$$;

CREATE FUNCTION tasklark.end_membership(
    _owner bigint, _project uuid, _person uuid, _surface text, _batch uuid
) RETURNS TABLE (outcome text, scope_owner bigint, scope_id uuid, number bigint)
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    gone tasklark.members;
    placed tasklark.placements;
    n bigint;
BEGIN
    SELECT * INTO STRICT gone FROM tasklark.members
        WHERE owner_id = _owner AND project_id = _project AND id = _person;
    PERFORM tasklark.unassign(_owner, _project, _person, _surface, _batch);
    n := tasklark.log_change(_owner, _project, 'member', _person, '*', tasklark.told(gone), NULL,
        _surface, _batch);
    RETURN QUERY SELECT 'done', _owner, _project, n;
    SELECT * INTO placed FROM tasklark.placements
        WHERE owner_id = gone.account_id AND id = _project AND project_owner_id = _owner;
    IF FOUND THEN
        n := tasklark.log_change(gone.account_id, _person, 'placement', _project, '*',
            tasklark.told(placed), NULL, _surface, _batch);
        RETURN QUERY SELECT 'done', gone.account_id, _person, n;
    END IF;
    DELETE FROM tasklark.members
        WHERE owner_id = _owner AND project_id = _project AND id = _person;
    DELETE FROM tasklark.placements
        WHERE owner_id = gone.account_id AND id = _project AND project_owner_id = _owner;
END
$$;
"""

MEMBERS = """
CREATE FUNCTION tasklark.set_member_role(
    _owner bigint, _project uuid, _person uuid, _role text, _surface text, _batch uuid
) RETURNS TABLE (outcome text, scope_owner bigint, scope_id uuid, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    before tasklark.members;
    n bigint;
BEGIN
    PERFORM FROM tasklark.scopes WHERE owner_id = _owner AND id = _project FOR UPDATE;
    SELECT * INTO before FROM tasklark.members
        WHERE owner_id = _owner AND project_id = _project AND id = _person;
    IF NOT FOUND OR tasklark.rank_of_asking(_owner, _project) < 4 OR before.role = 'owner'
        OR _role NOT IN ('viewer', 'commenter', 'editor', 'admin')
    THEN
        RETURN QUERY SELECT 'refused', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    IF before.role = _role THEN
        RETURN;
    END IF;
    UPDATE tasklark.members SET role = _role,
        updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
        WHERE owner_id = _owner AND project_id = _project AND id = _person;
    UPDATE tasklark.placements SET role = _role,
        updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
        WHERE owner_id = before.account_id AND id = _project AND project_owner_id = _owner;
    n := tasklark.log_change(_owner, _project, 'member', _person, 'role', to_json(before.role),
        to_json(_role), _surface, _batch);
    RETURN QUERY SELECT 'done', _owner, _project, n;
    n := tasklark.log_change(before.account_id, _person, 'placement', _project, 'role',
        to_json(before.role), to_json(_role), _surface, _batch);
    RETURN QUERY SELECT 'done', before.account_id, _person, n;
END
$$;

CREATE FUNCTION tasklark.remove_member(
    _owner bigint, _project uuid, _person uuid, _surface text, _batch uuid
) RETURNS TABLE (outcome text, scope_owner bigint, scope_id uuid, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    gone tasklark.members;
BEGIN
    PERFORM FROM tasklark.scopes WHERE owner_id = _owner AND id = _project FOR UPDATE;
    SELECT * INTO gone FROM tasklark.members
        WHERE owner_id = _owner AND project_id = _project AND id = _person;
    IF gone.id IS NULL OR gone.role = 'owner' OR (
        gone.account_id <> tasklark.asking() AND tasklark.rank_of_asking(_owner, _project) < 4
    ) THEN
        RETURN QUERY SELECT 'refused', NULL::bigint, NULL::uuid, NULL::bigint;
    ELSE
        RETURN QUERY SELECT * FROM tasklark.end_membership(
            _owner, _project, _person, _surface, _batch);
    END IF;
END
$$;
"""

# A project's rows carry its owner's key, so a new owner means a new key for every row. Which
# columns and tables those are is read from the catalog, so that none can be forgotten. The policies
# for members let it pass: the old owner stays as an admin, and so sees the rows before and after.
TRANSFER = """
CREATE FUNCTION tasklark.transfer_project(_project uuid, _person uuid, _surface text, _batch uuid)
    RETURNS TABLE (outcome text, scope_owner bigint, scope_id uuid, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    giver bigint := tasklark.asking();
    numbered bigint;
    above uuid;
    heir tasklark.members;
    heir_user_id text;
    columns text;
    owned name;
    found record;
    n bigint;
BEGIN
    SELECT change_number INTO numbered FROM tasklark.scopes
        WHERE owner_id = giver AND id = _project FOR UPDATE;
    SELECT m.* INTO heir FROM tasklark.members m
        WHERE m.owner_id = giver AND m.project_id = _project AND m.id = _person;
    SELECT a.user_id INTO heir_user_id FROM tasklark.accounts a
        WHERE a.id = heir.account_id AND a.disabled_at IS NULL;
    IF numbered IS NULL OR coalesce(tasklark.rank_of_asking(giver, _project), 0) < 5
        OR heir_user_id IS NULL OR heir.account_id = giver
        OR NOT tasklark.is_alive(giver, _project)
    THEN
        RETURN QUERY SELECT 'refused', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    IF tasklark.is_inbox(giver, _project) THEN
        RETURN QUERY SELECT 'inbox', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;

    UPDATE tasklark.placements p SET
        project_owner_id = heir.account_id,
        owner_user_id = heir_user_id,
        role = CASE p.owner_id WHEN heir.account_id THEN 'owner' WHEN giver THEN 'admin'
            ELSE p.role END,
        updated_at = greatest(clock_timestamp(), p.updated_at + interval '1 microsecond')
        FROM tasklark.members m
        WHERE m.owner_id = giver AND m.project_id = _project
          AND p.owner_id = m.account_id AND p.id = _project AND p.project_owner_id = giver;
    UPDATE tasklark.members SET
        role = CASE id WHEN _person THEN 'owner' ELSE 'admin' END,
        updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
        WHERE owner_id = giver AND project_id = _project AND (id = _person OR account_id = giver);

    SELECT parent_id INTO above FROM tasklark.projects WHERE owner_id = giver AND id = _project;
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = 'tasklark.projects'::regclass AND attnum > 0 AND NOT attisdropped
          AND attgenerated = '' AND attname <> 'owner_id';
    INSERT INTO tasklark.scopes (owner_id, id, change_number)
        VALUES (heir.account_id, _project, numbered);
    EXECUTE format('INSERT INTO tasklark.projects (owner_id, %1$s)'
        ' SELECT $1, %1$s FROM tasklark.projects WHERE owner_id = $2 AND id = $3', columns)
        USING heir.account_id, giver, _project;
    -- Two statements: in one, each key would be looked for in the list from its beginning.
    UPDATE tasklark.directory d SET owner_id = heir.account_id
        WHERE d.owner_id = giver AND d.kind = 'task' AND d.key = ANY (ARRAY(
            SELECT id FROM tasklark.tasks WHERE owner_id = giver AND project_id = _project));
    UPDATE tasklark.directory d SET owner_id = heir.account_id
        WHERE d.owner_id = giver AND d.kind = 'project_invitation' AND d.key = ANY (ARRAY(
            SELECT id FROM tasklark.project_invitations
            WHERE owner_id = giver AND project_id = _project));
    FOR owned IN
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'owner_id'
        JOIN pg_attribute p ON p.attrelid = c.oid AND p.attname = 'project_id'
        WHERE c.relnamespace = 'tasklark'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('UPDATE tasklark.%I SET owner_id = $1'
            ' WHERE owner_id = $2 AND project_id = $3', owned)
            USING heir.account_id, giver, _project;
    END LOOP;
    UPDATE tasklark.changes SET owner_id = heir.account_id
        WHERE owner_id = giver AND scope_id = _project;
    DELETE FROM tasklark.projects WHERE owner_id = giver AND id = _project;
    DELETE FROM tasklark.scopes WHERE owner_id = giver AND id = _project;

    IF above IS NOT NULL THEN
        UPDATE tasklark.projects SET parent_id = NULL,
            updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
            WHERE owner_id = heir.account_id AND id = _project;
        PERFORM tasklark.log_change(heir.account_id, _project, 'project', _project, 'parent_id',
            to_json(above), NULL, _surface, _batch);
    END IF;
    FOR found IN
        SELECT m.id, m.account_id, r.role FROM tasklark.members m
        JOIN (VALUES (heir.account_id, heir.role), (giver, 'owner')) AS r (account_id, role)
            ON r.account_id = m.account_id
        WHERE m.owner_id = heir.account_id AND m.project_id = _project
        ORDER BY m.id
    LOOP
        n := tasklark.log_change(heir.account_id, _project, 'member', found.id, 'role',
            to_json(found.role),
            to_json(CASE WHEN found.account_id = giver THEN 'admin' ELSE 'owner' END),
            _surface, _batch);
    END LOOP;
    RETURN QUERY SELECT 'done', heir.account_id, _project, n;

    -- Everybody's placement leads elsewhere now, and so their streams look again.
    FOR found IN
        SELECT m.id, m.account_id FROM tasklark.members m
        WHERE m.owner_id = heir.account_id AND m.project_id = _project ORDER BY m.account_id
    LOOP
        n := tasklark.log_change(found.account_id, found.id, 'placement', _project,
            'owner_user_id',
            (SELECT to_json(a.user_id) FROM tasklark.accounts a WHERE a.id = giver),
            to_json(heir_user_id), _surface, _batch);
        IF found.account_id IN (giver, heir.account_id) THEN
            INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id,
                    before, after, actor_id, surface, changed_at, batch_id)
                VALUES (found.account_id, found.id, n, 'role', 'placement', _project,
                    to_json(CASE WHEN found.account_id = giver THEN 'owner' ELSE heir.role END),
                    to_json(CASE WHEN found.account_id = giver THEN 'admin' ELSE 'owner' END),
                    giver, _surface, clock_timestamp(), _batch);
        END IF;
        RETURN QUERY SELECT 'done', found.account_id, found.id, n;
    END LOOP;

    -- What was nested in it stays with its owner, a step further out.
    FOR found IN
        UPDATE tasklark.projects SET parent_id = above,
            updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
            WHERE owner_id = giver AND parent_id = _project RETURNING id
    LOOP
        n := tasklark.log_change(giver, found.id, 'project', found.id, 'parent_id',
            to_json(_project), to_json(above), _surface, _batch);
        RETURN QUERY SELECT 'done', giver, found.id, n;
    END LOOP;
EXCEPTION WHEN unique_violation THEN
    -- The heir has a record of their own under an id of this project's.
    RETURN QUERY SELECT 'taken', NULL::bigint, NULL::uuid, NULL::bigint;
END
$$;
"""

# Row-level security confines it: whoever asks must be an editor where rows leave and where they
# arrive, or the rows don't pass. The caller has locked both scopes and logs what happens.
MOVE = """
CREATE FUNCTION tasklark.move_tasks(
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

INTERNAL = (
    "stamp_after(text, timestamptz)",
    "unassign(bigint, uuid, uuid, text, uuid)",
    "end_membership(bigint, uuid, uuid, text, uuid)",
)
CALLED = (
    "set_member_role(bigint, uuid, uuid, text, text, uuid)",
    "remove_member(bigint, uuid, uuid, text, uuid)",
    "transfer_project(uuid, uuid, text, uuid)",
    "move_tasks(bigint, uuid, bigint, uuid, uuid[], uuid[], timestamptz)",
)


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    _policies(owner)
    for functions in (PARTS, MEMBERS, TRANSFER, MOVE):
        op.execute(functions)
    for function in (*INTERNAL, *CALLED):
        op.execute(f"REVOKE ALL ON FUNCTION tasklark.{function} FROM PUBLIC")
    for function in CALLED:
        op.execute(f"GRANT EXECUTE ON FUNCTION tasklark.{function} TO {app}")


def _policies(owner: str) -> None:
    """Let the functions, and them alone, do what members may not do by themselves."""
    mine = f"(owner_id, project_id) IN ({MINE})"
    _policy("tasks", "unassigned", f"FOR UPDATE TO {owner} USING ({mine})")
    managed = f"(owner_id, id) IN ({MINE} AND p.role IN ('admin', 'owner'))"
    _policy("projects", "given_away", f"FOR INSERT TO {owner} WITH CHECK ({managed})")
    given = f"USING ({OWN}) WITH CHECK ((owner_id, scope_id) IN ({MINE}))"
    _policy("changes", "given_away", f"FOR UPDATE TO {owner} {given}")
    theirs = f"SELECT p.project_owner_id FROM tasklark.placements p WHERE p.owner_id = {ASKING}"
    keys = f"kind = 'task' AND owner_id IN ({theirs} AND {WRITERS})"
    _policy("directory", "moved", f"TO {owner} USING ({keys})")


def _policy(table: str, name: str, rule: str) -> None:
    op.execute(f"CREATE POLICY {name} ON tasklark.{table} {rule}")
