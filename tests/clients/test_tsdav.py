"""tsdav, the CalDAV client of JavaScript programs."""

import json
import subprocess
from pathlib import Path

from tests import npm
from tests.clients.account import Account, suite_environment

HERE = Path(__file__).parent / "tsdav"


def test_a_javascript_program_does_all_it_does(account: Account, tmp_path: Path) -> None:
    npm.install(HERE)
    login = {
        "URL_OF_SERVER": account.dav,
        "EMAIL": account.email,
        "APP_PASSWORD": account.app_password,
    }
    done = subprocess.run(
        [npm.NODE, HERE / "drive.mjs"],
        env={**suite_environment(tmp_path), **login},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    text = told.pop("text")
    assert "SUMMARY:Buy rope" in text
    assert told == {
        "calendars": ["Inbox"],
        "components": [["VTODO"]],
        "created": 201,
        "createdAgain": 412,
        "objects": 1,
        "updated": 204,
        "stale": 412,
        "syncedUpdated": 1,
        "moved": {"isDirty": True, "newCtag": told["moved"]["newCtag"]},
        "deleted": 204,
        "left": 0,
        "calendarsThen": ["Inbox", "From JavaScript"],
    }
