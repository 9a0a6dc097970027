"""The ways around the second wall: other roles, settings, functions, views, the catalog itself."""

# ruff: noqa: S608 - statements are built from names of the catalog, and this is an attack

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from tasklark.storage import bootstrap, schema
from tasklark.storage.embedded import EmbeddedAddress
from tasklark.storage.roles import roles_of
from tests.conftest import Store
from tests.storage.attack import PRIVATE, TABLES, Attacker, Scene, identify, new_scene, run

BY_FUNCTIONS = {"members", "placements"}
"""Tables whose rows are written by functions of the database, which know who may give a role."""
ESCAPES = [
    "SET ROLE {owner}",
    "SET SESSION AUTHORIZATION {owner}",
    "SET ROLE {migrator}",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT {owner} TO {app}",
    "ALTER ROLE {app} BYPASSRLS",
    "ALTER ROLE {app} SUPERUSER",
    "ALTER ROLE {owner} LOGIN PASSWORD 'x'",
    "ALTER ROLE {migrator} PASSWORD 'x'",
    "CREATE ROLE more LOGIN",
    "CREATE SCHEMA more",
    "DROP SCHEMA tasklark CASCADE",
    "ALTER SCHEMA tasklark OWNER TO {app}",
    "CREATE TABLE tasklark.more (x int)",
    "CREATE TABLE public.more (x int)",
    "CREATE VIEW tasklark.more AS SELECT 1",
    "CREATE FUNCTION tasklark.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION public.more() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION tasklark.purge() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "ALTER FUNCTION tasklark.purge() OWNER TO {app}",
    "DROP FUNCTION tasklark.erase_account()",
    "CREATE EXTENSION vector",
    "CREATE PUBLICATION more FOR ALL TABLES",
    "CREATE EVENT TRIGGER more ON ddl_command_start EXECUTE FUNCTION tasklark.purge()",
    "SELECT * FROM pg_catalog.pg_authid",
    "SELECT * FROM pg_catalog.pg_shadow",
    "SELECT * FROM pg_catalog.pg_user_mapping",
    "SELECT stavalues1 FROM pg_catalog.pg_statistic",
    "UPDATE pg_catalog.pg_class SET relforcerowsecurity = false",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT * FROM tasklark.alembic_version",
    "UPDATE tasklark.alembic_version SET version_num = ''",
    "SELECT setval('tasklark.account_ids', 1)",
    "SET session_replication_role = replica",
]


@pytest.fixture(scope="module")
def scene(store: Store) -> Scene:
    return new_scene(store)


@pytest.fixture
def attacker(scene: Scene) -> Iterator[Attacker]:
    with psycopg.connect(scene.store.app, autocommit=True) as connection:
        yield Attacker(scene, connection)


