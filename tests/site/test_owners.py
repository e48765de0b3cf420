"""The sites of owners, and who tries to get at another's domain there."""

import threading

import libvirt
import pytest
from checks import ok, problem
from client import Client
from conftest import running_lab
from fastcgi import ask

from tests.lab.domains import OWNERS_NAMESPACE, Row, define, uuid_of
from tests.lab.lab import ADMIN, OWN, OWN_LOOK, SERVERS
from tests.lab.waiting import wait_until

VICTIM, ATTACKER = "client1", "client2"
# Who might pass for the victim.
ALIKE = ["Client1", "CLIENT1", "client10", "client", "client1 ", " client1", "client1.", "client1\\", "client1%", "cliеnt1",
         "clıent1", "client1\u200b", "client1\u0301", "ｃlient1", "client1,client2", "client1;", "*", "%"]
# Names that mean something else in addresses, or nothing.
IMPOSSIBLE = ["-", "_", ".", "..", "a/b", "/", "client1/vm1"]
PASSWORD = "sesame"
USERS = {name: PASSWORD for name in [VICTIM, ATTACKER, *ALIKE, *IMPOSSIBLE]}
SECRET = uuid_of("vm1")


@pytest.fixture(scope="module")
def owners_lab():
    with running_lab(sites=(ADMIN, OWN, OWN_LOOK), users=USERS, servers=tuple(SERVERS)) as lab:
        yield lab


@pytest.fixture(params=SERVERS)
def enter(owners_lab, request):
    """enter("client1", "/own") is a Client of nginx, then of lighttpd."""
    opened = []

    def client(user, site="/own"):
        login = (user.encode(), USERS[user].encode()) if user in USERS else (owners_lab.user, owners_lab.password)
        opened.append(Client(owners_lab.servers[request.param].url(site), login))
        return opened[-1]

    yield client
    for each in opened:
        each.close()


@pytest.fixture
def host(owners_lab):
    connection = owners_lab.alpha.open()
    yield connection
    connection.close()


@pytest.fixture
def domain(owners_lab, host, enter):
    """A running domain of the victim's, gone after the test."""
    made = define(host, Row("prey", (VICTIM,), "running"))
    uuid = made.UUIDString()
    admin = enter("admin", "/virt")
    wait_until("virt-fcgi knows the domain", lambda: owners_in(admin, uuid) == [VICTIM])
    yield made
    made = host.lookupByUUIDString(uuid)
    if made.isActive():
        made.destroy()
    made.undefine()
    wait_until("virt-fcgi knows the domain no more", lambda: owners_in(admin, uuid) is None)


def owners_in(admin, uuid):
    found = admin.xml("/").xpath("domains/domain[@uuid=$uuid]", uuid=uuid)
    return found[0].xpath("owner/text()") if found else None


def give(domain, *owners):
    """Changes the owners past virt-fcgi, on the host itself."""
    text = f"<owners>{''.join(f'<owner>{owner}</owner>' for owner in owners)}</owners>"
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, text, "virt", OWNERS_NAMESPACE, libvirt.VIR_DOMAIN_AFFECT_LIVE)


def is_paused(domain):
    return domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED


