"""The processes of a running virt-fcgi, and what they hold."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from tests.lab.keeper import all_children


@dataclass(frozen=True)
class Held:
    """What a process has at one moment."""

    resident_kib: int
    descriptors: int
    threads: int


def children(pid):
    """{pid: name} of the direct children of a process: "virt-worker" and "virt-directory"."""
    return {child: Path(f"/proc/{child}/comm").read_text().strip() for child in all_children().get(pid, [])}


def workers(lab):
    return [pid for pid, name in children(lab.responder.process.pid).items() if name == "virt-worker"]


def held(pid):
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Held(int(status["VmRSS"].split()[0]), len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]))


def has_sanitizer(program):
    return b"__asan_init" in Path(program).read_bytes()


def seconds_of(call):
    """Calls; returns the result and how many seconds it took."""
    start = time.monotonic()
    return call(), time.monotonic() - start
