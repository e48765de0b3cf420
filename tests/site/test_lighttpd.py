"""The program behind lighttpd, with the site files as they are shipped, beside the same behind nginx."""

import contextlib
import os
import re
import signal
import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from checks import ok, problem
from client import Client
from conftest import running_lab
from processes import children

from tests.lab import ROOT
from tests.lab.domains import Row, define
from tests.lab.lab import ADMIN, LOOK
from tests.lab.lighttpd import Lighttpd
from tests.lab.responder import default_program, toml
from tests.lab.waiting import wait_until

ELSEWHERE = ("read-only.conf", "/a.b/c-d")
BODY_LIMIT = 1048576
SERVER_LIMIT = 2 * BODY_LIMIT
THREADS = 12  # of virt-fcgi, as its configuration has them by default
STARTED = {"responder": {"workers": 1, "threads": 2}, "hosts": {"here": "test:///default"}, "stylesheets": {"folder": str(ROOT / "stylesheets")}}


@pytest.fixture(scope="module")
def both():
    """A lab with nginx and lighttpd before the same virt-fcgi."""
    with running_lab(sites=(ADMIN, LOOK, ELSEWHERE), servers=("nginx", "lighttpd")) as lab:
        yield lab


@pytest.fixture(scope="module")
def client_at(both):
    """client_at("/look") is a client of lighttpd; `login` as for Client, `server="nginx"` for the other one."""
    made = []

    def make(prefix, login=None, server="lighttpd"):
        made.append(Client(both.servers[server].url(prefix), login))
        return made[-1]
    yield make
    for client in made:
        client.close()


@pytest.fixture(scope="module")
def site(both, client_at):
    """The admin site, logged in."""
    return client_at("/virt", (both.user, both.password))


def test_lighttpd_has_nothing_to_say_to_its_configuration(both):
    assert both.lighttpd.check() == ""


def test_a_list_names_the_domains_with_links_that_work(site):
    links = site.xml("/").xpath("domains/domain/@href")
    assert len(links) > 10
    for link in links:
        assert link.startswith("/virt/")
        ok(site.exact("GET", link.removeprefix("/virt")))


@pytest.mark.parametrize("path", ["/", "/client1/", "/client1/vm1", "/client1/vm1/domainGetMaxMemory", "/client1/vm1/domainSetMemory?form", "/-/hosts/alpha/",
                                  "/-/assets/page.css", "/nosuch/vm1", "/client1/vm1/domainSetMemory", "/client1", "/client1/vm1/", "/?format=nonsense"])
@pytest.mark.parametrize("accept", ["application/xml", "text/html"])
def test_the_answer_is_the_one_behind_nginx(both, client_at, site, path, accept):
    nginx = client_at("/virt", (both.user, both.password), server="nginx")
    here, there = (each.get(path, headers={"Accept": accept}, allow_redirects=False) for each in (site, nginx))
    assert told(here, both.lighttpd) == told(there, both.nginx)


def told(answer, server):
    """All of an answer but what is the server's own, and the time at which a page was made."""
    own = {"Server", "Date", "Connection", "Accept-Ranges", "Content-Length"}
    content = answer.content.replace(str(server.port).encode(), b"")
    content = re.sub(rb"\d\d:\d\d:\d\d|\bfor \d[^<]*", b"", content)
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in own}, content


def test_a_domains_document_is_libvirts_own(both, site):
    connection = both.alpha.open()
    try:
        assert site.get("/client1/vm1").content.decode() == connection.lookupByName("vm1").XMLDesc()
    finally:
        connection.close()


def test_head_is_get_without_the_content(site):
    head, get = site.head("/client1/vm1"), site.get("/client1/vm1")
    assert head.status_code == 200 and head.content == b""
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == str(len(get.content))


