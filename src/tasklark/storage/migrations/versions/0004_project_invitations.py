"""Invitations to projects, and how one comes in by them.

Who may do what is found out here, from `members`, as whoever the transaction runs for: nothing that
a caller says of roles is believed. A function that changes something gives the scopes that moved,
as rows of `('done', owner, scope, number)`, or one row that says why nothing was done.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE tasklark.project_invitations (
    owner_id bigint NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    email text,
    role text NOT NULL,
    digest bytea NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT project_invitations_pkey PRIMARY KEY (owner_id, id),
    CONSTRAINT project_invitations_projects_fkey
        FOREIGN KEY (owner_id, project_id) REFERENCES tasklark.projects (owner_id, id),
    CONSTRAINT project_invitations_role_check
        CHECK (role IN ('viewer', 'commenter', 'editor', 'admin'))
);
CREATE INDEX project_invitations_owner_id_project_id_id_idx
    ON tasklark.project_invitations (owner_id, project_id, id);
"""

ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
PRESENTED = "(SELECT nullif(current_setting('tasklark.key', true), '')::uuid)"
OWN = f"owner_id = {ASKING}"
MANAGED = (
    f"SELECT p.project_owner_id, p.id FROM tasklark.placements p WHERE p.owner_id = {ASKING}"
    " AND p.role IN ('admin', 'owner')"
)

# Not for callers: what the functions below are made of.
PARTS = """
CREATE FUNCTION tasklark.asking() RETURNS bigint
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint $$;

CREATE FUNCTION tasklark.rank_of_asking(_owner bigint, _project uuid) RETURNS integer
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
-- 0 for a stranger, 1 for a viewer … 4 for an admin, 5 for the owner.
SELECT coalesce((
    SELECT array_position(ARRAY['viewer', 'commenter', 'editor', 'admin', 'owner'], m.role)
    FROM tasklark.members m
    WHERE m.owner_id = _owner AND m.project_id = _project AND m.account_id = tasklark.asking()
), 0)
$$;

CREATE FUNCTION tasklark.is_inbox(_owner bigint, _project uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (SELECT FROM tasklark.accounts WHERE id = _owner AND inbox_id = _project) $$;

CREATE FUNCTION tasklark.is_alive(_owner bigint, _project uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
-- The policy "presented" shows a project whose id is named, to these functions only.
BEGIN
    EXECUTE format('SET LOCAL tasklark.key = %L', _project);
    RETURN EXISTS (
        SELECT FROM tasklark.projects
        WHERE owner_id = _owner AND id = _project AND deleted_at IS NULL
    );
END
$$;

CREATE FUNCTION tasklark.log_change(
    _owner bigint, _scope uuid, _record text, _id uuid, _field text, _before json, _after json,
    _surface text, _batch uuid
) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- Takes the scope's next number, logs one change under it, and returns it.
DECLARE
    n bigint;
BEGIN
    UPDATE tasklark.scopes SET change_number = change_number + 1
        WHERE owner_id = _owner AND id = _scope RETURNING change_number INTO STRICT n;
    INSERT INTO tasklark.changes (owner_id, scope_id, number, field, record, record_id, before,
            after, actor_id, surface, changed_at, batch_id)
        VALUES (_owner, _scope, n, _field, _record, _id, _before, _after, tasklark.asking(),
            _surface, clock_timestamp(), _batch);
    RETURN n;
END
$$;

CREATE FUNCTION tasklark.told(tasklark.members) RETURNS json
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
SELECT json_strip_nulls(json_build_object(
    'id', $1.id, 'created_at', tasklark.rfc3339($1.created_at),
    'updated_at', tasklark.rfc3339($1.updated_at), 'project_id', $1.project_id, 'role', $1.role,
    'name', $1.name, 'email', $1.email))
$$;

CREATE FUNCTION tasklark.told(tasklark.placements) RETURNS json
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
SELECT json_strip_nulls(json_build_object(
    'id', $1.id, 'created_at', tasklark.rfc3339($1.created_at),
    'updated_at', tasklark.rfc3339($1.updated_at), 'role', $1.role,
    'is_favourite', CASE WHEN $1.is_favourite THEN true END, 'position', $1.position))
$$;

CREATE FUNCTION tasklark.good_invitation(_id uuid, _digest bytea)
    RETURNS SETOF tasklark.project_invitations
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$
-- An invitation is worth what its giver may do now: it ends with their right to manage members.
SELECT i.*
FROM tasklark.directory d
JOIN tasklark.project_invitations i ON i.owner_id = d.owner_id AND i.id = d.key
JOIN tasklark.members m
    ON m.owner_id = i.owner_id AND m.project_id = i.project_id AND m.id = i.created_by
JOIN tasklark.accounts a ON a.id = m.account_id
WHERE d.kind = 'project_invitation' AND d.key = _id AND i.digest = _digest
  AND i.expires_at > now() AND m.role IN ('admin', 'owner') AND a.disabled_at IS NULL
  AND tasklark.is_alive(i.owner_id, i.project_id)
$$;
"""

