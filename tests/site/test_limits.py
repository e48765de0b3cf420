"""How many requests a web server lets one address make, with the files as they are shipped."""

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import Client
from recorder import Recorder

from tests.lab.lab import ADMIN, LOOK, SERVERS
from tests.lab.processes import Processes
from tests.lab.waiting import wait_until

ALLOWED_AT_ONCE = 100


@pytest.fixture(params=SERVERS)
def server(request):
    """nginx, then lighttpd, just started, with their limits and the recorder behind them."""
    with Processes() as processes, contextlib.closing(Recorder(processes.folder / "recorder")):
        server = SERVERS[request.param](processes, processes.folder / "recorder", sites=(ADMIN, LOOK), users={"admin": "sesame"}, limited=True)
        server.start()
        yield server
        server.stop()


def statuses(client, path, count):
    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(lambda _: client.get(path).status_code, range(count)))


def test_a_burst_is_served_and_what_goes_beyond_is_429(server):
    with Client(server.url("/look")) as client:
        assert set(statuses(client, "/", ALLOWED_AT_ONCE)) == {200}
        beyond = statuses(client, "/", 5 * ALLOWED_AT_ONCE)
        assert 429 in beyond and set(beyond) <= {200, 429}


def test_who_waits_is_served_again(server):
    with Client(server.url("/look")) as client:
        assert 429 in statuses(client, "/", 5 * ALLOWED_AT_ONCE)
        wait_until("the limit lets requests through again", lambda: client.get("/").status_code == 200)


def test_logins_that_fail_are_limited_too(server):
    with Client(server.url("/virt")) as stranger, Client(server.url("/virt"), ("admin", "sesame")) as admin:
        assert set(statuses(stranger, "/", 5 * ALLOWED_AT_ONCE)) == {401, 429}
        assert 429 in statuses(admin, "/", 5 * ALLOWED_AT_ONCE)  # The address, not who he says he is.


def test_one_address_does_not_use_up_the_limit_of_another(server):
    with Client(server.url("/look")) as client, Client(server.url("/look")) as other:
        other.get_adapter(other.base).poolmanager.connection_pool_kw["source_address"] = ("127.0.0.2", 0)
        assert 429 in statuses(client, "/", 5 * ALLOWED_AT_ONCE)
        assert ["REMOTE_ADDR", "127.0.0.2"] in other.get("/").json()
        assert set(statuses(other, "/", ALLOWED_AT_ONCE - 1)) == {200}


def test_a_page_with_all_its_files_is_far_from_the_limit(server, lab, client_of):
    with client_of(lab, "/look", login=None) as look:
        page = look.get("/", headers={"Accept": "text/html"}).text
    files = re.findall(r'(?:src|href)="[^"]*/-/assets/', page)
    assert 0 < len(files) < ALLOWED_AT_ONCE / 10
