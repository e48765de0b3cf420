"""libvirt, Avahi and D-Bus going and coming, and domumdns's own end."""

import signal

import pytest
from conftest import DEADLINE, Domumdns, wait_for

NAMES = [f"vm{number:02}" for number in range(40)]


@pytest.fixture
def running(network, host, start):
    """domumdns with 40 domains, announced."""
    host.define(*NAMES)
    program = start("--name", "alpha")
    wait_for(network[0], "_domu._tcp", *NAMES)
    return program


def test_libvirtd_that_goes_takes_its_domains_along_and_brings_them_back(network, host, running):
    host.kill()
    wait_for(network[1], "_domu._tcp")
    assert network[1].names("_libvirt._tcp") == ["alpha"]
    assert running.log.count("libvirt cannot be reached") == 1
    host.start()
    wait_for(network[1], "_domu._tcp", "test")
    host.define(*NAMES)
    wait_for(network[1], "_domu._tcp", "test", *NAMES)
    assert running.log.count("libvirt is there") == 2
    assert running.log.count("libvirt cannot be reached") == 1


def test_libvirtd_that_hangs_is_as_good_as_gone(network, host, running):
    host.pause()
    try:
        wait_for(network[0], "_domu._tcp")
    finally:
        host.resume()
    wait_for(network[0], "_domu._tcp", *NAMES)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_avahi_that_goes_and_comes_back_is_told_all_again(network, host, running, number):
    network[0].avahi.stop(number)
    running.wait_for_log("Avahi cannot be used")
    host.define("new")  # meanwhile
    network[0].start_avahi()
    wait_for(network[0], "_domu._tcp", "new", *NAMES)
    wait_for(network[0], "_libvirt._tcp", "alpha")
    assert running.log.count("Avahi cannot be used") == 1
    assert running.log.count("Avahi is there") == 2


def test_dbus_that_goes_and_comes_back_is_found_again(network, host, running):
    network[0].dbus.stop()
    running.wait_for_log("Avahi cannot be used")
    host.define("new")
    network[0].avahi.stop()
    network[0].start()
    wait_for(network[0], "_domu._tcp", "new", *NAMES)
    wait_for(network[0], "_libvirt._tcp", "alpha")
    assert running.log.count("Avahi cannot be used") == 1


def test_a_host_that_is_renamed_announces_its_new_name(network, running):
    network[0].set_host_name("moved")
    try:
        wait_for(network[0], "_domu._tcp", *NAMES)
        running.wait_for_log("this host is moved.local")
        wait_for(network[0], "_libvirt._tcp", "alpha")
        assert network[0].browse("_libvirt._tcp", resolve=True)[0].host == "moved.local"
    finally:
        network[0].set_host_name("h1")
        running.wait_for_log("this host is h1.local", times=2)
        wait_for(network[0], "_domu._tcp", *NAMES)


def test_it_may_be_the_first_to_start(network, host, start):
    host.define("vm1")
    host.stop()
    network[0].avahi.stop()
    network[0].dbus.stop()
    program = start("--name", "alpha")
    program.wait_for_log("Avahi cannot be used")
    program.wait_for_log("libvirt cannot be reached")
    network[0].start()
    program.wait_for_log("Avahi is there")
    assert network[0].names("_libvirt._tcp") == []  # its UUID is not known before libvirt has told it
    host.start()
    wait_for(network[0], "_libvirt._tcp", "alpha")
    wait_for(network[0], "_domu._tcp", "test")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_leave_is_seen_by_others_at_once(network, host, running, number):
    wait_for(network[1], "_domu._tcp", *NAMES)
    assert running.process.stop(number, seconds=DEADLINE) == 0
    wait_for(network[1], "_domu._tcp")
    wait_for(network[1], "_libvirt._tcp")


def test_a_program_that_is_killed_leaves_nothing_announced(network, host, processes):
    host.define("vm1")
    program = Domumdns(processes, network[0], host.uri, "--name", "alpha")
    wait_for(network[1], "_domu._tcp", "vm1")
    program.process.kill()
    wait_for(network[1], "_domu._tcp")


@pytest.mark.parametrize("what", ["libvirtd", "avahi"])
def test_it_ends_though_a_daemon_hangs(network, host, running, what):
    hung = host.process if what == "libvirtd" else network[0].avahi
    hung.pause()
    try:
        assert running.process.stop(seconds=DEADLINE) == 0
    finally:
        hung.resume()
    wait_for(network[1], "_domu._tcp")


def test_it_ends_while_it_still_waits_for_both_daemons(start):
    program = start(uri="test+unix:///default?socket=/nonexistent")
    program.wait_for_log("libvirt cannot be reached")
    program.stop()
