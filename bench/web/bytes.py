"""How much a browser has to fetch: the built files as they are sent, compressed."""

import re
from dataclasses import dataclass
from pathlib import Path

import tasklark

BUILT = Path(tasklark.__file__).parent / "surfaces" / "web" / "_built"


@dataclass(frozen=True)
class Bytes:
    """Kilobytes by brotli: of the scripts that the page loads at first, of all, of CSS."""

    first: float
    scripts: float
    styles: float


def counted(built: Path = BUILT) -> Bytes:
    """Count what the build has made. Raises FileNotFoundError where nothing is built."""
    page = (built / "index.html").read_text()
    named = set(re.findall(r'(?:src|href)="/(assets/[^"]+\.js)"', page))
    first = sum(_sent(built / name) for name in named)
    return Bytes(first / 1e3, _all(built, "*.js"), _all(built, "*.css"))


def _all(built: Path, pattern: str) -> float:
    return sum(_sent(path) for path in (built / "assets").glob(pattern)) / 1e3


def _sent(path: Path) -> int:
    squeezed = path.with_name(f"{path.name}.br")
    return (squeezed if squeezed.exists() else path).stat().st_size
