"""`./dev demo` as a person meets it. The program is what VIRT_FCGI names, or the release build."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.lab import ROOT
from tests.lab.keeper import descendants
from tests.lab.nginx import free_port
from tests.lab.waiting import Hopeless, wait_until

DEMO = [sys.executable, "-B", "-m", "tests.lab.demo"]


@pytest.fixture
def demo(tmp_path):
    """start(port) gives the running demo and the file with what it has printed."""
    started = []

    def start(port):
        output = tmp_path / f"{len(started)}.txt"
        with output.open("w") as file:
            process = subprocess.Popen(DEMO, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT,
                                       env=os.environ | {"PORT": str(port)})
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



@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_shows_a_site_and_leaves_nothing(demo, number):
    port = free_port()
    process, output = demo(port)
    wait_until("the demo is ready", lambda: is_ready(process, output), seconds=60)
    family = descendants(process.pid)
    folder = re.search(r"/tmp/vf-\w+", Path(f"/proc/{family[0]}/cmdline").read_text()).group()
    curl = re.search(r"^  curl (.*)$", output.read_text(), re.MULTILINE).group(1).split()
    shown = subprocess.run(["curl", "--silent", "--fail", *curl], capture_output=True, text=True, check=True).stdout
    assert "vm1" in shown
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/look/", timeout=30) as look:
        assert look.status == 200

    process.send_signal(number)
    assert process.wait(30) == 0
    assert output.read_text().endswith("ready\n")
    assert not any(Path(f"/proc/{pid}").exists() for pid in family)
    assert not Path(folder).exists()


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