@pytest.fixture(scope="module")
def catalog(store: Store) -> Iterator[psycopg.Connection]:
    with psycopg.connect(store.superuser, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("escape", ESCAPES)
def test_there_is_no_way_out_of_the_role(attacker: Attacker, escape: str) -> None:
    store = attacker.scene.store
    names = {"owner": store.roles.owner, "app": store.roles.app}
    assert attacker.is_refused(escape.format(migrator=f"{store.database}_migrator", **names))


@pytest.mark.parametrize("order", ["RESET ROLE", "RESET ALL", "RESET SESSION AUTHORIZATION"])
def test_what_is_reset_is_the_same_role(scene: Scene, order: str) -> None:
    with psycopg.connect(scene.store.app, autocommit=True) as connection:
        connection.execute(order.encode())
        assert run(connection, "SELECT current_user::text") == [(scene.store.roles.app,)]


@pytest.mark.parametrize("table", PRIVATE)
def test_switching_row_security_off_is_an_error_and_not_a_way_in(
    attacker: Attacker, table: str
) -> None:
    attacker.connection.execute("SET row_security = off")
    assert attacker.is_refused(f"SELECT * FROM tasklark.{table}")


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_an_identity_ends_with_its_transaction(scene: Scene, end: str) -> None:
    with psycopg.connect(scene.store.app) as connection:
        identify(connection, scene.ada)
        assert run(connection, "SELECT count(*) FROM tasklark.tasks") == [(2,)]
        getattr(connection, end)()
        for table in PRIVATE:
            assert run(connection, f"SELECT * FROM tasklark.{table}") == []


def test_the_directory_answers_whose_a_key_is_and_nothing_else(scene: Scene) -> None:
    with psycopg.connect(scene.store.app) as connection:
        everything = "SELECT owner_id, key FROM tasklark.directory"
        connection.execute(f"SET LOCAL tasklark.key = '{scene.bob.tasks[0]}'".encode())
        assert run(connection, everything) == [(scene.bob.id, scene.bob.tasks[0])]
        identify(connection, scene.ada)
        theirs = [row for row in run(connection, everything) if row[0] != scene.ada.id]
        assert theirs == [(scene.bob.id, scene.bob.tasks[0])]
        assert (
            attempted(connection, "DELETE FROM tasklark.directory WHERE owner_id <> 0") is not None
        )


def attempted(connection: psycopg.Connection, sql: str) -> int:
    return connection.execute(sql.encode()).rowcount


def test_a_presented_key_shows_a_row_and_does_not_let_it_be_deleted(scene: Scene) -> None:
    key = scene.bob.tasks[0]
    with psycopg.connect(scene.store.app) as connection:
        connection.execute(f"SET LOCAL tasklark.key = '{key}'".encode())
        identify(connection, scene.ada)
        delete = "DELETE FROM tasklark.directory WHERE key = %s"
        assert connection.execute(delete, [key]).rowcount == 0


def test_statistics_tell_nothing_of_what_rows_hold(scene: Scene) -> None:
    with psycopg.connect(scene.store.superuser, autocommit=True) as connection:
        connection.execute("ANALYZE tasklark.tasks, tasklark.accounts")
        seen = "SELECT FROM pg_stats WHERE schemaname = 'tasklark' AND attname = 'title'"
        assert connection.execute(seen).rowcount == 1
    with psycopg.connect(scene.store.app) as connection:
        identify(connection, scene.ada)
        assert (
            connection.execute("SELECT FROM pg_stats WHERE schemaname = 'tasklark'").rowcount == 0
        )


def test_the_server_and_its_other_users_are_left_alone(scene: Scene) -> None:
    with (
        psycopg.connect(scene.store.superuser) as other,
        psycopg.connect(scene.store.app, autocommit=True) as connection,
    ):
        for attack in (
            "ALTER SYSTEM SET row_security = off",
            "ALTER DATABASE postgres SET row_security = off",
            f"SELECT pg_terminate_backend({other.info.backend_pid})",
            f"SELECT pg_cancel_backend({other.info.backend_pid})",
            "SELECT pg_reload_conf()",
            "CHECKPOINT",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(attack.encode())
        query = "SELECT query FROM pg_stat_activity WHERE pid = %s"
        hidden = run(connection, query, other.info.backend_pid)
        assert hidden == [("<insufficient privilege>",)]


def test_the_log_can_only_grow(attacker: Attacker) -> None:
    assert attacker.touches("SELECT FROM tasklark.changes") > 0
    for column in attacker.scene.tables["changes"].columns:
        assert attacker.is_refused(f"UPDATE tasklark.changes SET {column} = {column}")
    assert attacker.is_refused("DELETE FROM tasklark.changes")


def test_erasing_takes_the_asker_and_nobody_else(store: Store) -> None:
    scene = new_scene(store)
    before = {name: scene.rows(table, scene.bob) for name, table in scene.tables.items()}
    with psycopg.connect(store.app) as connection:
        connection.execute("SELECT tasklark.erase_account()")
        connection.commit()
        identify(connection, scene.ada)
        connection.execute("SELECT tasklark.erase_account()")
    left = {name for name, table in scene.tables.items() if scene.rows(table, scene.ada)}
    assert left == {"attempts", "revocations"}
    assert before == {name: scene.rows(table, scene.bob) for name, table in scene.tables.items()}


def test_purging_takes_what_has_run_out_and_nothing_else(store: Store) -> None:
    scene = new_scene(store)
    old = "now() - interval '2 hours'"
    with psycopg.connect(store.superuser) as connection:
        for name in ("answers", "sessions", "invitations"):
            sql = f"UPDATE tasklark.{name} SET expires_at = {old} WHERE owner_id = %s"
            connection.execute(sql.encode(), [scene.ada.id])
        connection.execute(
            f"UPDATE tasklark.attempts SET window_ends_at = {old} WHERE key = %s".encode(),
            [scene.ada.attempt],
        )
        connection.execute(
            f"UPDATE tasklark.revocations SET revoked_at = {old} WHERE account_id = %s".encode(),
            [scene.ada.id],
        )
    kept = {name: scene.rows(table, scene.bob) for name, table in scene.tables.items()}
    directory = len(scene.rows(scene.tables["directory"], scene.ada))
    with psycopg.connect(store.app) as connection:
        ((purged,),) = run(connection, "SELECT tasklark.purge()")
    gone = {name for name, table in scene.tables.items() if not scene.rows(table, scene.ada)}
    assert gone == {"answers", "sessions", "invitations", "attempts", "revocations"}
    assert purged == len(gone)
    assert len(scene.rows(scene.tables["directory"], scene.ada)) == directory - 2
    assert kept == {name: scene.rows(table, scene.bob) for name, table in scene.tables.items()}


def test_even_the_owner_sees_no_task(scene: Scene) -> None:
    with psycopg.connect(scene.store.direct) as connection:
        connection.execute(f'SET ROLE "{scene.store.roles.owner}"'.encode())
        for name in ("tasks", "projects", "changes", "api_tokens", "answers", "sessions"):
            assert run(connection, f"SELECT * FROM tasklark.{name}") == []


def test_row_level_security_is_forced_on_every_table(catalog: psycopg.Connection) -> None:
    unguarded = run(
        catalog,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'tasklark'::regnamespace"
        " AND relkind IN ('r', 'p', 'f', 'm') AND NOT (relrowsecurity AND relforcerowsecurity)",
    )
    assert unguarded == [("alembic_version",)]


def test_every_policy_that_reads_also_checks_what_is_written(catalog: psycopg.Connection) -> None:
    found = run(
        catalog,
        "SELECT tablename::text FROM pg_policies WHERE schemaname = 'tasklark'"
        " AND cmd = 'ALL' AND roles = '{public}' AND with_check IS NOT NULL",
    )
    assert {row[0] for row in found} == set(PRIVATE) - BY_FUNCTIONS


OF_THE_OWNER = [
    "check_nesting", "check_waiting", "empty_trash", "erase_account", "has_accounts",
    "invite_to_project", "join_project", "move_tasks", "purge", "remove_member",
    "revoke_project_invitation", "scope_numbers", "set_member_role", "show_project_invitation",
    "transfer_project",
]  # fmt: skip


def test_these_functions_have_the_rights_of_their_owner_and_no_others(
    catalog: psycopg.Connection,
) -> None:
    found = run(
        catalog,
        "SELECT p.proname::text, array_to_string(p.proconfig, ' '),"
        " has_function_privilege('public', p.oid, 'EXECUTE')"
        " FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
    )
    assert [name for name, _, _ in found] == OF_THE_OWNER
    assert not any(public for _, _, public in found)
    assert all("search_path=pg_catalog, pg_temp" in config for _, config, _ in found)


def test_no_function_of_ours_can_be_called_by_everybody(catalog: psycopg.Connection) -> None:
    found = run(
        catalog,
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'tasklark'::regnamespace"
        " AND has_function_privilege('public', oid, 'EXECUTE')",
    )
    assert found == [("rfc3339",)]


def test_no_view_shows_what_its_maker_may_see(catalog: psycopg.Connection) -> None:
    views = run(
        catalog,
        "SELECT relname FROM pg_class WHERE relnamespace = 'tasklark'::regnamespace"
        " AND relkind IN ('v', 'm') AND NOT coalesce('security_invoker=true' = ANY (reloptions),"
        " false)",
    )
    assert views == []


def test_no_column_that_says_whose_a_row_is_can_be_updated(scene: Scene) -> None:
    assert len(scene.tables) == len(TABLES)
    for table in scene.tables.values():
        assert not {table.owner, "owner_id", *table.key} & set(table.writable)


def test_the_app_may_do_what_is_granted_and_nothing_more(
    store: Store, catalog: psycopg.Connection
) -> None:
    found = run(
        catalog,
        "SELECT DISTINCT privilege_type::text FROM information_schema.role_table_grants"
        " WHERE grantee = %s AND table_schema = 'tasklark'",
        store.roles.app,
    )
    assert {row[0] for row in found} == {"SELECT", "INSERT", "DELETE"}
    others = run(
        catalog,
        "SELECT grantee FROM information_schema.role_table_grants"
        " WHERE table_schema = 'tasklark' AND grantee NOT IN (%s, %s)",
        store.roles.app,
        store.roles.owner,
    )
    assert others == []


@pytest.fixture(scope="module")
def bootstrapped(store: Store) -> str:
    """Give the app's address of a database that was made the way the embedded one is."""
    cluster = store.cluster
    address = EmbeddedAddress(cluster.folder, "postgres", cluster.password, cluster.port)
    password = uuid4().hex
    schema.migrate(bootstrap.prepare(address, password), password)
    return address.conninfo(bootstrap.DATABASE, roles_of(bootstrap.DATABASE).app, password)


@pytest.mark.parametrize(
    "injected",
    [
        "SELECT set_config('tasklark.account_id', '1', true)",
        "SELECT FROM tasklark.tasks WHERE set_config('tasklark.account_id', '1', true) = '1'",
        "UPDATE pg_catalog.pg_settings SET setting = '1' WHERE name = 'tasklark.account_id'",
        "UPDATE pg_catalog.pg_settings SET setting = 'off' WHERE name = 'row_security'",
    ],
)
def test_an_identity_cannot_be_smuggled_into_an_expression(
    bootstrapped: str, injected: str
) -> None:
    with psycopg.connect(bootstrapped) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(injected.encode())


def test_the_bootstrapped_database_takes_an_identity_and_serves(bootstrapped: str) -> None:
    schema.require_bound(bootstrapped)
    with psycopg.connect(bootstrapped) as connection:
        connection.execute("SET LOCAL tasklark.account_id = '1'")
        assert run(connection, "SELECT current_setting('tasklark.account_id')") == [("1",)]


def test_preparing_twice_changes_nothing_and_strangers_may_not_connect(
    store: Store, bootstrapped: str
) -> None:
    cluster = store.cluster
    address = EmbeddedAddress(cluster.folder, "postgres", cluster.password, cluster.port)
    bootstrap.prepare(address, uuid4().hex)
    stranger = psycopg.conninfo.make_conninfo(store.app, dbname=bootstrap.DATABASE)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(stranger)
