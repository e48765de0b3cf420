"""What goes wrong around virt-fcgi while it serves: killed workers, restarts, stops, reloads, hosts that hang."""

import os
import re
import signal
import time

import pytest
from checks import ok, problem
from load import Load
from lxml import etree
from processes import children, seconds_of, workers

from tests.lab.waiting import wait_until

INFO = "/virt/client1/vm1/domainGetInfo"
BETA_INFO = "/virt/client1/small/domainGetInfo"
PATHS = [INFO, "/virt/client1/vm1", "/virt/", BETA_INFO, "/virt/client2/shop/domainGetVcpus"]
THREADS = 4
SMALL = {"responder": {"workers": 2, "threads": THREADS}}
CUT_OFF = re.compile(r"prematurely closed|reset by peer|timed out")


def nginx_errors(lab):
    return (lab.nginx.folder / "error.log").read_text()


def is_whole(got):
    """Whether an answer of 200 is a whole document."""
    etree.fromstring(got.body)
    return True


def test_a_killed_worker_fails_its_own_requests_only_and_is_replaced(make_lab):
    lab = make_lab(config=SMALL)
    with Load(lab, PATHS) as load:
        before = workers(lab)
        for victim in before:
            failed = len(load.failed())
            os.kill(victim, signal.SIGKILL)
            lab.responder.wait_for_log(rf"worker \d \(process {victim}\) was killed by signal 9")
            wait_until("there are two workers again", lambda victim=victim: len(set(workers(lab)) - {victim}) == 2)
            load.wait_for_more(300)
            assert len(load.failed()) - failed <= THREADS, load.failed()
    assert {got.status for got in load.failed()} <= {502}
    assert all(is_whole(got) for got in load.results if got.status == 200)
    assert not set(before) & set(workers(lab))


def test_a_directory_that_is_killed_is_replaced_and_nobody_notices(make_lab, client_of):
    lab = make_lab(config=SMALL)
    [victim] = [pid for pid, name in children(lab.responder.process.pid).items() if name == "virt-directory"]
    with Load(lab, PATHS) as load:
        os.kill(victim, signal.SIGKILL)
        lab.responder.wait_for_log(rf"directory \(process {victim}\) was killed by signal 9")
        wait_until("there is a directory again", lambda: "virt-directory" in children(lab.responder.process.pid).values())
        load.wait_for_more(300)
    assert not load.failed()
    alpha = lab.alpha.open()
    alpha.lookupByName("vm3").create()
    with client_of(lab) as admin:
        wait_until("the new directory sees a change",
                   lambda: admin.xml("/").xpath("domains/domain[@name='vm3' and @state='VIR_DOMAIN_RUNNING']"))
    alpha.close()


def test_reads_succeed_again_when_libvirtd_has_come_back(make_lab):
    lab = make_lab(config=SMALL)
    with Load(lab, [INFO, BETA_INFO]) as load:
        lab.alpha.restart()
        back = time.monotonic()
        load.wait_for_more(50, lambda got: got.path == INFO and got.status == 200 and got.begun > back)
    later = [got for got in load.results if got.path == INFO and got.begun > back]
    first = min(got.ended for got in later if got.status == 200)
    assert first - back < 2, f"the first read succeeded {first - back:.1f} s after libvirtd had come back"
    assert not [got for got in later if got.begun > back + 2 and got.status != 200]
    assert {got.status for got in load.failed()} <= {404, 502, 503}
    assert not [got for got in load.failed() if got.path == BETA_INFO], "the other host was disturbed"


def test_a_change_after_libvirtd_has_come_back_succeeds(make_lab, client_of):
    lab = make_lab(config=SMALL)
    with client_of(lab) as admin:
        ok(admin.post("/client1/vm1/domainSuspend"))
        lab.alpha.restart()
        wait_until("a change succeeds", lambda: admin.post("/client1/vm2/domainResume").status_code == 200, seconds=5)


@pytest.mark.parametrize("accept", ["application/xml", "text/html"])
def test_a_polite_stop_cuts_no_request_off(make_lab, accept):
    lab = make_lab(config=SMALL)
    with Load(lab, PATHS, threads=16, accept=accept) as load:
        load.wait_for_more(50)
        asked = time.monotonic()
        status = lab.responder.stop()
        load.wait_for_more(50)
    assert status == 0
    assert not lab.responder.socket.exists()
    assert not CUT_OFF.search(nginx_errors(lab)), nginx_errors(lab)
    assert {got.status for got in load.results} == {200, 502}
    assert not [got for got in load.failed() if got.ended < asked]
    assert all(got.body.rstrip().endswith(b">") for got in load.results)
    lab.responder.wait_for_log("stopped")


