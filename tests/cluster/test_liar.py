"""A machine that lies on the network: nothing is run, nothing is written, and nobody honest suffers."""

import re

import libvirt
import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import ACCEPT, ok
from tests.site.processes import held

from .conftest import running_cluster
from .deadlines import PATIENCE, note
from .host import TCP_PORT
from .lies import (
    DOMAIN,
    FOUND,
    HOST,
    domain_records,
    host_records,
    refusals,
    some_uuid,
    wait_until_heard,
    wait_until_taken_in,
)
from .mdns import service
from .trap import Trap, files_of

FIXED = {"fixed": "test+tcp://10.77.0.13/default"}  # The third machine; nobody allows its own announcement.
HONEST = {"h1": {"vm1": ("client1",)}, "h2": {"shop": ("client2",)}, "fixed": {"db": ("client3",)}}
PATHS = ("/client1/vm1/domainGetInfo", "/client2/shop/domainGetInfo", "/client3/db/domainGetInfo")
CHANGES = 2  # Seconds: a change on an honest host.
INSTANCES, DIRECTORY_MIB = 5000, 200  # Avahi itself keeps 4096 records.


def check_honest(cluster):
    """Every host but the liar's is up, true, and answers."""
    for name, host in cluster.hosts.items():
        host.define("true")
        cluster.web.wait_for(f"a change on {name}", lambda picture, name=name: picture.domain("true", name), CHANGES)
        host.undefine("true")
        cluster.web.wait_for("that it is gone", lambda picture: not picture.domain("true"), CHANGES)
    for path in PATHS:
        ok(cluster.web.client.get(path))
    for accept in ACCEPT.values():
        ok(cluster.web.client.get("/", headers={"Accept": accept}))
    assert cluster.is_whole(cluster.web.picture())


@pytest.fixture(scope="module")
def honest():
    """Two hosts that are found, one that is configured, and a liar."""
    with running_cluster(HONEST, web_hosts=FIXED, with_liar=True) as cluster:
        cluster.wait_until_whole(10)
        yield cluster
        lines = refusals(cluster)
        reasons = [re.search(r"not used: (.*) \(", line)[1] for line in lines]
        assert len(set(reasons)) == len(reasons), "the log says each kind once"
        assert all(line.isprintable() and len(line) < 1000 for line in lines), lines


@pytest.fixture
def lies(honest):
    """lies(*records): what the liar says. Afterwards all that is honest must be as it was, and no file written."""
    before = files_of(honest.web)
    with Trap(honest.web, TCP_PORT) as trap:
        honest.liar.say(*host_records("h6"))
        yield honest.liar.say
        try:
            wait_until_taken_in(honest)
            check_honest(honest)
        finally:
            honest.liar.hush()
    assert not trap.caught, "virt-fcgi was led to its own machine"
    assert files_of(honest.web) == before


def test_a_domain_of_another_host_is_not_the_liars(honest, lies):
    victim = honest.hosts["h1"]
    lies(*domain_records("vm1 here", name="vm1", uuid=victim.uuid_of("vm1")))
    lies(*domain_records("vm1 too", name="vm1", uuid=victim.uuid_of("vm1"), host=victim.uuid))
    lies(*domain_records("vm1 there", ("h1", "local"), name="vm1", uuid=some_uuid("another"), host=victim.uuid))
    wait_until_heard(honest, "vm1 there", DOMAIN)
    wait_until_taken_in(honest)
    vm1 = honest.web.picture().domain("vm1")
    assert (vm1["host"], vm1["uuid"], vm1["owners"]) == ("h1", victim.uuid_of("vm1"), ["client1"])


def test_a_domain_that_nobody_confirms_is_listed_and_cannot_be_called(honest, lies):
    lies(*domain_records("ghost"))
    ghost = honest.web.wait_for("the ghost", lambda picture: picture.domain("ghost"), FOUND).domain("ghost")
    assert (ghost["state"], ghost["owners"]) == ("announced", [])
    ok(honest.web.client.get("/_/ghost/domainGetInfo"), 503)
    ok(honest.web.client.post("/_/ghost/domainCreate"), 503)


