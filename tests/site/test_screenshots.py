"""Pictures of a domain's screen: bytes that come from a host as they are, whatever the client takes for pages."""

import contextlib

import pytest
from checks import problem
from client import Client
from conftest import running_lab
from processes import held, workers

from tests.lab.lab import ADMIN, LOOK, OWN, OWN_LOOK
from tests.lab.waiting import wait_until

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
SCREEN = "/client1/vm1/domainScreenshot?screen=0"


@pytest.fixture(scope="module")
def both():
    """A lab with nginx and lighttpd, and the sites of owners."""
    with running_lab(sites=(ADMIN, LOOK, OWN, OWN_LOOK), servers=("nginx", "lighttpd"), users={"client1": "one"}) as lab:
        yield lab


@pytest.fixture(scope="module", params=("nginx", "lighttpd"))
def server(both, request):
    return both.servers[request.param]


@pytest.fixture
def site_of(server, both):
    """site_of("/virt") is a client of the server for the admin; site_of("/own", "client1") for an owner."""
    with contextlib.ExitStack() as stack:
        logins = {"admin": (both.user, both.password), "client1": ("client1", "one"), None: None}
        yield lambda prefix="/virt", user="admin": stack.enter_context(Client(server.url(prefix), logins[user]))


@pytest.fixture(scope="module")
def picture(both):
    """What libvirt's own API gives: the media type and the bytes."""
    connection = both.alpha.open()
    stream = connection.newStream()
    kind = connection.lookupByName("vm1").screenshot(stream, 0)
    content = b""
    while chunk := stream.recv(1 << 18):
        content += chunk
    stream.finish()
    connection.close()
    return kind, content


def test_the_picture_is_what_libvirt_gives(site_of, picture):
    answer = site_of().get(SCREEN)
    assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, *picture)


def test_a_browser_gets_the_picture_itself(site_of, picture):
    answer = site_of().get(SCREEN, headers={"Accept": BROWSER})
    assert (answer.headers["Content-Type"], answer.content) == picture


@pytest.mark.parametrize("chosen", ["xml", "html", "json", "text"])
def test_a_format_changes_nothing_about_a_picture(site_of, picture, chosen):
    assert site_of().get(f"{SCREEN}&format={chosen}").content == picture[1]


@pytest.mark.parametrize("accept", ["image/png", "image/*", "*/*", "text/html, image/png;q=0.1"])
def test_who_takes_pictures_gets_one(site_of, picture, accept):
    assert site_of().get(SCREEN, headers={"Accept": accept}).content == picture[1]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/webp", "image/png;q=0, */*"])
def test_who_does_not_take_it_is_told(site_of, accept):
    problem(site_of().get(f"{SCREEN}&format=xml", headers={"Accept": accept}), 406)


def test_no_browser_takes_it_for_anything_else(site_of):
    headers = site_of().get(SCREEN).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_head_gives_the_headers_and_no_picture(site_of):
    answer = site_of().head(SCREEN)
    assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, "image/png", b"")
    assert answer.headers.get("Content-Length") is None


def test_a_picture_is_not_taken_by_post(site_of):
    assert site_of().post(SCREEN).status_code == 405


def test_what_is_wrong_is_told_as_ever(site_of):
    site = site_of()
    problem(site.get("/client1/vm1/domainScreenshot?format=xml"), 400, argument="screen")
    problem(site.get("/client1/vm1/domainScreenshot?screen=x&format=xml", headers={"Accept": "image/png"}), 400, argument="screen")
    problem(site.get("/client1/nobody/domainScreenshot?screen=0&format=xml"), 404)
    problem(site.get(f"{SCREEN}&screen=1&format=xml"), 400, argument="screen")


def test_libvirt_shows_no_screen_to_who_may_not_write(site_of):
    problem(site_of("/look", None).get(f"{SCREEN}&format=xml"), 403)
    problem(site_of("/own-look", "client1").get(f"{SCREEN}&format=xml"), 403)


def test_an_owner_sees_his_screens_and_no_others(site_of, picture):
    own = site_of("/own", "client1")
    assert own.get(SCREEN).content == picture[1]
    problem(own.get("/client2/vm1/domainScreenshot?screen=0&format=xml"), 404)


def test_pictures_leave_nothing_behind(site_of, both):
    site = site_of()
    for _ in range(5):
        site.get(SCREEN)
    before = {pid: held(pid) for pid in workers(both)}
    for _ in range(100):
        assert site.get(SCREEN).status_code == 200
    for pid, then in before.items():
        wait_until("the worker has no more than before", lambda pid=pid, then=then: (
            held(pid).threads <= then.threads + 2 and held(pid).descriptors <= then.descriptors + 8))


def test_other_commands_take_no_bytes(site_of):
    refused = site_of().post("/client1/vm1/domainSuspend?format=xml", data=b"x" * (1 << 21),
                             headers={"Content-Type": "application/octet-stream"})
    problem(refused, 415)
