"""The cluster itself: quickly there, as it says, and gone without a trace however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from tests.lab import ROOT
from tests.lab.keeper import descendants
from tests.lab.waiting import wait_until

from .conftest import running_cluster
from .deadlines import note
from .host import TCP_PORT

BRING_UP = 10  # Seconds.

# Starts a cluster, says where it lives and who belongs to it, and waits to be killed.
CLUSTER = """
import os, signal
from tests.cluster.cluster import Cluster
from tests.lab.keeper import descendants
cluster = Cluster()
cluster.start()
print(cluster.processes.folder, *descendants(os.getpid()), flush=True)
signal.pause()
"""


def machine():
    """What a cluster could leave behind on the machine."""
    links = subprocess.run(["ip", "-brief", "link"], capture_output=True, text=True, check=True).stdout.splitlines()
    folders = [set(os.listdir(folder)) for folder in ("/run", "/etc/avahi", "/etc/libvirt", "/var/lib/dbus")]
    with open("/proc/self/mounts", encoding="utf-8") as mounts:
        return {line.split()[0] for line in links}, mounts.read(), folders


def network_namespaces(pids):
    found = set()
    for pid in pids:
        try:
            found.add(os.stat(f"/proc/{pid}/ns/net").st_ino)
        except OSError:  # It has ended, or is none of ours to look at.
            pass
    return found


def all_pids():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_run_leaves_nothing(number):
    before = machine()
    with subprocess.Popen([sys.executable, "-B", "-c", CLUSTER], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        folder, *pids = run.stdout.readline().split()
        namespaces = network_namespaces(pids) - network_namespaces([os.getpid()])
        assert len(namespaces) == 5, "three hosts, the web machine and the bridge"
        run.send_signal(number)
    left = [folder, *(f"/proc/{pid}" for pid in pids)]
    wait_until("all is gone", lambda: not any(map(os.path.exists, left)), 30)
    assert not namespaces & network_namespaces(all_pids())
    assert machine() == before


def test_three_hosts_come_up_and_go():
    before, begun = set(descendants(os.getpid())), time.monotonic()
    with running_cluster() as cluster:
        cluster.web.picture()
        took = time.monotonic() - begun
    note("three hosts and the web machine come up", BRING_UP, took)
    assert set(descendants(os.getpid())) <= before


def test_a_silenced_host_keeps_its_link(cluster):
    h1, h3 = cluster.hosts["h1"], cluster.hosts["h3"]

    def knock():
        with h1.namespaces.network():
            socket.create_connection((h3.address, TCP_PORT), timeout=2).close()

    knock()
    h3.silence()
    with pytest.raises(OSError, match="timed out|unreachable"):
        knock()
    assert "LOWER_UP" in h3.namespaces.run("ip", "link", "show", "eth0")
    h3.unsilence()
    knock()