def test_a_domain_that_its_host_does_not_have_is_none(honest, lies):
    lies(*domain_records("stowaway", ("h1", "local"), host=honest.hosts["h1"].uuid))
    wait_until_heard(honest, "stowaway", DOMAIN)
    wait_until_taken_in(honest)
    assert not honest.web.picture().domain("stowaway")
    ok(honest.web.client.post("/_/stowaway/domainCreate"), 404)


def test_who_takes_the_name_of_a_host_does_not_get_its_place(honest, lies):
    """h1's Avahi is told that its names are taken, and gives them up. libvirt's word counts."""
    lies(*domain_records("vm1"))
    lies(*service("h1", HOST, ("h6", "local"), TCP_PORT, {"txtvers": "1", "uuid": honest.hosts["h1"].uuid}))
    wait_until_heard(honest, "h1")
    wait_until_taken_in(honest)


def test_who_takes_the_address_of_a_host_does_not_get_its_place(honest, lies):
    lies(*host_records("h0", ip=honest.hosts["h1"].address))
    lies(*host_records("h7", ip=honest.hosts["fixed"].address))
    wait_until_heard(honest, "h7")
    wait_until_taken_in(honest)
    assert not {"h0", "h7"} & set(honest.web.picture().hosts)


@pytest.mark.parametrize("target", [
    "h7?command=/bin/touch", "h7?command=/bin/touch /x&", "h7/system?no_verify=1", "h7@h6", "h7\r\nx", "h7 x", "h7%00",
    "h7:1", "h7#", "h7\\", "h7[::1]", "h7{port}", "hä"])
def test_a_host_name_with_more_in_it_is_refused(honest, lies, target):
    lies(*host_records("h7-odd", (target, "local")))
    wait_until_heard(honest, "h7-odd")
    wait_until_taken_in(honest)
    assert "h7-odd" not in honest.web.picture().hosts
    assert refusals(honest, "its host name is none")


def test_a_host_that_is_not_allowed_is_refused(honest, lies):
    lies(*host_records("stranger"))
    wait_until_heard(honest, "stranger")
    wait_until_taken_in(honest)
    assert "stranger" not in honest.web.picture().hosts
    assert refusals(honest, "its host is not in [discovery] allow")


@pytest.mark.parametrize("name", [
    "../../../../etc/passwd", "..", "a/b", "<script>alert(1)</script>", "\"><b>", "a\nb", "\x1b[2J", "\u202ex"])
def test_a_name_that_leads_elsewhere_is_no_hosts_and_harms_no_page(honest, lies, name):
    lies(*host_records(name, ("h7", "local"), "10.77.0.67"))
    lies(*domain_records(name))
    lies(*domain_records("harmless", name=name))
    wait_until_heard(honest, "harmless", DOMAIN)
    wait_until_taken_in(honest)
    picture = honest.web.picture()
    assert name not in picture.hosts
    assert refusals(honest, "its name cannot be")
    for listed in (domain for domain in picture.domains if domain["host"] == "h6"):
        answer = honest.web.client.exact("GET", listed["href"].removeprefix("/virt") + "/domainGetInfo")
        has_gone = answer.status_code == 404 and listed["name"] not in honest.web.picture().names("h6")
        assert answer.status_code in (300, 503) or has_gone, listed


@pytest.mark.parametrize("strings", [250, 34], ids=["64 kB", "as much as Avahi takes"])
def test_a_long_text_is_refused(honest, lies, strings):
    start = b"".join(bytes([len(text)]) + text for text in (b"txtvers=1", b"uuid=" + some_uuid("h7-long").encode()))
    text = start + (bytes([255]) + b"x=" + b"x" * 253) * strings
    lies(*host_records("h7-long", text=text))
    lies(*service("long", DOMAIN, ("h6", "local"), TCP_PORT, text))
    wait_until_taken_in(honest)
    picture = honest.web.picture()
    assert "h7-long" not in picture.hosts and not picture.domain("long")


