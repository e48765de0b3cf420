"""What a web server makes of odd paths and headers, before virt-fcgi hears of it.

The path that arrives is the one that the site was chosen by, decoded once. So nobody comes by some way of writing
from one site into another's mode, and nothing in a request passes for what only the web server may say.
"""

import base64
import contextlib
import http.client
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote_to_bytes

import pytest
from recorder import Recorder

from tests.lab.lab import ADMIN, LOOK, OWN, OWN_LOOK, SERVERS
from tests.lab.processes import Processes

LOGIN = "Authorization: Basic " + base64.b64encode(b"admin:sesame").decode()
OWNER = "Authorization: Basic " + base64.b64encode(b"client1:simsim").decode()
# What each site says to virt-fcgi: VIRT_AUTHENTICATE, VIRT_READ_ONLY, and whether it knows a REMOTE_USER.
MODES = {"/virt": ("off", "off", True), "/look": ("off", "on", False), "/own": ("on", "off", True), "/own-look": ("on", "on", True)}


@pytest.fixture(scope="module", params=SERVERS)
def server(request):
    """nginx, then lighttpd, with all four sites and the recorder behind them."""
    with Processes() as processes, contextlib.closing(Recorder(processes.folder / "recorder")):
        server = SERVERS[request.param](processes, processes.folder / "recorder", sites=(ADMIN, LOOK, OWN, OWN_LOOK),
                                        users={"admin": "sesame"}, owners={"client1": "simsim"})
        server.start()
        yield server
        server.stop()


