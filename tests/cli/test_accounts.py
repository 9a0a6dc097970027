"""Accounts made, listed, shut out, let in and deleted by the operator."""

import time
from pathlib import Path

import psycopg
import pytest

from tests.backends import Cluster, Service
from tests.cli.conftest import PASSWORD, Program, outside_program


def test_an_account_is_added_listed_disabled_and_enabled(program: Program) -> None:
    made = program.add_account(name="Ada [bold]Lovelace")
    email = made["email"]

    def listed() -> dict[str, object]:
        everybody = program.json("accounts", "list")
        return next(account for account in everybody if account["email"] == email)

    assert listed() == made
    assert "password_hash" not in made
    assert "Ada [bold]Lovelace" in program.run("accounts", "list")[0]
    program.run("accounts", "disable", email.upper())
    assert listed()["disabled_at"]
    assert program.json("accounts", "enable", made["id"])["disabled_at"] is None


def test_an_address_that_is_taken_is_refused_in_one_sentence(program: Program) -> None:
    email = program.add_account()["email"]
    add = ("accounts", "add", email.upper(), "--password-stdin")
    printed, told = program.run(*add, stdin=f"{PASSWORD}\n", status=1)
    assert (printed, told) == ("", "There is an account with this e-mail address already\n")


def test_signing_up_may_be_closed_to_strangers_not_to_the_operator(beside: Program) -> None:
    closed = Program({**beside.environment, "SIGNUP": "closed"}, beside.folder)
    assert closed.add_account()["disabled_at"] is None


