"""The outer form of a signed token: compact JWS (RFC 7515, 7.1) holding a JSON object (RFC 7519).

Stricter than the standard asks where leniency helps only forgers: one spelling per token (no
padding, no stray bits in base64url), no member twice, no NaN, and the payload is not looked at
before its signature has been checked.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field

from tasklark.domain.errors import TokenInvalid
from tasklark.identity.keys import Key

MAX_CHARACTERS = 16 * 1024
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)

# RFC 8725, 3.11: a token of another type (a logout token, a cached session) is for someone else.
_TYPES = frozenset({"jwt", "at+jwt"})


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token taken apart, not yet trusted in any way."""

    algorithm: str
    kid: str | None
    kind: str | None
    _signed_part: bytes = field(repr=False)
    _payload: str = field(repr=False)
    _signature: bytes = field(repr=False)

    def claims(self, key: Key) -> Mapping[str, object] | None:
        """Read the payload when `key` signed it, else None. Raises TokenInvalid when unreadable."""
        if key.algorithm != self.algorithm or not key.signed(self._signed_part, self._signature):
            return None
        return _json_object(self._payload)


def parse(token: str) -> SignedToken:
    """Take a compact JWS apart and check its header. Raises TokenInvalid and nothing else.

    Members that would bring a key along (`jwk`, `jku`, `x5u`, `x5c`) have no meaning here; `crit`
    is refused, for no extension is understood (RFC 7515, 4.1.11).
    """
    parts = _COMPACT.fullmatch(token) if len(token) <= MAX_CHARACTERS else None
    if parts is None:
        raise TokenInvalid
    head, payload, signature = parts.groups()
    header = _json_object(head)
    algorithm, kid = header.get("alg"), header.get("kid")
    if "crit" in header or not isinstance(algorithm, str) or not isinstance(kid, str | None):
        raise TokenInvalid
    signed_part = f"{head}.{payload}".encode("ascii")
    return SignedToken(algorithm, kid, _kind(header), signed_part, payload, _decoded(signature))


def compact(header: Mapping[str, object], claims: Mapping[str, object], key: Key) -> str:
    """Write a token: `header` and `claims` as given, signed with `key`."""
    signed_part = f"{_encoded(_json(header))}.{_encoded(_json(claims))}"
    return f"{signed_part}.{_encoded(key.sign(signed_part.encode('ascii')))}"


def _kind(header: Mapping[str, object]) -> str | None:
    if "typ" not in header:
        return None
    typ = header["typ"]
    if not isinstance(typ, str):
        raise TokenInvalid
    kind = typ.lower().removeprefix("application/")
    if kind not in _TYPES:
        raise TokenInvalid
    return kind


def _json_object(part: str) -> Mapping[str, object]:
    try:
        value = json.loads(
            _decoded(part).decode("utf-8"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError):
        raise TokenInvalid from None
    if not isinstance(value, dict):
        raise TokenInvalid
    return value


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _decoded(part: str) -> bytes:
    try:
        octets = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except Base64Error:
        raise TokenInvalid from None
    if _encoded(octets) != part:
        raise TokenInvalid
    return octets


def _encoded(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