def test_the_network_leads_to_ones_own_page(enter):
    for site in ("/own", "/own-look"):
        client = enter(VICTIM, site)
        answer = client.get("/", allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{site}/{VICTIM}/")
        directory = ok(client.get("/"))
        assert directory.get("owner") == VICTIM
        domains = directory.findall("domains/domain")
        assert domains and all(VICTIM in each.xpath("owner/text()") for each in domains)
        assert {frozenset(each.keys()) for each in directory.findall("hosts/host")} == {frozenset({"name", "state", "since"})}
        assert directory.findall("owners/owner") == []


@pytest.mark.parametrize("user", ALIKE, ids=ascii)
def test_who_is_almost_the_owner_is_somebody_else(enter, user):
    client = enter(user)
    problem(client.get(f"/{VICTIM}/"), 404)
    problem(client.get(f"/{VICTIM}/vm1"), 404)
    own = client.get("/")
    assert own.status_code in (200, 404) and SECRET not in own.text, own.text


@pytest.mark.parametrize("user", IMPOSSIBLE)
def test_who_has_a_name_of_no_owner_sees_nothing(enter, user):
    client = enter(user)
    for path in ("/", f"/{VICTIM}/", "/_/", "/_/template", "/-/hosts/", "/-/health"):
        problem(client.get(path), 403, "no name that an owner can have")


# What it takes to get from one's own address to another's, if some part of the way looks twice at a path.
WAYS = ["/client2/../client1/vm1", "/client2/%2e%2e/client1/vm1", "/client2/..%2fclient1%2fvm1", "/client2//../client1/vm1", "//client1/vm1",
        "/./client1/vm1", "/client1/./vm1", "/client1%2fvm1", "/client1%2Fvm1", "/client1/vm1%00", "/client2%00/../client1/vm1", "/client1;/vm1",
        "/client2;/../client1/vm1", "/client1/vm1;x", "/client2/vm1", "/client2/..;/client1/vm1", "/client2/%2e%2e%2fclient1/vm1",
        "/client2/%252e%252e/client1/vm1", "/client2\\..\\client1\\vm1", "/CLIENT1/vm1", "/client1/VM1", "/client1/vm1/", "/client1/vm1?host=alpha",
        f"/client1/{SECRET}", f"/client2/{SECRET}", f"/_/{SECRET}", f"/client2/{SECRET.upper()}", f"/client2/{SECRET}?host=alpha", "/-/hosts/alpha/",
        "/-/hosts/alpha/connectGetCapabilities", "/-/hosts/", "/client1/?q=vm1", "/client2/?q=vm1", f"/client2/?q={SECRET}", f"/client2/?after={SECRET}",
        "/client1%20/vm1", "/client1+/vm1", "/*/vm1", "/client1,client2/vm1", "/virDomainGetXMLDesc", "/client2/vm1/virDomainGetXMLDesc", "/client1/vm1?form",
        "/client2/vm1?owner=client1", "/client2/vm1?REMOTE_USER=client1"]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_anothers_domain(enter, way):
    client = enter(ATTACKER)
    for format in ("application/xml", "text/html", "application/json", "text/plain"):
        answer = client.exact("GET", way, headers={"Accept": format})
        assert answer.status_code in (200, 301, 400, 404), answer.text
        assert answer.status_code == 200 and "/client2/?" in way or answer.status_code != 200, answer.text
        assert SECRET not in answer.text.replace(way, "") or SECRET in way, answer.text


POSES = [{"VIRT_READ_ONLY": "off"}, {"VIRT-READ-ONLY": "off"}, {"Virt-Authenticate": "off", "Virt-Read-Only": "off"}, {"REMOTE_USER": VICTIM},
         {"REMOTE-USER": VICTIM}, {"X-Remote-User": VICTIM}, {"X-Forwarded-User": VICTIM}, {"HTTP_REMOTE_USER": VICTIM}, {"SCRIPT_NAME": "/virt"},
         {"SCRIPT-NAME": "/virt", "PATH-INFO": "/client1/prey/domainSuspend"}, {"X-Original-URL": "/virt/client1/prey/domainSuspend"},
         {"X-HTTP-Method-Override": "GET"}, {"VIRT_SECRETS": "on"}, {"Proxy": "on"}]


@pytest.mark.parametrize("headers", POSES, ids=str)
def test_a_header_is_no_parameter(enter, domain, headers):
    problem(enter(ATTACKER).post("/client1/prey/domainSuspend", headers=headers), 404)
    problem(enter(ATTACKER).get("/client1/prey", headers=headers), 404)
    problem(enter(VICTIM, "/own-look").post("/client1/prey/domainSuspend", headers=headers), 403, "read-only")
    problem(enter("admin", "/virt").get("/client1/prey?flags=VIR_DOMAIN_XML_SECURE", headers=headers), 403, "secrets")
    assert not is_paused(domain)


def test_an_owner_uses_his_domain(enter, domain):
    client = enter(VICTIM)
    ok(client.post("/client1/prey/domainSuspend"))
    assert is_paused(domain)
    ok(client.post("/client1/prey/domainResume"))
    assert not is_paused(domain)
    ok(client.post("/client1/prey/domainSetMetadata", data={"type": "1", "metadata": "Mine"}))
    assert domain.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None) == "Mine"
    ok(client.post("/client1/prey/domainSetAutostart", data={"autostart": "1"}))
    assert domain.autostart() == 1


