"""What virt-fcgi's processes have on their hands, and what they have at once at most while something breaks."""

import os
import re
import threading
from collections import Counter
from pathlib import Path

from tests.lab.keeper import descendants
from tests.lab.waiting import wait_until
from tests.site.processes import children

OPENING = "libvirt-open"  # The name of a thread that opens a connection.
PAUSE = 0.05  # Seconds between two looks.


def burden(web):
    """How often there is what: {what: count}, of the threads, descriptors and children of virt-fcgi's processes, and of
    all programs on its machine."""
    found = Counter(without_numbers(line) for line in web.namespaces.processes().values())
    for pid, name in children(web.responder.process.pid).items():
        process = f"{name} {pid}"
        found.update(f"{process}: descriptor of {without_numbers(os.readlink(file))}" for file in files_of(pid))
        found.update(f"{process}: thread {comm(task)}" for task in tasks(pid))
        found[f"{process}: processes below it"] = len(descendants(pid))
    return found


def settled_burden(web, seconds=10):
    """The burden() once it does not change any more."""
    looks = [None]

    def is_settled():
        looks.append(burden(web))
        return looks[-1] == looks[-2]
    wait_until("virt-fcgi's burden is settled", is_settled, seconds)
    return looks[-1]


def wait_until_unburdened(web, before, seconds):
    """Waits until the burden() is what it was: the same processes have as much as they had."""
    def is_as_before():
        now = burden(web)
        assert now == before, f"more: {now - before}, less: {before - now}"
        return True
    wait_until("virt-fcgi has no more than before", is_as_before, seconds)


def without_numbers(command_line):
    return re.sub(r"\d+", "N", command_line)


class Watch:
    """Looks all the time, on a thread of its own, while the `with` lasts. `programs` is {name: part of command lines}.

    `opening` is {process of virt-fcgi: how many threads it had at most for opening connections}; `seen` is {name: pids
    of all such programs on the web machine}, `at_once` {name: how many there were at most}.
    """

    def __init__(self, web, programs):
        self.opening, self.at_once = {}, dict.fromkeys(programs, 0)
        self.seen = {name: set() for name in programs}
        self._web, self._programs, self._end = web, programs, threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self):
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        self._look()

    def wait_for_attempts(self, count, seconds):
        """Waits until each program has been started so many times."""
        def is_so():
            few = {name: len(pids) for name, pids in self.seen.items() if len(pids) < count}
            assert not few, few
            return True
        wait_until(f"each program has been started {count} times", is_so, seconds)

    def _watch(self):
        while not self._end.wait(PAUSE):
            self._look()

    def _look(self):
        lines = self._web.namespaces.processes()
        for name, part in self._programs.items():
            found = {pid for pid, line in lines.items() if part in line}
            self.seen[name] |= found
            self.at_once[name] = max(self.at_once[name], len(found))
        for pid, line in lines.items():
            if "virt-fcgi" in line.split(" ")[0]:
                process = comm(f"/proc/{pid}")
                count = sum(comm(task) == OPENING for task in tasks(pid))
                self.opening[process] = max(self.opening.get(process, 0), count)


def files_of(pid):
    return list(Path(f"/proc/{pid}/fd").iterdir())


def tasks(pid):
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:  # It has ended.
        return []


def comm(folder):
    try:
        return Path(folder, "comm").read_text().strip()
    except OSError:
        return ""