def test_a_reload_fails_no_request_and_brings_the_new_host(make_lab, client_of):
    lab = make_lab(config=SMALL)
    before = workers(lab)
    with Load(lab, PATHS) as load:
        lab.responder.config = SMALL | {"hosts": {"gamma": "test:///default"}}
        lab.responder.hup()
        wait_until("the new host is up", lambda: lab.host_state("gamma") == "up")
        wait_until("the old workers are gone", lambda: not set(before) & set(workers(lab)))
        load.wait_for_more(300)
        with client_of(lab) as admin:
            ok(admin.get("/-/hosts/gamma/nodeGetInfo"))
            second = workers(lab)
            lab.responder.config = SMALL
            lab.responder.hup()
            wait_until("those of the second configuration are gone", lambda: not set(second) & set(workers(lab)))
            wait_until("the host is gone", lambda: lab.host_state("gamma") is None)
            problem(admin.get("/-/hosts/gamma/nodeGetInfo"), 404)
    assert not load.failed()
    assert not CUT_OFF.search(nginx_errors(lab)), nginx_errors(lab)
    wait_until("there are two workers", lambda: len(workers(lab)) == 2)


@pytest.mark.parametrize(("wrong", "word"), [({"responder": {"workers": 0}}, "workers"), ({"nonsense": {"a": 1}}, "nonsense"),
                                             ({"stylesheets": {"folder": "/nonexistent"}}, "/nonexistent")])
def test_a_bad_new_configuration_is_refused_and_the_old_one_stays(make_lab, wrong, word):
    lab = make_lab(config=SMALL)
    before = workers(lab)
    with Load(lab, PATHS) as load:
        lab.responder.config = SMALL | wrong
        lab.responder.hup()
        line = lab.responder.wait_for_log(".*the new configuration is refused.*").group()
        load.wait_for_more(50)
    assert word in line and "virt-fcgi.toml" in line or word == "/nonexistent" and word in line
    assert not load.failed()
    assert workers(lab) == before


IMPATIENT = {"responder": {"workers": 1, "threads": 6, "request_timeout": "4s"},
             "libvirt": {"connect_timeout": "1s", "keepalive_interval": "1s", "keepalive_count": 1, "calls_per_host": 3}}


def test_a_host_that_hangs_costs_its_own_requests_only(make_lab, client_of):
    lab = make_lab(config=IMPATIENT)
    with client_of(lab) as admin:
        ok(admin.get("/client1/vm1/domainGetInfo"))
        lab.alpha.pause()
        with Load(lab, [BETA_INFO, "/virt/"], threads=2) as load:
            answer, seconds = seconds_of(lambda: admin.get("/client1/vm1/domainGetInfo"))
            problem(answer, answer.status_code)
            assert answer.status_code in (503, 504) and seconds < 5
            answer, seconds = seconds_of(lambda: admin.get("/client1/vm1/domainGetInfo"))
            assert answer.status_code in (503, 504) and seconds < 5 and int(answer.headers["Retry-After"]) >= 1
            wait_until("the list says that the host is away", lambda: lab.host_state("alpha") == "unreachable")
        assert not load.failed()
        assert max(got.ended - got.begun for got in load.results) < 1
        assert ok(admin.get("/")).xpath("domains/domain[@name='vm1']"), "its domains are still listed"
        lab.alpha.resume()
        wait_until("it answers again", lambda: admin.get("/client1/vm1/domainGetInfo").status_code == 200, seconds=5)
        wait_until("the list says so", lambda: lab.host_state("alpha") == "up", seconds=5)


def test_a_crowd_for_a_host_that_hangs_leaves_room_for_others(make_lab):
    lab = make_lab(config=IMPATIENT)
    with Load(lab, [BETA_INFO, "/virt/"], threads=1) as load:
        lab.alpha.pause()
        with Load(lab, [INFO], threads=4) as crowd:  # Fewer than virt-fcgi has threads, more than calls to one host.
            crowd.wait_for_more(20)
            lab.alpha.resume()
    assert not load.failed()
    assert max(got.ended - got.begun for got in load.results) < 1
    assert {got.status for got in crowd.failed()} <= {503, 504}
    assert max(got.ended - got.begun for got in crowd.results) < 5