def test_a_change_is_made_and_logged_with_the_user_that_lighttpd_checked(both, site):
    ok(site.post("/client1/vm1/domainSuspend"))
    both.responder.wait_for_log(r'change user="admin" from="127.0.0.1" .*function="virDomainSuspend" .*result="done"')
    ok(site.post("/client1/vm1/domainResume"))
    ok(site.post("/client1/vm1/domainSetMemory", data={"memory": "65536"}))


def test_the_read_only_site_changes_nothing(client_at, site):
    look = client_at("/look")
    ok(look.get("/client1/vm1"))
    problem(look.post("/client1/vm1/domainSuspend"), 403)
    assert ok(site.get("/client1/vm1/domainGetState")).findtext("state") == "1"


def test_another_prefix_is_in_its_links(client_at):
    elsewhere = client_at("/a.b/c-d")
    links = elsewhere.xml("/").xpath("//@href")
    assert links and all(link.startswith("/a.b/c-d/") for link in links)
    assert client_at("/aXb/c-d").get("/").status_code == 404


def test_a_site_can_be_the_whole_server_beside_another_one(both):
    server = Lighttpd(both.processes, both.responder.socket, sites=(("read-only.conf", ""), ADMIN), users={"admin": "sesame"}, name="root")
    server.start()
    with Client(server.url("")) as root, Client(server.url("/virt"), ("admin", "sesame")) as admin:
        assert "/client1/vm1" in root.xml("/").xpath("domains/domain/@href")
        ok(root.get("/client1/vm1"))
        problem(root.post("/client1/vm1/domainSuspend"), 403)
        assert root.get("/virt/client1/vm1").status_code == 401
        assert "/virt/client1/vm1" in admin.xml("/").xpath("domains/domain/@href")
        assert admin.get("/client1/vm1/domainSetMemory?form").status_code == 200
    server.stop()


@pytest.mark.parametrize("login", [None, ("admin", "wrong"), ("admin", ""), ("nobody", "wrong")])
def test_without_the_password_it_is_401_and_nothing_happens(both, client_at, login):
    before = len(both.responder.log.read_text())
    stranger = client_at("/virt", login)
    for answer in (stranger.get("/"), stranger.post("/client1/vm1/domainSuspend")):
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith('Basic realm="virt-fcgi"')
    assert "virDomainSuspend" not in both.responder.log.read_text()[before:]


def test_a_body_over_the_limit_is_refused_by_the_program_and_a_huge_one_by_lighttpd(site):
    def post(size):
        return site.post("/client1/vm1/domainAttachDevice", data=b"x" * size, headers={"Content-Type": "application/xml"})
    assert post(BODY_LIMIT).status_code != 413
    problem(post(BODY_LIMIT + 1), 413, str(BODY_LIMIT))
    assert post(SERVER_LIMIT + 1).status_code == 413


def test_a_body_that_comes_in_chunks_arrives_whole(site):
    def post(*chunks):
        return site.post("/client1/vm1/domainSetMemory", data=iter(chunks), headers={"Content-Type": "application/x-www-form-urlencoded"})
    ok(post(b"mem", b"ory=65", b"536"))
    problem(post(*[b"x" * 10000] * 110), 413)


@pytest.mark.parametrize("name", ["a b", "ü", "100%", "%41", "a+b", "a;b", "a\\b", "old~", "x.inc", "x.php", "a?b", "a#b", "..", "😈"])
def test_a_name_arrives_as_it_was_meant(both, site, name):
    connection = both.alpha.open()
    domain = define(connection, Row(name, ("client1",), "shut off"))
    try:
        wait_until("virt-fcgi knows it", lambda: site.xml("/").xpath("domains/domain[@name=$name]", name=name))
        [link] = site.xml("/client1/").xpath("domains/domain[@name=$name]/@href", name=name)
        paths = [link.removeprefix("/virt")] + ([f"/client1/{quote(name, safe='')}"] if name != ".." else [])
        for path in paths:
            assert site.exact("GET", path).content.decode() == domain.XMLDesc()
            assert ok(site.exact("GET", f"{path}/domainGetUUIDString")).findtext("buf") == domain.UUIDString()
    finally:
        domain.undefine()
        connection.close()


