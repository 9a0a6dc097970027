"""Fates of occurrences may be told anew: what was missed or skipped turns out to be done.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let requests set the two columns; `app` is the quoted name of their role."""
    app = context.config.attributes["app"]
    op.execute(f"GRANT UPDATE (fate, by) ON tasklark.occurrences TO {app}")
