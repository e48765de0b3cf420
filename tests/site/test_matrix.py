"""Who may do what: every command, in each mode, for each kind of visitor, by each method, in each format.

The commands are what `virt-fcgi --commands` prints. What may be answers; what may not is refused, and has not
happened: libvirt says so. What is another's cannot be told from what does not exist.
"""

import re
import subprocess

import libvirt
import pytest
from checks import ACCEPT, FORMATS, checked, format_of
from client import Client
from conftest import running_lab

from tests.lab.domains import Row, domain_xml, uuid_of
from tests.lab.lab import ADMIN, LOOK, OWN, OWN_LOOK, SERVERS
from tests.lab.waiting import wait_until
from tests.lab.web_server import password_line

OWNER, OTHER, IDLE = "client1", "client2", "client9"
LOGINS = {OWNER: "one", OTHER: "two", IDLE: "nine"}
SITES = ("/virt", "/look", "/own", "/own-look")  # insecure, read-only, owner, owner-read-only
VISITORS = (None, OWNER, OTHER, IDLE)
NAME, ABSENT = "matrix", "absent"  # As long as each other, as the answers must be.
NOBODY = "clientX"
SNAPSHOT = "first"
UUID = uuid_of(NAME)
NO_UUID = uuid_of(ABSENT)
MAC = "52:54:00:12:34:56"

CDROM = "<disk type='file' device='cdrom'><target dev='sdc' bus='sata'/><readonly/></disk>"
CARD = f"<interface type='network'><mac address='{MAC}'/><source network='default'/></interface>"
NEW_CARD = "<interface type='network'><source network='default'/></interface>"
# Arguments with which each command could be carried out.
ARGUMENTS = {
    "domainAttachDevice": {"xml": NEW_CARD}, "domainAttachDeviceFlags": {"xml": NEW_CARD},
    "domainDetachDevice": {"xml": CARD}, "domainDetachDeviceFlags": {"xml": CARD},
    "domainUpdateDeviceFlags": {"xml": CDROM}, "domainDefineXML": {"xml": "<domain type='test'><name>new</name></domain>"},
    "domainInterfaceStats": {"device": "testnet0"}, "domainScreenshot": {"screen": "0"}, "domainRename": {"new_name": "renamed"},
    "domainSetAutostart": {"autostart": "1"}, "domainSetMemory": {"memory": "65536"},
    "domainSetMemoryFlags": {"memory": "65536", "flags": "VIR_DOMAIN_AFFECT_CONFIG"},
    "domainSetMetadata": {"type": "1", "metadata": "A title"}, "domainSetSchedulerParameters": {"params.weight": "77"},
    "domainSetVcpus": {"nvcpus": "1"}, "domainSetVcpusFlags": {"nvcpus": "1", "flags": "VIR_DOMAIN_AFFECT_CONFIG"},
    "domainSnapshotCreateXML": {"xmlDesc": "<domainsnapshot><name>second</name></domainsnapshot>"}, "setOwners": {"owners": OTHER},
    "domainMigrate": {"dconn": "beta"}, "domainMigrate2": {"dconn": "beta"}, "domainMigrate3": {"dconn": "beta"},
    "storageVolDownload": {"offset": "0", "length": "1"}, "storageVolUpload": {"offset": "0", "length": "1"},
}
BYTES = {"storageVolUpload": b"x"}  # These take their body as it is.
# What lies on the way to an object of each kind that is no domain.
PLACES = {
    "host": "", "network": "networks/default/", "networkPort": f"networks/default/ports/{uuid_of('port')}/",
    "storagePool": "storagePools/default-pool/", "storageVol": "storagePools/default-pool/storageVols/none/",
    "nodeDevice": "nodeDevices/computer/", "interface": "interfaces/eth1/", "secret": f"secrets/{uuid_of('secret')}/",
    "nwfilter": "nwfilters/none/", "nwfilterBinding": "nwfilterBindings/none/",
    "domain": "", "snapshot": f"snapshots/{SNAPSHOT}/", "checkpoint": "checkpoints/none/"}
OF_DOMAINS = ("domain", "snapshot", "checkpoint")
# Whoever may call these would end the host, or wait for it.
NOT_CARRIED_OUT = {"nodeSuspendForDuration"}


