"""/-/openapi.json: a valid document, and a true one: what is made from it gets the answers that it tells of."""

import json

import jsonschema
import libvirt
import pytest
from checks import checked_json, ok
from client import Client
from conftest import running_lab
from openapi_requests import Maker

from tests.lab import ROOT
from tests.lab.domains import Row, define, uuid_of
from tests.lab.lab import ADMIN, LOOK, OWN
from tests.lab.waiting import wait_until

OFFICIAL = json.loads((ROOT / "tests/schemas/openapi-3.1.json").read_text(encoding="utf-8"))
JSON_SCHEMA = jsonschema.Draft202012Validator
OWNER = "client1"
NAME, SNAPSHOT = "described", "first"
SITES = {"/virt": None, "/look": None, "/own": (OWNER, "sesame")}
VALID, RANDOM = 6, 10  # Requests for each operation.


@pytest.fixture(scope="module")
def described_lab():
    with running_lab(sites=(ADMIN, LOOK, OWN), users={OWNER: "sesame"}) as lab:
        yield lab


@pytest.fixture(params=SITES)
def site(described_lab, request):
    login = SITES[request.param] or (described_lab.user, described_lab.password)
    with Client(described_lab.nginx.url(request.param), login) as client:
        client.prefix = request.param
        yield client


@pytest.fixture
def document(site):
    return ok(site.get("/-/openapi.json"))