def test_what_was_his_a_moment_ago_is_not_there(enter, domain):
    client = enter(VICTIM)
    for _ in range(20):
        give(domain, ATTACKER)  # The directory may not know it yet.
        problem(client.post("/client1/prey/domainSuspend"), 404, 'there is no domain "prey"')
        problem(client.get("/client1/prey"), 404, 'there is no domain "prey"')
        assert not is_paused(domain)
        give(domain, VICTIM)
        wait_until("it is his again", lambda: client.get("/client1/prey").status_code == 200)


def test_who_loses_his_domain_during_his_calls_loses_it(enter, domain):
    """The owner changes all the time; the answers are the domain's or nothing's, and after the end only nothing's."""
    ends = threading.Event()

    def flip():
        while not ends.is_set():
            give(domain, ATTACKER)
            give(domain, VICTIM)
        give(domain, ATTACKER)

    client = enter(VICTIM)
    flipping = threading.Thread(target=flip)
    flipping.start()
    try:
        answers = [client.post(f"/client1/prey/{name}") for _ in range(50) for name in ("domainSuspend", "domainResume")]
    finally:
        ends.set()
        flipping.join()
    assert {answer.status_code for answer in answers} <= {200, 404, 502}  # 502: to resume what is not paused
    if is_paused(domain):
        domain.resume()
    for _ in range(10):
        problem(client.post("/client1/prey/domainSuspend"), 404, 'there is no domain "prey"')
    assert not is_paused(domain)


OWNERS = f"<virt:owners xmlns:virt='{OWNERS_NAMESPACE}'>%s</virt:owners>"
METADATA = {
    "two names in one element": (OWNERS % "<virt:owner>client1 client2</virt:owner>", False),
    "names with a comma": (OWNERS % "<virt:owner>client2,client1</virt:owner>", False),
    "whitespace around": (OWNERS % "<virt:owner>\n  client2\t</virt:owner>", True),
    "a reference": (OWNERS % "<virt:owner>&#99;lient2</virt:owner>", True),
    "an element inside": (OWNERS % "<virt:owner>client<x/>2</virt:owner>", False),
    "another namespace": ("<owners xmlns='urn:evil'><owner>client2</owner></owners>", False),
    "another namespace's owner": (OWNERS % "<owner xmlns='urn:evil'>client2</owner>", False),
    "ours inside of another": (f"<x xmlns='urn:evil'>{OWNERS % '<virt:owner>client2</virt:owner>'}</x>", False),
    "another version": (OWNERS.replace(":1", ":2") % "<virt:owner>client2</virt:owner>", False),
    "an attribute": (OWNERS % "<virt:owner name='client2'/>", False),
    "capital": (OWNERS % "<virt:owner>Client2</virt:owner>", False),
    "several": (OWNERS % "<virt:owner>client3</virt:owner><virt:owner>client2</virt:owner>", True),
}


@pytest.mark.parametrize("metadata, is_his", METADATA.values(), ids=METADATA)
def test_metadata_names_an_owner_or_does_not(host, enter, metadata, is_his):
    admin, client = enter("admin", "/virt"), enter(ATTACKER)
    uuid = uuid_of("odd")
    made = host.defineXML(f"<domain type='test'><name>odd</name><uuid>{uuid}</uuid><metadata>{metadata}</metadata>"
                          "<memory>65536</memory><os><type>hvm</type></os></domain>")
    try:
        wait_until("virt-fcgi knows the domain", lambda: owners_in(admin, uuid) is not None)
        assert client.get("/client2/odd").status_code == (200 if is_his else 404)
        assert (uuid in client.get("/client2/").text) == is_his
    finally:
        made.undefine()
        wait_until("virt-fcgi knows the domain no more", lambda: owners_in(admin, uuid) is None)


