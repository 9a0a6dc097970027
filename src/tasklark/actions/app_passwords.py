"""Who is asking with a user name and an app password (HTTP's Basic), as calendar programs do.

An app password is an API token of the scope `caldav`, and of nothing else. It is good at this door
only: what it opens is no bearer token. The account's own password is no app password, so it is
never looked at here, and a second factor can't be passed by.
"""

from dataclasses import replace
from math import inf
from uuid import UUID

from tasklark.actions import reception as desk
from tasklark.actions import throttle
from tasklark.actions.reception import Known, Reception
from tasklark.actions.sign_in import Arrival
from tasklark.domain.access import OVER_CALDAV, Caller, Scope
from tasklark.domain.accounts import Account, email_key
from tasklark.domain.errors import Unauthenticated
from tasklark.identity.app_passwords import digest, read_app_password
from tasklark.storage import accounts, api_tokens, directory
from tasklark.storage.directory import Kind
from tasklark.storage.engine import Identity


class NoAppPassword(Unauthenticated):
    """What was shown can't be an app password: the account's own, most likely."""

    code = "app_password.form"
    detail = (
        "This is no app password. Make one in the web app (Settings, App passwords) and use it"
        " here; the account's own password opens the web app only"
    )


class WrongAppPassword(Unauthenticated):
    """No such app password, or not of the account of this name; nobody is told which."""

    code = "app_password.wrong"
    detail = "The user name or the app password is wrong, or the password was revoked"


async def identify(reception: Reception, user_name: str, password: str, arrival: Arrival) -> Caller:
    """Return who a user name (the account's e-mail address) and an app password speak for.

    Raises `Unauthenticated`, `TooManyRequests` after too many failures, and `Forbidden` for an
    account that was disabled. Who knows an app password is let in however many failed before.
    """
    found = read_app_password(password)
    if found is None:  # nothing was guessed, and nothing is looked up
        raise NoAppPassword
    whose = email_key(user_name.strip())

    async def look_up() -> Known:
        try:
            return await _of_password(reception, whose, found)
        except WrongAppPassword:
            await throttle.count(reception.database, throttle.APP_PASSWORD_ADDRESS, arrival.network)
            await throttle.count(reception.database, throttle.APP_PASSWORD_ACCOUNT, whose)
            raise

    return await desk.remembered(reception, f"app password\0{whose}\0{found}", look_up)


def token_id(app_password: str) -> UUID:
    """Return the id of the token that an app password is, by which its owner is found."""
    return directory.key_of("app password", app_password)


async def _of_password(reception: Reception, whose: str, app_password: str) -> Known:
    key = token_id(app_password)
    async with reception.database.transaction(Identity(key=key)) as transaction:
        owner_id = await desk.owner(transaction, Kind.API_TOKEN, key)
        if owner_id is None:
            raise WrongAppPassword
        account, token = await transaction.run(
            accounts.get(owner_id), api_tokens.find(owner_id, key)
        )
        account_row, token_row = account.row(), token.row()
        if account_row is None or token_row is None:
            raise WrongAppPassword
        scopes, kept, expires_at, is_stale = token_row
        is_right = kept == digest(app_password) and Scope.CALDAV in scopes
        if not is_right or whose not in _names(accounts.loaded(account_row)):
            raise WrongAppPassword
        caller = replace(desk.seen(account_row), scopes=OVER_CALDAV)
        if is_stale:
            await transaction.commit(api_tokens.touch(owner_id, key))
    return Known(caller, expires_at.timestamp() if expires_at else inf)


def _names(account: Account) -> set[str]:
    """Return what an account can be called by; one of another issuer need not have an address."""
    return {email_key(name) for name in (account.email, account.user_id) if name}