def schemas_in(node, place=""):
    """Each JSON Schema in a document, with its place."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key == "schema" or place == "/components/schemas":
            yield f"{place}/{key}", value
        else:
            yield from schemas_in(value, f"{place}/{key}")


def test_the_document_is_valid(document):
    JSON_SCHEMA.check_schema(OFFICIAL)
    JSON_SCHEMA(OFFICIAL).validate(document)


def test_the_official_schema_refuses_what_is_none():
    right = {"openapi": "3.1.0", "info": {"title": "x", "version": "1"}, "paths": {}}
    assert JSON_SCHEMA(OFFICIAL).is_valid(right)
    for wrong in ({"openapi": "3.0.3"}, {"paths": {"no-slash": {}}}, {"paths": {"/x": {"get": {"responses": {"2000": {"description": "x"}}}}}},
                  {"components": {"parameters": {"x": {"name": "x", "in": "nowhere"}}}}, {"info": {}}, {"nonsense": 1}):
        assert not JSON_SCHEMA(OFFICIAL).is_valid(right | wrong), wrong


def test_its_schemas_are_valid(document):
    found = dict(schemas_in(document))
    assert len(found) > 20
    for place, schema in found.items():
        JSON_SCHEMA.check_schema(schema)
        assert schema.keys() & {"$ref", "type"}, place


def test_its_operations_have_ids_of_their_own_and_all_variables_of_their_path(document):
    maker = Maker(document, {}, 0)
    ids = [operation["operationId"] for _, _, operation in maker.operations()]
    assert len(ids) == len(set(ids)) > 10
    for path, _, operation in maker.operations():
        parameters = [maker.resolve(parameter) for parameter in operation["parameters"]]
        assert {f"{{{each['name']}}}" for each in parameters if each["in"] == "path"} == {step for step in path.split("/") if step.startswith("{")}
        assert len({(each["in"], each["name"]) for each in parameters}) == len(parameters), path
        assert set(operation["tags"]) <= {tag["name"] for tag in document["tags"]}


def test_its_server_is_the_site(site, document):
    assert document["servers"] == [{"url": site.prefix}]


def test_what_the_site_forbids_is_not_in_it(site, document):
    methods = {method for _, method, _ in Maker(document, {}, 0).operations()}
    assert methods == ({"get"} if site.prefix == "/look" else {"get", "post"})
    if site.prefix == "/own":
        assert not [path for path in document["paths"] if not path.startswith(("/{owner}/{vm}/", "/-/domains/{command}"))]
        assert "/{owner}/{vm}/setOwners" not in document["paths"]


# What the test driver has, and names of what it has not.
OBJECTS = {"checkpoint": "none", "network": "default", "networkPort": uuid_of("port"), "storagePool": "default-pool", "storageVol": "none",
           "nodeDevice": "computer", "interface": "eth1", "secret": uuid_of("secret"), "nwfilter": "none", "nwfilterBinding": "none"}


class Scenery:
    """A domain with a snapshot, and nothing else of what a request may have made; put up again after each operation."""

    def __init__(self, connection, admin):
        self._connection, self._admin = connection, admin
        self._others = {domain.UUIDString() for domain in connection.listAllDomains()}
        self._was = None

    def put_up(self):
        if self._was is not None and self._picture() == self._was:
            return
        self.take_down()
        domain = define(self._connection, Row(NAME, (OWNER,), "running", memory_mib=64, vcpus=2))
        domain.snapshotCreateXML(f"<domainsnapshot><name>{SNAPSHOT}</name></domainsnapshot>")
        wait_until("virt-fcgi knows the domain", lambda: self._known() == [(NAME, "VIR_DOMAIN_RUNNING", [OWNER])])
        self._was = self._picture()

    def take_down(self):
        for domain in self._connection.listAllDomains():
            if domain.UUIDString() not in self._others:
                is_active, is_persistent = domain.isActive(), domain.isPersistent()
                for snapshot in domain.listAllSnapshots():
                    snapshot.delete()
                if is_persistent:
                    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
                if is_active:
                    domain.destroy()
        wait_until("virt-fcgi knows none of them any more", lambda: not self._known())

    def _picture(self):
        found = [domain for domain in self._connection.listAllDomains() if domain.UUIDString() not in self._others]
        return [(domain.name(), domain.XMLDesc(), domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE), domain.state(),
                 [each.getName() for each in domain.listAllSnapshots()]) for domain in found]

    def _known(self):
        domains = self._admin.xml("/").xpath("domains/domain[@host='alpha']")
        return [(each.get("name"), each.get("state"), each.xpath("owner/text()")) for each in domains if each.get("uuid") not in self._others]


@pytest.fixture(scope="module")
def scenery(described_lab):
    connection = described_lab.alpha.open()
    with Client(described_lab.nginx.url("/virt"), (described_lab.user, described_lab.password)) as admin:
        scenery = Scenery(connection, admin)
        yield scenery
        scenery.take_down()
    connection.close()


def check_answer(answer, request, operation, maker):
    """The answer is one that the document tells of."""
    status = str(answer.status_code)
    told = f"{operation['operationId']}: {request} got {status}\n{answer.text[:1000]}"
    assert status != "500" and status in operation["responses"], told
    content = maker.resolve(operation["responses"][status])["content"]
    media_type = answer.headers["Content-Type"]
    if status == "200" and "application/json" not in content:
        assert media_type in content or f"{media_type.partition('/')[0]}/*" in content, told
        return
    if not media_type.endswith("json"):
        assert answer.status_code in (400, 404, 414), told  # nginx has its own word about some addresses.
        return
    parsed = checked_json(answer)
    JSON_SCHEMA(maker.resolve(content[media_type]["schema"])).validate(parsed)
    if operation["operationId"] == "severalDomains" and status == "200":
        assert parsed["done"] + parsed["failed"] + parsed.get("begun", 0) == len(parsed["domains"]), told
    elif status in ("200", "201"):
        assert parsed["function"] == operation["operationId"], told
    elif request.is_valid:
        # What the document allows is no mistake of the client's: only libvirt, a rule or the state can say no to it.
        assert status not in ("405", "406", "413", "414", "415"), told
        assert "argument" not in parsed or is_more_than_a_schema_says(parsed["argument"]), told


def is_more_than_a_schema_says(argument):
    """At least one typed parameter; names that an owner can have; a host that is known; a size, or a number of cells, that libvirt carries; as
    many of one list as of another."""
    return argument in ("params", "owners", "dconn", "size", "maxCells", "cellCount", "pageCounts")


def test_every_answer_is_one_that_the_document_tells_of(site, document, scenery):
    seed = f"{site.prefix} 1"
    maker = Maker(document, {"owner": OWNER, "vm": uuid_of(NAME), "host": "alpha", "snapshot": SNAPSHOT, "command": "domainSuspend"} | OBJECTS, seed)
    seen = {}
    for path, method, operation in maker.operations():
        for is_valid in [True] * VALID + [False] * RANDOM:
            scenery.put_up()
            request = maker.make(path, method, operation, is_valid)
            answer = request.send(site)
            check_answer(answer, request, operation, maker)
            seen.setdefault(answer.status_code, set()).add(operation["operationId"])
    assert len(seen[200]) > 0.3 * len(document["paths"]), {status: sorted(ids) for status, ids in seen.items()}
    assert 400 in seen and 404 in seen
