"""What every refusal looks like, asserted in one place."""

from typing import Any

import httpx


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return a refusal's body; it has this status and the shape of RFC 9457."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"]
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert all(told[part] and isinstance(told[part], str) for part in ("type", "title", "detail"))
    assert all(set(error) == {"field", "message"} for error in told.get("errors", ()))
    return told


def broken_fields(response: httpx.Response) -> set[str]:
    """Return the names of the fields that a 400 complains of."""
    return {error["field"] for error in problem(response, 400)["errors"]}
