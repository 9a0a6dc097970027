"""How accounts come to be: by an issuer's word, by sign-up, or by the operator's hand."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tasklark.domain import accounts as people
from tasklark.domain import ids, nouns
from tasklark.domain.access import Caller
from tasklark.domain.accounts import OWN_ISSUER, Account
from tasklark.domain.errors import Conflict, Forbidden, Unavailable
from tasklark.domain.preferences import SETTINGS
from tasklark.domain.projects import INBOX, PROJECT
from tasklark.identity import passwords
from tasklark.identity.claims import Claims
from tasklark.identity.opaque import SecretKind, digest, read_secret
from tasklark.storage import accounts, directory, invitations, projects, records, scopes
from tasklark.storage.directory import FIRST, Kind
from tasklark.storage.engine import Database, Identity, Transaction


class SignUp(StrEnum):
    """Who may make an account here: anybody, those with an invitation, or nobody."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who wants an account here."""

    email: str
    name: str | None
    password: str


def caller_of(account: Account, time_zone: str = "UTC") -> Caller:
    """Return an account as whoever asks, without limits."""
    return Caller(
        account_id=account.id,
        user_id=account.user_id,
        inbox_id=account.inbox_id,
        person_id=account.person_id,
        is_admin=account.is_admin,
        time_zone=time_zone,
    )


class EmailTaken(Conflict):
    """Somebody has an account under this address already."""

    code = "account.email_taken"
    detail = "There is an account with this e-mail address already"


async def provision(database: Database, claims: Claims) -> Account:
    """Return the account of a trusted issuer's user, made now unless another request just did."""
    key = directory.key_of(claims.issuer, claims.subject)
    async with database.transaction(Identity(key=key)) as transaction:
        account = Account(
            id=0,
            issuer=claims.issuer,
            user_id=claims.subject,
            email=claims.email,
            name=claims.name and claims.name[: people.NAME_MAX],
            inbox_id=ids.new_id(),
            person_id=ids.new_id(),
            created_at=people.UNKNOWN,
        )
        made = await _open(transaction, account, None, {Kind.SUBJECT: key})
        if made is not None:
            return made
    async with database.transaction(Identity(key=key)) as transaction:
        (found,) = await transaction.run(directory.find(Kind.SUBJECT, key))
        owner_id = (found.row() or (0,))[0]
        transaction.become(Identity(owner_id))
        (got,) = await transaction.run(accounts.get(owner_id))
        row = got.row()
        if row is None:
            raise Unavailable
        return accounts.loaded(row)


async def sign_up(
    database: Database, newcomer: Newcomer, *, policy: SignUp, invitation: str | None = None
) -> Account:
    """Make an account with a password; the first of all becomes the administrator.

    Raises `Invalid` for an unfit address, name or password, `Forbidden` where the policy has no
    room for the newcomer, `EmailTaken`: whoever answers a stranger must not tell that.
    """
    if policy is SignUp.CLOSED:
        raise Forbidden("Signing up is closed here", code="sign_up.closed")
    email = people.clean_email(newcomer.email)
    name = people.clean_name(newcomer.name)
    passwords.check_password(newcomer.password, context=[email, name or ""])
    hashed = await passwords.hash_password(newcomer.password)
    user_id = ids.new_id()
    keys = {
        Kind.SUBJECT: directory.key_of(OWN_ISSUER, str(user_id)),
        Kind.EMAIL: directory.key_of(people.email_key(email)),
    }
    async with database.transaction(Identity(key=FIRST)) as transaction:
        is_first = await _is_first(transaction)
        if policy is SignUp.INVITATION and not is_first:
            await _use_invitation(transaction, invitation, email)
        if is_first:
            keys[Kind.ADMINISTRATOR] = FIRST
        account = Account(
            id=0,
            issuer=OWN_ISSUER,
            user_id=str(user_id),
            email=email,
            name=name,
            is_admin=is_first,
            inbox_id=ids.new_id(),
            person_id=ids.new_id(),
            created_at=people.UNKNOWN,
        )
        made = await _open(transaction, account, hashed, keys)
    if made is None:
        raise EmailTaken
    return made


async def _open(
    transaction: Transaction, account: Account, hashed: str | None, keys: dict[Kind, UUID]
) -> Account | None:
    """Store an account with its Inbox and commit; None, with nothing done, when a key is taken."""
    (given,) = await transaction.run(accounts.next_id())
    account_id, now = given.row() or (0, None)
    account = account.model_copy(update={"id": account_id, "created_at": now})
    transaction.become(Identity(account_id))
    entered = await transaction.run(
        *(directory.enter(kind, key, account_id) for kind, key in keys.items())
    )
    if not all(result.count() for result in entered):
        return None
    at = account.created_at
    settings = nouns.made(SETTINGS, account.person_id, {}, at)
    inbox = nouns.made(PROJECT, account.inbox_id, {"name": INBOX}, at)
    await transaction.commit(
        accounts.insert(account, hashed),
        scopes.insert(account_id, account.person_id),
        scopes.insert(account_id, account.inbox_id),
        records.insert(SETTINGS, account_id, settings),
        *projects.opened(account, inbox, *projects.owned(account, inbox)),
    )
    return account


async def _is_first(transaction: Transaction) -> bool:
    """Tell whether there is no account at all; then nobody else is told so until this is done.

    That nobody is the administrator is not enough: one who left makes no stranger the next.
    """
    (found,) = await transaction.run(directory.find(Kind.ADMINISTRATOR, FIRST))
    if found.row() is not None:
        return False
    _, exist = await transaction.run(accounts.lock_first(), accounts.has_any())
    return exist.row() == (False,)


async def _use_invitation(transaction: Transaction, invitation: str | None, email: str) -> None:
    opaque = read_secret(invitation) if invitation else None
    refusal = Forbidden(
        "Signing up here needs a valid invitation; ask the administrator for one",
        code="invitation.needed",
    )
    if invitation is None or opaque is None or opaque.kind is not SecretKind.INVITATION:
        raise refusal
    transaction.become(Identity(key=opaque.id))
    (found,) = await transaction.run(directory.find(Kind.INVITATION, opaque.id))
    row = found.row()
    if row is None:
        raise refusal
    transaction.become(Identity(row[0]))
    taken, _ = await transaction.run(
        invitations.take(row[0], opaque.id, digest(invitation)),
        directory.remove(Kind.INVITATION, opaque.id, row[0]),
    )
    made_for = taken.row()
    if made_for is None:
        raise refusal
    if made_for[0] is not None and people.email_key(made_for[0]) != people.email_key(email):
        raise Forbidden("This invitation is for another e-mail address", code="invitation.email")
