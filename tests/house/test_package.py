"""What is published: sources that the web app can be built from, and a wheel that has it built."""

from hatchling.builders.config import BuilderConfig
from hatchling.builders.plugin.interface import BuilderInterface
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from hatchling.plugin.manager import PluginManager

from tests.house import tree

BUILT = "src/tasklark/surfaces/web/_built"


def _files(builder: BuilderInterface[BuilderConfig, PluginManager]) -> set[str]:
    return {file.relative_path.replace("\\", "/") for file in builder.recurse_included_files()}


def test_the_sdist_holds_every_source_and_nothing_that_was_made() -> None:
    packed = _files(SdistBuilder(str(tree.ROOT)))
    assert {tree.name(path) for path in tree.files()} <= packed
    made = (BUILT, "web/node_modules", "web/src/api/generated")
    assert not [file for file in packed if file.startswith(made)]


def test_the_wheel_holds_the_web_app_built_and_none_of_its_sources() -> None:
    packed = _files(WheelBuilder(str(tree.ROOT)))
    assert {f"{BUILT}/index.html", f"{BUILT}/index.html.br", f"{BUILT}/sw.js"} <= packed
    assert not [file for file in packed if not file.startswith("src/tasklark/")]
