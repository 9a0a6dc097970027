"""Which shared secrets are no secret at all, and which are weaker than they should be."""

from tasklark.domain.errors import Misconfigured

MIN_BYTES = 32
_MIN_DISTINCT = 10

# Whoever has read a tutorial knows these. With the first Better Auth signs when it is run without a
# secret outside production; its documentation names the second instead.
_PUBLISHED = frozenset(
    {
        "better-auth-secret-12345678901234567890",
        "better-auth-secret-123456789",
        "a-string-secret-at-least-256-bits-long",
        "better-auth-secret",
        "better_auth_secret",
        "change-me",
        "change-me-in-production",
        "change_me",
        "changeme",
        "changethis",
        "dev-secret",
        "jwt-secret",
        "mysecret",
        "my-secret",
        "my-secret-key",
        "password",
        "replace-me",
        "secret",
        "secret-key",
        "secretkey",
        "super-secret",
        "super-secret-key",
        "supersecret",
        "supersecretkey",
        "your-256-bit-secret",
        "your-better-auth-secret",
        "your-jwt-secret",
        "your-secret",
        "your-secret-here",
        "your-secret-key",
        "your-secret-key-here",
        "your_secret_key",
        "your_secret_key_here",
    }
)
_REMEDY = "make one with `openssl rand -base64 32`, and give it to the other side as well"


def require_secret(secret: str) -> None:
    """Raise Misconfigured when `secret` is empty or a published sample, with which anyone signs."""
    if not secret.strip():
        raise Misconfigured(f"A secret for tokens is empty; {_REMEDY}")
    if secret.strip().lower() in _PUBLISHED:
        raise Misconfigured(
            f"A secret for tokens is a sample that anyone can look up; {_REMEDY}",
            code="misconfigured.published_secret",
        )


def weak_secret(secret: str) -> str | None:
    """Say what is weak about a secret that works all the same (RFC 7518, 3.2), or None."""
    octets = len(secret.encode("utf-8", "surrogatepass"))
    if secret != secret.strip():
        return "The secret begins or ends with a space or line end; is that meant?"
    if octets < MIN_BYTES:
        return f"The secret has {octets} bytes, fewer than the {MIN_BYTES} of HS256; {_REMEDY}"
    if len(set(secret)) < _MIN_DISTINCT:
        return f"The secret has few different characters and may be guessed; {_REMEDY}"
    return None