def test_a_program_that_was_away_is_served_again_soon(both, site):
    for end in (both.responder.stop, both.responder.kill):
        end()
        wait_until("its last process is gone", lambda: site.get("/client1/vm1").status_code == 503)
        both.responder.start()
        # lighttpd looks once a second whether a responder that was away is back.
        wait_until("lighttpd asks it again", lambda: site.get("/-/health").headers["Content-Type"].startswith("text/plain"), seconds=5)
        wait_until("the domain is back", lambda: site.get("/client1/vm1").status_code == 200)


def test_no_connection_to_the_program_is_kept(both, site):
    for _ in range(20):
        ok(site.get("/client1/vm1"))
    listening, connected = "01", "03"

    def states():
        return [line.split()[5] for line in Path("/proc/net/unix").read_text().splitlines() if line.endswith(str(both.responder.socket))]
    wait_until("only the socket that listens is left", lambda: listening in states() and connected not in states())


@pytest.mark.parametrize("server", ["nginx", "lighttpd"])
def test_slow_clients_hold_no_thread_of_the_program(both, client_at, server):
    head = b"POST /look/client1/vm1/domainSuspend HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf"
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", both.servers[server].port), 30)) for _ in range(2 * THREADS)]
        for each in slow:
            each.sendall(head)
        ok(client_at("/look", server=server).get("/client1/vm1"))
        for each in slow:
            each.sendall(b" here.")
            assert each.recv(100).startswith(b"HTTP/1.1 403 ")


@pytest.fixture
def starting(both, tmp_path):
    """A lighttpd that starts virt-fcgi itself, as insecure.conf says."""
    file = tmp_path / "virt-fcgi.toml"
    file.write_text(toml(STARTED))
    server = Lighttpd(both.processes, "/nowhere", sites=(ADMIN,), users={"admin": "sesame"}, name=f"starting-{tmp_path.name[-8:]}",
                      command=f"{default_program()} --config {file}")
    server.start()
    yield server
    if server.process.running:
        server.stop()


def master(server):
    """The pid of the virt-fcgi that lighttpd has started; None between two of them."""
    return next(iter(children(server.process.pid)), None)


def test_lighttpd_starts_the_program_and_ends_it(starting):
    with Client(starting.url("/virt"), ("admin", "sesame")) as client:
        wait_until("it answers", lambda: client.get("/_/test").status_code == 200)
        ok(client.post("/_/test/domainSuspend"))
    [started] = children(starting.process.pid)
    names = {entry.partition(b"=")[0] for entry in Path(f"/proc/{started}/environ").read_bytes().split(b"\0")}
    assert names <= {b"PATH", b"PHP_FCGI_CHILDREN", b""}
    family = [started, *children(started)]
    assert len(family) > 1
    starting.stop()
    for pid in family:
        wait_until(f"process {pid} has ended", lambda pid=pid: not Path(f"/proc/{pid}").exists())
    assert "Sanitizer" not in starting.process.log.read_text()


def test_a_program_that_ends_is_started_anew_by_lighttpd(starting):
    with Client(starting.url("/virt"), ("admin", "sesame")) as client:
        wait_until("it answers", lambda: client.get("/_/test").status_code == 200)
        first = master(starting)
        os.kill(first, signal.SIGTERM)
        wait_until("another one answers", lambda: client.get("/_/test").status_code == 200 and master(starting) not in (None, first))


def test_a_reload_of_lighttpd_brings_a_new_program(starting):
    with Client(starting.url("/virt"), ("admin", "sesame")) as client:
        wait_until("it answers", lambda: client.get("/_/test").status_code == 200)
        first = master(starting)
        starting.process.send(signal.SIGUSR1)
        wait_until("another one answers", lambda: master(starting) not in (None, first) and client.get("/_/test").status_code == 200)
        wait_until("the first one has ended", lambda: not Path(f"/proc/{first}").exists())
