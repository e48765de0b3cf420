"""The lists: the network, an owner's domains, the hosts, and what can be chosen from them."""

from urllib.parse import quote, urlsplit

import libvirt
import pytest
from checks import FORMATS, ok, problem, says
from lxml import etree

from tests.lab.domains import DOMAINS, GUEST

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
    ("state=running&q=vm", lambda row: row.name == "vm1"),
]


@pytest.mark.parametrize(("query", "is_chosen"), CHOICES, ids=[query for query, _ in CHOICES])
def test_a_list_can_be_narrowed(admin, query, is_chosen):
    mine = {row.name for row in DOMAINS}
    assert set(names(ok(admin.get(f"/?{query}")))) & mine == {row.name for row in DOMAINS if is_chosen(row)}


def test_a_domain_is_found_by_its_uuid(admin, guest):
    assert names(ok(admin.get("/", params={"q": guest.UUIDString()}))) == [GUEST]


@pytest.mark.parametrize(("column", "key"), [
    ("name", lambda domain: domain.get("name")),
    ("host", lambda domain: (domain.get("host"), domain.get("name"))),
    ("state", lambda domain: (getattr(libvirt, domain.get("state")), domain.get("name"))),
    ("id", lambda domain: (int(domain.get("id", -1)), domain.get("name"))),
])
def test_a_list_can_be_sorted_both_ways(admin, column, key):
    domains = list(ok(admin.get(f"/?sort={column}")).iter("domain"))
    assert domains == sorted(domains, key=key)
    assert names(ok(admin.get(f"/?sort=-{column}"))) == [domain.get("name") for domain in reversed(domains)]


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
    ("colour=red", "colour"), ("q=a&q=b", "q"), ("limit=1&limit=2", "limit"),
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
        to_do += [str(link) for link in ok(answer).xpath("//@href") if not link.startswith("#")]
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
