"""A plot of times over sizes, both logarithmic, as SVG that is legible on light and dark pages."""

import math
from collections.abc import Mapping
from html import escape

Lines = Mapping[str, Mapping[int, float]]
"""By name, milliseconds by rows."""

_WIDTH, _HEIGHT = 860, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 300, 24, 52
_LABEL_GAP = 17
_LIGHT = ("#0f7a55", "#1f5fbf", "#a8480c", "#8a3ea8", "#b0263e", "#4a6a12", "#0b7285", "#6b5300")
_DARK = ("#4cc38a", "#7fb2ff", "#ffa657", "#d6a3f0", "#ff8f9f", "#b5d56a", "#5fd0e0", "#e3c55b")
_DASHES = ("", "7 4", "2 3", "9 3 2 3")


def svg(title: str, description: str, lines: Lines) -> str:
    """Return the plot; each line is named beside its end. Raises ValueError without any point."""
    scale = _Scale(lines)
    parts = [_head(title, description, len(lines)), *_grid(scale)]
    labels = _apart({name: scale.y(list(points.values())[-1]) for name, points in lines.items()})
    for number, (name, points) in enumerate(lines.items()):
        way = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in points.items())
        dashes = _DASHES[number % len(_DASHES)]
        parts.append(f'<polyline class="l c{number}" stroke-dasharray="{dashes}" points="{way}"/>')
        parts += [
            f'<circle class="d c{number}" cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="3"/>'
            for x, y in points.items()
        ]
        parts += _label(number, name, scale.y(list(points.values())[-1]), labels[name])
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """From rows and milliseconds to places in the picture."""

    def __init__(self, lines: Lines) -> None:
        xs = [x for points in lines.values() for x in points]
        ys = [y for points in lines.values() for y in points.values()]
        self.xs = (math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs))))
        self.ys = (math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys))))

    def x(self, rows: float) -> float:
        low, high = self.xs
        share = (math.log10(rows) - low) / max(1, high - low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, ms: float) -> float:
        low, high = self.ys
        share = (math.log10(ms) - low) / max(1, high - low)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _head(title: str, description: str, lines: int) -> str:
    def inks(colors: tuple[str, ...]) -> str:
        return " ".join(f"--c{n}: {colors[n % len(colors)]};" for n in range(lines))

    strokes = "\n".join(
        f"    .l.c{n} {{ stroke: var(--c{n}) }} .d.c{n}, text.c{n} {{ fill: var(--c{n}) }}"
        for n in range(lines)
    )
    size = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}"'
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title desc">
  <title id="title">{escape(title)}</title>
  <desc id="desc">{escape(description)}</desc>
  <style>
    :root {{ --ink: #24303c; --line: #d3dae0; --page: #ffffff; {inks(_LIGHT)} }}
    @media (prefers-color-scheme: dark) {{
      :root {{ --ink: #e6edf3; --line: #3a4653; --page: #10161d; {inks(_DARK)} }}
    }}
    text {{ font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }}
    .page {{ fill: var(--page) }} .g {{ stroke: var(--line) }} .e {{ text-anchor: end }}
    .m {{ text-anchor: middle }} .l {{ fill: none; stroke-width: 2 }} .k {{ stroke: var(--line) }}
{strokes}
  </style>
  <rect class="page" width="100%" height="100%"/>"""


def _grid(scale: _Scale) -> list[str]:
    parts = []
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for power in range(scale.ys[0], scale.ys[1] + 1):
        y = scale.y(10**power)
        parts.append(f'<path class="g" d="M{_LEFT} {y:.1f}H{right}"/>')
        parts.append(f'<text class="e" x="{_LEFT - 8}" y="{y + 4:.1f}">{10**power:g} ms</text>')
    for power in range(scale.xs[0], scale.xs[1] + 1):
        x = scale.x(10**power)
        parts.append(f'<path class="g" d="M{x:.1f} {_TOP}V{bottom}"/>')
        parts.append(f'<text class="m" x="{x:.1f}" y="{bottom + 20}">{10**power:,}</text>')
    middle = (_LEFT + right) / 2
    parts.append(f'<text class="m" x="{middle:.1f}" y="{bottom + 42}">tasks in the instance</text>')
    return parts


def _label(number: int, name: str, end: float, y: float) -> list[str]:
    x = _WIDTH - _RIGHT
    return [
        f'<path class="k" d="M{x + 4} {end:.1f}L{x + 14} {y:.1f}"/>',
        f'<text class="c{number}" x="{x + 18}" y="{y + 4:.1f}">{escape(name)}</text>',
    ]


def _apart(ends: Mapping[str, float]) -> dict[str, float]:
    """Return where labels stand, each near the end of its line and none upon another."""
    placed: dict[str, float] = {}
    free = float(_TOP)
    ordered = sorted(ends.items(), key=lambda end: end[1])
    for number, (name, y) in enumerate(ordered):
        room = _HEIGHT - 12 - _LABEL_GAP * (len(ordered) - 1 - number)
        placed[name] = min(max(y, free), room)
        free = placed[name] + _LABEL_GAP
    return placed