@pytest.mark.parametrize("ip", ["127.0.0.1", "127.8.9.10", "10.77.0.1", "0.0.0.0", "224.0.0.251", "255.255.255.255"])
def test_an_address_that_is_no_other_hosts_is_refused(honest, lies, ip):
    lies(*host_records("h7-near", ip=ip))
    wait_until_heard(honest, "h7-near")
    wait_until_taken_in(honest)
    assert "h7-near" not in honest.web.picture().hosts
    assert refusals(honest, "its address is")


@pytest.mark.parametrize("text", [
    {}, {"txtvers": "1"}, {"txtvers": "1", "uuid": "x"}, {"txtvers": "2", "uuid": some_uuid("h7-odd")},
    {"txtvers": "1", "uuid": "../" * 12}], ids=str)
def test_a_host_without_a_proper_uuid_is_refused(honest, lies, text):
    lies(*host_records("h7-odd", text=text or b"\0"))
    wait_until_heard(honest, "h7-odd")
    wait_until_taken_in(honest)
    assert "h7-odd" not in honest.web.picture().hosts


def false_domains(numbers):
    return [record for number in numbers for record in domain_records(f"false{number:04}")]


def false_hosts(numbers):
    return [record for number in numbers
            for record in host_records(f"h-false{number:04}", ip=f"10.99.{number // 250}.{number % 250 + 1}")]


def count_false(picture):
    names = [*picture.hosts, *(domain["name"] for domain in picture.domains)]
    return len([name for name in names if "false" in name])


@pytest.mark.parametrize("false, max_records, least, most", [
    (false_domains, 4096, 400, 1024), (false_hosts, 4096, 400, 1024), (false_hosts, 400, 80, 400)])
def test_thousands_of_instances_are_capped(make_cluster, false, max_records, least, most):
    cluster = make_cluster(HONEST, web={"discovery": {"max_records": max_records}}, web_hosts=FIXED, with_liar=True)
    cluster.wait_until_whole(10)
    cluster.liar.say(*host_records("h6"))
    cluster.web.wait_for("the liar", lambda picture: "h6" in picture.hosts, FOUND)
    for number in range(0, INSTANCES, 100):
        cluster.liar.say(*false(range(number, number + 100)), repeat=False)
    cluster.web.wait_for(f"{least} of them", lambda picture: count_false(picture) >= least, 30)
    check_honest(cluster)
    assert count_false(cluster.web.picture()) <= most
    assert len(refusals(cluster)) < 10
    resident = held(cluster.web.directory_process()).resident_kib
    note(f"memory of the directory process after {INSTANCES} {false.__name__}", DIRECTORY_MIB, resident / 1024, "MiB")


def test_no_program_is_run_even_by_a_template_with_the_host_name(make_cluster):
    cluster = make_cluster({}, web={"discovery": {"uri": "test+ssh://{name}/default", "allow": ["*"]}}, with_liar=True)
    program, mark = cluster.processes.folder / "c", cluster.processes.folder / "mark"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    target = f"h6?command={program}&"
    with pytest.raises(libvirt.libvirtError):
        libvirt.openReadOnly(f"test+ssh://{target}.local/default")
    assert mark.exists(), "unchecked, this name does run a program"
    mark.unlink()
    cluster.liar.say(*host_records("evil", (target, "local")))
    cluster.liar.say(*host_records("plain"))
    wait_until_heard(cluster, "evil")
    cluster.web.wait_for("the plain host", lambda picture: "plain" in picture.hosts, FOUND)
    wait_until("the other is refused", lambda: refusals(cluster, "its host name is none"), 10 * PATIENCE)
    assert not mark.exists()
    assert "evil" not in cluster.web.picture().hosts
