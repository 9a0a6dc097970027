"""Files of other programs, brought into an Inbox by the real program."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tasklark.actions.importing import task_id
from tasklark.domain.importing import Draft, read
from tests.api.people import bearer
from tests.api.streams import listening
from tests.backends import Cluster, Service
from tests.cli.conftest import Program, outside_program

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = ("todo.txt", "todoist.csv", "ticktick.csv")


def imported(program: Program, *arguments: object, status: int = 0) -> list[dict[str, Any]]:
    """Run an import with --json; return its lines, of which the last is the summary."""
    printed, told = program.run("import", *arguments, "--json", status=status)
    assert not told
    return [json.loads(line) for line in printed.splitlines()]


def test_the_examples_come_in_once_however_often_they_are_imported(program: Program) -> None:
    email = program.add_account()["email"]
    for name in FILES:
        *lines, last = imported(program, EXAMPLES / name, "--account", email)
        assert last["summary"]["taken"] >= 11
        assert Counter(line["result"] for line in lines) == Counter(
            {k: n for k, n in last["summary"].items() if n}
        )
        again = imported(program, EXAMPLES / name, "--account", email)[-1]["summary"]
        assert again == last["summary"] | {"known": last["summary"]["taken"], "taken": 0}


def test_what_comes_in_is_told_to_those_who_watch(beside: Program, embedded: Service) -> None:
    email = beside.add_account()["email"]
    secret, _ = beside.run("tokens", "add", email, "--name", "t", "--scope", "tasks:read")
    with bearer(embedded, secret.strip()) as client, listening(client) as stream:
        assert stream.event().name == "start"
        imported(beside, EXAMPLES / "todo.txt", "--account", email)
        assert stream.event().name == "changed"


def test_what_comes_in_is_listed_by_the_running_server_in_the_files_order(
    beside: Program, embedded: Service
) -> None:
    email = beside.add_account()["email"]
    lines = imported(beside, EXAMPLES / "todo.txt", "--account", email)[:-1]
    secret, _ = beside.run("tokens", "add", email, "--name", "t", "--scope", "tasks:read")
    with embedded.stranger() as client:
        client.headers["Authorization"] = f"Bearer {secret.strip()}"
        tasks = client.get("/api/tasks", params={"sort": "created", "order": "asc"}).json()
    assert [(task["id"], task["title"]) for task in tasks] == [
        (line["id"], line["title"]) for line in lines
    ]


def test_each_task_of_a_long_file_is_one_number_of_the_log(
    outside: Program, outside_database: str, cluster: Cluster
) -> None:
    account = outside.add_account()
    file = outside.folder / "long.txt"
    file.write_text("".join(f"Task {n}\n" for n in range(1_200)))
    imported(outside, file, "--account", account["email"])
    file.write_text("".join(f"Task {n}\n" for n in range(0, 2_000, 7)))
    imported(outside, file, "--account", account["email"])
    with psycopg.connect(cluster.conninfo(outside_database)) as connection:
        log = connection.execute(
            "SELECT c.number, c.after->>'title', c.surface, t.title FROM tasklark.changes c"
            " JOIN tasklark.tasks t ON t.owner_id = c.owner_id AND t.id = c.record_id"
            " WHERE c.owner_id = %s ORDER BY t.created_at, t.id",
            [account["id"]],
        ).fetchall()
        counter = connection.execute(
            "SELECT s.change_number FROM tasklark.scopes s JOIN tasklark.accounts a"
            " ON a.id = s.owner_id AND a.inbox_id = s.id WHERE a.id = %s",
            [account["id"]],
        ).fetchone()
    titles = [f"Task {n}" for n in (*range(1_200), *range(1_204, 2_000, 7))]
    assert log == [(n, title, "cli", title) for n, title in enumerate(titles, start=1)]
    assert counter == (len(titles),)


def test_two_imports_at_once_take_each_task_once(outside: Program) -> None:
    email = outside.add_account()["email"]

    def bring(_: int) -> dict[str, int]:
        summary: dict[str, int] = imported(outside, EXAMPLES / "todo.txt", "--account", email)[-1][
            "summary"
        ]
        return summary

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(bring, range(2))
    assert first["taken"] + second["taken"] == 25
    assert first["taken"] + first["known"] == second["taken"] + second["known"] == 25


def test_a_dry_run_tells_the_same_and_stores_nothing(outside: Program) -> None:
    email = outside.add_account()["email"]
    call = (EXAMPLES / "ticktick.csv", "--account", email)
    dry, wet = imported(outside, *call, "--dry-run"), imported(outside, *call)
    assert dry[-1]["dry_run"]
    assert dry[:-1] == wet[:-1]


def test_lines_that_are_refused_are_told_and_make_the_exit_status_three(outside: Program) -> None:
    email = outside.add_account()["email"]
    file = outside.folder / "Keller.csv"
    file.write_text(
        "TYPE,CONTENT,PRIORITY,INDENT,DATE\n"
        "note,A comment on nothing,,,\n"
        "task,[red]Not markup[/red] :smile:,4,1,\n"
    )
    printed, told = outside.run("import", file, "--account", email, status=3)
    assert "refused a comment without a task above it" in printed
    assert "[red]Not markup[/red] :smile:" in printed
    assert "1 taken, 0 there already, 1 refused, 0 skipped." in printed
    assert not told


def test_an_id_that_is_another_accounts_task_is_refused(beside: Program, embedded: Service) -> None:
    account = beside.add_account()
    file = beside.folder / "todo.txt"
    file.write_text("Mine\n")
    (draft,) = read(file.name, file.read_bytes())
    assert isinstance(draft, Draft)
    taken = str(task_id(account["id"], draft))
    with embedded.client() as another:
        assert another.post("/api/tasks", json={"id": taken, "title": "Theirs"}).status_code == 201
    line, _ = imported(beside, file, "--account", account["email"], status=3)
    assert line["result"] == "refused"


@pytest.mark.parametrize(
    ("name", "content", "options", "status", "sentence"),
    [
        ("nowhere.txt", None, (), 1, "can't be read: No such file or directory"),
        ("photo.txt", b"\xff\xd8\xff\xe0 jpeg", (), 1, "file: is not UTF-8 text"),
        ("tasks.json", b'{"tasks": []}', (), 1, "file: is in no format that can be imported"),
        ("todo.txt", b"Task\n", ("--format", "todoist"), 1, "file: has no header of a todoist"),
        ("todo.txt", b"Task\n", ("--zone", "Mars/Olympus"), 2, "is no time zone"),
        ("todo.txt", b"Task\n", ("--account", "nobody@example.org"), 1, "There is no account"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_in_a_sentence(
    outside: Program,
    name: str,
    content: bytes | None,
    options: tuple[str, ...],
    status: int,
    sentence: str,
) -> None:
    if content is not None:
        (outside.folder / name).write_bytes(content)
    printed, told = outside.run("import", outside.folder / name, *options, status=status)
    assert sentence in told
    assert "taken" not in printed


def test_the_account_may_be_left_out_where_there_is_one(cluster: Cluster, tmp_path: Path) -> None:
    program = outside_program(cluster, tmp_path, cluster.new_database())
    call = ("import", EXAMPLES / "todo.txt")
    assert "no account yet" in program.run(*call, status=1)[1]
    assert program.add_account()["is_admin"]
    assert "25 taken" in program.run(*call)[0]
    assert not program.add_account()["is_admin"]
    assert "--account" in program.run(*call, status=1)[1]
