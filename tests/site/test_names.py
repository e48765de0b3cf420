"""Names that change hands: no answer is ever another machine's, and no change happens to another one."""

import uuid

import pytest
from checks import FORMATS, ok, problem, says
from conftest import remove, running_lab

from tests.lab.domains import owners_xml
from tests.lab.waiting import wait_until

ROUNDS = 50


@pytest.fixture(scope="module")
def own_lab():
    """One worker, so that the handle it keeps is the one that is tried."""
    with running_lab(config={"responder": {"workers": 1, "threads": 4}}) as lab:
        yield lab


@pytest.fixture(scope="module")
def site(own_lab, client_of):
    with client_of(own_lab) as client:
        yield client


@pytest.fixture
def hosts(own_lab):
    """alpha and beta; what a test defines there is removed after it."""
    connections = own_lab.alpha.open(), own_lab.beta.open()
    before = [{domain.UUID() for domain in each.listAllDomains()} for each in connections]
    yield connections
    for connection, known in zip(connections, before):
        for domain in connection.listAllDomains():
            if domain.UUID() not in known:
                remove(connection, domain)
        connection.close()


def define(connection, name, owner="client1", identity=None, kind="test"):
    return connection.defineXML(
        f"<domain type='{kind}'><name>{name}</name><uuid>{identity or uuid.uuid4()}</uuid>{owners_xml(owner)}"
        "<memory>16384</memory><os><type arch='x86_64'>hvm</type></os></domain>")


def known(site):
    return {domain.get("uuid") for domain in site.xml("/").iter("domain")}


def wait_until_known(site, *domains):
    wait_until("virt-fcgi knows the domains", lambda: {domain.UUIDString() for domain in domains} <= known(site))


def seen(site, url):
    """The UUID that an answer is about; None for 404, and for 300 while the list still has two of that name."""
    answer = site.get(url)
    if answer.status_code in (300, 404):
        return None
    root = ok(answer)
    return root.findtext("uuid") or root.findtext("buf") or root.findtext("value")


@pytest.mark.parametrize("command", ["", "/domainGetUUIDString"])
def test_the_next_request_sees_the_domain_that_took_over_a_name(site, hosts, command):
    alpha, _ = hosts
    old = define(alpha, "swap")
    wait_until_known(site, old)
    answered = 0
    for _ in range(ROUNDS):
        assert seen(site, f"/client1/swap{command}") in (old.UUIDString(), None)
        old.undefine()
        new = define(alpha, "swap")
        answer = seen(site, f"/client1/swap{command}")
        assert answer in (new.UUIDString(), None)
        answered += answer is not None
        wait_until_known(site, new)
        assert seen(site, f"/client1/swap{command}") == new.UUIDString()
        old = new
    assert answered, "it has always been away"


@pytest.mark.parametrize("command", ["", "/domainGetName"])
def test_an_old_name_is_gone_with_the_next_request(site, hosts, command):
    alpha, _ = hosts
    domain, names = define(alpha, "name0"), ["name0", "name1"]
    wait_until_known(site, domain)
    for number in range(ROUNDS):
        old, new = names[number % 2], names[1 - number % 2]
        wait_until(f"{old} answers", lambda old=old: site.get(f"/client1/{old}{command}").status_code == 200)
        domain.rename(new)
        problem(site.get(f"/client1/{old}{command}"), 404)


def test_an_undefined_domain_is_gone_with_the_next_request(site, hosts):
    alpha, _ = hosts
    for _ in range(ROUNDS):
        domain = define(alpha, "brief")
        wait_until("it answers", lambda: site.get("/client1/brief/domainGetInfo").status_code == 200)
        domain.undefine()
        problem(site.get("/client1/brief/domainGetInfo"), 404)


def test_a_change_by_a_name_never_happens_to_the_machine_that_had_it(site, hosts):
    alpha, _ = hosts
    for number in range(ROUNDS):
        old = define(alpha, "mine")
        wait_until_known(site, old)
        ok(site.post("/client1/mine/domainCreate"))
        ok(site.post("/client1/mine/domainDestroy"))
        old.rename("yours")
        new = define(alpha, "mine")
        answer = site.post("/client1/mine/domainCreate")
        assert answer.status_code in (200, 404), answer.text
        assert not old.isActive(), f"round {number}: the renamed machine was started instead"
        assert bool(new.isActive()) == (answer.status_code == 200)
        for domain in (old, new):
            remove(alpha, domain)


def test_two_names_that_are_exchanged_are_never_mixed_up(site, hosts):
    alpha, _ = hosts
    one, other = define(alpha, "left"), define(alpha, "right")
    wait_until_known(site, one, other)
    for _ in range(ROUNDS):
        for domain in (one, other):
            url = f"/client1/{domain.name()}"
            wait_until(f"{url} answers", lambda url=url, domain=domain: seen(site, url) == domain.UUIDString())
        old, new = one.name(), other.name()
        one.rename("third")
        other.rename(old)
        one.rename(new)
        assert seen(site, f"/client1/{old}") in (other.UUIDString(), None)
        assert seen(site, f"/client1/{new}") in (one.UUIDString(), None)


@pytest.mark.parametrize("format", FORMATS)
def test_a_name_on_two_hosts_is_a_choice_by_uuid(site, hosts, format):
    alpha, beta = hosts
    domains = define(alpha, "twin"), define(beta, "twin", kind="qemu")
    wait_until_known(site, *domains)
    for path in ("", "/domainGetInfo", "/domainDestroy"):
        method = "POST" if path.endswith("Destroy") else "GET"
        answer = site.request(method, f"/client1/twin{path}", params={"format": format})
        parsed = ok(answer, 300)
        for domain, host in zip(domains, ("alpha", "beta")):
            assert says(parsed, domain.UUIDString()) and says(parsed, host)


def test_the_links_to_a_name_on_two_hosts_work(site, hosts):
    alpha, beta = hosts
    domains = define(alpha, "twin"), define(beta, "twin", kind="qemu")
    wait_until_known(site, *domains)
    links = problem(site.get("/client1/twin"), 300).xpath("//@href")
    assert len(links) == 2
    for link, domain in zip(links, domains):
        path = link.removeprefix("/virt")
        assert site.get(path).content.decode() == domain.XMLDesc()
        assert seen(site, f"{path}/domainGetUUIDString") == domain.UUIDString()
    for listed in site.xml("/client1/").xpath("domains/domain[@name='twin']"):
        answer = site.get(listed.get("href").removeprefix("/virt"))
        assert answer.status_code in (200, 300)


def test_the_same_name_of_two_owners_is_no_choice(site, hosts):
    alpha, beta = hosts
    domains = define(alpha, "same", "client1"), define(beta, "same", "client2", kind="qemu")
    wait_until_known(site, *domains)
    for owner, domain in zip(("client1", "client2"), domains):
        assert seen(site, f"/{owner}/same") == domain.UUIDString()


@pytest.mark.parametrize("command", ["", "/domainGetUUIDString"])
def test_a_domain_named_as_anothers_uuid_is_not_the_other(site, hosts, command):
    alpha, _ = hosts
    victim = define(alpha, "victim", "client1")
    liar = define(alpha, victim.UUIDString(), "client2")
    wait_until_known(site, victim, liar)
    assert seen(site, f"/client1/{victim.UUIDString()}{command}") == victim.UUIDString()
    assert seen(site, f"/client2/{victim.UUIDString()}{command}") in (liar.UUIDString(), None)
    answer = site.post(f"/client2/{victim.UUIDString()}/domainCreate")
    assert not victim.isActive(), f"{answer.status_code}: the change happened to another owner's machine"
