"""Further reads beside an object's page cost the page nothing when they fail, and little time when they hang."""

import time

import pytest
from checks import ok
from processes import workers
from swallower import Swallower

from tests.lab.lab import ADMIN
from tests.lab.waiting import wait_until

REMOTE_PROC_DOMAIN_GET_INFO = 16
LONGEST, REQUEST = 2, 25  # Seconds; the first is core's longest_beside.
PAGE = {"Accept": "text/html"}


@pytest.fixture
def road(make_lab, tmp_path):
    """A road to alpha, of a lab that goes by it."""
    config = {"responder": {"workers": 1, "request_timeout": f"{REQUEST}s"}}
    lab = make_lab(config=config, sites=(ADMIN,))
    before = workers(lab)
    with Swallower(tmp_path / "road", lab.alpha.socket) as road:
        lab.responder.config = config | {"hosts": {"alpha": f"test+unix:///default?socket={tmp_path}/road"}}
        lab.responder.hup()
        wait_until("others have taken over", lambda: workers(lab) and not set(before) & set(workers(lab)))
        road.lab = lab
        yield road


def test_a_read_that_hangs_is_left_out(road, client_of):
    with client_of(road.lab) as client:
        wait_until("the road leads there", lambda: client.get("/client1/vm1").status_code == 200)
        road.procedure = REMOTE_PROC_DOMAIN_GET_INFO
        begun = time.monotonic()
        page = ok(client.get("/client1/vm1", headers=PAGE))
        took = time.monotonic() - begun
        assert LONGEST * 0.9 < took < REQUEST * 0.7
        assert "vm1" in "".join(page.xpath("//h1//text()"))
        road.procedure = None
        begun = time.monotonic()
        ok(client.get("/client1/vm1", headers=PAGE))
        assert time.monotonic() - begun < LONGEST
