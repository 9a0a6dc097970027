"""Circles are looked for among all that an owner has, also where the asking person can't see.

The two functions tell no more than whether there would be one.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CALLED = (
    "check_nesting(bigint, uuid, uuid, integer)",
    "check_waiting(bigint, uuid, uuid[], integer)",
)
# What the functions look at is shown to them alone, and for as long as they look.
LOOKED_AT = "(SELECT nullif(current_setting('tasklark.looked_at', true), '')::bigint)"

FUNCTIONS = """
CREATE FUNCTION tasklark.check_nesting(
    _owner bigint, _project uuid, _parent uuid, _most integer
) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Tells whether a project (null for a new one) may be nested in another.
DECLARE
    above uuid[];
    height integer;
BEGIN
    IF tasklark.rank_of_asking(_owner, _parent) < 1 THEN
        RETURN 'absent';
    END IF;
    PERFORM set_config('tasklark.looked_at', _owner::text, true);
    WITH RECURSIVE up (id, parent_id, steps) AS (
        SELECT id, parent_id, 1 FROM tasklark.projects
            WHERE owner_id = _owner AND id = _parent AND deleted_at IS NULL
        UNION ALL
        SELECT p.id, p.parent_id, steps + 1 FROM up
            JOIN tasklark.projects p ON p.owner_id = _owner AND p.id = up.parent_id
            WHERE steps <= _most
    )
    SELECT array_agg(id) INTO above FROM up;
    WITH RECURSIVE down (id, steps) AS (
        SELECT _project, 1
        UNION ALL
        SELECT p.id, steps + 1 FROM down
            JOIN tasklark.projects p ON p.owner_id = _owner AND p.parent_id = down.id
            WHERE steps <= _most
    )
    SELECT max(steps) INTO height FROM down;
    PERFORM set_config('tasklark.looked_at', '', true);
    RETURN CASE
        WHEN above IS NULL THEN 'absent'
        WHEN _project = ANY (above) THEN 'circle'
        WHEN cardinality(above) + height > _most THEN 'too_deep'
        ELSE 'fine'
    END;
END
$$;

CREATE FUNCTION tasklark.check_waiting(
    _owner bigint, _task uuid, _blockers uuid[], _most integer
) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Tells whether a task (null for a new one) may wait for others, which the caller can see.
DECLARE
    before uuid[];
BEGIN
    IF _owner <> tasklark.asking() AND NOT EXISTS (
        SELECT FROM tasklark.placements
        WHERE owner_id = tasklark.asking() AND project_owner_id = _owner
    ) THEN
        RETURN 'fine';
    END IF;
    PERFORM set_config('tasklark.looked_at', _owner::text, true);
    WITH RECURSIVE chain (id) AS (
        SELECT unnest(_blockers)
        UNION
        SELECT unnest(t.blocked_by) FROM chain c
            JOIN tasklark.tasks t ON t.owner_id = _owner AND t.id = c.id
    )
    SELECT array_agg(id) INTO before FROM (SELECT id FROM chain LIMIT _most + 1) AS found;
    PERFORM set_config('tasklark.looked_at', '', true);
    RETURN CASE
        WHEN _task = ANY (before) THEN 'circle'
        WHEN cardinality(before) > _most THEN 'too_long'
        ELSE 'fine'
    END;
END
$$;
"""


def upgrade() -> None:
    """Make the functions; `app` and `owner` are the quoted names of the two roles."""
    app, owner = context.config.attributes["app"], context.config.attributes["owner"]
    op.execute(FUNCTIONS)
    for table in ("projects", "tasks"):
        rule = f"FOR SELECT TO {owner} USING (owner_id = {LOOKED_AT})"
        op.execute(f"CREATE POLICY looked_at ON tasklark.{table} {rule}")
    for function in CALLED:
        op.execute(f"REVOKE ALL ON FUNCTION tasklark.{function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION tasklark.{function} TO {app}")
