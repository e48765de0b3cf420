"""CPU time and memory of processes, read from /proc."""

import os
from dataclasses import dataclass
from pathlib import Path

TICK = 1.0 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    pid: int
    label: str


@dataclass(frozen=True)
class Memory:
    resident_kb: int
    peak_kb: int


def read_stat(pid):
    """The fields of /proc/PID/stat after the command name; the first is the state."""
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return text[text.rindex(")") + 2:].split()


def cpu_seconds(pid):
    fields = read_stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICK


def cpu_of(processes):
    return {process.label: cpu_seconds(process.pid) for process in processes}


def memory(pid):
    fields = {}
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(":")
        if key in ("VmRSS", "VmHWM"):
            fields[key] = int(value.split()[0])
    return Memory(fields["VmRSS"], fields["VmHWM"])


def parents():
    """The parent of every process."""
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            found[int(entry)] = int(read_stat(entry)[1])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def family(pid):
    """The process and all below it, each under its own name and number, the first being 0."""
    parent_of = parents()
    members = [pid]
    for member in members:
        members.extend(sorted(child for child, parent in parent_of.items() if parent == member))
    names = [Path(f"/proc/{member}/comm").read_text(encoding="utf-8").strip() for member in members]
    if len(members) == 1:
        return [Process(pid, names[0])]
    return [Process(member, f"{name} {number}") for number, (member, name) in enumerate(zip(members, names))]


def machine_seconds():
    """Seconds of CPU time of the whole machine: busy, and stolen by its neighbours on the same hardware."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _wait, irq, softirq, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + irq + softirq) * TICK, steal * TICK
