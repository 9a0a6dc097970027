"""Every knob, typed and described; all are environment variables, none is needed.

`docs/operating.md` explains them; a test keeps the two together.
"""

from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tasklark.domain.errors import Misconfigured


class LogFormat(StrEnum):
    """How log lines look: for people, for programs, or by where they go."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class SignUpPolicy(StrEnum):
    """Who may make an account here."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class Settings(BaseSettings):
    """What the environment says. Lists are separated by commas."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, frozen=True)

    host: str = Field(default="127.0.0.1", description="The address to listen on; 0.0.0.0 for all.")
    port: int = Field(
        default=8000, ge=0, le=65535, description="The port to listen on; 0 for a free one."
    )
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes that serve; about one per core."
    )
    data: Path = Field(
        default_factory=lambda: user_data_path("tasklark", appauthor=False),
        validation_alias="TASKLARK_DATA",
        description="The folder of the embedded database and of secrets made here.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "NEON_DB_URL"),
        description="A PostgreSQL of your own, 15 or later; without it, the embedded one.",
    )
    database_direct_url: SecretStr | None = Field(
        default=None,
        description="The same database past any pooler: for migrations, and to hear of changes.",
    )
    pool_size: int = Field(
        default=4, ge=1, le=100, description="Database connections of each worker."
    )
    backups_kept: int = Field(
        default=14,
        ge=0,
        le=10_000,
        description="Nightly backups of the embedded database that are kept; 0 to make none.",
    )
    secret: SecretStr | None = Field(
        default=None,
        validation_alias="TASKLARK_SECRET",
        description="What Tasklark's own tokens and its database role are derived from.",
    )
    previous_secrets: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="TASKLARK_PREVIOUS_SECRETS",
        description="Secrets before the last rotation, whose tokens are still good.",
    )
    better_auth_secret: SecretStr | None = Field(
        default=None, description="Accept HS256 tokens signed with Better Auth's secret."
    )
    better_auth_previous_secrets: SecretStr = Field(
        default=SecretStr(""), description="Better Auth's secrets before the last rotation."
    )
    better_auth_url: str | None = Field(
        default=None, description="Accept tokens of this Better Auth server, checked with its JWKS."
    )
    better_auth_session_cookie: bool = Field(
        default=False, description="Also accept Better Auth's own cookie-cache JWT as a token."
    )
    jwks_url: str | None = Field(
        default=None, description="Accept tokens of any issuer, checked with this JWKS."
    )
    auth_issuer: str | None = Field(default=None, description="What `iss` of such tokens must be.")
    auth_audience: str | None = Field(
        default=None, description="What `aud` of such tokens must hold."
    )
    signup: SignUpPolicy = Field(
        default=SignUpPolicy.OPEN, description="Who may sign up: open, invitation, or closed."
    )
    cors_origins: str = Field(
        default="http://localhost:3000", description="Other sites whose pages may call the API."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses of proxies whose X-Forwarded-For and -Proto are believed.",
    )
    log_level: str = Field(
        default="info",
        pattern="(?i)^(debug|info|warning|error)$",
        description="The least important lines to log: debug, info, warning or error.",
    )
    log_format: LogFormat = Field(
        default=LogFormat.AUTO, description="text, json, or by where it goes."
    )
    log_requests: bool = Field(default=False, description="Log a line for each request.")
    metrics_token: SecretStr | None = Field(
        default=None, description="Serve /metrics to Prometheus, to whoever bears this token."
    )


def load() -> Settings:
    """Return the settings of the environment. Raises `Misconfigured` naming each that is wrong."""
    try:
        return Settings()
    except ValidationError as invalid:
        wrong = (f"{_name(e['loc'])}: {e['msg']}" for e in invalid.errors(include_input=False))
        raise Misconfigured("; ".join(wrong)) from None


def listed(text: str) -> tuple[str, ...]:
    """Return the parts of a list separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _name(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part).upper() for part in place)
