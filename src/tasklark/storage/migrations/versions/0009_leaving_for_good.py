"""An account that is deleted leaves the projects of others as anybody leaves, told in their log.

And whoever is in its own projects finds in their own space that these are gone.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ERASE = """
CREATE OR REPLACE FUNCTION tasklark.erase_account() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
-- Deletes the account that is asking, in every table that knows an owner: the list comes from the
-- catalog, so that no table can be forgotten.
DECLARE
    asking bigint := nullif(current_setting('tasklark.account_id', true), '')::bigint;
    owned name;
    found record;
BEGIN
    FOR found IN
        SELECT m.owner_id, m.project_id, m.id FROM tasklark.placements p
        JOIN tasklark.members m ON m.owner_id = p.project_owner_id AND m.project_id = p.id
            AND m.account_id = asking
        WHERE p.owner_id = asking AND p.project_owner_id <> asking
        ORDER BY m.owner_id, m.project_id
    LOOP
        PERFORM FROM tasklark.scopes
            WHERE owner_id = found.owner_id AND id = found.project_id FOR UPDATE;
        PERFORM FROM tasklark.end_membership(
            found.owner_id, found.project_id, found.id, 'account', NULL);
    END LOOP;
    -- Whoever is writing a row of this account ends first, and whoever comes later finds it gone.
    PERFORM FROM tasklark.scopes WHERE owner_id = asking ORDER BY id FOR UPDATE;
    PERFORM FROM tasklark.accounts WHERE id = asking FOR UPDATE;
    FOR found IN
        SELECT m.account_id, m.id, p.id AS project_id, tasklark.told(p) AS told
        FROM tasklark.members m JOIN tasklark.placements p
            ON p.owner_id = m.account_id AND p.id = m.project_id AND p.project_owner_id = asking
        WHERE m.owner_id = asking AND m.account_id <> asking
        ORDER BY m.account_id, m.project_id
    LOOP
        PERFORM tasklark.log_change(found.account_id, found.id, 'placement', found.project_id, '*',
            found.told, NULL, 'account', NULL);
        DELETE FROM tasklark.placements
            WHERE owner_id = found.account_id AND id = found.project_id;
    END LOOP;
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
"""


def upgrade() -> None:
    """Put the function in the place of the one before."""
    op.execute(ERASE)
