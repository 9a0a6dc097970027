"""`python -m tests.sync.unlocked` is `tasklark` without the lock of a scope.

Numbers come from a sequence instead, as they often do: what the tests of sync are held against.
"""

from functools import cache

from tasklark.cli import main
from tasklark.domain.nouns import Noun
from tasklark.storage import scopes, sync
from tasklark.storage.records import TABLES
from tasklark.storage.wire import Statement, once, statement

SEQUENCE = "CREATE SEQUENCE tasklark.unlocked; GRANT USAGE ON SEQUENCE tasklark.unlocked TO PUBLIC"
_ADVANCE = (
    "SELECT id, nextval('tasklark.unlocked') + 0 * $3::bigint, clock_timestamp()"
    " FROM tasklark.scopes WHERE owner_id = $1 AND id = "
)
_NUMBER = (
    "(SELECT coalesce(max(c.number), 0) FROM tasklark.changes c"
    " WHERE c.owner_id = s.owner_id AND c.scope_id = s.id)"
)


@cache
def _advance_of(noun: Noun) -> Statement:
    record = (
        f"(SELECT project_id FROM tasklark.{TABLES[noun.name]} WHERE owner_id = $1 AND id = $2)"  # noqa: S608 - a table's name
    )
    return statement(f"unlocked_advance_of_{noun.name}", f"{_ADVANCE}{record}")


if __name__ == "__main__":
    scopes.advance = statement("unlocked_advance", f"{_ADVANCE}$2")
    scopes.advance_of = _advance_of
    sync.lock = once("SELECT $1::bigint, $2::uuid[], $3::uuid")
    sync.scopes = once(sync.scopes.sql.decode().replace("s.change_number", _NUMBER))
    main()
