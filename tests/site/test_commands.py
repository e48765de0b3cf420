"""What can be called, as the program tells it: to whom, in every representation, and in docs/commands.md."""

import os
import subprocess

import pytest
from checks import ACCEPT, FORMATS, checked, ok, problem, says
from client import Client
from conftest import running_lab

from tests.lab import ROOT
from tests.lab.domains import GUEST
from tests.lab.lab import ADMIN, OWN, OWN_LOOK
from tests.lab.responder import default_program

LIST = "/-/commands"
OBJECTS = {"/client1/vm1": "domain", "/-/hosts/alpha/": "host", "/client1/vm1/snapshots/none": "snapshot"}
OF_DOMAINS = ("domain", "snapshot", "checkpoint")
# Of the hosts, and of others, nothing may show.
HIDDEN = ("alpha", "beta", "client2", "client3", "shop", "/-/hosts", "nodeGetInfo", "domainDefineXML", "test+unix")


@pytest.fixture(scope="module")
def table():
    """{name: (method, target, who)}, from the program's command line."""
    printed = subprocess.run([default_program(), "--commands"], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in printed.splitlines()]
    return {name: (method, target, who) for name, method, target, who, *_ in rows}


@pytest.fixture(scope="module")
def only_read(table):
    """The names of the functions that a read-only site has."""
    printed = subprocess.run([default_program(), "--commands"], capture_output=True, text=True, check=True).stdout
    return {name for name, _, _, _, effect, *_ in (line.split("\t") for line in printed.splitlines()) if effect == "read"}


@pytest.fixture(scope="module")
def owner():
    """owner("/own") is a Client of a site of owners, as client1."""
    with running_lab(sites=(ADMIN, OWN, OWN_LOOK), users={"client1": "sesame"}) as lab:
        clients = {site: Client(lab.nginx.url(site), ("client1", "sesame")) for site in ("/own", "/own-look")}
        yield clients.__getitem__
        for client in clients.values():
            client.close()


def rows_of(client, path=LIST, **query):
    return ok(client.get(path, params=query)).findall("command")


def names(rows):
    return [row.get("name") for row in rows]


def described(row):
    return row.get("method"), row.get("target"), row.get("who")


@pytest.mark.parametrize("site", ["admin", "look", "odd"])
def test_the_list_is_the_table(site, request, table, only_read):
    client = request.getfixturevalue(site)
    rows = rows_of(client)
    assert {row.get("name"): described(row) for row in rows} == table
    assert len(rows) == len(table)
    for row in rows:
        is_allowed = site != "look" or row.get("name") in only_read
        assert row.get("may") == ("yes" if is_allowed else "no")
        assert bool(row.get("why")) is not is_allowed
        assert row.get("address").startswith(client.base.partition("://")[2].partition("/")[1])
        name = row.get("name")
        assert row.get("function") in (f"vir{name[0].upper()}{name[1:]}", "setOwners")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("path", [LIST, *OBJECTS])
def test_the_list_comes_in_every_representation(admin, path, format):
    query = "" if path == LIST else "?commands"
    wanted = {"host": "virNodeGetInfo", "snapshot": "virDomainSnapshotDelete"}.get(OBJECTS.get(path), "virDomainSetMemory")
    by_header = admin.get(path + query, headers={"Accept": ACCEPT[format]})
    by_query = admin.get(f"{path}{query}{'&' if query else '?'}format={format}")
    for answer in (by_header, by_query):
        assert answer.headers["Content-Type"].startswith(ACCEPT[format])
        parsed = ok(answer)
        assert format == "html" or says(parsed, wanted)
        assert says(parsed, wanted.removeprefix("virDomain").removeprefix("virNode"))


def test_head_has_the_headers_and_no_body(admin):
    for path in (LIST, "/-/openapi.json", "/client1/vm1?commands"):
        get, head = admin.get(path), admin.head(path)
        assert head.status_code == 200 and head.content == b""
        assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("path", [LIST, "/-/openapi.json", *(f"{path}?commands" for path in OBJECTS)])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_can_only_be_read(admin, path, method):
    answer = admin.request(method, path)
    problem(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD"


def test_nothing_acceptable_is_406(admin):
    problem(admin.get(LIST, headers={"Accept": "image/png"}), 406)
    problem(admin.get(LIST, params={"format": "yaml"}), 406)


@pytest.mark.parametrize(("query", "is_chosen"), [
    ({"q": "memory"}, lambda name, target, summary: "memory" in (name + summary).lower()),
    ({"q": "VCPU"}, lambda name, target, summary: "vcpu" in (name + summary).lower()),
    ({"q": "virDomainGetInfo"}, lambda name, target, summary: name == "domainGetInfo"),
    ({"q": "no such thing"}, lambda name, target, summary: False),
    ({"q": ""}, lambda name, target, summary: True),
    ({"target": "snapshot"}, lambda name, target, summary: target == "snapshot"),
    ({"target": "domain", "q": "xml"}, lambda name, target, summary: target == "domain" and "xml" in (name + summary).lower()),
])
def test_the_list_can_be_searched(admin, query, is_chosen):
    chosen = [row.get("name") for row in rows_of(admin)
              if is_chosen(row.get("name"), row.get("target"), row.findtext("summary"))]
    assert names(rows_of(admin, **query)) == chosen


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"' onload=x", "]]>", "&amp;&lt;", "\x01\x1b[31m\x85", "é🐧‮", "%3Cb%3E", "a" * 3000, "../../etc", "\n\r\nX: y"])
def test_a_hostile_search_harms_no_representation(admin, text, format):
    parsed = ok(admin.get(LIST, params={"q": text, "format": format}))
    if format == "html":
        assert len(parsed.xpath("//form[@role='search']")) == 1 and not parsed.xpath("//tbody/tr")


