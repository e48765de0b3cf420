"""`./dev bench network`: a directory of 200 hosts with 50 domains each. See README.md."""

import argparse
import re
import statistics
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))

import loads  # noqa: E402
import usage  # noqa: E402
from scene import EMPTY_PREFIX, EMPTY_PROCESSES, OWNER, PREFIX, Front, Host  # noqa: E402
from tests.lab.domains import Row, define  # noqa: E402
from tests.lab.processes import Processes  # noqa: E402
from tests.lab.responder import VirtFcgi  # noqa: E402
from tests.lab.waiting import wait_until  # noqa: E402

DAEMONS = 20
CLIENTS = 4
CHANGES = 20


class Daemon(Host):
    """A libvirtd with domains of its own."""

    def __init__(self, processes, name, count):
        super().__init__(processes, name)
        self._count = count

    def _prepare_domains(self):
        self._holder = self.open()
        own = self._holder.lookupByName("test")
        own.destroy()
        own.undefine()
        for number in range(1, self._count + 1):
            define(self._holder, Row(f"{self.name}-vm{number:03}", (OWNER,), "running", f"Web server {number}"))

    def define(self, name):
        return define(self._holder, Row(name, (OWNER,), "shut off", "New"))


class Network:
    """Hosts that are many addresses of few daemons, virt-fcgi, nginx, and the empty responder beside it."""

    def __init__(self, options):
        self.processes = Processes()
        self.daemons = [Daemon(self.processes, f"d{number:02}", options.domains) for number in range(DAEMONS)]
        hosts = {f"host{number:03}": f"{self.daemons[number % DAEMONS].uri}&number={number}"
                 for number in range(options.hosts)}
        self.responder = VirtFcgi(self.processes, hosts, program=options.program)
        self._empty_socket = self.processes.folder / "empty"
        self._empty_program = options.programs / "empty_responder"
        self.nginx = Front(self.processes, self.responder.socket, self._empty_socket)
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._count = options.hosts

    def start(self):
        for daemon in self.daemons:
            daemon.launch()
        for daemon in self.daemons:
            daemon.wait_until_ready()
        self.nginx.start()
        began = time.monotonic()
        self.responder.start()
        wait_until("every host is up", lambda: len(re.findall(r'<host [^>]*state="up"', self.get("/-/hosts/"))) == self._count,
                   seconds=120)
        self.started_in = time.monotonic() - began
        size = len(self.get("/").encode())
        self._empty = self.processes.start(
            "empty", [self._empty_program, self._empty_socket, EMPTY_PROCESSES, 1, size])
        wait_until("the empty responder answers", lambda: len(self.fetch(f"{EMPTY_PREFIX}/")) == size)
        return size

    def fetch(self, path):
        with self._opener.open(self.nginx.url(path), timeout=30) as answer:
            return answer.read()

    def get(self, path):
        return self.fetch(PREFIX + path).decode()

    def families(self):
        return [process for top in (self.nginx.process, self.responder.process, self._empty)
                for process in usage.family(top.pid)]

    def until_seen(self, name):
        """Seconds from the definition until every answer of a row of them shows it: each worker has it by then."""
        began = time.monotonic()
        domain = self.daemons[0].define(name)
        defined = time.monotonic()
        shown = 0
        while shown < 12:
            shown = shown + 1 if f'name="{name}"' in self.get(f"/?q={name}") else 0
            if time.monotonic() - defined > 30:
                raise TimeoutError(f"{name} was not shown by every worker within 30 s")
        domain.undefine()
        return time.monotonic() - began

    def load(self, prefix, seconds):
        processes = self.families()
        before = usage.cpu_of(processes)
        figures = loads.run(["wrk", "--threads", 1, "--connections", CLIENTS, "--duration", f"{seconds}s", "--timeout",
                             "30s", "--script", Path(__file__).with_name("page.lua"), self.nginx.url(f"{prefix}/")], seconds)
        after = usage.cpu_of(processes)
        return figures, {label: (after[label] - before[label]) / figures["requests"] * 1e6 for label in after}


def parse_options():
    parser = argparse.ArgumentParser(prog="./dev bench network", description=__doc__)
    add = parser.add_argument
    add("--hosts", type=int, default=200, help="how many (default: %(default)s)")
    add("--domains", type=int, default=50, help="of each host (default: %(default)s)")
    add("--seconds", type=int, default=5, help="of each load (default: %(default)s)")
    add("--program", type=Path, default=ROOT / "build/release/bin/virt-fcgi", help="the virt-fcgi to measure")
    add("--programs", type=Path, default=ROOT / "build/release/tests/bench", help="where empty_responder is")
    return parser.parse_args()


def main():
    options = parse_options()
    network = Network(options)
    try:
        size = network.start()
        print(f"{options.hosts} hosts with {options.domains} domains each ({DAEMONS} daemons); all up after"
              f" {network.started_in:.1f} s; {PREFIX}/ as XML has {size / 1e6:.2f} MB")
        times = [network.until_seen(f"new-{number}") for number in range(CHANGES)]
        print(f"a change is shown by every worker after {statistics.median(times):.2f} s (median of {CHANGES}), "
              f"{max(times):.2f} s at most")
        for prefix, what in ((PREFIX, "virt-fcgi"), (EMPTY_PREFIX, "empty responder, as many bytes")):
            figures, cpu = network.load(prefix, options.seconds)
            ours = sum(us for label, us in cpu.items() if "worker" in label or "empty" in label)
            print(f"{PREFIX}/ as XML, {CLIENTS} clients, {what}: {figures['per_second']:.0f} requests/s, "
                  f"{figures['failed']} failed, responder's CPU {ours:.0f} µs a request")
        network.get("/")
        for process in usage.family(network.responder.process.pid):
            memory = usage.memory(process.pid)
            print(f"{process.label}: {memory.resident_kb / 1024:.1f} MB resident, {memory.peak_kb / 1024:.1f} at most")
    finally:
        network.processes.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
