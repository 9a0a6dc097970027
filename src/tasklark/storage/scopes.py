"""Statements about scopes: the counters that number changes, one for each project and person."""

from functools import cache

from tasklark.domain.nouns import Noun
from tasklark.storage.records import TABLES
from tasklark.storage.wire import Statement, statement

insert = statement("scope_insert", "INSERT INTO tasklark.scopes (owner_id, id) VALUES ($1, $2)")
"""(owner_id, id)."""

change_number = statement(
    "scope_change_number",
    "SELECT change_number FROM tasklark.scopes WHERE owner_id = $1 AND id = $2",
)
"""(owner_id, id) → (the number of its latest change)."""

total = statement(
    "scope_total", "SELECT sum(change_number)::bigint FROM tasklark.scopes WHERE owner_id = $1"
)
"""(owner_id) → (the sum of all counters: it moves on with every change of the account's)."""

# The clock is read after the row lock was waited for, so moments follow numbers.
_ADVANCE = (
    "UPDATE tasklark.scopes SET change_number = change_number + $3 WHERE owner_id = $1 AND id = "
)
_TOLD = " RETURNING id, change_number, clock_timestamp()"

advance = statement("scope_advance", f"{_ADVANCE}$2{_TOLD}")
"""(owner_id, id, n) → (id, the last of the n numbers that are now the caller's, now).

Locks the scope until the transaction ends: its writers queue here, so whoever reads the log sees
the numbers appear in their order.
"""


@cache
def advance_of(noun: Noun) -> Statement:
    """Return the statement (owner_id, record_id, n) → as `advance`, for the record's project.

    Gives nothing where the owner has no such record.
    """
    return statement(
        f"scope_advance_of_{noun.name}",
        f"{_ADVANCE}(SELECT project_id FROM tasklark.{TABLES[noun.name]}"
        f" WHERE owner_id = $1 AND id = $2){_TOLD}",
    )