# For callers.
FUNCTIONS = """
CREATE FUNCTION tasklark.invite_to_project(
    _owner bigint, _project uuid, _id uuid, _email text, _role text, _digest bytea, _days integer
) RETURNS TABLE (outcome text, created_at timestamptz, expires_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    giver uuid;
BEGIN
    SELECT id INTO giver FROM tasklark.members
        WHERE owner_id = _owner AND project_id = _project AND account_id = tasklark.asking();
    IF tasklark.rank_of_asking(_owner, _project) < 4 OR _days NOT BETWEEN 1 AND 90
        OR NOT tasklark.is_alive(_owner, _project)
    THEN
        RETURN QUERY SELECT 'refused', NULL::timestamptz, NULL::timestamptz;
    ELSIF tasklark.is_inbox(_owner, _project) THEN
        RETURN QUERY SELECT 'inbox', NULL::timestamptz, NULL::timestamptz;
    ELSIF 100 <= (
        SELECT count(*) FROM tasklark.project_invitations
        WHERE owner_id = _owner AND project_id = _project AND expires_at > now()
    ) THEN
        RETURN QUERY SELECT 'full', NULL::timestamptz, NULL::timestamptz;
    ELSE
        INSERT INTO tasklark.directory (kind, key, owner_id)
            VALUES ('project_invitation', _id, _owner);
        RETURN QUERY INSERT INTO tasklark.project_invitations AS i
            (owner_id, id, project_id, email, role, digest, created_by, created_at, expires_at)
            VALUES (_owner, _id, _project, _email, _role, _digest, giver, now(),
                now() + make_interval(days => _days))
            RETURNING 'done', i.created_at, i.expires_at;
    END IF;
END
$$;

CREATE FUNCTION tasklark.revoke_project_invitation(_owner bigint, _project uuid, _id uuid)
    RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF tasklark.rank_of_asking(_owner, _project) < 4 THEN
        RETURN false;
    END IF;
    DELETE FROM tasklark.project_invitations
        WHERE owner_id = _owner AND project_id = _project AND id = _id;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM tasklark.directory
        WHERE kind = 'project_invitation' AND key = _id AND owner_id = _owner;
    RETURN true;
END
$$;

CREATE FUNCTION tasklark.show_project_invitation(_id uuid, _digest bytea)
    RETURNS TABLE (project_id uuid, project_name text, role text, inviter text, email text,
        expires_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- What somebody who holds an invitation is told before they join.
#variable_conflict use_column
DECLARE
    offer tasklark.project_invitations;
BEGIN
    SELECT * INTO offer FROM tasklark.good_invitation(_id, _digest);
    RETURN QUERY SELECT p.id, p.name, offer.role, m.name, offer.email, offer.expires_at
        FROM tasklark.projects p
        JOIN tasklark.members m
            ON m.owner_id = p.owner_id AND m.project_id = p.id AND m.id = offer.created_by
        WHERE p.owner_id = offer.owner_id AND p.id = offer.project_id;
END
$$;

CREATE FUNCTION tasklark.join_project(
    _id uuid, _digest bytea, _position text, _surface text, _batch uuid
) RETURNS TABLE (outcome text, scope_owner bigint, scope_id uuid, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me tasklark.accounts;
    offer tasklark.project_invitations;
    joined tasklark.members;
    placed tasklark.placements;
    owner_user_id text;
    n bigint;
BEGIN
    SELECT * INTO me FROM tasklark.accounts
        WHERE id = tasklark.asking() AND disabled_at IS NULL;
    SELECT * INTO offer FROM tasklark.good_invitation(_id, _digest);
    IF me.id IS NULL OR offer.id IS NULL THEN
        RETURN QUERY SELECT 'refused', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    -- Whoever takes away the invitation or its giver's right comes before or after this.
    PERFORM FROM tasklark.scopes
        WHERE owner_id = offer.owner_id AND id = offer.project_id FOR UPDATE;
    SELECT * INTO offer FROM tasklark.good_invitation(_id, _digest);
    IF offer.id IS NULL THEN
        RETURN QUERY SELECT 'refused', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    SELECT * INTO placed FROM tasklark.placements
        WHERE owner_id = me.id AND id = offer.project_id;
    IF FOUND THEN
        RETURN QUERY SELECT
            CASE WHEN placed.project_owner_id = offer.owner_id THEN 'member' ELSE 'taken' END,
            offer.owner_id, offer.project_id, NULL::bigint;
        RETURN;
    END IF;
    IF offer.email IS NOT NULL AND lower(normalize(offer.email, NFKC))
        IS DISTINCT FROM lower(normalize(me.email, NFKC))
    THEN
        RETURN QUERY SELECT 'email', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    IF 500 <= (
        SELECT count(*) FROM tasklark.members
        WHERE owner_id = offer.owner_id AND project_id = offer.project_id
    ) THEN
        RETURN QUERY SELECT 'full', NULL::bigint, NULL::uuid, NULL::bigint;
        RETURN;
    END IF;
    SELECT a.user_id INTO STRICT owner_user_id FROM tasklark.accounts a
        WHERE a.id = offer.owner_id;
    INSERT INTO tasklark.members AS m
        (owner_id, id, created_at, updated_at, project_id, account_id, role, name, email)
        VALUES (offer.owner_id, me.person_id, now(), now(), offer.project_id, me.id, offer.role,
            me.name, me.email)
        RETURNING * INTO joined;
    INSERT INTO tasklark.placements AS p
        (owner_id, id, created_at, updated_at, project_owner_id, owner_user_id, role, position)
        VALUES (me.id, offer.project_id, now(), now(), offer.owner_id, owner_user_id, offer.role,
            _position)
        RETURNING * INTO placed;
    IF offer.email IS NOT NULL THEN
        DELETE FROM tasklark.project_invitations WHERE owner_id = offer.owner_id AND id = _id;
        DELETE FROM tasklark.directory WHERE kind = 'project_invitation' AND key = _id;
    END IF;
    n := tasklark.log_change(offer.owner_id, offer.project_id, 'member', me.person_id, '*', NULL,
        tasklark.told(joined), _surface, _batch);
    RETURN QUERY SELECT 'done', offer.owner_id, offer.project_id, n;
    n := tasklark.log_change(me.id, me.person_id, 'placement', offer.project_id, '*', NULL,
        tasklark.told(placed), _surface, _batch);
    RETURN QUERY SELECT 'done', me.id, me.person_id, n;
END
$$;
"""

