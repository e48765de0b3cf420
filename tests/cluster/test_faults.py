"""A host that fails is noticed, harms nobody else, and is back by itself once it is well."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Callable

import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import checked, ok, says

from .deadlines import PATIENCE, note, wait_measured
from .traffic import Traffic

NOTICED, BACK, CHANGES = 10, 10, 2  # Seconds: a fault, its end, a change of a domain.
REQUEST_TIMEOUT = 30  # Seconds: virt-fcgi's default.
LIST_SECONDS = 0.1
KNOWN_SECONDS = 1  # "At once", for a request to a host that is known to be down.

OTHERS = ("/", "/client1/vm1/domainGetInfo", "/client2/shop/domainGetInfo")
H3_INFO = "/client3/backup/domainGetInfo"


@dataclass(frozen=True)
class Fault:
    name: str
    begin: Callable
    end: Callable


FAULTS = [
    Fault("silence", lambda host: host.silence(), lambda host: host.unsilence()),
    Fault("libvirtd killed", lambda host: host.libvirtd.kill(), lambda host: host.start_libvirtd()),
    Fault("libvirtd stopped", lambda host: host.libvirtd.pause(), lambda host: host.libvirtd.resume()),
    Fault("power cut", lambda host: host.power_cut(), lambda host: host.boot()),
]


def timed_get(client, path):
    begun = time.monotonic()
    return client.get(path), time.monotonic() - begun


def seconds_since_1970(moment):
    return datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()


def prove_true(cluster, host):
    """What `/virt/` shows of a host is the host's truth, and it takes commands."""
    host.define("proof", ("client3",))
    cluster.web.wait_for(f"a change on {host.name}", lambda picture: picture.domain("proof", host.name), CHANGES)
    ok(cluster.web.client.get("/client3/proof/domainGetInfo"))
    host.undefine("proof")
    cluster.web.wait_for(f"another change on {host.name}", cluster.is_whole, CHANGES)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_host_that_fails_is_unreachable_until_it_is_well_again(cluster, fault):
    web, host = cluster.web, cluster.hosts["h3"]
    ok(web.client.get(H3_INFO))  # The workers have connections now.
    with Traffic(web, *OTHERS) as others, ThreadPoolExecutor() as pool:
        broken, broken_at = time.monotonic(), time.time()
        fault.begin(host)
        first = pool.submit(timed_get, web.make_client(), H3_INFO)
        picture = web.wait_for("h3 unreachable", lambda picture: picture.state("h3") == "unreachable", NOTICED, broken)
        assert picture.hosts["h3"]["error"]
        assert -1.5 < seconds_since_1970(picture.hosts["h3"]["since"]) - broken_at < NOTICED * PATIENCE
        assert picture.names("h3") == sorted(host.domains), "nobody said that its domains are gone"

        answer, took = first.result()
        assert answer.status_code in (503, 504), answer.text
        checked(answer)  # It is virt-fcgi's answer, and not the web server's.
        note(f"a request while nobody knew yet: {answer.status_code}", REQUEST_TIMEOUT, took)
        answer, took = timed_get(web.client, H3_INFO)
        reasons = {picture.hosts["h3"]["error"], web.picture().hosts["h3"]["error"]}
        assert any(says(ok(answer, 503), reason) for reason in reasons), f"{answer.text} has none of {reasons}"
        assert int(answer.headers["Retry-After"]) > 0
        note("a request once it was known", KNOWN_SECONDS, took)

        fault.end(host)
        mended = time.monotonic()
        cluster.wait_until_whole(BACK, since=mended)
        wait_measured("a request to h3 succeeds", lambda: ok(web.client.get(H3_INFO)) is not None, BACK, mended)
        prove_true(cluster, host)
    others.all_answered()
    note("19 of 20 answers for /virt/", LIST_SECONDS, others.seconds_of_most("/"))


def test_a_host_with_another_address_is_found_there(cluster):
    host, old = cluster.hosts["h3"], cluster.hosts["h3"].address
    with Traffic(cluster.web, *OTHERS) as others:
        for address in ("10.77.0.113", old):
            moved = time.monotonic()
            host.change_address(address)
            host.define("moved", ("client3",))
            cluster.web.wait_for("a change after the move", lambda picture: picture.domain("moved"),
                                 NOTICED + BACK, since=moved)
            wait_measured("a request succeeds after the move",
                          lambda: ok(cluster.web.client.get("/client3/moved/domainGetInfo")) is not None, BACK)
            host.undefine("moved")
            cluster.wait_until_whole(BACK)
    others.all_answered()


def test_an_address_goes_to_another_machine(cluster):
    """As DHCP does: the host that had it is gone, and what is there now is not taken for it."""
    with cluster.guest("h8", {"earlier": ("client4",)}) as host:
        cluster.wait_until_whole(BACK)
        address = host.address
    cluster.web.wait_for("h8 unreachable", lambda picture: picture.state("h8") == "unreachable", NOTICED)
    with cluster.guest("h9", {"later": ("client4",)}, address=address):
        cluster.web.wait_for("h9", lambda picture: picture.names("h9") == ["later"], BACK)
        assert cluster.web.picture().state("h8") != "up"


def test_a_domain_that_moves_is_one_domain_where_it_now_is(cluster):
    source, target, uuid = cluster.hosts["h1"], cluster.hosts["h2"], cluster.hosts["h1"].uuid_of("nomad")
    client, paths = cluster.web.client, (f"/client1/{uuid}/domainGetInfo", "/client1/nomad/domainGetInfo")

    def host_of(picture):
        return (picture.domain("nomad") or {}).get("host")

    source.define("nomad", domain_uuid=uuid)
    cluster.web.wait_for("it on h1", lambda picture: host_of(picture) == "h1", CHANGES)
    for path in paths:
        ok(client.get(path))
    source.undefine("nomad")
    target.define("nomad", domain_uuid=uuid)
    cluster.web.wait_for("it on h2", lambda picture: host_of(picture) == "h2", CHANGES)
    for path in paths:
        wait_until("it can be called on h2", lambda path=path: ok(client.get(path)) is not None, CHANGES * PATIENCE)
    target.undefine("nomad")
    cluster.web.wait_for("it nowhere", cluster.is_whole, CHANGES)


def test_a_domain_on_two_hosts_is_one_domain_where_it_runs(cluster):
    source, target, uuid = cluster.hosts["h1"], cluster.hosts["h2"], cluster.hosts["h1"].uuid_of("nomad")

    def runs_on(name):
        def check(picture):
            domain = picture.domain("nomad")
            return domain and (domain["host"], domain["state"]) == (name, "VIR_DOMAIN_RUNNING")
        return check

    source.define("nomad", domain_uuid=uuid)
    source.switch_on("nomad")
    target.define("nomad", domain_uuid=uuid)
    cluster.web.wait_for("it once, on h1", runs_on("h1"), CHANGES)
    source.switch_off("nomad")
    target.switch_on("nomad")
    cluster.web.wait_for("it once, on h2", runs_on("h2"), CHANGES)
    ok(cluster.web.client.get("/client1/nomad/domainGetInfo"))
    source.undefine("nomad")
    target.undefine("nomad")
    cluster.web.wait_for("it nowhere", cluster.is_whole, CHANGES)
