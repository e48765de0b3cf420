"""Gamma keeps what a session's daemon refuses, touches nothing of the machine, and leaves nothing."""

import os
from pathlib import Path

import pytest

from tests.lab import privileged
from tests.lab.domains import TUNED
from tests.lab.keeper import descendants
from tests.lab.privileged import MOUNTS, Gamma
from tests.lab.processes import Processes

SYSTEM = [Path(path) for path in (
    "/etc/libvirt", "/run/libvirt", "/run/libvirtd.pid", "/var/cache/libvirt", "/var/lib/libvirt", "/var/log/libvirt",
    "/dev/hugepages/libvirt")]


def refuse_user_namespaces(monkeypatch):
    monkeypatch.setattr(privileged, "reason_against_user_namespace", lambda user: "unshare: Operation not permitted")


@pytest.fixture(params=["user namespace", "root"])
def each_way(request, monkeypatch):
    """Each of the two ways to make the namespaces."""
    if request.param == "root":
        if os.geteuid():
            pytest.skip("needs root")
        refuse_user_namespaces(monkeypatch)


@pytest.fixture
def gamma(each_way):
    """The running host."""
    with Processes() as processes:
        host = Gamma(processes, "gamma")
        host.start()
        yield host


def scheduler(host, change=None):
    connection = host.open()
    try:
        domain = connection.lookupByName(TUNED)
        if change:
            domain.setSchedulerParameters(change)
        return domain.schedulerParameters()
    finally:
        connection.close()


def mount_namespace(pid):
    try:
        return os.stat(f"/proc/{pid}/ns/mnt").st_ino
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None


def system_files():
    """What a libvirtd of the system writes to: every file and folder, and when it was changed."""
    found = [path for top in SYSTEM if top.exists() for path in (top, *top.rglob("*"))]
    return {path: path.lstat().st_mtime_ns for path in found}


def test_scheduler_parameters_outlive_a_restart_of_the_daemon(gamma):
    change = {"cpu_shares": 2048, "vcpu_quota": -1}
    assert scheduler(gamma, change).items() >= change.items()
    gamma.restart()
    assert scheduler(gamma).items() >= change.items()


def test_it_has_folders_and_a_network_of_its_own(gamma):
    pid = gamma.process.pid
    mounted = {line.split()[4] for line in Path(f"/proc/{pid}/mountinfo").read_text().splitlines()
               if gamma.socket.parts[2] in line}
    assert mounted == set(MOUNTS.values())
    for kind in ("mnt", "net", "ipc"):
        assert os.readlink(f"/proc/{pid}/ns/{kind}") != os.readlink(f"/proc/self/ns/{kind}")


@pytest.mark.usefixtures("each_way")
def test_the_machine_is_as_before_and_nothing_is_left():
    before = system_files()
    with Processes() as processes:
        gamma = Gamma(processes, "gamma")
        gamma.start()
        assert gamma.socket.is_socket()
        namespace = mount_namespace(gamma.process.pid)
        family = descendants(os.getpid())
        assert str(processes.folder) not in Path("/proc/self/mounts").read_text()
    assert system_files() == before
    assert not processes.folder.exists()
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
    assert namespace not in map(mount_namespace, filter(str.isdigit, os.listdir("/proc")))


def test_a_daemon_that_was_killed_can_be_started_again(gamma):
    scheduler(gamma, {"cpu_shares": 512})
    gamma.kill()
    gamma.start()
    assert scheduler(gamma)["cpu_shares"] == 512


def test_who_may_not_make_namespaces_is_told_what_to_do(monkeypatch):
    refuse_user_namespaces(monkeypatch)
    with pytest.raises(PermissionError, match="this user may not make one.*not permitted\nRun the tests as root"):
        privileged.enter_as(None)
