"""Secrets that are known to everybody, and those that are too weak."""

import pytest

from tasklark.domain.errors import Misconfigured
from tasklark.identity.signing_secrets import require_secret, weak_secret

STRONG = "vF3k9Qx7Zp2LmWc8Rt5Ny1Hd6Bs4Jg0A"


@pytest.mark.parametrize(
    "secret",
    ["", " ", "secret", "CHANGEME", "your-secret-key\n", "better-auth-secret-12345678901234567890"],
)
def test_a_secret_that_anyone_can_look_up_is_refused(secret: str) -> None:
    with pytest.raises(Misconfigured, match="openssl rand"):
        require_secret(secret)


def test_any_other_secret_may_be_used() -> None:
    for secret in (STRONG, "short", "a secret of my own"):
        require_secret(secret)


def test_a_strong_secret_gives_nothing_to_say() -> None:
    assert weak_secret(STRONG) is None


@pytest.mark.parametrize(
    ("secret", "hint"),
    [("short", "5 bytes"), ("ab" * 20, "few different"), (f"{STRONG}\n", "line end")],
)
def test_a_weak_secret_is_explained_without_being_shown(secret: str, hint: str) -> None:
    advice = weak_secret(secret)
    assert advice is not None
    assert hint in advice
    assert secret.strip() not in advice
