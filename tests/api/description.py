"""The description of the API as it is committed: `python -m tests.api.description` prints it."""

import json
from pathlib import Path
from typing import Any

import tasklark
from tasklark.surfaces.rest.application import application

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"


def described() -> dict[str, Any]:
    """Return what the application says of itself now."""
    return application(tasklark.__version__).openapi()


if __name__ == "__main__":
    print(json.dumps(described(), indent=2, ensure_ascii=False))
