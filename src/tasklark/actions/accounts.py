"""What somebody can do with the account they have."""

from tasklark.actions import sessions, sign_in
from tasklark.actions.reception import Reception
from tasklark.actions.unit_of_work import Door, Work, perform
from tasklark.domain import ids
from tasklark.domain.access import Operation, require
from tasklark.domain.accounts import OWN_ISSUER, Account
from tasklark.domain.errors import Conflict, FieldError, Invalid, TokenInvalid
from tasklark.identity import passwords
from tasklark.storage import accounts, directory, revocations, sharing
from tasklark.storage.directory import FIRST, Kind
from tasklark.storage.engine import Identity


async def get(door: Door) -> Account:
    """Return the caller's own account. Raises `TokenInvalid` when it has just been deleted."""
    identity = Identity(door.caller.account_id)
    (found,) = await door.database.read(identity, accounts.get(door.caller.account_id))
    row = found.row()
    if row is None:
        raise TokenInvalid
    return accounts.loaded(row)


async def change_password(reception: Reception, door: Door, current: str, new: str) -> None:
    """Give the caller's account a new password, and end all its other sessions.

    Raises `Unauthenticated` for a wrong current password, `Invalid` for an unfit new one, and
    `Conflict` for an account that signs in elsewhere.
    """
    require(door.caller, Operation.MANAGE_ACCOUNT)
    await _require_own(door)
    account = await sign_in.require_password(reception, door.caller, current)
    try:
        passwords.check_password(new, context=[account.email or "", account.name or ""])
    except Invalid as invalid:
        raise Invalid(*(FieldError("new_password", e.message) for e in invalid.errors)) from None
    hashed = await passwords.hash_password(new)
    await perform(door, _set_password, hashed)
    reception.forget(account.id)


async def delete(
    reception: Reception, door: Door, *, password: str | None, user_id: str | None
) -> None:
    """Delete the caller's account with everything in it, for good.

    The password is asked again; an account that signs in elsewhere has none, and is confirmed by
    its `user_id`. Raises `Invalid` or `Unauthenticated` when that is missing or wrong.
    """
    require(door.caller, Operation.MANAGE_ACCOUNT)
    account = await get(door)
    if account.issuer == OWN_ISSUER:
        if password is None:
            raise Invalid(FieldError("password", "is required, to delete the account"))
        await sign_in.require_password(reception, door.caller, password)
    elif user_id != account.user_id:
        raise Invalid(FieldError("user_id", "must be the account's own user_id, to delete it"))
    await perform(door, erase)
    reception.forget(account.id)


async def erase(work: Work) -> None:
    """Delete everything that the caller owns, in every table, and the account.

    They leave the projects of others; whoever is in theirs finds them gone.
    """
    owner_id = work.caller.account_id
    (concerned,) = await work.ask(sharing.concerned(owner_id))
    owners, scopes = zip(*concerned.rows(), strict=True) if concerned.count() else ((), ())
    *_, numbers = await work.ask(
        accounts.take_time(), accounts.erase(), sharing.numbers(list(owners), list(scopes))
    )
    work.moved |= {(owner, scope): number for owner, scope, number in numbers.rows()}
    # Erasing may take long: told after it, so that those who look back a minute do see it.
    work.write(revocations.add(ids.new_id(), owner_id))


async def set_disabled(work: Work, disabled: bool) -> None:
    """Shut the caller's account out within a second, or let it in again; its tasks stay."""
    owner_id = work.caller.account_id
    work.write(accounts.set_disabled(owner_id, disabled), revocations.add(ids.new_id(), owner_id))


async def set_admin(work: Work, admin: bool) -> None:
    """Make the caller's account an administrator, or none any more, within a second."""
    owner_id = work.caller.account_id
    entry = directory.enter if admin else directory.remove
    work.write(
        accounts.set_admin(owner_id, admin),
        entry(Kind.ADMINISTRATOR, FIRST, owner_id),
        revocations.add(ids.new_id(), owner_id),
    )


async def _require_own(door: Door) -> None:
    if (await get(door)).issuer != OWN_ISSUER:
        raise Conflict(
            "This account signs in elsewhere and has no password here", code="account.external"
        )


async def _set_password(work: Work, hashed: str) -> None:
    # The password first: from here on nobody begins a session with the old one.
    await work.ask(accounts.set_password(work.caller.account_id, hashed))
    await sessions.end_all_others(work)
