import os
import subprocess
import sys

from bench import machine


def test_a_tree_holds_a_process_and_its_grandchildren() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as child:
        while len(machine.tree(child.pid)) < 2:
            assert child.poll() is None
        assert child.pid in machine.tree(os.getpid())
        child.communicate(b"\n")


def test_cpu_of_ended_children_is_not_lost() -> None:
    before = machine.cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-c", "sum(range(5_000_000))"], check=True)
    assert machine.cpu_seconds(os.getpid()) - before >= 0.03


def test_memory_is_that_of_the_whole_tree() -> None:
    assert machine.memory_bytes(os.getpid()) > 10_000_000


def test_the_machine_was_busy_since_it_started() -> None:
    assert machine.busy_seconds() > 0
    assert "cores" in machine.description()
