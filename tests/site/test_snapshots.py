"""Snapshots of a domain: an owner makes, reads, reverts to and removes them, and gets nothing else by them."""

import libvirt
import pytest
from checks import PROBLEM, ok, problem
from client import Client
from conftest import running_lab

from tests.lab.domains import OWNERS_NAMESPACE, Row, define
from tests.lab.lab import ADMIN, OWN, OWN_LOOK
from tests.lab.waiting import wait_until

USERS = {"client1": "one", "client2": "two"}
AT = "/client1/shots"


@pytest.fixture(scope="module")
def owners_lab():
    with running_lab(sites=(ADMIN, OWN, OWN_LOOK), users=USERS) as lab:
        yield lab


@pytest.fixture
def owner(owners_lab):
    return Client(owners_lab.nginx.url("/own"), ("client1", "one"))


@pytest.fixture
def domain(owners_lab, owner):
    connection = owners_lab.alpha.open()
    made = define(connection, Row("shots", ("client1",), "running"))
    wait_until("virt-fcgi knows the domain", lambda: is_listed(owner))
    yield made
    for snapshot in made.listAllSnapshots():
        snapshot.delete()
    made.destroy()
    made.undefine()
    wait_until("virt-fcgi knows the domain no more", lambda: not is_listed(owner))
    connection.close()


def is_listed(owner):
    """In the directory: the domain's own address tells what the host says, which can be ahead of it."""
    return bool(ok(owner.get("/client1/")).findall("domains/domain[@name='shots']"))


def create(client, xml="<domainsnapshot><name>one</name></domainsnapshot>", **more):
    return client.post(f"{AT}/domainSnapshotCreateXML", data={"xmlDesc": xml, **more})


def names(domain):
    return sorted(snapshot.getName() for snapshot in domain.listAllSnapshots())


def test_a_snapshot_is_made_listed_read_and_removed(owner, domain):
    xml = "<domainsnapshot>\n <!-- mine --><description>Before &lt;it&gt;</description><name>a ö+b</name></domainsnapshot>"
    answer = create(owner, xml)
    href = "/own/client1/shots/snapshots/a%20%C3%B6%2Bb"
    assert ok(answer, 201).find("snapshot").get("href") == href == answer.headers["Location"]
    assert names(domain) == ["a ö+b"]
    for path in (f"{AT}/snapshots/", f"{AT}/domainListAllSnapshots"):
        assert [(each.get("name"), each.get("href")) for each in ok(owner.get(path)).findall("snaps/item")] == [("a ö+b", href)]
    path = f"{AT}/snapshots/a%20%C3%B6%2Bb"
    document = owner.get(path)
    assert document.content.decode() == domain.listAllSnapshots()[0].getXMLDesc()
    assert "<description>Before &lt;it&gt;</description>" in document.text
    assert ok(owner.get(f"{path}/domainSnapshotIsCurrent")).findtext("value") == "1"
    assert ok(owner.get(f"{path}/domainSnapshotGetName")).findtext("value") == "a ö+b"
    assert owner.get(f"{path}/", allow_redirects=False).headers["Location"] == href
    assert owner.get(f"{AT}/snapshots", allow_redirects=False).headers["Location"] == "/own/client1/shots/snapshots/"
    ok(owner.post(f"{path}/domainSnapshotDelete"))
    assert names(domain) == [] and ok(owner.get(f"{AT}/snapshots/")).findall("snaps/item") == []
    problem(owner.get(path), 404)


def test_the_domain_goes_back_to_where_it_was(owner, domain):
    ok(create(owner), 201)
    ok(owner.post(f"{AT}/domainSuspend"))
    ok(owner.post(f"{AT}/snapshots/one/domainRevertToSnapshot", data={"flags": "VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING"}))
    assert domain.state()[0] == libvirt.VIR_DOMAIN_RUNNING


def test_pages_show_snapshots(owner, domain):
    ok(create(owner), 201)
    for path in ("", "/snapshots/", "/snapshots/one", "/snapshots/one/domainSnapshotDelete?form"):
        ok(owner.get(AT + path, headers={"Accept": "text/html"}))


