"""What a member may do by hand is what the product lets them do, and no more.

Whoever may write in a project could write there whatever the columns take: somebody else's words,
somebody else's name in the log, a counter that leaves nothing to count on. What row-level security
can say is said by restrictive policies, for the app's role alone, so that the functions which work
as the owner stay as they are. What depends on the row before is held by triggers, which ask their
condition first and run nothing in the common case.

Frozen: it imports nothing of the program, so it means the same for ever.
"""

from alembic import context, op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Asked once for each statement, not for each row.
ASKING = "(SELECT nullif(current_setting('tasklark.account_id', true), '')::bigint)"
PERSON = f"(SELECT a.person_id FROM tasklark.accounts a WHERE a.id = {ASKING})"


def _in_project(*roles: str) -> str:
    told = ", ".join(f"'{role}'" for role in roles)
    return (
        "(owner_id, project_id) IN (SELECT p.project_owner_id, p.id FROM tasklark.placements p"
        f" WHERE p.owner_id = {ASKING} AND p.role IN ({told}))"
    )


MANAGES = _in_project("admin", "owner")
# Whoever moves a task takes its reminders off people who are not where it goes, and undo puts them
# back.
MOVES = _in_project("editor", "admin", "owner")

POLICIES = (
    ("changes", "INSERT", f"WITH CHECK (actor_id = {ASKING})"),
    ("comments", "INSERT", f"WITH CHECK (author_id = {PERSON})"),
    ("comments", "UPDATE", f"USING (author_id = {PERSON} OR {MANAGES})"),
    ("comments", "DELETE", f"USING (author_id = {PERSON} OR {MANAGES})"),
    ("reminders", "INSERT", f"WITH CHECK (person_id = {PERSON} OR {MOVES})"),
    ("reminders", "UPDATE", f"USING (person_id = {PERSON})"),
    ("reminders", "DELETE", f"USING (person_id = {PERSON} OR {MOVES})"),
)

FUNCTIONS = """
CREATE FUNCTION tasklark.refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- Called only where a trigger's condition has found that this must not be.
BEGIN
    RAISE insufficient_privilege USING MESSAGE = format('refused by %s', TG_NAME);
END
$$;
REVOKE ALL ON FUNCTION tasklark.refuse() FROM PUBLIC;

CREATE FUNCTION tasklark.require_own_words() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
-- An admin may put a comment into the trash, and must not change what somebody said.
BEGIN
    PERFORM FROM tasklark.accounts WHERE person_id = OLD.author_id
        AND id = nullif(current_setting('tasklark.account_id', true), '')::bigint;
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = format('refused by %s', TG_NAME);
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION tasklark.require_own_words() FROM PUBLIC;
"""

# Ten million at once are more than a project can have, and leave the counter for a hundred
# thousand years.
TRIGGERS = """
CREATE TRIGGER only_grows BEFORE UPDATE OF change_number ON tasklark.scopes FOR EACH ROW
    WHEN (NEW.change_number NOT BETWEEN OLD.change_number AND OLD.change_number + 10000000
          AND current_user = '{app}')
    EXECUTE FUNCTION tasklark.refuse();
CREATE TRIGGER deleted_by_owner BEFORE UPDATE OF deleted_at, trashed_with ON tasklark.projects
    FOR EACH ROW
    WHEN ((NEW.deleted_at, NEW.trashed_with) IS DISTINCT FROM (OLD.deleted_at, OLD.trashed_with)
          AND current_user = '{app}' AND OLD.owner_id IS DISTINCT FROM
              nullif(current_setting('tasklark.account_id', true), '')::bigint)
    EXECUTE FUNCTION tasklark.refuse();
CREATE TRIGGER own_words BEFORE UPDATE OF body ON tasklark.comments FOR EACH ROW
    WHEN (NEW.body IS DISTINCT FROM OLD.body AND current_user = '{app}')
    EXECUTE FUNCTION tasklark.require_own_words();
"""

# A person's id names their own space, so no project that they are in may have it: clients know both
# by their ids alone.
MEMBERS = """
ALTER TABLE tasklark.members ADD CONSTRAINT members_project_id_check CHECK (id <> project_id)
    NOT VALID;
ALTER TABLE tasklark.members VALIDATE CONSTRAINT members_project_id_check;
"""

# Of names in which letters were taken for others (m² for m2); of these few, lower case will do.
LABELS = """
ALTER TABLE tasklark.labels NO FORCE ROW LEVEL SECURITY;
UPDATE tasklark.labels SET name_key = normalize(lower(normalize(name, NFC)), NFC)
    WHERE normalize(name, NFC) <> normalize(name, NFKC);
ALTER TABLE tasklark.labels FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    """Make everything; `app` is the quoted name of the app's role."""
    app = context.config.attributes["app"]
    for table, command, rule in POLICIES:
        op.execute(
            f"CREATE POLICY app_{command.lower()} ON tasklark.{table} AS RESTRICTIVE"
            f" FOR {command} TO {app} {rule}"
        )
    op.execute(FUNCTIONS)
    op.execute(TRIGGERS.format(app=app.strip('"')))
    op.execute(MEMBERS)
    op.execute(LABELS)
