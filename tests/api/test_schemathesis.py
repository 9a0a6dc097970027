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
# cursors a list has given, what there is that a record can hang on, which zones there are, or what
# the languages of filters and of repetitions say.
_STATE = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "429", "503"]
_DESCRIBED = described()
_UNTOLD = {
    "passwords, and one's own id": ("sign_up", "change_password", "delete_account"),
    "cursors": tuple(
        operation["operationId"]
        for path in _DESCRIBED["paths"].values()
        for operation in path.values()
        if any(parameter["name"] == "cursor" for parameter in operation.get("parameters", ()))
    ),
    "zones": ("parse_quick_line", "quick_add_task", "change_settings"),
    "words": ("search_tasks",),
    "what there is": ("create_comment", "create_reminder", "create_project", "change_project"),
    "languages": ("create_filter", "change_filter", "create_task", "change_task"),
    "verbs": ("push_changes", "pull_changes", "do_batch"),
}
_CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {"positive_data_acceptance": {"expected-statuses": _STATE}},
        # To work out boundary values of all that a task has takes minutes; chance has to do.
        "phases": {"coverage": {"enabled": False}},
        "operations": [
            {
                "include-operation-id": [name for names in _UNTOLD.values() for name in names],
                "checks": {"positive_data_acceptance": {"expected-statuses": [*_STATE, "400"]}},
            },
            # Another method at this address asks for a task whose id is no UUID.
            {
                "include-operation-id": ["quick_add_task"],
                "checks": {"unsupported_method": {"enabled": False}},
            },
        ],
    }
)
# A stream has no end to wait for; tests/api/test_live.py has its own tests.
schema = schemathesis.openapi.from_dict(_DESCRIBED, config=_CONFIG).exclude(operation_id="watch")


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as opened:
        yield opened


@schema.parametrize()
@settings(
    max_examples=6,
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
            max_examples=6,
            stateful_step_count=6,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