def domain_document():
    document = domain_xml(Row(NAME, (OWNER,), "running", memory_mib=256, vcpus=2))
    return document.replace("</devices>", f"{CDROM}{CARD}</devices>")


class Target:
    """The domain that everybody tries, on the host itself."""

    def __init__(self, connection, admin):
        self._connection = connection
        self._admin = admin

    def make(self):
        for domain in self._connection.listAllDomains():
            if domain.UUIDString() == UUID or domain.name() == "new":
                is_active, is_persistent = domain.isActive(), domain.isPersistent()
                for snapshot in domain.listAllSnapshots():
                    snapshot.delete()
                if is_persistent:
                    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
                if is_active:
                    domain.destroy()
        wait_until("virt-fcgi knows the domain no more", lambda: not self._known())
        domain = self._connection.defineXML(domain_document())
        domain.create()
        domain.snapshotCreateXML(f"<domainsnapshot><name>{SNAPSHOT}</name></domainsnapshot>")
        wait_until("virt-fcgi knows the domain", lambda: self._known() == [(NAME, "VIR_DOMAIN_RUNNING", [OWNER])])

    def _known(self):
        found = self._admin.xml("/").xpath("domains/domain[@uuid=$uuid]", uuid=UUID)
        return [(each.get("name"), each.get("state"), each.xpath("owner/text()")) for each in found]

    def picture(self):
        """All that a command could change: of this domain, how many there are, and what else the host has."""
        host = [[(each.name(), each.isActive()) for each in objects] for objects in (
            self._connection.listAllNetworks(), self._connection.listAllStoragePools(), self._connection.listAllInterfaces())]
        left = [domain for domain in self._connection.listAllDomains() if domain.UUIDString() == UUID]
        if not left:
            return host, None
        domain = left[0]
        return (host, domain.XMLDesc(), domain.XMLDesc(2), domain.state(), domain.info()[:4], domain.autostart(), domain.hasManagedSaveImage(),
                domain.schedulerParameters(), [each.getXMLDesc() for each in domain.listAllSnapshots()], len(self._connection.listAllDomains()))


@pytest.fixture(scope="module")
def owners_lab():
    config = {"devices": {"networks": ["default"], "pools": ["default-pool"]}}
    with running_lab(sites=(ADMIN, LOOK, OWN, OWN_LOOK), users=LOGINS, servers=tuple(SERVERS), config=config) as lab:
        for server in lab.servers.values():  # On the admin site a name says nothing: whoever comes in may do everything.
            with (server.folder / "virt-fcgi.htpasswd").open("a", encoding="utf-8") as passwords:
                passwords.writelines(password_line(*login) for login in LOGINS.items())
        yield lab


@pytest.fixture(scope="module")
def commands(owners_lab):
    printed = subprocess.run([owners_lab.responder.program, "--commands"], capture_output=True, text=True, check=True)
    table = [tuple(line.split("\t")) for line in printed.stdout.splitlines()]
    assert ARGUMENTS.keys() <= {name for name, *_ in table}
    assert {kind for _, _, kind, *_ in table} == PLACES.keys(), "nobody knows where these are"
    return table


@pytest.fixture(scope="module")
def target(owners_lab):
    connection = owners_lab.alpha.open()
    with Client(owners_lab.nginx.url("/virt"), (owners_lab.user, owners_lab.password)) as admin:
        target = Target(connection, admin)
        target.make()
        yield target
    connection.close()


def verdict(site, visitor, command, method):
    """What must come of it: a status, or "may"."""
    _, its_method, kind, who, effect, secrecy = command
    if visitor is None and site != "/look":
        return 401
    if site in ("/own", "/own-look") and (kind not in OF_DOMAINS or visitor != OWNER):
        return 404
    if method != its_method:
        return 405
    if site in ("/own", "/own-look") and who == "admin":
        return 403
    if (effect != "read" and site in ("/look", "/own-look")) or secrecy == "secret":
        return 403
    return "may"


