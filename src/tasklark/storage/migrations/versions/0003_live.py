"""How far scopes are, for a process that waits on behalf of many accounts at once.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION tasklark.scope_numbers(bigint[], uuid[])
    RETURNS TABLE (owner_id bigint, id uuid, change_number bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Tells numbers and nothing else, of scopes that are named by both parts of their key.
SELECT s.owner_id, s.id, s.change_number
FROM unnest($1, $2) AS asked (owner_id, id)
JOIN tasklark.scopes s ON s.owner_id = asked.owner_id AND s.id = asked.id
$$;
REVOKE ALL ON FUNCTION tasklark.scope_numbers(bigint[], uuid[]) FROM PUBLIC;
"""


def upgrade() -> None:
    """Make the function; `app` is the quoted name of the role that may call it."""
    app = context.config.attributes["app"]
    op.execute(FUNCTIONS)
    op.execute(f"GRANT EXECUTE ON FUNCTION tasklark.scope_numbers(bigint[], uuid[]) TO {app}")
