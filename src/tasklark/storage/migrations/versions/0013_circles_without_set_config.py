"""What looks for circles says where it looks by `SET LOCAL`: of `set_config` nobody has the use.

Where Tasklark prepares the database itself, that function is taken from everybody, and so nesting
a project or blocking a task failed there.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REWRITTEN = """
DO $rewrite$
DECLARE
    called text;
    source text;
BEGIN
    FOREACH called IN ARRAY ARRAY[
        'tasklark.check_nesting(bigint, uuid, uuid, integer)',
        'tasklark.check_waiting(bigint, uuid, uuid[], integer)'
    ] LOOP
        source := pg_get_functiondef(called::regprocedure);
        source := replace(source,
            'PERFORM set_config(''tasklark.looked_at'', _owner::text, true);',
            'EXECUTE format(''SET LOCAL tasklark.looked_at = %L'', _owner);');
        source := replace(source,
            'PERFORM set_config(''tasklark.looked_at'', '''', true);',
            'SET LOCAL tasklark.looked_at = '''';');
        IF source LIKE '%set_config%' THEN
            RAISE 'something is left of set_config in %', called;
        END IF;
        EXECUTE source;
    END LOOP;
END
$rewrite$;
"""


def upgrade() -> None:
    """Rewrite the two functions; owner, rights and settings stay."""
    op.execute(REWRITTEN)
