"""The lists: the network, an owner's domains, the hosts, and what can be chosen from them."""

import re
from urllib.parse import quote, urlsplit

import libvirt
import pytest
from checks import FORMATS, ok, problem, says
from lxml import etree

from tests.lab.domains import DOMAINS, GUEST
from tests.lab.waiting import wait_until

VIRT = "{urn:virt-fcgi:owners:1}"
STATES = {value: name for name, value in vars(libvirt).items()
          if name.startswith("VIR_DOMAIN_") and name[11:] in
          ("NOSTATE", "RUNNING", "BLOCKED", "PAUSED", "SHUTDOWN", "SHUTOFF", "CRASHED", "PMSUSPENDED")}


def as_libvirt_says(host, connection):
    """(name, uuid, id, host, state, owners, title) of each domain, from libvirt itself."""
    rows = set()
    for domain in connection.listAllDomains():
        xml = etree.fromstring(domain.XMLDesc())
        owners = tuple(sorted(owner.text for owner in xml.iter(f"{VIRT}owner")))
        number = str(domain.ID()) if domain.isActive() else None
        rows.add((domain.name(), domain.UUIDString(), number, host, STATES[domain.state()[0]], owners, xml.findtext("title")))
    return rows


def as_listed(directory):
    return {(domain.get("name"), domain.get("uuid"), domain.get("id"), domain.get("host"), domain.get("state"),
             tuple(owner.text for owner in domain.iter("owner")), domain.findtext("title"))
            for domain in directory.iter("domain")}


def names(directory):
    return [domain.get("name") for domain in directory.iter("domain")]


@pytest.fixture(scope="module")
def everything(alpha, beta):
    return as_libvirt_says("alpha", alpha) | as_libvirt_says("beta", beta)


@pytest.mark.parametrize("site", ["admin", "look", "odd"])
def test_the_network_lists_every_domain_of_both_hosts(site, request, everything):
    directory = ok(request.getfixturevalue(site).get("/"))
    assert as_listed(directory) == everything
    assert len(names(directory)) == len(everything)


def test_the_network_lists_hosts_and_owners(admin, everything):
    directory = ok(admin.get("/"))
    assert [(host.get("name"), host.get("state")) for host in directory.iter("host")] == [("alpha", "up"), ("beta", "up")]
    counts = {}
    for row in everything:
        for owner in row[5] or ("_",):
            counts[owner] = counts.get(owner, 0) + 1
    assert {owner.get("name"): int(owner.get("domains")) for owner in directory.xpath("owners/owner")} == counts


@pytest.mark.parametrize("owner", ["client1", "client2", "client3", "_"])
def test_an_owners_page_has_his_domains_and_no_others(admin, everything, owner):
    directory = ok(admin.get(f"/{owner}/"))
    assert as_listed(directory) == {row for row in everything if owner in (row[5] or ("_",))}
    assert directory.get("owner") == owner


@pytest.mark.parametrize("host", ["alpha", "beta"])
def test_a_hosts_page_has_its_domains_and_no_others(admin, everything, host):
    directory = ok(admin.get(f"/-/hosts/{host}/"))
    assert as_listed(directory) == {row for row in everything if row[3] == host}


