"""`./dev demo` as a person meets it. The program is what VIRT_FCGI names, or the release build."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.lab import ROOT
from tests.lab.avahi import find_way_in
from tests.lab.keeper import descendants
from tests.lab.waiting import Hopeless, wait_until
from tests.lab.web_server import free_port

DEMO_FILE = ROOT / "tests/lab/demo.py"
DEMO = [sys.executable, "-B", "-m", "tests.lab.demo"]


@pytest.fixture
def demo(tmp_path):
    """start(port) gives the running demo and the file with what it has printed. `as_user` is for root only."""
    started = []

    def start(port, as_user=None):
        output = tmp_path / f"{len(started)}.txt"
        with output.open("w") as file:
            process = subprocess.Popen(DEMO, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
                                       env=os.environ | {"PORT": str(port)}, **(as_user or {}))
        started.append(process)
        return process, output

    yield start
    for process in started:
        process.kill()
        process.wait()


def is_ready(process, output):
    if process.poll() is not None:
        raise Hopeless(output.read_text())
    return "ready" in output.read_text().splitlines()


def plain_user():
    """How to start a program as a user without rights, if we are root and such a user may read the project."""
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    if os.geteuid() or subprocess.run(["test", "-r", DEMO_FILE], check=False, **user).returncode:
        pytest.skip("needs root, and a project's folder that everybody may read")
    return user


@pytest.fixture
def way_in():
    """Where there is none, the demo has no Avahi: test_network.py."""
    try:
        find_way_in()
    except PermissionError as error:
        pytest.skip(f"needs namespaces: {error}")


def namespaces(pid):
    """Which namespaces a process is in; nothing if it has ended."""
    try:
        return {os.readlink(f"/proc/{pid}/ns/{kind}") for kind in ("mnt", "net", "user")}
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return set()


def shown(port):
    """What the site for all shows."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}/look/", headers={"Accept": "application/xml"})
    with urllib.request.urlopen(request, timeout=30) as look:
        return ElementTree.parse(look)


@pytest.mark.usefixtures("way_in")
@pytest.mark.parametrize("number, is_plain_user", [
    (signal.SIGINT, False), (signal.SIGTERM, False), (signal.SIGHUP, False), (signal.SIGINT, True)])
def test_it_shows_a_network_and_leaves_nothing(demo, number, is_plain_user):
    port = free_port()
    process, output = demo(port, plain_user() if is_plain_user else None)
    wait_until("the demo is ready", lambda: is_ready(process, output), seconds=60)
    family = descendants(process.pid)
    folder = re.search(r"/tmp/vf-\w+", Path(f"/proc/{family[0]}/cmdline").read_text()).group()
    curl = re.search(r"^  curl (.*)$", output.read_text(), re.MULTILINE).group(1).split()
    answer = subprocess.run(["curl", "--silent", "--fail", *curl], capture_output=True, text=True, check=True).stdout
    assert "vm1" in answer
    directory = shown(port)
    assert {host.get("name"): (host.get("source"), host.get("state")) for host in directory.findall("hosts/host")} == {
        "alpha": ("mdns", "up"), "beta": ("mdns", "up"), "delta": ("mdns", "up"), "attic": ("configuration", "unreachable")}
    assert {domain.get("host") for domain in directory.findall("domains/domain")} == {"alpha", "beta", "delta"}
    assert "found by mDNS" in output.read_text()
    avahi = next(pid for pid in family if Path(f"/proc/{pid}/comm").read_text() == "avahi-daemon\n")
    private = namespaces(avahi) - namespaces("self")
    assert {kind.partition(":")[0] for kind in private} >= {"mnt", "net"}

    process.send_signal(number)
    assert process.wait(30) == 0
    assert output.read_text().endswith("ready\n")
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)
    assert not Path(folder).exists()
    assert folder not in Path("/proc/self/mounts").read_text()
    assert not private & set().union(*map(namespaces, filter(str.isdigit, os.listdir("/proc"))))


def test_it_refuses_a_port_that_is_taken(demo):
    port = free_port()
    first, output = demo(port)
    wait_until("the demo is ready", lambda: is_ready(first, output), seconds=60)
    second, complaint = demo(port)
    assert second.wait(30) == 1
    assert f"port {port} is taken" in complaint.read_text()


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1"])
def test_it_refuses_a_port_that_is_none(demo, port):
    process, complaint = demo(port)
    assert process.wait(30) == 1
    assert repr(port) in complaint.read_text()