@pytest.mark.parametrize(("query", "argument"), [
    ("colour=red", "colour"), ("target=moon", "target"), ("q=a&q=b", "q"), ("q=%ff", "q"), ("target=domain&target=host", "target"), ("commands", "commands")])
def test_a_wrong_search_is_refused_by_name(admin, query, argument):
    problem(admin.get(f"{LIST}?{query}"), 400, argument=argument)


def test_a_slash_too_many_leads_to_the_list(odd):
    answer = odd.get(f"{LIST}/?q=x", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/a/b-c/-/commands?q=x")


@pytest.mark.parametrize("site", ["admin", "look", "odd"])
@pytest.mark.parametrize(("path", "target"), OBJECTS.items())
def test_an_object_has_the_commands_of_its_kind_at_its_own_addresses(request, site, path, target, table):
    client = request.getfixturevalue(site)
    prefix = "/" + client.base.partition("://")[2].partition("/")[2]
    rows = rows_of(client, f"{path}?commands")
    assert {row.get("name") for row in rows} == {name for name, (_, its_target, _) in table.items() if its_target == target}
    for row in rows:
        assert row.get("href") == f"{prefix}{path.rstrip('/')}/{row.get('name')}"
        assert row.get("address") is None


def test_the_addresses_can_be_called(admin):
    called = 0
    for row in rows_of(admin, f"/client1/{GUEST}?commands"):
        path = row.get("href").removeprefix("/virt")
        form = ok(admin.get(f"{path}?form"))
        assert form.get("method") == row.get("method")
        assert [each.attrib for each in form.iter("parameter")] == [each.attrib for each in row.iter("parameter")]
        if row.get("method") == "GET" and not row.findall("parameters/parameter[@required='yes']"):
            assert admin.get(path).status_code in (200, 404, 409, 422, 501)
            called += 1
    assert called > 5


def test_the_page_leads_to_forms_and_answers(admin):
    page = ok(admin.get("/client1/vm1?commands", headers={"Accept": "text/html"}))
    links = page.xpath("//main//a/@href")
    assert "/virt/client1/vm1/domainGetInfo" in links and "/virt/client1/vm1/domainSetMemory?form" in links


def test_every_page_leads_to_the_list(look):
    for path in ("/", "/client1/", "/client1/vm1", "/-/hosts/alpha/", LIST):
        assert ok(look.get(path, headers={"Accept": "text/html"})).xpath("//footer//a[@href='/look/-/commands']")


@pytest.mark.parametrize("site", ["/own", "/own-look"])
def test_an_owner_sees_what_his_domains_have(owner, site, table, only_read):
    rows = rows_of(owner(site))
    assert {row.get("name"): described(row) for row in rows} == {name: its for name, its in table.items() if its[1] in OF_DOMAINS}
    for row in rows:
        is_allowed = row.get("who") != "admin" and (site == "/own" or row.get("name") in only_read)
        assert row.get("may") == ("yes" if is_allowed else "no"), row.attrib


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("site", ["/own", "/own-look"])
def test_an_owner_learns_of_no_host_and_nobody_else(owner, site, format):
    for path in (LIST, "/client1/vm1/snapshots/none?commands", "/-/openapi.json"):
        answer = owner(site).get(path, headers={"Accept": ACCEPT[format]})
        shown = [word for word in HIDDEN if word in answer.text]
        assert shown in ([], ["alpha"] if format == "html" and "snapshots" in path else []), path  # His domain's page names its host.
        checked(answer)


@pytest.mark.parametrize("site", ["/own", "/own-look"])
def test_the_rest_of_our_own_addresses_is_not_there_for_an_owner(owner, site):
    for path in ("/-/", "/-/hosts/", "/-/hosts/alpha/", "/-/hosts/alpha/?commands", "/-/commands/x", "/-/metrics"):
        problem(owner(site).get(path), 404)
    problem(owner(site).get(LIST, params={"target": "host"}), 400, argument="target")
    for name in ("shop", "nosuch"):
        problem(owner(site).get(f"/client1/{name}?commands"), 404)
        problem(owner(site).get(f"/client2/{name}?commands"), 404)


def arguments_of(row):
    def told(parameter):
        unit = f" ({parameter['unit']})" if "unit" in parameter else ""
        return f"`{parameter['name']}`{unit}{'' if parameter['required'] == 'yes' else '?'}"
    return ", ".join(map(told, row["parameters"])) or "–"


def documentation(commands):
    """docs/commands.md, from the list of the admin site."""
    text = ["# What can be called", "",
            "Written by tests/site/test_commands.py from the program's own list; `/-/commands` on any site has more of each function, and says whether you",
            "may. *who* is in [security.md](security.md#who-may-call-what), how to call in [url.md](url.md). An argument with `?` may be left out.", ""]
    for target in sorted({row["target"] for row in commands}):
        mine = [row for row in commands if row["target"] == target]
        text += [f"## {target}", "", f"`{mine[0]['address'].rpartition('/')[0]}/…`, {len(mine)} functions.", "",
                 "| function | call | who | takes | does | libvirt |", "|---|---|---|---|---|---|"]
        text += [f"| `{row['name']}` | {row['method']} | {row['who']} | {arguments_of(row)} | {row['summary'].replace('|', '&#124;')} | {row.get('since', 'ours')} |"
                 for row in mine] + [""]
    return "\n".join(text)


def test_the_documentation_has_the_list(admin):
    """UPDATE_DOCS=1 writes docs/commands.md anew."""
    file = ROOT / "docs/commands.md"
    expected = documentation(ok(admin.get(LIST, params={"format": "json"}))["commands"])
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(expected, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == expected