def test_an_administrator_sets_the_owners(enter, domain):
    admin, old, new = enter("admin", "/virt"), enter(VICTIM), enter(ATTACKER)
    answer = admin.post("/client1/prey/setOwners", data={"owners": "client2\r\nan ö & <o>\r\n"})
    assert ok(answer).find("domain").get("href") == "/virt/an%20%C3%B6%20%26%20%3Co%3E/prey"
    for flags in (0, libvirt.VIR_DOMAIN_XML_INACTIVE):
        assert "<virt:owner>client2</virt:owner>" in domain.XMLDesc(flags)
        assert "<virt:owner>an ö &amp; &lt;o&gt;</virt:owner>" in domain.XMLDesc(flags)
    problem(old.get("/client1/prey"), 404)
    ok(new.post("/client2/prey/domainSuspend"))
    ok(admin.post("/client2/prey/setOwners", data={"owners": ""}))
    assert OWNERS_NAMESPACE not in domain.XMLDesc() + domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    problem(new.get("/client2/prey"), 404)
    ok(admin.get("/_/prey"))
    problem(admin.post("/_/prey/setOwners", data={"owners": "a/b"}), 400, '"a/b" is no owner', "owners")
    problem(admin.post("/_/prey/setOwners"), 400, "missing", "owners")


def test_a_slow_host_is_not_told_to_owners(owners_lab, enter):
    client, admin = enter(VICTIM), enter("admin", "/virt")
    owners_lab.beta.pause()
    try:
        wait_until("the host is known to be silent", lambda: owners_lab.host_state("beta") == "unreachable", seconds=30)
        detail = problem(client.get("/client1/small"), 503).findtext("{*}detail")
        assert detail == "the host cannot be asked now: the domain's host does not answer"
        assert "beta" in problem(admin.get("/client1/small"), 503).findtext("{*}detail")
        directory = ok(client.get("/client1/"))
        assert directory.xpath("hosts/host[@name='beta' and @state='unreachable']") and not directory.xpath("hosts/host/error")
    finally:
        owners_lab.beta.resume()
        wait_until("the host is there again", lambda: owners_lab.host_state("beta") == "up", seconds=30)


@pytest.fixture
def safe(owners_lab):
    """A QEMU domain of the victim's, shut off, with a password in it."""
    connection = owners_lab.beta.open()
    made = connection.defineXML(
        "<domain type='qemu'><name>safe</name><metadata>" + OWNERS % "<virt:owner>client1</virt:owner>" + "</metadata><memory>16384</memory>"
        "<os><type>hvm</type></os><devices><graphics type='vnc' passwd='hunter2'/></devices></domain>")
    yield made
    made.undefine()
    connection.close()


def test_secrets_are_told_where_the_web_server_says_so_and_nowhere_else(owners_lab, enter, safe):
    wait_until("virt-fcgi knows the domain", lambda: enter("admin", "/virt").get("/client1/safe").status_code == 200)

    def answer(**parameters):
        return ask(str(owners_lab.responder.socket), "/client1/safe", QUERY_STRING="flags=VIR_DOMAIN_XML_SECURE", **parameters)

    may_change = {"VIRT_READ_ONLY": "off"}
    owner = {"VIRT_AUTHENTICATE": "on", "REMOTE_USER": VICTIM}
    assert "passwd='hunter2'" in answer(VIRT_SECRETS="on", **may_change)
    for refused in ({**may_change}, {"VIRT_SECRETS": "off", **may_change}, {"VIRT_SECRETS": "on"}, {"VIRT_SECRETS": "on", **may_change, **owner}):
        told = answer(**refused)
        assert told.startswith("Status: 403") and "hunter2" not in told, told
    plain = enter("admin", "/virt").get("/client1/safe")
    assert plain.status_code == 200 and "hunter2" not in plain.text
    assert "hunter2" not in owners_lab.responder.log.read_text()