@pytest.mark.parametrize(
    ("arguments", "stdin", "status", "sentence"),
    [
        (("add", "ada@example.org", "--password-stdin"), "short\n", 1, "password: "),
        (("add", "no address", "--password-stdin"), f"{PASSWORD}\n", 1, "email: "),
        (("add", "ada@example.org"), "", 2, "--password-stdin"),
        (("disable", "nobody@example.org"), "", 1, "There is no account 'nobody@example.org'"),
        (("delete",), "", 2, "EMAIL"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(
    outside: Program, arguments: tuple[str, ...], stdin: str, status: int, sentence: str
) -> None:
    printed, told = outside.run("accounts", *arguments, stdin=stdin, status=status)
    assert not printed
    assert sentence in told


def test_bytes_that_are_no_text_are_refused(outside: Program) -> None:
    _, told = outside.run("tokens", "list", "ad\udcff@example.org", status=1)
    assert told.startswith("account: ")


def test_another_secret_than_the_servers_is_told(outside: Program) -> None:
    outside.add_account()
    other = {"TASKLARK_SECRET": "another secret, and long enough as well"}
    program = Program({**outside.environment, **other}, outside.folder)
    assert "set TASKLARK_SECRET to the server's" in program.run("accounts", "list", status=1)[1]


def test_a_schema_of_another_version_is_left_alone(cluster: Cluster, tmp_path: Path) -> None:
    database = cluster.new_database()
    program = outside_program(cluster, tmp_path, database)
    assert program.json("accounts", "list") == []
    with psycopg.connect(cluster.conninfo(database)) as connection:
        connection.execute("UPDATE tasklark.alembic_version SET version_num = '9999'")
    assert "has schema 9999" in program.run("accounts", "list", status=1)[1]
    assert "✗ schema: At 9999, which a newer Tasklark" in program.run("doctor", status=1)[0]


def test_a_disabled_account_is_shut_out_of_the_running_server_within_a_second(
    beside: Program, embedded: Service
) -> None:
    email = beside.add_account()["email"]
    secret, _ = beside.run("tokens", "add", email, "--name", "t", "--scope", "tasks:read")
    with embedded.stranger() as client:
        client.headers["Authorization"] = f"Bearer {secret.strip()}"

        def becomes(status: int) -> bool:
            deadline = time.monotonic() + 2
            while client.get("/api/tasks").status_code != status:
                if time.monotonic() > deadline:
                    return False
            return True

        assert becomes(200)
        beside.run("accounts", "disable", email)
        assert becomes(403)
        beside.run("accounts", "enable", email)
        assert becomes(200)
        beside.run("accounts", "delete", email, "--yes")
        assert becomes(401)


def test_one_who_came_by_token_is_made_administrator_and_none_again(
    beside: Program, embedded: Service
) -> None:
    with embedded.client("chief-from-elsewhere") as chief:

        def becomes(status: int) -> bool:
            deadline = time.monotonic() + 2
            while chief.get("/api/invitations").status_code != status:
                if time.monotonic() > deadline:
                    return False
            return True

        assert becomes(403)
        assert beside.json("accounts", "promote", "chief-from-elsewhere")["is_admin"] is True
        assert becomes(200)
        assert beside.json("accounts", "demote", "chief-from-elsewhere")["is_admin"] is False
        assert becomes(403)


def test_the_first_administrator_may_be_promoted_and_no_newcomer_is_one_then(
    cluster: Cluster, tmp_path: Path
) -> None:
    program = outside_program(cluster, tmp_path, cluster.new_database())
    first, second = program.add_account(), program.add_account()
    program.run("accounts", "delete", first["email"], "--yes")
    for _ in range(2):
        printed, _ = program.run("accounts", "promote", second["email"])
        assert printed == f"{second['email']} is an administrator.\n"
    assert program.add_account()["is_admin"] is False


def test_an_account_of_another_issuer_is_found_by_its_user_id(
    beside: Program, embedded: Service
) -> None:
    with embedded.client("somebody-from-elsewhere", email="elsewhere@example.net") as client:
        assert client.get("/api/tasks").status_code == 200
    told = beside.json("accounts", "disable", "somebody-from-elsewhere")
    assert told["email"] == "elsewhere@example.net"
    assert beside.json("accounts", "enable", "Elsewhere@example.net")["id"] == told["id"]


def test_deleting_an_account_leaves_no_row_of_it_anywhere(
    outside: Program, outside_database: str, cluster: Cluster
) -> None:
    made, other = outside.add_account(), outside.add_account()
    for email in (made["email"], other["email"]):
        outside.run("tokens", "add", email, "--name", "t", "--scope", "tasks:read")
        (outside.folder / "todo.txt").write_text("Water the plants\n")
        outside.run("import", outside.folder / "todo.txt", "--account", email)
    _, asked = outside.run("accounts", "delete", made["email"], status=1)
    assert "for good?" in asked
    assert _rows(cluster, outside_database, made["id"]) > 5
    outside.run("accounts", "delete", made["email"], "--yes")
    assert _rows(cluster, outside_database, made["id"]) == 0
    assert _rows(cluster, outside_database, other["id"]) > 5


def _rows(cluster: Cluster, database: str, owner_id: int) -> int:
    """Count the rows of an account in every table that knows an owner."""
    with psycopg.connect(cluster.conninfo(database)) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'tasklark' AND column_name = 'owner_id'"
        ).fetchall()
        own = [f"SELECT count(*) FROM tasklark.{t} WHERE owner_id = %(id)s" for (t,) in tables]  # noqa: S608 - names from the catalog
        own.append("SELECT count(*) FROM tasklark.accounts WHERE id = %(id)s")
        counts = [connection.execute(query.encode(), {"id": owner_id}).fetchone() for query in own]
        return sum(count[0] for count in counts if count)


def test_names_cannot_command_the_operators_terminal(outside: Program) -> None:
    outside.add_account(name="\x1b[31mred\x1b]0;title\x07 \N{RIGHT-TO-LEFT OVERRIDE}x")
    printed, _ = outside.run("accounts", "list")
    assert not set(printed) & {"\x1b", "\x07", "\N{RIGHT-TO-LEFT OVERRIDE}"}
    assert "red" in printed
