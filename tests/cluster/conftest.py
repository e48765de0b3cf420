"""Clusters for the tests, and what they measured. See README.md."""

import contextlib
import os

import pytest

from tests.lab.waiting import wait_until

from .cluster import Cluster
from .deadlines import MEASURED

WHOLE_SECONDS = 30
RUNNING = []  # A failing test shows their logs.
NEEDS_ROOT = "The cluster is made of network namespaces, which take root: sudo /usr/bin/python3 -m pytest tests/cluster"


@pytest.fixture(scope="session", autouse=True)
def needs_root():
    if os.geteuid():
        pytest.fail(NEEDS_ROOT, pytrace=False)


def running_cluster(*arguments, **options):
    return running(Cluster(*arguments, **options))


@contextlib.contextmanager
def running(cluster):
    """The cluster, started, for as long as the `with` lasts."""
    with cluster:
        RUNNING.append(cluster)
        try:
            yield cluster
        finally:
            RUNNING.remove(cluster)


@pytest.fixture
def make_cluster():
    """make_cluster({host: {domain: owners}}, …) starts a cluster of the test's own; arguments as for Cluster."""
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(running_cluster(*arguments, **options))


class Shared:
    """The cluster that tests share, made when it is first needed, and anew after a test that failed."""

    def __init__(self):
        self._stack = contextlib.ExitStack()
        self._cluster = None

    def get(self):
        if not self._cluster:
            self._cluster = self._stack.enter_context(running_cluster())
        try:
            wait_until("all is well", lambda: self._cluster.is_whole(self._cluster.web.picture()), WHOLE_SECONDS)
        except TimeoutError:
            self.close(broken=True)
            raise
        return self._cluster

    def close(self, *, broken=False):
        self._cluster = None
        if broken:
            self._stack.__exit__(AssertionError, AssertionError("a test failed"), None)
        else:
            self._stack.close()


@pytest.fixture(scope="session")
def shared():
    shared = Shared()
    yield shared
    shared.close()


@pytest.fixture
def cluster(shared, request):
    """Three hosts (see cluster.py) and the web, all well. Whatever a test breaks it mends."""
    yield shared.get()
    if not getattr(request.node, "passed", False):
        shared.close(broken=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call":
        item.passed = report.passed
    if report.failed:
        for cluster in RUNNING:
            report.sections += [(f"log of {name}", text) for name, text in cluster.logs().items()]


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("how long it took")
    for measurement in MEASURED:
        terminalreporter.write_line(str(measurement))
