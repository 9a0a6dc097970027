"""Secrets that carry nothing but chance."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklark.identity.opaque import SecretKind, digest, kind_of, new_secret


@pytest.mark.parametrize("kind", SecretKind)
def test_a_secret_tells_its_kind_and_nothing_else(kind: SecretKind) -> None:
    secret = new_secret(kind)
    assert re.fullmatch(rf"tasklark_{kind}_[0-9A-Za-z]{{49}}", secret, re.ASCII)
    assert kind_of(secret) is kind
    assert new_secret(kind) != secret


def test_the_digest_is_32_bytes_and_differs_between_secrets() -> None:
    one, other = new_secret(SecretKind.API), new_secret(SecretKind.API)
    assert len(digest(one)) == 32
    assert digest(one) == digest(one) != digest(other)
    assert digest("\ud800")


@given(st.sampled_from(SecretKind), st.integers(0, 65), st.characters())
def test_a_typing_error_is_noticed(kind: SecretKind, place: int, character: str) -> None:
    secret = new_secret(kind)
    changed = secret[:place] + character + secret[place + 1 :]
    assert kind_of(changed) is (kind if changed == secret else None)


@given(st.text())
def test_other_text_is_no_secret(text: str) -> None:
    assert kind_of(text) is None
    assert kind_of(f"{new_secret(SecretKind.API)}{text}") == (None if text else SecretKind.API)
