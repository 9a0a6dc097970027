"""A later build of the web app, as far as a browser can tell one: other names, another worker."""

import re
from pathlib import Path

from tasklark.surfaces.web.built import FOLDER

_NAMED = re.compile(r"(.+)-([\w-]{8})(\.\w+)")
_TEXTS = {".css", ".html", ".js", ".webmanifest"}
_VERSION = re.compile(r'"version":"\w+"')
_FORM = re.compile(r"(?<=,)(\w+)=\w+(\)\{let \w+=\w+\.open\(\w+,\1\))")
"""Where the form of the database on disk is told, in what the minifier makes of `openDisk`."""


def built_again(folder: Path, mark: str, *, form: int | None = None) -> Path:
    """Write what is built into a folder, each name with a mark of two letters for its last two.

    With `form`, this build wants the database on disk in a form of that number.
    """
    files = [path for path in FOLDER.rglob("*") if path.suffix not in {".br", ".gz", ""}]
    names = {path.name: _renamed(path.name, mark) for path in files if path.parent != FOLDER}
    told = 0
    for path in files:
        there = folder / path.relative_to(FOLDER).parent / names.get(path.name, path.name)
        there.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix not in _TEXTS:
            there.write_bytes(path.read_bytes())
            continue
        text = path.read_text()
        for old, new in names.items():
            text = text.replace(old, new)
        if path.name == "sw.js":
            text = _VERSION.sub(f'"version":"{mark}"', text)
        if form:
            text, found = _FORM.subn(rf"\1={form}\2", text)
            told += found
        there.write_text(text)
    assert form is None or told == 1, "the build tells the form of the database in another way now"
    return folder


def _renamed(name: str, mark: str) -> str:
    found = _NAMED.fullmatch(name)
    assert found, name
    return f"{found[1]}-{found[2][:-2]}{mark}{found[3]}"
