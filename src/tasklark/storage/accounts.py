"""Statements about accounts."""

from typing import Any

from tasklark.domain.accounts import Account
from tasklark.storage.wire import Call, statement

_COLUMNS = (
    "id, issuer, user_id, email, name, is_admin, inbox_id, person_id, created_at, disabled_at"
)

next_id = statement("account_next_id", "SELECT nextval('tasklark.account_ids'), clock_timestamp()")
"""() → (an id that no account has, now)."""

_insert = statement(
    "account_insert",
    f"INSERT INTO tasklark.accounts ({_COLUMNS}, password_hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
)

get = statement(
    "account_get",
    f"SELECT {_COLUMNS}, (SELECT s.time_zone FROM tasklark.settings s"
    " WHERE s.owner_id = a.id AND s.id = a.person_id) FROM tasklark.accounts a WHERE id = $1",
)
"""(id) → what `loaded` and `time_zone` take."""

password_hash = statement(
    "account_password_hash", "SELECT password_hash FROM tasklark.accounts WHERE id = $1"
)
"""(id) → (the hash, or null for an account that signs in elsewhere)."""

set_password = statement(
    "account_set_password", "UPDATE tasklark.accounts SET password_hash = $2 WHERE id = $1"
)
"""(id, hash)."""

hold = statement(
    "account_hold",
    "SELECT 1 FROM tasklark.accounts"
    " WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR NO KEY UPDATE",
)
"""(id, hash) → a row, kept from changing until the transaction ends; none when it has changed."""

set_disabled = statement(
    "account_set_disabled",
    "UPDATE tasklark.accounts SET disabled_at = CASE WHEN $2 THEN now() END WHERE id = $1",
)
"""(id, whether)."""

set_admin = statement(
    "account_set_admin", "UPDATE tasklark.accounts SET is_admin = $2 WHERE id = $1"
)
"""(id, whether)."""

lock_first = statement(
    "account_lock_first", "SELECT pg_advisory_xact_lock(hashtext('tasklark first account'))"
)
"""() → nothing; of those who would be the first, one goes on until its transaction ends."""

has_any = statement("account_has_any", "SELECT tasklark.has_accounts()")
"""() → (whether there is an account, whosever)."""

take_time = statement("take_time", "SET LOCAL statement_timeout = '10min'")
"""() → nothing; before what may take long: the limit of a request is counted from its beginning."""

erase = statement("account_erase", "SELECT tasklark.erase_account()")
"""() → nothing; deletes the account that is asking with everything it owns."""

purge = statement("purge", "SELECT tasklark.purge()")
"""() → (how many rows had run out and are gone)."""

every = f"SELECT {_COLUMNS} FROM tasklark.accounts ORDER BY id"
"""All accounts, for the operator, as the schema's owner."""


def insert(account: Account, password_hash: str | None) -> Call:
    """Return the call that stores a new account."""
    return _insert(*(getattr(account, f) for f in Account.model_fields), password_hash)


def loaded(row: tuple[Any, ...]) -> Account:
    """Return the account of a row of `get`."""
    return Account.model_construct(**dict(zip(Account.model_fields, row, strict=False)))


def time_zone(row: tuple[Any, ...]) -> str:
    """Return the zone that the account of a row of `get` lives in."""
    return row[-1] or "UTC"
