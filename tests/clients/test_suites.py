"""Other people's test suites for CalDAV servers, told of ours that it has no scheduling alone."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.account import CLIENTS, Account, suite_environment

SUITE = CLIENTS.parent / "suite"
"""The source of python-caldav, which brings its integration tests."""
QUIET = ("-q", "-p", "no:cacheprovider", "-W", "ignore", "--no-header", "-rfE")
LOOP = ("-o", "asyncio_default_fixture_loop_scope=function")


FEATURES = {
    "scheduling": {"support": "unsupported"},
    # More than the library expects of servers: a time that is asked for of no kind of component.
    "search.time-range.comp-type-optional": {"support": "full"},
}
NOT_FULL = {
    # Out of scope: RFC 6638 is about invitations.
    "scheduling": "unsupported",
    # The well-known address is asked of port 443, and there is none here.
    "well-known": "unknown",
    # Our principals' addresses have no @ to be encoded.
    "url.encode-at.literal.principal": "unknown",
    # The two spellings are one address, as RFC 3986 has it (6.2.2.2), and so one object.
    "url.encode-at.identity": "unsupported",
    # A text that is asked for right below VCALENDAR is one of VCALENDAR's own (RFC 4791, 9.7.2).
    "search.text.comp-type-optional": "unsupported",
}
"""What the tester finds less than "full", and why that is right."""


@pytest.mark.parametrize("module", ["test_caldav.py", "test_async_integration.py"])
def test_python_caldavs_own_suite_passes(account: Account, tmp_path: Path, module: str) -> None:
    suite = tmp_path / "suite"
    shutil.copytree(SUITE, suite)
    server = {
        "type": "external",
        "enabled": True,
        "url": account.dav,
        "username": account.email,
        "password": account.app_password,
        "features": FEATURES,
    }
    config = {"test-servers": {"tasklark": server}}
    (suite / "tests" / "caldav_test_servers.json").write_text(json.dumps(config))
    only = {"PYTHON_CALDAV_TEST_DOCKER": "0", "PYTHON_CALDAV_TEST_EMBEDDED": "0"}
    done = subprocess.run(
        [CLIENTS / "python", "-m", "pytest", *QUIET, *LOOP, f"tests/{module}", "-k", "tasklark"],
        cwd=suite,
        env={**suite_environment(tmp_path), **only},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def test_the_caldav_server_tester_finds_nothing_amiss(account: Account, tmp_path: Path) -> None:
    asked = ["--caldav-url", account.dav, "--caldav-username", account.email]
    secret = ["--caldav-password", account.app_password, "--format", "json"]
    done = subprocess.run(
        [CLIENTS / "caldav-server-tester", *asked, *secret],
        cwd=tmp_path,
        env=suite_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout)["features"]
    less = {name: told["support"] for name, told in found.items() if told["support"] != "full"}
    assert less == NOT_FULL
    assert found["calendar-color.name"]["support"] == "full"