def test_the_page_of_hosts_has_both(admin):
    assert ok(admin.get("/-/hosts/")).xpath("hosts/host/@name") == ["alpha", "beta"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("path", ["/", "/client1/", "/-/hosts/", "/-/hosts/beta/"])
def test_a_list_says_who_is_there_in_every_representation(admin, path, format):
    list_of = ok(admin.get(path, params={"format": format}))
    assert says(list_of, "beta")
    assert path == "/-/hosts/" or says(list_of, GUEST)


CHOICES = [
    ("state=running", lambda row: row.state == "running"),
    ("state=VIR_DOMAIN_PAUSED", lambda row: row.state == "paused"),
    ("state=Shutoff", lambda row: row.state == "shut off"),
    ("q=shop", lambda row: "shop" in row.name),
    ("q=SHOP", lambda row: "shop" in row.name),
    ("q=web%20server", lambda row: "web server" in row.title.lower()),
    ("q=no such thing", lambda row: False),
    ("owner=client3", lambda row: "client3" in row.owners),
    ("owner=_", lambda row: not row.owners),
    ("owner=nobody", lambda row: False),
    ("host=alpha&state=shutoff", lambda row: row.state == "shut off"),
    ("host=beta", lambda row: False),
    ("owner=client1&state=running&q=gate", lambda row: row.name == "gateway"),
    ("state=running&q=vm", lambda row: row.name == "vm1"),
]


@pytest.mark.parametrize(("query", "is_chosen"), CHOICES, ids=[query for query, _ in CHOICES])
def test_a_list_can_be_narrowed(admin, query, is_chosen):
    mine = {row.name for row in DOMAINS}
    assert set(names(ok(admin.get(f"/?{query}")))) & mine == {row.name for row in DOMAINS if is_chosen(row)}


def test_a_domain_is_found_by_its_uuid(admin, guest):
    assert names(ok(admin.get("/", params={"q": guest.UUIDString()}))) == [GUEST]


def in_order_of_names(name):
    """The key by which people sort: numbers by value, capitals as small letters, then as they are."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split("([0-9]+)", name.lower())], name


@pytest.mark.parametrize(("column", "key"), [
    ("name", lambda domain: ()),
    ("host", lambda domain: domain.get("host")),
    ("state", lambda domain: getattr(libvirt, domain.get("state"))),
    ("id", lambda domain: int(domain.get("id", -1))),
    ("owner", lambda domain: (domain.find("owner") is None, domain.findtext("owner"))),
    ("nrVirtCpu", lambda domain: int(domain.findtext("nrVirtCpu"))),
    ("memory", lambda domain: int(domain.findtext("memory"))),
])
def test_a_list_can_be_sorted_both_ways(admin, column, key):
    domains = list(ok(admin.get(f"/?sort={column}")).iter("domain"))
    assert domains == sorted(domains, key=lambda domain: (key(domain), in_order_of_names(domain.get("name"))))
    assert names(ok(admin.get(f"/?sort=-{column}"))) == [domain.get("name") for domain in reversed(domains)]


def test_numbers_in_names_count_by_value(admin, make_domain):
    for name in ("sorted10", "Sorted9", "sorted1"):
        make_domain(name, state="shut off")
    assert names(ok(admin.get("/?q=sorted"))) == ["sorted1", "Sorted9", "sorted10"]


def test_a_list_shows_what_libvirt_says_of_resources(admin, alpha, beta):
    listed = {(domain.get("host"), domain.get("name")): domain for domain in ok(admin.get("/")).iter("domain")}
    for host, connection in (("alpha", alpha), ("beta", beta)):
        for domain in connection.listAllDomains():
            _, most, now, cpus, _ = domain.info()
            shown = listed[host, domain.name()]
            assert (int(shown.findtext("nrVirtCpu")), int(shown.findtext("memory"))) == (cpus, now if domain.isActive() else most)
            assert shown.find("memory").get("unit") == "KiB"


def test_a_list_shows_what_its_hosts_are(admin, alpha, beta):
    for host, connection in zip(ok(admin.get("/-/hosts/")).iter("host"), (alpha, beta)):
        info = connection.getInfo()
        assert host.get("hypervisor") == connection.getType()
        assert int(host.findtext("cpus")) == info[2]
        assert int(host.findtext("memory")) > 0
        assert host.get("name") == "beta" or int(host.findtext("memory")) // 1024 == info[1]  # beta's is this machine's, and may grow.
        assert int(host.get("domains")) == len(connection.listAllDomains())


def test_a_new_definition_shows(admin, alpha, make_domain):
    domain = make_domain("regrown", state="shut off", memory_mib=64)
    alpha.defineXML(domain.XMLDesc().replace("65536", "131072"))
    wait_until("the list has the new memory", lambda: ok(admin.get("/?q=regrown")).findtext(".//domain/memory") == "131072")


@pytest.mark.parametrize("query", ["", "?state=running", "?q=shop&owner=client2"])
def test_a_list_says_how_many_there_are(admin, everything, query):
    directory = ok(admin.get(f"/{query}"))
    assert int(directory.get("total")) == len(everything)
    assert int(directory.get("matching")) == len(names(directory))


@pytest.mark.parametrize("format", ["xml", "json"])
@pytest.mark.parametrize("path", ["/?sort=memory&limit=5", "/client1/?limit=2&sort=-host", "/-/hosts/alpha/?q=e&limit=3&state=running"])
def test_links_lead_through_all_pages_and_back(admin, path, format):
    def uuids(answer):
        domains = ok(answer)["domains"] if format == "json" else ok(answer).iter("domain")
        return [domain.get("uuid") for domain in domains]

    site = admin.base[:-len(urlsplit(admin.base).path)]
    whole = uuids(admin.get(re.sub("limit=[0-9]+", "limit=1000", path) + f"&format={format}"))
    answer, pages = admin.get(f"{path}&format={format}"), []
    pages.append(answer)
    while "next" in answer.links:
        answer = admin.get(site + answer.links["next"]["url"])
        pages.append(answer)
    assert len(pages) > 1 and [uuid for page in pages for uuid in uuids(page)] == whole
    for page in reversed(pages[:-1]):
        first = admin.get(site + answer.links["first"]["url"])
        answer = admin.get(site + answer.links["prev"]["url"])
        assert (answer.content, first.content) == (page.content, pages[0].content)
    assert not {"prev", "first"} & set(answer.links)


@pytest.mark.parametrize("order", ["name", "-name", "state"])
def test_pages_of_a_list_make_the_whole_list(admin, order):
    whole, paged, after = names(ok(admin.get(f"/?sort={order}"))), [], {}
    while page := list(ok(admin.get(f"/?sort={order}&limit=4", params=after)).iter("domain")):
        assert len(page) <= 4
        paged += [domain.get("name") for domain in page]
        after = {"after": page[-1].get("uuid")}
    assert paged == whole


@pytest.mark.parametrize(("query", "argument"), [
    ("state=flying", "state"), ("sort=colour", "sort"), ("sort=", "sort"), ("sort=--name", "sort"),
    ("limit=many", "limit"), ("limit=-1", "limit"), ("limit=", "limit"), ("limit=18446744073709551616", "limit"),
    ("after=vm1", "after"), ("after=00000000-0000-0000-0000-000000000000", "after"),
    ("colour=red", "colour"), ("q=a&q=b", "q"), ("limit=1&limit=2", "limit"), ("sort=vcpus", "sort"),
    ("owner=a&owner=b", "owner"), ("host=a&host=b", "host"),
])
@pytest.mark.parametrize("path", ["/", "/client1/"])
def test_a_wrong_choice_is_refused_by_name(admin, path, query, argument):
    problem(admin.get(f"{path}?{query}"), 400, argument=argument)


def is_libvirts_answer(link, answer):
    """That there is no current snapshot, no backup. And of one function a daemon only says -1, if its driver has no security labels."""
    if answer.status_code == 404:
        return "libvirt refused" in answer.text
    return link.endswith("/domainGetSecurityLabelList") and answer.status_code == 502 and "the cause is unknown" in answer.text


@pytest.mark.parametrize("site", ["admin", "look", "odd"])
@pytest.mark.parametrize("format", ["xml", "html"])
def test_every_link_lies_below_the_prefix_and_works(request, site, format):
    site = request.getfixturevalue(site)
    prefix, origin = urlsplit(site.base).path, site.base[:-len(urlsplit(site.base).path)]
    to_do, seen = [f"{prefix}/", f"{prefix}/client1/", f"{prefix}/-/hosts/", f"{prefix}/client1/vm3"], set()
    for page in list(to_do):
        answer = site.get(origin + page, headers={"Accept": {"xml": "application/xml", "html": "text/html"}[format]})
        to_do += [str(link) for link in ok(answer).xpath("//@href") if not link.startswith(("#", "data:"))]  # A page's icon is data.
    for link in to_do:
        if link in seen:
            continue
        seen.add(link)
        assert link.startswith(f"{prefix}/"), link
        answer = site.get(origin + link, allow_redirects=False)
        # Some of a page's links are functions that need an argument, or a running domain: an answer, not a failure.
        is_answer = answer.status_code in ((200,) if format == "xml" else (200, 400, 409, 422, 501))
        assert is_answer or is_libvirts_answer(link, answer), f"{link}: {answer.status_code}"
    assert len(seen) > 20


def test_a_link_names_owners_and_domains_percent_encoded(admin, make_domain):
    make_domain("a b?c#d%41&é", owners=("x/y", "o w%20n?",), state="shut off")
    domain = ok(admin.get("/")).xpath("domains/domain[@name='a b?c#d%41&é']")[0]
    assert [owner.text for owner in domain.iter("owner")] == ["o w%20n?"]  # No owner's name has a slash.
    assert domain.get("href") == f"/virt/{quote('o w%20n?', safe='')}/{quote('a b?c#d%41&é', safe='')}"
    document = ok(admin.exact("GET", domain.get("href").removeprefix("/virt")))
    assert document.findtext("name") == "a b?c#d%41&é"
