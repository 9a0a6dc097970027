"""What every account has beside its row, for accounts that are filled in by SQL."""

BELONGINGS = (
    "INSERT INTO tasklark.scopes (owner_id, id) SELECT id, inbox_id FROM tasklark.accounts",
    "INSERT INTO tasklark.scopes (owner_id, id) SELECT id, person_id FROM tasklark.accounts",
    """
    INSERT INTO tasklark.projects (owner_id, id, name, created_at, updated_at)
    SELECT id, inbox_id, 'Inbox', created_at, created_at FROM tasklark.accounts
    """,
    """
    INSERT INTO tasklark.members
        (owner_id, project_id, id, account_id, role, created_at, updated_at)
    SELECT id, inbox_id, person_id, id, 'owner', created_at, created_at FROM tasklark.accounts
    """,
    """
    INSERT INTO tasklark.placements
        (owner_id, id, project_owner_id, owner_user_id, role, position, created_at, updated_at)
    SELECT id, inbox_id, id, user_id, 'owner', 'a0', created_at, created_at FROM tasklark.accounts
    """,
    """
    INSERT INTO tasklark.settings (owner_id, id, extras, created_at, updated_at)
    SELECT id, person_id, '{}', created_at, created_at FROM tasklark.accounts
    """,
)
"""Statements to run once, after the accounts: each has its Inbox, its own space, its settings."""
