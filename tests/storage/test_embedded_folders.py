"""The embedded PostgreSQL in every sort of folder, and what is said when a folder will not do."""

import errno
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tasklark.domain.errors import Misconfigured
from tasklark.storage.embedded import EmbeddedServer, program, start, trouble, wheel

SOMEBODY_ELSE = 12_345


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder where PostgreSQL has run and does not run."""
    made = tmp_path_factory.mktemp("kept")
    start(made).stop()
    return made


def answers(server: EmbeddedServer) -> bool:
    with psycopg.connect(server.address.conninfo("postgres")) as connection:
        return connection.execute("select 1").fetchone() == (1,)


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Without rights, when we have them."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(SOMEBODY_ELSE)
    try:
        yield
    finally:
        os.seteuid(before)


@contextmanager
def moved(folder: Path, data: Path) -> Iterator[Path]:
    """Have the cluster of `folder` in the data folder `data` for the block."""
    data.mkdir()
    (folder / "postgresql").rename(data / "postgresql")
    try:
        yield data
    finally:
        (data / "postgresql").rename(folder / "postgresql")


@pytest.mark.parametrize("name", ["long" * 30, "with, comma", "späte 'Aufgaben' $HOME"])
def test_any_path_will_do_for_a_data_folder(folder: Path, tmp_path: Path, name: str) -> None:
    with moved(folder, tmp_path / name) as data:
        with start(data) as server, start(data, exclusive=False) as command:
            assert answers(server)
            assert command.address == server.address
            short = server.address.socket_folder
            assert short.stat().st_mode & 0o777 == 0o700
        assert short == data / "postgresql" / "socket" or not short.exists()


def test_a_short_folder_that_was_cleaned_away_is_made_again(folder: Path, tmp_path: Path) -> None:
    with moved(folder, tmp_path / ("long" * 30)) as data:
        link = data / "postgresql" / "socket"
        shutil.rmtree(link, ignore_errors=True)
        link.symlink_to(Path(tempfile.gettempdir()) / tmp_path.name)
        with start(data) as server:
            assert answers(server)


def test_a_short_folder_of_somebody_else_is_not_used(folder: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.symlink_to(tmp_path)
    with moved(folder, tmp_path / ("long" * 30)) as data:
        link = data / "postgresql" / "socket"
        shutil.rmtree(link, ignore_errors=True)
        link.symlink_to(trap)
        with start(data) as server:
            assert server.address.socket_folder != trap
            assert answers(server)


def test_a_lost_password_is_replaced(folder: Path) -> None:
    key = folder / "postgresql" / "superuser.key"
    lost = key.read_text(encoding="ascii")
    key.unlink()
    with start(folder) as server:
        assert answers(server)
    assert key.read_text(encoding="ascii") != lost


def test_a_beginning_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    half = tmp_path / "postgresql" / "new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    with start(tmp_path, shared_buffers="16MB") as server:
        assert answers(server)
    assert not half.exists()


@pytest.mark.parametrize("name", ["18", "17"])
def test_data_of_another_version_are_left_alone(tmp_path: Path, name: str) -> None:
    version = tmp_path / "postgresql" / name / "PG_VERSION"
    version.parent.mkdir(parents=True)
    version.write_text("17\n", encoding="ascii")
    with pytest.raises(Misconfigured, match=rf"{name} holds data of PostgreSQL 17.*brings.* 18"):
        start(tmp_path)
    assert [path.parent.name for path in tmp_path.rglob("PG_VERSION")] == [name]


def test_a_platform_without_a_wheel_is_told_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheel, "PACKAGE", "no_such_wheel")
    with pytest.raises(Misconfigured, match=r"no embedded PostgreSQL 18 .* set DATABASE_URL"):
        start(folder)


def test_a_file_where_the_data_folder_should_be_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(Misconfigured, match=f"{file} is not a folder.* TASKLARK_DATA"):
        start(file)


def test_a_folder_that_we_may_not_write_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with as_somebody_else(), pytest.raises(Misconfigured, match=r"may not use .* TASKLARK_DATA"):
        start(tmp_path / "data")
    tmp_path.chmod(0o700)


def test_a_setting_that_postgresql_refuses_is_told_in_its_words(folder: Path) -> None:
    with pytest.raises(Misconfigured, match=r'did not start: .*"shared_buffers".*server\.log'):
        start(folder, shared_buffers="much")
    with start(folder) as server:
        assert answers(server)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "disk of the data folder .*data is full"),
        (errno.EROFS, "read-only"),
        (errno.ENOLCK, "no file locks"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_the_system_refuses_is_told_with_a_way_out(number: int, sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence), trouble.told(Path("data")):
        raise OSError(number, os.strerror(number))


def test_a_disk_that_fills_up_under_postgresql_is_told_as_such() -> None:
    output = "LOG: x\nFATAL:  could not write lock file: No space left on device\nLOG: y\n"
    assert "is full" in trouble.from_output(output, Path("data")).detail


if os.geteuid() == 0:

    def test_a_folder_copied_back_by_root_serves_again(folder: Path, tmp_path: Path) -> None:
        shutil.copytree(folder / "postgresql", tmp_path / "postgresql")
        assert (tmp_path / "postgresql" / "18").stat().st_uid == 0
        with start(tmp_path) as server:
            assert answers(server)

    def test_another_users_data_folder_stays_that_users(tmp_path: Path) -> None:
        owner = pwd.getpwnam("nobody")
        os.chown(tmp_path, owner.pw_uid, owner.pw_gid)
        with start(tmp_path) as server:
            assert answers(server)
        owners = {path.lstat().st_uid for path in (tmp_path / "postgresql").rglob("*")}
        assert owners == {owner.pw_uid}

    def test_a_wheel_in_a_closed_folder_is_copied_to_an_open_one(
        folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        package = program("initdb").parents[2]
        for name in (package.name, f"{package.name}.libs"):
            (tmp_path / name).symlink_to(package.with_name(name))
        monkeypatch.syspath_prepend(tmp_path)
        with tempfile.TemporaryDirectory(dir="/var/tmp") as copies:
            Path(copies).chmod(0o755)
            monkeypatch.setattr(wheel, "COPIES", [Path(copies)])
            with start(folder) as server:
                assert answers(server)
            assert len(list(Path(copies).iterdir())) == 1
