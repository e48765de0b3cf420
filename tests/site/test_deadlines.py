"""Calls and connections that would hang for ever end when their time is up, and nothing of them is left."""

import socket
import time

import libvirt
import pytest
from checks import ok, problem
from processes import children, held, workers
from swallower import REMOTE_PROC_DOMAIN_SUSPEND, Swallower

from tests.lab.lab import ADMIN, OWN
from tests.lab.waiting import wait_until

INFO, CHANGE = "/client1/vm1/domainGetInfo", "/client1/vm1/domainSetAutostart"
OTHER = "/client1/small/domainGetInfo"
REQUEST, OPEN = 2, 3  # Seconds.
# Without keep-alive, which would notice the silence by itself.
SMALL = {"responder": {"workers": 1, "threads": 4, "request_timeout": f"{REQUEST}s"},
         "libvirt": {"keepalive_interval": "0s", "connect_timeout": "1s", "open_timeout": f"{OPEN}s"}}
PATIENCE = 10  # Seconds: the program runs with sanitizers.


@pytest.fixture
def lab(make_lab):
    return make_lab(config=SMALL)


@pytest.fixture
def admin(lab, client_of):
    """A client that has asked everything once: the worker has its connections."""
    with client_of(lab) as admin:
        ok(change(admin))
        for path in (INFO, OTHER):
            ok(admin.get(path))
        yield admin


def change(admin):
    """One that always succeeds."""
    return admin.post(CHANGE, data={"autostart": "0"})


def timed(call):
    begun = time.monotonic()
    return call(), time.monotonic() - begun


def what_is_held(lab):
    return {pid: (held(pid).threads, held(pid).descriptors) for pid in (*workers(lab), *children(lab.responder.process.pid))}


def test_a_read_that_is_not_answered_is_504_when_its_time_is_up(lab, admin):
    lab.alpha.pause()
    answer, took = timed(lambda: admin.get(INFO))
    detail = problem(answer, 504)
    assert "has not answered in time" in answer.text, detail
    assert REQUEST * 0.9 < took < REQUEST + PATIENCE
    ok(admin.get(OTHER))
    lab.alpha.resume()
    wait_until("a read succeeds again", lambda: admin.get(INFO).status_code == 200)


def test_a_change_that_is_not_answered_is_504_and_says_that_it_may_have_happened(lab, admin):
    lab.alpha.pause()
    answer, took = timed(lambda: change(admin))
    problem(answer, 504)
    assert "may still carry the change out" in answer.text
    assert REQUEST * 0.9 < took < REQUEST + PATIENCE
    lab.alpha.resume()
    wait_until("a change succeeds again", lambda: change(admin).status_code == 200)


def test_nothing_is_left_of_calls_and_openings_that_hung(lab, admin):
    before = what_is_held(lab)
    lab.alpha.pause()
    for _ in range(2):
        assert admin.get(INFO).status_code in (503, 504)
        assert change(admin).status_code in (503, 504)
    lab.alpha.resume()
    wait_until("it answers again", lambda: admin.get(INFO).status_code == 200 and change(admin).status_code == 200)
    wait_until("no more is held than before", lambda: all(
        now <= then for pid, them in what_is_held(lab).items() for now, then in zip(them, before[pid])), seconds=30)


def test_a_host_that_accepts_and_says_nothing_is_unreachable_and_costs_one_thread(make_lab, client_of, tmp_path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen(64)
        lab = make_lab(config=SMALL | {"hosts": {"silent": f"test+unix:///default?socket={tmp_path}/socket"}})
        with client_of(lab) as admin:
            wait_until("it is unreachable", lambda: lab.host_state("silent") == "unreachable", seconds=30)
            accepted = [listener.accept()[0]]
            # Its time is up: the connection is closed, and another one comes.
            accepted[0].settimeout(OPEN + PATIENCE)
            while accepted[0].recv(4096):
                pass
            accepted.append(listener.accept()[0])
            wait_until("the reason says so", lambda: "says nothing: given up after 3 s" in admin.get("/-/hosts/").text)
            answer, took = timed(lambda: admin.get("/-/hosts/silent/nodeGetInfo"))
            problem(answer, 503)
            assert "says nothing: given up after 3 s" in answer.text and took < 1
            for connection in accepted:
                connection.close()


@pytest.mark.parametrize("prefix", ["/virt", "/own"])
def test_a_change_whose_answer_is_lost_is_not_said_to_be_refused(make_lab, client_of, tmp_path, prefix):
    """To nobody: an owner is told less of the reasons, and this as well as anybody."""
    lab = make_lab(config=SMALL, users={"client1": "secret"}, sites=(ADMIN, OWN))
    login, before = ("client1", "secret") if prefix == "/own" else (lab.user, lab.password), workers(lab)
    with Swallower(tmp_path / "road", lab.alpha.socket) as road:
        lab.responder.config = SMALL | {"hosts": {"alpha": f"test+unix:///default?socket={tmp_path}/road"}}
        lab.responder.hup()
        wait_until("others have taken over", lambda: workers(lab) and not set(before) & set(workers(lab)))
        with client_of(lab, prefix, login=login) as client:
            wait_until("the road leads there", lambda: client.get(INFO).status_code == 200)
            road.procedure = REMOTE_PROC_DOMAIN_SUSPEND
            answer = client.post("/client1/vm1/domainSuspend")
    problem(answer, 504)
    assert "may still carry the change out" in answer.text and "refused" not in answer.text
    domain = lab.alpha.open().lookupByName("vm1")
    assert domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED, "it has happened"
