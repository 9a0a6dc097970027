"""The secret that nobody set: the same for ever, on the disk before it is used, never empty."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tasklark.boot.secrets_kept import own_secrets
from tasklark.domain.errors import Misconfigured
from tasklark.settings import Settings


def kept_in(folder: Path) -> str:
    return own_secrets(Settings.model_validate({"TASKLARK_DATA": folder}))[0]


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TASKLARK_SECRET", raising=False)


def test_a_secret_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    made = kept_in(tmp_path / "data")
    assert len(made) == 64
    assert kept_in(tmp_path / "data") == made
    (key,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_those_who_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(kept_in, [tmp_path] * 16))) == 1


def test_it_is_on_the_disk_before_it_has_its_name_and_so_is_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    sync, link = os.fsync, os.link

    def synced(fd: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(fd).st_mode) else os.fstat(fd).st_size)
        sync(fd)

    def linked(source: Path, target: Path) -> None:
        done.append("link")
        link(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    kept_in(tmp_path)
    assert done == [64, "link", "folder"]


@pytest.mark.parametrize("content", ["", " \n"])
def test_an_empty_key_is_refused_with_the_mend(tmp_path: Path, content: str) -> None:
    (tmp_path / "secret.key").write_text(content)
    with pytest.raises(Misconfigured, match=r"secret\.key is empty: restore it from a backup"):
        kept_in(tmp_path)
