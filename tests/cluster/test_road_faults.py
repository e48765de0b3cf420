"""Whatever breaks on a road: noticed, told, harmful to nobody else, mended by itself, and nothing of it is left."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable

import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import checked, ok, says

from .burden import Watch, settled_burden, wait_until_unburdened
from .conftest import running
from .deadlines import PATIENCE, note, wait_measured
from .impostor import Listener, MuteSocket
from .road_table import LIBSSH
from .roads import NO_LEAKS, RoadCluster
from .traffic import Traffic

HOSTS = {"h1": {"vm1": ("client1",)}, "h2": {"shop": ("client2",)}}
NOTICED, BACK, UP = 10, 10, 10  # Seconds.
KNOWN_SECONDS, UNBURDENED = 1, 20
REQUEST_TIMEOUT, SHORT_TIMEOUT, OPEN_TIMEOUT = 12, 2, 4

# One worker with one connection for reading, so that there is a number of connections to come back to.
CONFIG = {
    "responder": {"workers": 1, "threads": 20, "request_timeout": f"{REQUEST_TIMEOUT}s"},
    "libvirt": {"connect_timeout": "2s", "open_timeout": f"{OPEN_TIMEOUT}s", "calls_per_host": 1},
}
ROADS = {"tls": "remote:tls:{h1} name=test:///default", "tcp": "remote:tcp:{h1} name=test:///default",
         "unix": "remote:unix:{socket} name=test:///default", "ssh": "remote:ssh:{h1} name=test:///default",
         "libssh": LIBSSH, "ext": "remote:ext:{program} name=test:///default"}
OTHER = {"h2": "remote:tls:{h2} name=test:///default"}
OTHERS = ("/", "/client2/shop/domainGetInfo", "/-/hosts/h2/nodeGetInfo")
PROGRAMS = {"ssh": "ssh -", "ext": "socat STDIO TCP:"}
PERHAPS = re.compile(r"may have happened|may still carry the change out")
PROCESSES = 2  # Of virt-fcgi, that open connections: the directory's and one worker.
SLEEPERS = {  # What an ext program does instead of leading anywhere; "N" is a number of seconds that no other has.
    "sleeps": ["exec sleep N"],
    "sleeps with a child": ["sleep N &", "sleep N"],
    "sleeps with a child in another session": ["setsid sleep N &", "sleep N"],
    "leaves a child": ["sleep N &"],
}


@dataclass(frozen=True)
class Fault:
    """Of the host, or of `roads` to it. It lasts until end()."""

    name: str
    begin: Callable
    end: Callable
    roads: tuple = tuple(ROADS)


FAULTS = [
    Fault("libvirtd killed", lambda host: host.libvirtd.kill(), lambda host: host.start_libvirtd()),
    Fault("libvirtd stopped", lambda host: host.libvirtd.pause(), lambda host: host.libvirtd.resume()),
    Fault("silence", lambda host: host.silence(), lambda host: host.unsilence(), ("tls", "tcp", "ssh", "libssh", "ext")),
    Fault("power cut", lambda host: host.power_cut(), lambda host: host.boot()),
]


def reset_sockets(cluster):
    cluster.web.namespaces.run("ss", "--kill", "dst", cluster.hosts["h1"].address)


def kill_programs(cluster):
    pids = [pid for pid, line in cluster.web.namespaces.processes().items()
            if any(part in line for part in PROGRAMS.values())]
    cluster.web.namespaces.run("kill", "-KILL", *pids)


@pytest.fixture(scope="module")
def roads():
    """h1 by every road, and h2."""
    with running(RoadCluster(HOSTS, web=CONFIG, env=NO_LEAKS)) as cluster:
        web, h1, h2 = cluster.web, cluster.hosts["h1"], cluster.hosts["h2"]
        program = web.script("to-h1", f"exec socat STDIO TCP:{h1.address}:16509")
        cluster.usual = {name: road.format(h1=h1.address, h2=h2.address, program=program,
                                           socket=h1.path("run/libvirt/libvirt-sock"))
                         for name, road in (ROADS | OTHER).items()}
        web.configure(cluster.usual)
        yield cluster


@pytest.fixture
def warm(roads):
    """All of it well, each process with a connection to each host for reading. Afterwards it must be so again."""
    web = roads.web
    web.wait_for_states("up", roads.usual, UP)
    read_all(web)
    before = settled_burden(web)
    yield roads
    read_all(web)
    wait_until_unburdened(web, before, UNBURDENED)


def info(road):
    return f"/-/hosts/{road}/nodeGetInfo"


def read_all(web):
    for road in (*ROADS, *OTHER):
        wait_until("a request succeeds", lambda road=road: ok(web.client.get(info(road))) is not None, BACK * PATIENCE)


def timed(call, path):
    begun = time.monotonic()
    return call(path), time.monotonic() - begun


def check_known(web, road):
    """A request for a host that is known to be unreachable is answered at once, with the reason."""
    answer, took = timed(web.client.get, info(road))
    reasons = {web.picture().hosts[road]["error"]}
    assert ok(answer, 503) is not None and int(answer.headers["Retry-After"]) > 0
    note(f"a request by {road} once it was known", KNOWN_SECONDS, took)
    return says(checked(answer), reasons.pop())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_host_that_fails_is_unreachable_by_every_road_until_it_is_well(warm, fault):
    web, host = warm.web, warm.hosts["h1"]
    programs = {road: part for road, part in PROGRAMS.items() if road in fault.roads}
    with Traffic(web, *OTHERS) as others, Watch(web, programs) as watch, ThreadPoolExecutor(len(ROADS)) as pool:
        broken = time.monotonic()
        fault.begin(host)
        first = {road: pool.submit(timed, web.make_client().get, info(road)) for road in fault.roads}
        picture = web.wait_for_states("unreachable", fault.roads, NOTICED, broken)
        assert all(picture.hosts[road]["error"] for road in fault.roads)
        for road, answer in first.items():
            answer, took = answer.result()
            assert answer.status_code in (503, 504), answer.text
            checked(answer)
            note(f"a request by {road} while nobody knew yet: {answer.status_code}", REQUEST_TIMEOUT, took)
        for road in fault.roads:
            check_known(web, road)
        watch.wait_for_attempts(3 * PROCESSES, 10 * OPEN_TIMEOUT * PATIENCE)
        fault.end(host)
        mended = time.monotonic()
        web.wait_for_states("up", fault.roads, BACK, mended)
        for road in fault.roads:
            wait_measured(f"a request by {road} succeeds", lambda road=road: ok(web.client.get(info(road))) is not None,
                          BACK, mended)
    others.all_answered()
    assert max(watch.opening.values()) <= len(fault.roads), watch.opening
    assert max(watch.at_once.values()) <= PROCESSES, watch.at_once


@pytest.mark.parametrize("cut", [reset_sockets, kill_programs])
def test_a_road_that_is_cut_is_there_again_by_itself(warm, cut):
    web, host = warm.web, warm.hosts["h1"]

    def knows(domain, is_there):
        return lambda picture: all((domain in picture.names(road)) == is_there for road in ROADS)

    with Traffic(web, "/") as others, Watch(web, PROGRAMS) as watch:
        cut(warm)
        host.define("proof")
        web.wait_for("a new domain, by every road", knows("proof", True), BACK)
        read_all(web)
        host.undefine("proof")
        web.wait_for("that it is gone, by every road", knows("proof", False), BACK)
    others.all_answered()
    assert max(watch.at_once.values()) <= PROCESSES, watch.at_once
    assert all(len(pids) >= 2 * PROCESSES for pids in watch.seen.values()), f"others than before: {watch.seen}"


def test_a_call_without_an_answer_is_cut_at_its_deadline(roads):
    web, host = roads.web, roads.hosts["h1"]
    web.configure(roads.usual, responder={"request_timeout": f"{SHORT_TIMEOUT}s"})
    web.wait_for_states("up", roads.usual, UP)

    def read(road):
        return timed(web.make_client().get, f"/client1/vm1/domainGetInfo?host={road}")

    def change(road):
        return timed(web.make_client().post, f"/client1/vm1/domainSetAutostart?autostart=0&host={road}")

    for road in ROADS:
        ok(change(road)[0])
    read_all(web)
    before = settled_burden(web)
    with Traffic(web, *OTHERS) as others, ThreadPoolExecutor(2 * len(ROADS)) as pool:
        host.libvirtd.pause()
        answers = [(road, pool.submit(call, road)) for road in ROADS for call in (read, change)]
        for road, answer in answers:
            answer, took = answer.result()
            ok(answer, 504)
            assert bool(PERHAPS.search(answer.text)) == (answer.request.method == "POST"), answer.text
            note(f"a {answer.request.method} by {road} that is not answered", SHORT_TIMEOUT + 1, took)
        host.libvirtd.resume()
    others.all_answered()
    web.wait_for_states("up", roads.usual, BACK)
    for road in ROADS:
        for call in (read, change):
            wait_until("it succeeds", lambda call=call, road=road: ok(call(road)[0]) is not None, BACK * PATIENCE)
    wait_until_unburdened(web, before, UNBURDENED)
    web.configure(roads.usual)


def test_who_never_says_a_word_is_unreachable_and_costs_little(roads):
    web, h1 = roads.web, roads.hosts["h1"]
    mute_socket = h1.path("run/mute")
    hosts = {"tls": f"remote:tls:{h1.address}:7001", "tcp": f"remote:tcp:{h1.address}:7002", "unix": f"remote:{mute_socket}",
             "ssh": f"remote:ssh:{h1.address}:7003", "libssh": LIBSSH.format(h1=f"{h1.address}:7004")}
    programs = {f"ext-{number}": f"sleep 100000{number}" for number in range(len(SLEEPERS))}
    for number, lines in enumerate(SLEEPERS.values()):
        lines = [line.replace("N", f"100000{number}") for line in lines]
        hosts[f"ext-{number}"] = f"remote:ext:{web.script(f'sleeper-{number}', *lines)}"
    with MuteSocket(h1, mute_socket), Listener(h1, 7001), Listener(h1, 7002), Listener(h1, 7003), Listener(h1, 7004):
        begun = time.monotonic()
        web.configure({"h2": roads.usual["h2"]} | hosts)
        web.wait_for_states("up", ["h2"], UP)
        with Traffic(web, *OTHERS) as others, Watch(web, programs | {"ssh": PROGRAMS["ssh"]}) as watch:
            picture = web.wait_for_states("unreachable", hosts, OPEN_TIMEOUT + 1, begun)
            assert all(picture.hosts[road]["error"] for road in hosts)
            for road in hosts:
                answer, took = timed(web.client.get, info(road))
                ok(answer, 503)
                note(f"the first request by {road}", OPEN_TIMEOUT, took)
            for road in hosts:
                check_known(web, road)
            watch.wait_for_attempts(3 * PROCESSES, 10 * OPEN_TIMEOUT * PATIENCE)
        web.configure(roads.usual)
    others.all_answered()
    assert max(watch.opening.values()) <= len(hosts), watch.opening
    most = dict.fromkeys(programs, PROCESSES) | {"ssh": PROCESSES, "ext-1": 2 * PROCESSES, "ext-2": 2 * PROCESSES}
    assert all(watch.at_once[name] <= most[name] for name in most), f"{watch.at_once}, at most {most}"

    def none_is_left():
        left = [line for line in web.namespaces.processes().values() if "sleep 100000" in line or "7003" in line]
        assert not left, left
        return True
    wait_until("none of their programs is left", none_is_left, UNBURDENED)
