"""The audit log: a line for each change that was tried, and none that a client could forge."""

import re
import stat
from urllib.parse import quote

import pytest
from checks import ok, problem
from client import Client
from conftest import remove, running_lab

from tests.lab.domains import Row, define
from tests.lab.lab import ADMIN, LOOK, OWN
from tests.lab.waiting import wait_until

VALUE = r'"(?:[^"\\\x00-\x1f\x7f]|\\x[0-9a-f]{2})*"…?|\(\d+ bytes\)|[a-z0-9.-]+'
LINE = re.compile(rf'time=\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z change(?: ((?:[\w.-]|\\x[0-9a-f]{{2}})+)=({VALUE}))+')
PAIRS = re.compile(rf' ((?:[\w.-]|\\x[0-9a-f]{{2}})+)=({VALUE})', re.ASCII)
KEYS = ["user", "from", "mode", "method", "host", "owner", "domain", "uuid", "function", "status", "result", "ms"]


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("audit")
    folder.parent.chmod(0o755)
    config = {"log": {"audit": str(folder / "audit.log"), "level": "error"}}
    with running_lab(sites=(ADMIN, LOOK, OWN), users={"client1": "one", "client2": "two"}, config=config) as lab:
        lab.audit = folder / "audit.log"
        yield lab


class Lines:
    """What the audit log got since."""

    def __init__(self, file):
        self._file = file
        self._seen = file.stat().st_size

    def __call__(self):
        with self._file.open("rb") as log:
            log.seek(self._seen)
            text = log.read().decode("utf-8")
        assert text.endswith("\n") or not text
        return [self._pairs(line) for line in text.split("\n")[:-1]]

    @staticmethod
    def _pairs(line):
        assert line.isprintable() and len(line) < 2500 and LINE.fullmatch(line), repr(line)
        pairs = PAIRS.findall(line)
        assert [key for key, _ in pairs if not key.startswith("arg.")] == KEYS, line
        return dict(pairs)

    def one(self):
        (line,) = self()
        return line


@pytest.fixture
def lines(audited):
    return Lines(audited.audit)


@pytest.fixture
def admin(audited):
    return Client(audited.nginx.url("/virt"), (audited.user, audited.password))


@pytest.fixture
def owner(audited):
    return Client(audited.nginx.url("/own"), ("client1", "one"))


def test_only_its_owner_and_group_can_read_it(audited):
    assert stat.S_IMODE(audited.audit.stat().st_mode) & 0o037 == 0


def test_a_change_is_a_line_and_a_read_is_none(admin, lines):
    ok(admin.get("/client1/vm1"))
    ok(admin.get("/client1/vm1/domainSetMemory?form"))
    assert lines() == []
    ok(admin.post("/client1/vm1/domainSetMemory", data={"memory": "65536"}))
    line = lines.one()
    assert line | {"uuid": "", "ms": ""} == {
        "user": '"admin"', "from": '"127.0.0.1"', "mode": "insecure", "method": '"POST"', "host": '"alpha"', "owner": '"client1"',
        "domain": '"vm1"', "uuid": "", "function": '"virDomainSetMemory"', "arg.memory": '"65536"', "status": "200", "result": '"done"', "ms": ""}


REFUSED = [
    ("look", "POST", "/client1/vm1/domainSuspend", {}, 403, "read-only"),
    ("own", "POST", "/client1/shop/domainSuspend", {}, 404, "no domain"),
    ("own", "POST", "/client2/shop/domainSuspend", {}, 404, "no owner"),
    ("own", "POST", "/client1/vm1/domainUndefine", {}, 403, "administrators"),
    ("own", "POST", "/client1/vm1/domainSetMetadata", {"type": "2", "metadata": "<x/>", "key": "k", "uri": "urn:x"}, 403, "an owner may set"),
    ("virt", "GET", "/client1/vm1/domainSuspend", {}, 405, "POST"),
    ("virt", "POST", "/client1/vm1/domainSetMemory", {"memory": "much"}, 400, "memory"),
    ("virt", "POST", "/client1/nowhere/domainSuspend", {}, 404, "no domain"),
    ("virt", "POST", "/client1/vm1/domainNothing", {}, 404, "no command"),
    ("virt", "DELETE", "/client1/vm1", {}, 405, "GET"),
]


@pytest.mark.parametrize("site, method, path, arguments, status, words", REFUSED)
def test_what_is_refused_is_a_line(audited, admin, owner, lines, site, method, path, arguments, status, words):
    client = {"virt": admin, "own": owner, "look": Client(audited.nginx.url("/look"))}[site]
    assert client.request(method, path, data=arguments).status_code == status
    line = lines.one()
    assert line["status"] == str(status) and words in line["result"]
    assert line["owner"] == f'"{path.split("/")[1]}"' and line["domain"] == f'"{path.split("/")[2]}"'


def test_another_sites_change_is_a_line(admin, lines):
    problem(admin.post("/client1/vm1/domainSuspend", headers={"Sec-Fetch-Site": "cross-site"}), 403)
    assert "another site" in lines.one()["result"]


HOSTILE = ['a" status=200 result="done', "a\\", "line\nbreak", "\r\x1b[2Jcleared", "tab\there", "\u2028line", "\u202egnp", "ü", "x" * 500, "' = [ ] {}"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nobody_forges_a_line(admin, owner, lines, text):
    owner.post(f"/client1/{quote(text, safe='')}/domainSuspend")
    admin.post("/client1/vm1/domainSetMemory", data={"memory": text, text: "1"})
    owner.post("/client1/vm1/domainSetMetadata", data={"type": "1", "metadata": text, "key": text})
    assert [line["status"] for line in lines()] in (["404", "400", "400"], ["404", "400", "403"])


def test_documents_and_secrets_are_told_by_their_size(admin, audited, lines):
    secret = "<graphics type='vnc' passwd='hunter2'/>"
    admin.post("/client1/vm1/domainAttachDevice", data={"xml": secret})
    admin.post("/client1/vm1/domainAttachDevice", data=secret, headers={"Content-Type": "application/xml"})
    admin.post("/client1/vm1/domainSetMemory", data={"password": "hunter2", "memory": "1"})
    assert [line.get("arg.xml", line.get("arg.password")) for line in lines()] == ["(39 bytes)", "(39 bytes)", "(7 bytes)"]
    assert "hunter2" not in audited.audit.read_text() + audited.responder.log.read_text()


def test_a_domain_with_a_hostile_name_is_one_line(admin, audited, lines):
    host = audited.alpha.open()
    name = 'x" result="done'
    domain = define(host, Row(name, ("client1",), "running"))
    try:
        wait_until("virt-fcgi knows it", lambda: name in [each.get("name") for each in admin.xml("/client1/").findall("domains/domain")])
        ok(admin.post(f"/client1/{quote(name)}/domainSuspend"))
        assert lines.one()["result"] == '"done"' and '\\x22' in lines.one()["domain"]
    finally:
        remove(host, domain)
        host.close()
