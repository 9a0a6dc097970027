"""Schemathesis, with all its checks, against the running service: the description is honest.

Each call is made by a user of its own, so that one case can't end the session of the next.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from tests.api.description import described
from tests.backends import Service

# Two refusals are about what is stored, not about the data: a tag that does not fit (412), and a
# key that was used before (422). And no schema can tell which passwords are easily guessed, which
# cursors a list has given, or one's own id.
_STATE = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429", "503"]
_CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {"positive_data_acceptance": {"expected-statuses": _STATE}},
        "operations": [
            {
                "include-operation-id": [
                    "sign_up",
                    "change_password",
                    "list_tasks",
                    "delete_account",
                ],
                "checks": {"positive_data_acceptance": {"expected-statuses": [*_STATE, "400"]}},
            }
        ],
    }
)
# A stream has no end to wait for; tests/api/test_live.py has its own tests.
schema = schemathesis.openapi.from_dict(described(), config=_CONFIG).exclude(operation_id="watch")


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_service_is_as_described(
    case: "Case[Any]", embedded: Service, session: requests.Session
) -> None:
    headers = {"Authorization": f"Bearer {embedded.token(f'schema-{uuid4()}')}"}
    case.call_and_validate(base_url=embedded.url, headers=headers, session=session)


@pytest.fixture
def machine(embedded: Service, session: requests.Session) -> Any:
    token = embedded.token(f"schema-{uuid4()}")
    tasks = schema.include(path_regex="^/api/tasks")

    class Sequence(tasks.as_state_machine()):  # type: ignore[misc] # made at run time
        def get_call_kwargs(self, _case: "Case[Any]") -> dict[str, Any]:
            headers = {"Authorization": f"Bearer {token}"}
            return {"base_url": embedded.url, "headers": headers, "session": session}

    return Sequence


def test_sequences_of_calls_are_as_described(machine: Any) -> None:
    machine.run(
        settings=settings(
            max_examples=8,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
