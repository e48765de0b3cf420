"""avahi-daemon, D-Bus, domumdns and the directory process may end: what is known stays, what is new is found."""

import contextlib
import os
import signal
import time

import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import ok

from .announcements import announced
from .traffic import Traffic

CHANGES, BACK = 2, 10  # Seconds: a change of a domain; what is new after a restart.
OTHERS = ("/", "/client1/vm1/domainGetInfo", "/client3/backup/domainGetInfo")


def kill_avahi(node):
    node.avahi.kill()
    node.start_avahi()


def kill_bus(node):
    node.restart_bus()


RESTARTS = pytest.mark.parametrize("restart", [kill_avahi, kill_bus])


def see_a_change(cluster, name):
    """A domain comes and goes on h3, and both is seen."""
    host = cluster.hosts["h3"]
    host.define(name, ("client3",))
    cluster.web.wait_for(f"{name} on h3", lambda picture: picture.domain(name, "h3"), CHANGES)
    host.undefine(name)
    cluster.web.wait_for(f"{name} no more", cluster.is_whole, CHANGES)


@RESTARTS
def test_the_web_machine_does_without_avahi_and_finds_new_hosts_when_it_is_back(cluster, restart):
    with Traffic(cluster.web, *OTHERS) as traffic:
        restart(cluster.web)
        back = time.monotonic()
        see_a_change(cluster, "after-restart")
        with cluster.guest("h4", {"late": ("client4",)}) as host:
            cluster.wait_until_whole(BACK, since=max(back, host.last_start))
    traffic.all_answered()


def test_a_host_that_came_while_the_web_machine_had_no_avahi_is_found_when_it_is_back(cluster):
    cluster.web.avahi.kill()
    with cluster.guest("h5", {"late": ("client4",)}) as host:
        wait_until("h5 is announced", lambda: "h5" in {
            record.name for record in announced(cluster.hosts["h1"], "_libvirt._tcp")}, 30)
        assert host.name not in cluster.web.picture().hosts
        cluster.web.start_avahi()
        cluster.wait_until_whole(BACK, since=cluster.web.last_start)


@RESTARTS
def test_a_host_without_avahi_is_not_lost_and_is_announced_again(cluster, restart):
    host = cluster.hosts["h3"]
    before = len(host.log("domumdns"))
    restart(host)
    host.wait_until_announced(before)
    wait_until("it and its domains are seen", lambda: {"h3", *host.domains} == {
        record.name for kind in ("_libvirt._tcp", "_domu._tcp") for record in announced(cluster.web, kind)
        if record.target == "h3.local"}, 60)
    cluster.wait_until_whole(BACK)
    see_a_change(cluster, "after-restart")
    assert host.domumdns.running


def test_a_host_is_not_lost_when_its_domumdns_is_killed(cluster):
    host = cluster.hosts["h3"]
    with Traffic(cluster.web, *OTHERS) as traffic:
        host.domumdns.kill()
        see_a_change(cluster, "without-domumdns")
        before = len(host.log("domumdns"))
        host.start_domumdns()
        host.wait_until_announced(before)
        cluster.wait_until_whole(BACK)
    traffic.all_answered()


def test_domumdns_withdraws_its_domains_without_libvirtd_and_comes_back(cluster):
    host = cluster.hosts["h3"]

    def names(kind):
        return {record.name for record in announced(cluster.web, kind) if record.target == "h3.local"}

    host.libvirtd.kill()
    wait_until("its domains are withdrawn", lambda: not names("_domu._tcp"), 30)
    assert names("_libvirt._tcp") == {"h3"}, "the host is there as before"
    host.start_libvirtd()
    wait_until("its domains are announced again", lambda: names("_domu._tcp") == set(host.domains), 30)
    cluster.wait_until_whole(BACK)


def test_workers_answer_without_the_directory_process_and_the_next_one_takes_over(cluster):
    web = cluster.web
    with Traffic(web, *OTHERS) as traffic:
        for name in ("first", "second"):
            victim = web.directory_process()
            os.kill(victim, signal.SIGKILL)
            wait_until("there is another directory process",
                       lambda victim=victim: web.directory_process() not in (None, victim))
            see_a_change(cluster, name)
    traffic.all_answered()
    ok(web.client.get("/client2/shop/domainGetInfo"))


def test_a_directory_process_that_hangs_harms_no_request(cluster):
    web = cluster.web
    victim = web.directory_process()
    os.kill(victim, signal.SIGSTOP)
    try:
        with Traffic(web, *OTHERS) as traffic:
            wait_until("there was some traffic", lambda: len(traffic) > 100, 30)
    finally:
        with contextlib.suppress(ProcessLookupError):  # The master may have put another one in its place.
            os.kill(victim, signal.SIGCONT)
    traffic.all_answered()
    see_a_change(cluster, "after-the-pause")
