"""What tests of domumdns start from: a private mDNS network of two nodes, and a libvirtd with the test driver.

Run them from the project's folder with

    /usr/bin/python3 -m pytest tests/discovery

The program under test is build/dev/bin/domumdns, or what DOMUMDNS names. When a test fails, the last lines of
its log are shown with it.
"""

import contextlib
import itertools
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

from network import make_network  # noqa: E402
from tests.lab import ROOT  # noqa: E402
from tests.lab.libvirtd import Libvirtd  # noqa: E402
from tests.lab.processes import Processes  # noqa: E402
from tests.lab.responder import SANITIZER_REPORT  # noqa: E402
from tests.lab.waiting import wait_until  # noqa: E402

PROGRAM = Path(os.environ.get("DOMUMDNS", ROOT / "build/dev/bin/domumdns")).resolve()
DEADLINE = 60.0  # For what takes a second or two when nothing else runs.
SHOWN = []  # Processes whose logs a failing test shows.


class Host(Libvirtd):
    """A libvirtd whose test driver has nothing but its own domain, "test"."""

    URI = "test+unix:///default?socket={socket}"

    def _prepare_domains(self):
        self.connection = self.open()  # Without one, the daemon forgets the driver's domains.

    def define(self, *names):
        return [self.connection.defineXML(domain_xml(name)) for name in names]

    def clear(self):
        """Has no domain any more."""
        for domain in self.connection.listAllDomains():
            if domain.isActive():
                domain.destroy()
            domain.undefine()


class Domumdns:
    """The program, on a node's bus."""

    NUMBERS = itertools.count(1)

    def __init__(self, processes, node, uri, *options):
        self.process = processes.start(f"domumdns-{next(self.NUMBERS)}", [PROGRAM, "--connect", uri, *options], env=node.environment)
        SHOWN.append(self.process)

    @property
    def log(self):
        return self.process.log.read_text()

    def wait_for_log(self, words, times=1):
        wait_until(f"the log says {words!r} {times} times", lambda: self.log.count(words) >= times, DEADLINE)

    def stop(self):
        """Ends it, and sees to it that it was healthy."""
        status = self.process.stop(seconds=DEADLINE) if self.process.running else self.process.wait()
        assert not SANITIZER_REPORT.search(self.log), self.log
        assert status == 0, self.log


def domain_xml(name):
    escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace("\t", "&#9;")
    return f"<domain type='test'><name>{escaped}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


@pytest.fixture(scope="session")
def processes():
    with Processes() as processes:
        yield processes


@pytest.fixture(scope="session")
def network(processes):
    """(h1, h2): two nodes on one wire."""
    return make_network(processes)


@pytest.fixture(scope="session")
def libvirtds(processes):
    hosts = Host(processes, "one"), Host(processes, "two")
    for host in hosts:
        host.start()
    return hosts


@pytest.fixture
def host(libvirtds):
    """A libvirtd without domains."""
    libvirtds[0].clear()
    return libvirtds[0]


@pytest.fixture
def other_host(libvirtds):
    libvirtds[1].clear()
    return libvirtds[1]


@pytest.fixture
def start(processes, network, host):
    """start("--active", node=…, uri=…) runs domumdns, by default on h1; it is ended with the test."""
    started = []

    def start_one(*options, node=network[0], uri=host.uri):
        started.append(Domumdns(processes, node, uri, *options))
        return started[-1]

    yield start_one
    with contextlib.ExitStack() as stack:
        for program in started:
            stack.callback(program.stop)
    with ThreadPoolExecutor() as both:
        list(both.map(lambda node: wait_for(node, "--all"), network))


def wait_for(node, service_type, *names):
    """Waits until the node sees exactly these instance names of a type."""
    wait_until(f"{node.name} sees of {service_type} exactly {names}",
               lambda: node.names(service_type) == sorted(names), DEADLINE)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.failed:
        for process in SHOWN:
            report.sections.append((process.name, process.log_tail()))
    if report.when == "teardown":
        SHOWN.clear()
