"""The live stream of running servers: told by every process, ended with the right to hear."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tasklark.actions.live import STREAMS_OF_ACCOUNT_MAX
from tests.api.people import PASSWORD, another, bearer, joined, on_new_database, within
from tests.api.streams import Event, listening
from tests.backends import SHARED_SECRET, Cluster, Service, clean_environment
from tests.conftest import Store


@pytest.fixture(scope="module")
def shared(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a Tasklark of two workers, each with one database connection."""
    knobs = {"WORKERS": "2", "POOL_SIZE": "1"}
    with on_new_database(cluster, tmp_path_factory.mktemp("shared"), **knobs) as running:
        yield running


def change(client: httpx.Client) -> None:
    made = client.post("/api/tasks", json={"title": "x"})
    assert made.status_code == 201, made.text


def test_a_change_is_told_by_every_process(everywhere: Service, tmp_path: Path) -> None:
    with ExitStack() as stack:
        others: list[dict[str, str]] = [{}] if everywhere.cluster is not None else []
        if "DATABASE_DIRECT_URL" in everywhere.environment:
            # Behind a pooler alone it hears nothing, and looks by itself.
            others.append({"DATABASE_DIRECT_URL": ""})
        processes = [everywhere] + [
            stack.enter_context(another(everywhere, tmp_path, **knobs)) for knobs in others
        ]
        client = stack.enter_context(everywhere.client("live"))
        streams = [
            stack.enter_context(listening(stack.enter_context(process.client("live"))))
            for process in processes
        ]
        before = [stream.event() for stream in streams]
        change(client)
        for start, stream in zip(before, streams, strict=True):
            assert start.name == "start"
            told = stream.event()
            assert told.name == "changed"
            ((scope, number),) = told.data["scopes"].items()
            assert number > start.data["scopes"][scope]


def test_workers_tell_each_other_and_idle_streams_hold_no_connection(shared: Service) -> None:
    with shared.client("crowd") as client, ExitStack() as stack:
        change(client)
        streams = [stack.enter_context(listening(client)) for _ in range(12)]
        starts = [stream.event().data["scopes"] for stream in streams]
        assert client.get("/api/tasks").status_code == 200
        change(client)
        for start, stream in zip(starts, streams, strict=True):
            ((scope, number),) = stream.event().data["scopes"].items()
            assert number > start[scope]


def test_a_stream_is_not_kept_by_caches_or_proxies_and_says_when_to_come_back(
    embedded: Service,
) -> None:
    with (
        embedded.client() as client,
        listening(client, Origin="http://localhost:3000") as stream,
    ):
        told = stream.response.headers
        assert told["content-type"] == "text/event-stream"
        assert told["cache-control"] == "no-store"
        assert told["x-accel-buffering"] == "no"
        assert told["access-control-allow-origin"] == "http://localhost:3000"
        assert "content-length" not in told
        first = next(stream.response.iter_lines())
        assert re.fullmatch(r"retry: [1-5]\d{3}", first)


def test_a_head_request_gets_the_headers_and_no_stream(embedded: Service) -> None:
    with embedded.client() as client:
        for _ in range(2):
            answer = client.head("/api/live")
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "text/event-stream"


def test_nobody_hears_without_the_right_to_read(guarded: Service) -> None:
    person = joined(guarded)
    with guarded.stranger() as stranger, person.client() as client:
        assert stranger.get("/api/live").status_code == 401
        draft = {"name": "writer", "scopes": ["tasks:write"], "days": 1}
        token = client.post("/api/tokens", json=draft).json()["token"]
        with bearer(guarded, token) as limited:
            assert limited.get("/api/live").status_code == 403


def test_an_account_has_so_many_streams_and_a_client_that_left_makes_room(
    embedded: Service,
) -> None:
    with embedded.client() as client:
        with ExitStack() as stack:
            open_ = [stack.enter_context(listening(client)) for _ in range(STREAMS_OF_ACCOUNT_MAX)]
            assert {stream.event().name for stream in open_} == {"start"}
            with client.stream("GET", "/api/live") as refused:
                pass
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0
            assert refused.headers["content-type"] == "application/problem+json"

        def is_let_in() -> bool:
            with client.stream("GET", "/api/live") as answer:
                return answer.status_code == 200

        assert within(5, is_let_in)


def revoke(client: httpx.Client) -> None:
    (token,) = client.get("/api/tokens").json()
    assert client.delete(f"/api/tokens/{token['id']}").status_code == 204


def delete(client: httpx.Client) -> None:
    deleted = client.post("/api/account/delete", json={"password": PASSWORD})
    assert deleted.status_code == 204, deleted.text


@pytest.mark.parametrize("end", [revoke, delete])
def test_a_stream_ends_within_a_second_of_the_right_also_in_another_process(
    guarded: Service, closed: Service, end: Callable[[httpx.Client], None]
) -> None:
    person = joined(guarded)
    with person.client() as client:
        draft = {"name": "reader", "scopes": ["tasks:read"], "days": 1}
        token = client.post("/api/tokens", json=draft).json()["token"]
        with (
            bearer(guarded, token) as here,
            bearer(closed, token) as there,
            listening(here) as one,
            listening(there) as other,
        ):
            assert one.event().name == other.event().name == "start"
            end(client)
            began = time.monotonic()
            for stream in (one, other):
                assert stream.rest()[-1] == Event("end", {"reason": "token.invalid"})
            assert time.monotonic() - began < 1


def test_a_browsers_stream_ends_when_it_signs_out(guarded: Service) -> None:
    person = joined(guarded)
    with person.browser() as browser, listening(browser) as stream:
        assert stream.event().name == "start"
        assert browser.post("/api/auth/sign-out").status_code == 204
        assert stream.rest() == [Event("end", {"reason": "token.invalid"})]


def test_a_server_that_is_told_to_end_does_not_wait_for_streams(
    store: Store, tmp_path: Path
) -> None:
    environment = {
        **clean_environment(),
        "PORT": "0",
        "TASKLARK_DATA": str(tmp_path),
        "BETTER_AUTH_SECRET": SHARED_SECRET,
        "DATABASE_URL": store.cluster.migrator(store.cluster.new_database()),
        "WORKERS": "2",
    }
    command = [sys.executable, "-m", "tasklark", "serve"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found
        service = Service(found[0], environment)
        with service.client() as client, ExitStack() as stack:
            streams = [stack.enter_context(listening(client)) for _ in range(6)]
            for stream in streams:
                assert stream.event().name == "start"
            process.send_signal(signal.SIGTERM)
            began = time.monotonic()
            for stream in streams:
                assert stream.rest() == [Event("end", {"reason": "server.stopping"})]
            assert process.wait(20) == 0
            assert time.monotonic() - began < 3
        assert "Traceback" not in process.stderr.read()