def send(server, target, *headers, method="GET"):
    """Sends a request byte for byte. Returns the status and what arrived at virt-fcgi, None if nothing did."""
    lines = [f"{method} {target} HTTP/1.1", "Host: virt.example.com", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        content = answer.read()
    if answer.getheader("Content-Type") != "application/json":
        return answer.status, None
    parameters = json.loads(content)
    names = [name for name, _ in parameters if not name.startswith("HTTP_")]
    assert len(names) == len(set(names)), f"a parameter that is there twice: {parameters}"
    return answer.status, dict(parameters)


def normal(target):
    """The one path that a request target means: decoded once, without `//`, `.` and `..`; a character for each byte."""
    path = re.sub(r"^[a-z]+://[^/]*", "", target).partition("?")[0].partition("#")[0]
    kept = []
    parts = unquote_to_bytes(path.encode("latin-1")).decode("latin-1").split("/")
    for part in parts:
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    ends_with_slash = parts[-1] in ("", ".", "..") and kept
    return "/" + "/".join(kept) + ("/" if ends_with_slash else "")


TAILS = ["/", "/client1/vm1", "//client1///vm1", "/./client1/./vm1", "/client1/../client2", "/client1/%2e%2e/client2", "/client1/%2E%2e/vm1",
         "/client1%2fvm1", "/client1%2Fvm1", "%2fclient1/vm1", "/client1/..%2fclient2", "/%00", "/client1/vm1%00", "%00/client1", "/client1;x/vm1", "/;/client1",
         "/..;/virt/client1", "/a\\b", "/a%5cb", "/..\\virt/client1", "/..%5cvirt/client1", "/vm1.", "/vm1..", "/.../vm1", "/client1/vm1/.", "/client1/vm1/..",
         "/%252e%252e/virt", "/%2541", "/%25", "/a%20b", "/a+b", "/%c3%bc", "/\xc3\xbc", "/%ff", "/%80", "/%c0%af", "/a%0ab", "/a%0d%0ab", "/a%7fb",
         "/a%3fb", "/a%23b", "/a?b=/../virt", "/a?%2e%2e/virt", "/a#b", "/%", "/%zz", "/%2", "/~", "/a~", "/a.inc", "/a.php", "//", "/%2e", "/%2e/", "/.."]
WHOLE = ["{}", "{}/../virt/client1/vm1", "{}/../look/client1/vm1", "{}/%2e%2e/virt/client1/vm1", "{}/.%2e/virt/client1/vm1", "{}/..%2fvirt/client1/vm1",
         "{}/x/../../virt/client1/vm1", "{}//../virt/client1/vm1", "{}/./../virt/client1/vm1", "/{}/client1/vm1", "/.{}/client1/vm1", "/..{}/client1/vm1",
         "/x/..{}/client1/vm1", "/x/%2e%2e{}/client1/vm1", "/%2f{}/client1/vm1", "http://virt.example.com{}/client1/vm1", "http://virt.example.com/{}/client1/vm1",
         "http://virt.example.com/look/..{}/client1/vm1", "http://virt.example.com{}/../virt/client1/vm1", "https://virt.example.com{}/client1/vm1", "{}alike/client1", "{}-/client1", "{}%00/client1",
         "{}.%2f/client1", "{};/client1", "{}\\client1", "{}%5cclient1", "{}%20/client1", "{}/%2e%2e%2f%2e%2e/virt/client1", "{}/..%252fvirt/client1"]
TARGETS = [prefix + tail for prefix in MODES for tail in TAILS]
TARGETS += [whole.format(prefix) for prefix in MODES for whole in WHOLE]
TARGETS += ["http://other.example.com/virt/", "http://other.example.com/look/", "/VIRT/client1/vm1", "/Virt/", "/LOOK/client1/vm1", "/%56irt/client1/vm1", "/%76irt/client1/vm1", "/l%6fok/client1/vm1", "/vir%74/", "/lo\\ok/",
            "*", "virt/client1", "look/../virt/client1", "/", "//", "/virt/../../../virt/client1", "\\virt/client1", "/\\virt/client1"]


def sites_reached(server, *headers):
    """Sends all targets. Returns the sites that they reached, after what must hold of each."""
    reached = set()
    with ThreadPoolExecutor(32) as threads:  # lighttpd lets a wrong password wait for a second.
        answers = list(threads.map(lambda target: send(server, target, *headers), TARGETS))
    for target, (status, arrived) in zip(TARGETS, answers):
        if arrived is None:
            assert status in (301, 400, 401, 403, 404), f"{target}: {status}"
            continue
        prefix, path = arrived["SCRIPT_NAME"], arrived.get("PATH_INFO", "")
        mode = arrived["VIRT_AUTHENTICATE"], arrived["VIRT_READ_ONLY"], "REMOTE_USER" in arrived
        assert mode == MODES[prefix], f"{target} became {arrived}"
        assert prefix + path == normal(target), f"{target} became {arrived}"
        assert path.startswith("/") or not path
        reached.add(prefix)
    return reached


def test_without_a_password_every_way_of_writing_leads_to_the_open_site_or_nowhere(server):
    assert sites_reached(server) == {"/look"}


def test_with_the_admins_password_what_arrives_is_what_the_site_was_chosen_by(server):
    assert sites_reached(server, LOGIN) == set(MODES)


def test_an_owners_password_opens_no_way_to_the_admin_site(server):
    assert sites_reached(server, OWNER) == {"/look", "/own", "/own-look"}


@pytest.mark.parametrize("target", ["/look/../virt/client1/vm1", "/look/%2e%2e/virt/client1/vm1", "/look/..%2fvirt/client1/vm1", "//virt/client1/vm1",
                                    "/virt//client1/vm1", "/look/.././/virt/client1/vm1", "http://virt.example.com/look/../virt/client1/vm1", "/%76irt/client1/vm1",
                                    "/look/../own/client1/vm1", "/x/../virt/", "/virt/%2e/client1/vm1"])
def test_the_way_into_a_locked_site_ends_at_its_lock(server, target):
    assert send(server, target) == (401, None)


def test_the_way_out_of_a_locked_site_ends_in_the_open_one(server):
    for target in ("/virt/../look/client1/vm1", "/virt/%2e%2e/look/client1/vm1", "/virt/..%2Flook/client1/vm1"):
        status, arrived = send(server, target)
        assert (status, arrived["SCRIPT_NAME"], arrived["PATH_INFO"]) == (200, "/look", "/client1/vm1")


@pytest.mark.parametrize("target", ["/VIRT/client1/vm1", "/Look/client1/vm1", "/virtual/client1", "/lookalike/client1", "/look%00/client1", "/look\\client1",
                                    "/look;/client1", "virt/client1", "*"])
def test_what_only_looks_like_a_sites_prefix_reaches_nobody(server, target):
    status, arrived = send(server, target, LOGIN)
    assert status in (400, 403, 404) and arrived is None


@pytest.mark.parametrize(("target", "path"), [("/look/a%20b", "/a b"), ("/look/%c3%bc", "/\xc3\xbc"), ("/look/%25", "/%"), ("/look/a+b", "/a+b"),
                                              ("/look/%2541", "/%41"), ("/look/%252f", "/%2f"), ("/look/a%3Fb?q", "/a?b"), ("/look/a%3bb;c", "/a;b;c"),
                                              ("/look/a%5Cb", "/a\\b"), ("/look/vm1..", "/vm1.."), ("/look/a~", "/a~"), ("/look/x.inc", "/x.inc")])
def test_a_path_is_decoded_once(server, target, path):
    status, arrived = send(server, target)
    assert (status, arrived["SCRIPT_NAME"], arrived["PATH_INFO"]) == (200, "/look", path)


def test_the_prefix_without_a_slash_is_answered_with_one(server):
    status, arrived = send(server, "/look")
    assert status == 301 or arrived["SCRIPT_NAME"] == "/look" and not arrived.get("PATH_INFO")  # virt-fcgi redirects then.
    assert send(server, "/virt")[0] in (301, 401)


def test_the_query_arrives_with_what_it_means(server):
    _, arrived = send(server, "/look/a?name=a%26b%3Dc%2Bd&path=%2e%2e%2f&x=%C3%BC")
    assert arrived["PATH_INFO"] == "/a"
    assert [unquote_to_bytes(each) for each in arrived["QUERY_STRING"].split("&")] == [b"name=a&b=c+d", b"path=../", b"x=\xc3\xbc"]
    assert "%26" in arrived["QUERY_STRING"] and "%2B" in arrived["QUERY_STRING"]


POSING = ["VIRT_READ_ONLY: off", "VIRT-READ-ONLY: off", "Virt_Authenticate: off", "Virt-Authenticate: off", "virt.read.only: off", "REMOTE_USER: admin",
          "REMOTE-USER: admin", "Remote_User: client2", "X-Forwarded-User: admin", "X-Remote-User: admin", "SCRIPT_NAME: /virt", "Script-Name: /virt",
          "PATH_INFO: /client2/vm2", "Path-Info: /client2/vm2", "HTTP_VIRT_READ_ONLY: off", "HTTP-REMOTE-USER: admin", "VIRT_SECRETS: on", "Virt-Secrets: on",
          "VIRT_STYLESHEET: other", "REMOTE_ADDR: 10.0.0.1", "X-Forwarded-For: 10.0.0.1", "Forwarded: for=10.0.0.1;remote_user=admin", "X-Real-IP: 10.0.0.1",
          "REQUEST_METHOD: POST", "X-HTTP-Method-Override: POST", "QUERY_STRING: a=b", "CONTENT_LENGTH: 5", "Content_Type: text/xml", "CONTENT_TYPE: text/xml",
          "AUTH_TYPE: Basic", "X-Original-URL: /virt/", "X-Rewrite-URL: /virt/", "X-Accel-Redirect: /virt/", "X-Sendfile: /etc/passwd", "Proxy: evil:80", "proxy: evil:80"]


def said(arrived):
    """What the web server says; of what it does not take from the connection, which is another one each time."""
    return {name: value for name, value in arrived.items() if not name.startswith("HTTP_") and name not in ("REMOTE_PORT", "REQUEST_URI")}


@pytest.mark.parametrize("header", POSING)
@pytest.mark.parametrize("prefix", MODES)
def test_a_header_that_poses_as_a_parameter_changes_nothing(server, prefix, header):
    login = {"/virt": [LOGIN], "/look": []}.get(prefix, [OWNER])
    _, plain = send(server, f"{prefix}/client1/vm1", *login)
    for headers in ([header, *login], [*login, header], [header, header, *login]):
        _, posed = send(server, f"{prefix}/client1/vm1", *headers)
        assert posed is not None and said(posed) == said(plain)
        assert "HTTP_PROXY" not in posed


@pytest.mark.parametrize("prefix", ["/virt", "/own", "/own-look"])
def test_no_header_stands_for_a_password(server, prefix):
    for header in POSING:
        assert send(server, f"{prefix}/client1/vm1", header) == (401, None)


@pytest.mark.parametrize("prefix", MODES)
def test_the_password_stays_with_the_web_server(server, prefix):
    login = OWNER if prefix.startswith("/own") else LOGIN
    _, arrived = send(server, f"{prefix}/client1/vm1", login, "Proxy-Authorization: Basic eDp5")
    assert arrived["SCRIPT_NAME"] == prefix and "HTTP_AUTHORIZATION" not in arrived
    assert login.rpartition(" ")[2] not in str(arrived)
    assert arrived.get("REMOTE_USER") == {"/virt": "admin", "/look": None}.get(prefix, "client1")


@pytest.mark.parametrize("name", ["client1:", ":simsim", "", "client1", "client1:simsim:x", "CLIENT1:simsim", "client1 :simsim", "client1\0:simsim", "nobody:simsim"])
def test_a_login_that_is_nearly_one_is_none(server, name):
    header = "Authorization: Basic " + base64.b64encode(name.encode()).decode()
    status, arrived = send(server, "/own/client1/vm1", header)
    assert arrived is None and status in (400, 401)
