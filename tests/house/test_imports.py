"""Who may import whom: the contracts of pyproject.toml hold, and each of them can break."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import tree

TRESPASSES = {
    "domain/trespass.py": "import tasklark.storage",
    "actions/trespass.py": "import tasklark.settings, sqlmodel",
    "identity/trespass.py": "import sqlalchemy, click, lark",
    "storage/trespass.py": "import jwt, fastapi",
    "surfaces/rest/trespass.py": "import tasklark.storage, tasklark.surfaces.web, xml.sax",
    "surfaces/web/__init__.py": "",
    "jobs/trespass.py": "import tasklark.jobs.back",
    "jobs/back.py": "import tasklark.jobs.trespass",
    "settings.py": "",
}
"""One file, or more, against each contract; together they break all of them."""

DOMAIN_MAY_IMPORT = {
    "dateutil",
    "lark",
    "pydantic",
    "sqlmodel",
    "tasklark",
} | sys.stdlib_module_names


def test_every_import_contract_is_kept() -> None:
    outcome = _lint(tree.ROOT)
    assert outcome.returncode == 0, outcome.stdout


def test_every_import_contract_breaks_when_a_file_trespasses(tmp_path: Path) -> None:
    house = _copy(tmp_path)
    for name, content in TRESPASSES.items():
        path = house / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    outcome = _lint(tmp_path)
    config = tomllib.loads(tree.text(tree.ROOT / "pyproject.toml"))
    contracts = [contract["name"] for contract in config["tool"]["importlinter"]["contracts"]]
    kept = [name for name in contracts if f"{name} BROKEN" not in outcome.stdout]
    assert not kept, outcome.stdout


def test_a_room_that_no_layer_names_breaks_the_contract(tmp_path: Path) -> None:
    house = _copy(tmp_path)
    (house / "garage").mkdir()
    (house / "garage" / "__init__.py").touch()
    outcome = _lint(tmp_path)
    assert outcome.returncode != 0
    assert "garage" in outcome.stdout


def _copy(folder: Path) -> Path:
    """Copy what import-linter reads into `folder`; return the copied package."""
    shutil.copy(tree.ROOT / "pyproject.toml", folder)
    return Path(shutil.copytree(tree.SOURCE, folder / "src" / "tasklark"))


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter in `folder`, where the package under `src` is the one that it finds."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--no-logo"],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_domain_imports_little_but_the_standard_library() -> None:
    foreign = {
        f"{tree.name(path)} imports {module}"
        for path in tree.python("src/tasklark/domain")
        for node in ast.walk(tree.parsed(path))
        for module in _modules(node)
        if module.split(".")[0] not in DOMAIN_MAY_IMPORT
    }
    assert not foreign


def test_wire_shapes_never_inherit_from_records() -> None:
    inherited = {
        f"{tree.name(path)}: {owner.name}({base})"
        for path in tree.python("src/tasklark/surfaces")
        for owner in ast.walk(tree.parsed(path))
        if isinstance(owner, ast.ClassDef)
        for base in map(ast.unparse, owner.bases)
        if base.split(".")[0] in _names_from_the_domain(path)
    }
    assert not inherited


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def _names_from_the_domain(path: Path) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tasklark.domain")
        if node.module != "tasklark.domain.errors"  # a surface may tell kinds of errors apart
        for alias in node.names
    }
