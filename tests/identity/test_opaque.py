"""Secrets that carry nothing but chance, and the id of what they open."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.identity.opaque import Opaque, SecretKind, digest, new_secret, read_secret

SOME = UUID("01a1fdd8-1b60-79eb-a36d-41c1bba6baba")


@given(st.sampled_from(SecretKind), st.uuids())
def test_a_secret_tells_its_kind_and_what_it_opens(kind: SecretKind, opens: UUID) -> None:
    secret = new_secret(kind, opens)
    assert re.fullmatch(rf"tasklark_{kind}_[0-9A-Za-z]{{71}}", secret, re.ASCII)
    assert read_secret(secret) == Opaque(kind, opens)
    assert new_secret(kind, opens) != secret


def test_the_digest_is_32_bytes_and_differs_between_secrets() -> None:
    one, other = new_secret(SecretKind.API, SOME), new_secret(SecretKind.API, SOME)
    assert len(digest(one)) == 32
    assert digest(one) == digest(one) != digest(other)
    assert digest("\ud800")


@pytest.mark.parametrize("kind", SecretKind)
@given(place=st.integers(0, 87), character=st.characters())
def test_a_typing_error_is_noticed(kind: SecretKind, place: int, character: str) -> None:
    secret = new_secret(kind, SOME)
    changed = secret[:place] + character + secret[place + 1 :]
    assert read_secret(changed) == (Opaque(kind, SOME) if changed == secret else None)


@given(st.text())
def test_other_text_is_no_secret(text: str) -> None:
    assert read_secret(text) is None
    expected = None if text else Opaque(SecretKind.API, SOME)
    assert read_secret(f"{new_secret(SecretKind.API, SOME)}{text}") == expected
