"""What the machine did: CPU and memory of trees of processes, and CPU that was nobody's here."""

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICK = 1 / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it and still live."""
    children: dict[int, list[int]] = {}
    for pid in _pids():
        fields = _stat(pid)
        if fields:
            children.setdefault(int(fields[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def parent(pid: int) -> int:
    """Return the process that started one that lives. Raises LookupError if it has ended."""
    fields = _stat(pid)
    if not fields:
        raise LookupError(f"there is no process {pid}")
    return int(fields[1])


def cpu_seconds(root: int) -> float:
    """Return the CPU time that a tree has used, its ended and awaited processes included."""
    return sum(_spent(pid) for pid in tree(root))


def busy_seconds() -> float:
    """Return the CPU time that all cores together have been busy or stolen since the start."""
    user, nice, system, _idle, _wait, irq, softirq, steal = (
        int(field) for field in (PROC / "stat").read_text().split()[1:9]
    )
    return (user + nice + system + irq + softirq + steal) * TICK


def memory_bytes(root: int) -> int:
    """Return the proportional set size of a tree: shared pages are split among their users."""
    return sum(_pss(pid) for pid in tree(root))


def description() -> str:
    """Return cores, memory and kernel in one line."""
    kib = int(_field((PROC / "meminfo").read_text().splitlines(), "MemTotal"))
    model = next(iter(_models()), "unknown CPU")
    system = f"{os.uname().sysname} {os.uname().release.split('-')[0]}"
    return f"{os.cpu_count()} cores ({model}), {kib / 2**20:.0f} GiB, {system}"


def _pids() -> Iterable[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """Return a process's fields from its state on (field 3 of proc(5)); none if it has ended."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _spent(pid: int) -> float:
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) * TICK


def _pss(pid: int) -> int:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(_field(lines, "Pss")) * 1024


def _field(lines: list[str], name: str) -> str:
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


def _models() -> Iterable[str]:
    for line in (PROC / "cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            yield line.partition(":")[2].strip()