def paths(site, visitor, command):
    """Where this visitor would look for the command, each with the address of something that is nowhere."""
    name, _, kind, *_ = command
    name = PLACES[kind] + name
    if kind not in OF_DOMAINS:
        return [(f"/-/hosts/alpha/{name}", f"/-/hosts/alphX/{name}")]
    all_paths = [(f"/{OWNER}/{NAME}/{name}", f"/{OWNER}/{ABSENT}/{name}")]
    if site in ("/own", "/own-look") and visitor not in (None, OWNER):
        all_paths = [(f"/{OWNER}/{NAME}/{name}", f"/{NOBODY}/{ABSENT}/{name}"),
                     (f"/{visitor}/{NAME}/{name}", f"/{visitor}/{ABSENT}/{name}"),
                     (f"/{visitor}/{UUID}/{name}", f"/{visitor}/{NO_UUID}/{name}")]
    return all_paths


def told(answer, *names):
    """All of an answer but the time and the end of the connection, with the names that were asked for left out."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("Date", "Connection")}
    content = re.sub(r"\d+:\d\d:\d\d", "…", answer.text)  # Pages say when they were made.
    for name in names:
        content = content.replace(name, "…")
    return answer.status_code, headers, content


def ask(client, method, path, format, arguments):
    headers = {"Accept": f"{ACCEPT[format]}, image/*;q=0.1, application/octet-stream;q=0.1"}
    options = {"params" if method == "GET" else "data": arguments}
    if method == "POST" and (body := BYTES.get(path.rpartition("/")[2])):
        options = {"params": arguments, "data": body}
        headers["Content-Type"] = "application/octet-stream"
    return client.request(method, path, headers=headers, allow_redirects=False, **options)


def check_may(answer, method):
    """It was carried out, or it came to libvirt and libvirt said no: the test driver cannot do everything. Or it would
    have been, with arguments."""
    is_let_through = answer.status_code < 300 or "libvirt refused" in answer.text
    assert is_let_through or (answer.status_code == 400 and "missing" in answer.text), f"{method} {answer.url}\n{answer.text}"


def attempts(server, site, visitor, commands):
    """Everything that this visitor tries: (command, what must come of it, method, format, path, path of nothing).

    Each command of owners in each format, by both servers; of the others each in one, by one server: which one it is
    depends on the place in the table.
    """
    for place, command in enumerate(commands):
        is_of_owners = command[3] == "owner" or command[0] in ARGUMENTS
        if not is_of_owners and server != list(SERVERS)[place // len(FORMATS) % len(SERVERS)]:
            continue
        for method in ("GET", "POST"):
            expected = verdict(site, visitor, command, method)
            if expected == "may" and command[0] in NOT_CARRIED_OUT:
                continue
            for format in FORMATS if is_of_owners else [list(FORMATS)[place % len(FORMATS)]]:
                for path, nowhere in paths(site, visitor, command):
                    yield command[0], expected, method, format, path, nowhere


def check_refusal(answer, expected, format):
    assert answer.status_code == expected, f"{answer.request.method} {answer.url}\n{answer.text}"
    if expected != 401:  # That is the web server's own.
        assert format_of(answer) == format
        checked(answer)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("server", SERVERS)
def test_the_matrix(owners_lab, commands, target, server, site, visitor):
    answers = refusals = 0
    before = target.picture()
    with Client(owners_lab.servers[server].url(site), (visitor, LOGINS[visitor]) if visitor else None) as client:
        for name, expected, method, format, path, nowhere in attempts(server, site, visitor, commands):
            answer = ask(client, method, path, format, ARGUMENTS.get(name))
            has_changed = target.picture() != before
            if expected == "may":
                answers += 1
                check_may(answer, method)
                assert not has_changed or method == "POST", f"{method} {path} changed something"
                if has_changed:
                    target.make()
                    before = target.picture()
                continue
            refusals += 1
            check_refusal(answer, expected, format)
            assert not has_changed, f"{method} {path} was refused, and happened"
            if expected == 404 and "/-/" not in path:
                other = ask(client, method, nowhere, format, ARGUMENTS.get(name))
                assert told(answer, OWNER, NAME, UUID) == told(other, NOBODY, ABSENT, NO_UUID)
    print(f"\n{server} {site} {visitor}: {answers} answers, {refusals} refusals")
    assert answers + refusals >= len(commands)
