"""A task with another owner is told otherwise (`user_id`), and so it has another version.

A project that is given away has each of its tasks written with another key anyway; what moves
between owners tells its moment itself.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

VERSION = """
CREATE FUNCTION tasklark.move_version_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := greatest(clock_timestamp(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION tasklark.move_version_on() FROM PUBLIC;
CREATE TRIGGER new_owner BEFORE UPDATE OF owner_id ON tasklark.tasks FOR EACH ROW
    WHEN (NEW.owner_id <> OLD.owner_id AND NEW.updated_at = OLD.updated_at)
    EXECUTE FUNCTION tasklark.move_version_on();
"""


def upgrade() -> None:
    """Make the trigger."""
    op.execute(VERSION)