INTERNAL = (
    "asking()",
    "rank_of_asking(bigint, uuid)",
    "is_inbox(bigint, uuid)",
    "is_alive(bigint, uuid)",
    "log_change(bigint, uuid, text, uuid, text, json, json, text, uuid)",
    "told(tasklark.members)",
    "told(tasklark.placements)",
    "good_invitation(uuid, bytea)",
)
CALLED = (
    "invite_to_project(bigint, uuid, uuid, text, text, bytea, integer)",
    "revoke_project_invitation(bigint, uuid, uuid)",
    "show_project_invitation(uuid, bytea)",
    "join_project(uuid, bytea, text, text, uuid)",
)


def upgrade() -> None:
    """Make everything; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    op.execute(TABLES)
    _policies(owner)
    op.execute(f"GRANT SELECT ON tasklark.project_invitations TO {app}")
    op.execute("ALTER TABLE tasklark.project_invitations ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE tasklark.project_invitations FORCE ROW LEVEL SECURITY")
    op.execute(PARTS)
    op.execute(FUNCTIONS)
    for function in (*INTERNAL, *CALLED):
        op.execute(f"REVOKE ALL ON FUNCTION tasklark.{function} FROM PUBLIC")
    for function in CALLED:
        op.execute(f"GRANT EXECUTE ON FUNCTION tasklark.{function} TO {app}")


def _policies(owner: str) -> None:
    """Show invitations to those who may give some, and to the functions what they need."""
    table = "project_invitations"
    _policy(table, "own", f"USING ({OWN}) WITH CHECK ({OWN})")
    _policy(table, "by_role_select", f"FOR SELECT USING ((owner_id, project_id) IN ({MANAGED}))")
    _policy(table, "owner", f"TO {owner} USING (true)")
    _policy("projects", "presented", f"FOR SELECT TO {owner} USING (id = {PRESENTED})")
    _policy("changes", "owner", f"FOR INSERT TO {owner} WITH CHECK (true)")
    op.execute("DROP POLICY owner ON tasklark.directory")
    keys = "kind IN ('session', 'invitation', 'project_invitation')"
    _policy("directory", "owner", f"TO {owner} USING ({keys})")


def _policy(table: str, name: str, rule: str) -> None:
    op.execute(f"CREATE POLICY {name} ON tasklark.{table} {rule}")
