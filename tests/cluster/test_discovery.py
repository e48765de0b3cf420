"""What is on the network is on `/virt/`, with no host configured, and soon."""

import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import ok

from .announcements import announced
from .host import TCP_PORT

APPEARS, LONG_LIST, CHANGES = 3, 10, 2  # Seconds: a new host; one with 1,000 domains; a change of a domain.
INFO = "domainGetInfo"


def test_all_hosts_and_their_domains_are_listed_once_everything_runs(make_cluster):
    cluster = make_cluster()
    cluster.wait_until_whole(APPEARS, since=cluster.last_start())
    picture = cluster.web.picture()
    assert {host["state"] for host in picture.hosts.values()} == {"up"}
    assert picture.domain("vm1")["owners"] == ["client1"]
    assert picture.domain("vm1")["state"] == "VIR_DOMAIN_RUNNING"
    ok(cluster.web.client.get(f"/client1/vm1/{INFO}"))


def test_a_web_machine_that_starts_last_finds_them_all(cluster):
    cluster.web.responder.stop()
    cluster.web.responder.start()
    cluster.wait_until_whole(APPEARS, since=cluster.web.last_start)


def test_a_host_that_starts_last_is_found(cluster):
    with cluster.guest("h4", {"late": ("client4",)}) as host:
        cluster.wait_until_whole(APPEARS, since=host.last_start)
        ok(cluster.web.client.get(f"/client4/late/{INFO}"))


def test_hosts_are_reached_by_ipv4_where_they_have_it(cluster):
    """Their domains are announced over IPv6 as well, and that may be heard first."""
    for _ in range(3):
        cluster.web.responder.stop()
        cluster.web.responder.start()
        cluster.wait_until_whole(APPEARS, since=cluster.web.last_start)
        peers = cluster.web.namespaces.run("ss", "--no-header", "--numeric", "--tcp", "state", "established",
                                           "dport", f"= :{TCP_PORT}").split()
        assert {f"{host.address}:{TCP_PORT}" for host in cluster.hosts.values()} <= set(peers)
        assert not [peer for peer in peers if peer.startswith("[")]


def test_a_host_that_has_nothing_but_ipv6_is_found(cluster):
    with cluster.guest("h6", {"modern": ("client4",)}, address=None) as host:
        cluster.wait_until_whole(APPEARS, since=host.last_start)
        ok(cluster.web.client.get(f"/client4/modern/{INFO}"))


def test_what_happens_to_a_domain_is_seen(cluster):
    host, wait_for = cluster.hosts["h2"], cluster.web.wait_for

    def new(picture):
        return picture.domain("new", "h2") or {}

    host.define("new", ("client1",))
    wait_for("a domain that was defined", lambda picture: new(picture).get("owners") == ["client1"], CHANGES)
    host.switch_on("new")
    wait_for("that it was started", lambda picture: new(picture)["state"] == "VIR_DOMAIN_RUNNING", CHANGES)
    host.set_owner("new", "client2")
    wait_for("its new owner", lambda picture: new(picture)["owners"] == ["client2"], CHANGES)
    host.switch_off("new")
    wait_for("that it was stopped", lambda picture: new(picture)["state"] == "VIR_DOMAIN_SHUTOFF", CHANGES)
    host.rename("new", "newer")
    wait_for("its new name", lambda picture: "newer" in picture.names("h2") and not new(picture), CHANGES)
    host.undefine("newer")
    wait_for("that it was undefined", cluster.is_whole, CHANGES)


def test_two_domains_of_one_name_are_a_choice(cluster):
    host, client = cluster.hosts["h2"], cluster.web.client
    host.define("vm1", ("client1",))
    cluster.web.wait_for("both", lambda picture: picture.domain("vm1", "h1") and picture.domain("vm1", "h2"), CHANGES)
    choice = ok(client.get("/client1/vm1", allow_redirects=False), 300)
    links = {link.removeprefix("/virt") for link in choice.xpath("//@href")}
    uuids = {cluster.hosts[name].uuid_of("vm1") for name in ("h1", "h2")}
    assert {link for link in links if link.split("/")[2] in uuids} == {f"/client1/{each}" for each in uuids}
    for each in uuids:
        assert ok(client.get(f"/client1/{each}")).findtext("uuid") == each
    host.undefine("vm1")
    cluster.web.wait_for("one", cluster.is_whole, CHANGES)
    ok(client.get("/client1/vm1"))


def test_a_thousand_domains_are_listed_and_five_hundred_announced(make_cluster):
    cluster = make_cluster({"h1": {f"vm{number:04}": ("client1",) for number in range(1000)}})
    host = cluster.hosts["h1"]
    cluster.wait_until_whole(LONG_LIST, since=host.last_start)
    wait_until("500 are announced", lambda: len(announced(cluster.web, "_domu._tcp")) == 500, 60)
    host.define("one-more")
    cluster.web.wait_for("one more", lambda picture: len(picture.domains) == 1001, CHANGES)
    left_out = [line for line in host.log("domumdns").splitlines() if "left out" in line]
    assert len(left_out) == 1 and "500 of 1000" in left_out[0], left_out


@pytest.mark.parametrize("host, names", [("h1", {"vm1", "mail"}), ("h3", {"backup", "archive"})])
def test_a_host_announces_itself_and_its_domains(cluster, host, names):
    host = cluster.hosts[host]

    def its(kind):
        return {record.name: record for record in announced(cluster.web, kind) if record.target == f"{host.name}.local"}

    domains = wait_until("all are announced", lambda: len(its("_domu._tcp")) == len(names) and its("_domu._tcp"), 30)
    its_own = wait_until("so is the host", lambda: its("_libvirt._tcp").get(host.name), 30)
    assert its_own.text == {"txtvers": "1", "uuid": host.uuid}
    assert {name: record.text for name, record in domains.items()} == {
        name: {"txtvers": "1", "uuid": host.uuid_of(name), "name": name, "host": host.uuid} for name in names}
    assert {record.address for record in domains.values()} == {host.address}
    assert {record.port for record in domains.values()} == {TCP_PORT}


def test_announcements_follow_the_domains(cluster):
    host = cluster.hosts["h2"]

    def names():
        return {record.name: record.text["name"] for record in announced(cluster.web, "_domu._tcp")}

    host.define("vm1")
    others = wait_until("a second vm1 has another name", lambda: {
        name for name, true_name in names().items() if true_name == "vm1"} - {"vm1"}, 30)
    assert len(others) == 1
    host.rename("vm1", "ü" * 60)  # 120 bytes, where a name of mDNS has room for 63.
    [short] = wait_until("it is announced under its new name", lambda: [
        name for name, true_name in names().items() if true_name == "ü" * 60], 30)
    assert len(short.encode()) <= 63 and short.startswith("ü" * 20)
    host.undefine("ü" * 60)
    wait_until("it is withdrawn", lambda: len(names()) == 6, 30)


def test_what_leaves_politely_is_withdrawn_at_once(cluster):
    host = cluster.hosts["h3"]
    assert host.domumdns.stop(seconds=30) == 0
    wait_until("nothing of it is announced", lambda: not [
        record for kind in ("_libvirt._tcp", "_domu._tcp") for record in announced(cluster.web, kind)
        if record.target == "h3.local"], 30)
    assert cluster.web.picture().state("h3") == "up", "a host that libvirt can reach was dropped"
    before = len(host.log("domumdns"))
    host.start_domumdns()
    host.wait_until_announced(before)