REFUSED = {
    "a domain": ("<domainsnapshot><domain type='test'><name>x</name></domain></domainsnapshot>", {}, "no \"domain\""),
    "disks": ("<domainsnapshot><disks><disk name='vda' snapshot='external'><source file='/etc/x'/></disk></disks></domainsnapshot>", {}, "no \"disks\""),
    "memory": ("<domainsnapshot><memory snapshot='external' file='/etc/x'/></domainsnapshot>", {}, "no \"memory\""),
    "two names": ("<domainsnapshot><name>a</name><name>b</name></domainsnapshot>", {}, "one <name>"),
    "an element in the name": ("<domainsnapshot><name>a<b/></name></domainsnapshot>", {}, "text and nothing else"),
    "an attribute": ("<domainsnapshot x='1'/>", {}, "without attributes"),
    "a namespace": ("<domainsnapshot xmlns:q='urn:q'><q:name>a</q:name></domainsnapshot>", {}, "one <name>"),
    "another root": ("<domain/>", {}, "domainsnapshot"),
    "a redefinition": ("<domainsnapshot><name>a</name></domainsnapshot>", {"flags": "VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE"}, "these flags"),
    "a disk-only one": ("<domainsnapshot><name>a</name></domainsnapshot>", {"flags": "16"}, "these flags"),
    "by the agent": ("<domainsnapshot><name>a</name></domainsnapshot>", {"flags": "VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE"}, "these flags"),
    "a path": ("<domainsnapshot><name>../../x</name></domainsnapshot>", {}, "without a slash"),
    "a slash": ("<domainsnapshot><name>a/b</name></domainsnapshot>", {}, "without a slash"),
    "a dot": ("<domainsnapshot><name>.a</name></domainsnapshot>", {}, "a dot"),
    "a long name": (f"<domainsnapshot><name>{'x' * 201}</name></domainsnapshot>", {}, "200 bytes"),
    "a long description": (f"<domainsnapshot><description>{'x' * 8193}</description></domainsnapshot>", {}, "8192"),
}


@pytest.mark.parametrize("xml, more, words", REFUSED.values(), ids=REFUSED)
def test_a_snapshot_is_a_name_and_a_description(owner, domain, xml, more, words):
    before = domain.XMLDesc()
    problem(create(owner, xml, **more), 403, words)
    assert names(domain) == [] and domain.XMLDesc() == before


def test_a_domain_gets_no_more_than_32_from_its_owner(owner, domain):
    for number in range(31):
        domain.snapshotCreateXML(f"<domainsnapshot><name>{number}</name></domainsnapshot>")
    ok(create(owner, "<domainsnapshot/>"), 201)
    problem(create(owner, "<domainsnapshot/>"), 403, "32 snapshots")
    assert len(names(domain)) == 32


def test_no_document_is_an_error_of_the_argument(owner, domain):
    problem(create(owner, "<domainsnapshot>"), 400, "well-formed", "xmlDesc")
    assert names(domain) == []


def test_going_back_does_not_bring_former_owners_back(owners_lab, owner, domain):
    admin = Client(owners_lab.nginx.url("/virt"), (owners_lab.user, owners_lab.password))
    other = Client(owners_lab.nginx.url("/own"), ("client2", "two"))
    ok(create(owner), 201)
    ok(admin.post(f"{AT}/setOwners", data={"owners": "client1\nclient2"}))
    for client, path in ((owner, AT), (other, "/client2/shots")):
        answer = client.post(f"{path}/snapshots/one/domainRevertToSnapshot")
        assert "other owners" in problem(answer, 403).findtext(f"{PROBLEM}detail")
    assert domain.XMLDesc().count("<virt:owner>") == 2
    text = domain.metadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, OWNERS_NAMESPACE)
    assert "client1" in text and "client2" in text
    ok(admin.post(f"{AT}/snapshots/one/domainRevertToSnapshot"))
    wait_until("the former owner has it alone", lambda: other.get("/client2/shots").status_code == 404)


def test_another_and_a_reader_change_none(owners_lab, owner, domain):
    ok(create(owner), 201)
    other = Client(owners_lab.nginx.url("/own"), ("client2", "two"))
    reader = Client(owners_lab.nginx.url("/own-look"), ("client1", "one"))
    for path in ("/client1/shots", "/client2/shots"):
        problem(other.get(f"{path}/snapshots/"), 404)
        problem(other.get(f"{path}/snapshots/one"), 404)
        problem(other.post(f"{path}/snapshots/one/domainSnapshotDelete"), 404)
    ok(reader.get(f"{AT}/snapshots/"))
    problem(reader.post(f"{AT}/snapshots/one/domainSnapshotDelete"), 403)
    problem(reader.post(f"{AT}/snapshots/"), 405)
    assert names(domain) == ["one"]
