"""virt-fcgi --probe, --resolve and --check: what they say of a road, and the exit status of each step that can fail."""

import os
import time

import pytest

from tests.lab import ROOT
from tests.lab.responder import toml

from .conftest import running
from .deadlines import note
from .impostor import Listener
from .road_table import LIBSSH
from .roads import RoadCluster
from .ssh import write_secret

UP, NOTICED = 10, 10  # Seconds.
ANSWERS, FAILED, WRONG, NO_ADDRESS, NO_WAY, SILENT, REFUSED = 0, 1, 2, 3, 4, 7, 8
LIMITS = {"connect_timeout": "1s", "open_timeout": "2s"}
SILENT_SECONDS = 5
MUTE_PORT = 7001
HOSTS = {"h1": {"vm1": ("client1",)}, "h2": {"shop": ("client2",)}}

GOOD = {"tls": "remote:tls:{h1} name=test:///default", "tcp": "remote:tcp:{h1} name=test:///default",
        "ssh": "remote:ssh:{h1} name=test:///default", "unix": "remote:unix:{socket} name=test:///default",
        "ext": "remote:ext:{program} name=test:///default", "short": "remote://{h1}", "path": "remote:{socket}",
        "libssh": LIBSSH, "uri": "test+tls://{h1}/default"}
ENCRYPTED = {"tls": "yes", "tcp": "no", "short": "yes", "uri": "yes"}

# {name: (what [hosts] says, the exit status of --probe, what it says of it)}
BAD = {
    "tls-name": ("remote:tls:nowhere.invalid", NO_ADDRESS, "the host's name has no address"),
    "ssh-name": ("remote:ssh:nowhere.invalid", NO_ADDRESS, "the host's name has no address"),
    "tls-port": ("remote:tls:{h1}:2299", NO_WAY, "Connection refused"),
    "tcp-port": ("remote:tcp:{h1}:2299", NO_WAY, "Connection refused"),
    "ssh-port": ("remote:ssh:{h1}:2299", NO_WAY, "Connection refused"),
    "libssh-port": (LIBSSH.replace("{h1}", "{h1}:2299"), NO_WAY, "Connection refused"),
    "tls-route": ("remote:tls:10.99.0.1", NO_WAY, "Network is unreachable"),
    "ssh-route": ("remote:ssh:10.99.0.1", NO_WAY, "Network is unreachable"),
    "no-socket": ("remote:/run/nowhere", NO_WAY, "No such file or directory"),
    "no-program": ("remote:ext:/run/nowhere", NO_WAY, "No such file or directory"),
    "no-execution": ("remote:ext:{file}", NO_WAY, "Permission denied"),
    "no-ssh": ("remote:ssh:{h1} command=/run/nowhere", NO_WAY, "No such file or directory"),
    "mute-tls": ("remote:tls:{h1}:7001", SILENT, ""), "mute-tcp": ("remote:tcp:{h1}:7001", SILENT, ""),
    "mute-ssh": ("remote:ssh:{h1}:7001", SILENT, ""), "mute-ext": ("remote:ext:{sleeper}", SILENT, ""),
    "mute-libssh": (LIBSSH.replace("{h1}", "{h1}:7001"), SILENT, ""),
    "xen-tls": ("remote:tls:{h1} name=xen:///system", REFUSED, "no connection driver available for xen:///system"),
    "xen-tcp": ("remote:tcp:{h1} name=xen:///system", REFUSED, "no connection driver available for xen:///system"),
    "xen-ssh": ("remote:ssh:{h1} name=xen:///system", REFUSED, "no connection driver available for xen:///system"),
    "xen-unix": ("remote:unix:{socket} name=xen:///system", REFUSED, "no connection driver available for xen:///system"),
}

INSECURE = ["remote:tcp:10.77.0.11", "test+tcp://10.77.0.11/default", "test+tls://10.77.0.11/default?no_verify=1",
            LIBSSH.replace("known_hosts_verify=normal", "known_hosts_verify=ignore")]
WRONG_NAMES = ["remote:carrier-pigeon:h1", "remote:tls:", "remote:ext:", "remote:unix:not/absolute",
               "remote:tls:h1 name", "remote:tcp:h1 name=%zz"]

OPEN = """
import libvirt, sys
print(*(domain.name() for domain in libvirt.openReadOnly(sys.argv[1]).listAllDomains()))
"""


@pytest.fixture(scope="module")
def roads():
    """Good roads and bad ones, in one configuration, and h2 by mDNS."""
    with running(RoadCluster(HOSTS, web={"libvirt": LIMITS, "discovery": {"enabled": True, "allow": ["h2.local"]}})) as cluster:
        web, h1 = cluster.web, cluster.hosts["h1"]
        file = web.path("no-program")
        file.touch()
        words = {"h1": h1.address, "socket": h1.path("run/libvirt/libvirt-sock"), "file": file,
                 "program": web.script("to-h1", f"exec socat STDIO TCP:{h1.address}:16509"),
                 "sleeper": web.script("sleeper", "exec sleep 1000001")}
        cluster.good = {name: road.format(**words) for name, road in GOOD.items()}
        bad = {name: road.format(**words) for name, (road, _, _) in BAD.items()}
        with Listener(h1, MUTE_PORT):
            web.configure(cluster.good | bad)
            web.wait_for_states("up", {*cluster.good, "h2"}, UP)
            web.wait_for_states("unreachable", bad, NOTICED)
            yield cluster
            web.configure({})


@pytest.mark.parametrize("road", [*GOOD, "h2"])
def test_a_host_that_answers_is_described(roads, road):
    probed = roads.web.probe(road)
    assert probed.returncode == ANSWERS, probed.stdout + probed.stderr
    facts = dict(line.split(None, 1) for line in probed.stdout.replace("host name", "host-name").splitlines() if " " in line)
    assert facts["host-name"].strip() == ("h2" if road == "h2" else "h1")
    assert facts["libvirt"].startswith("9.")
    assert facts["encrypted"].strip() == ENCRYPTED.get(road, facts["encrypted"].strip())


@pytest.mark.parametrize("name", ["remote:tls:{h1} name=test:///default", "test+tls://{h1}/default", "remote://{h1}"])
def test_a_name_of_no_host_can_be_probed(roads, name):
    probed = roads.web.probe(name.format(h1=roads.hosts["h1"].address))
    assert (probed.returncode, "h1" in probed.stdout) == (ANSWERS, True), probed.stdout + probed.stderr


@pytest.mark.parametrize("road", BAD)
def test_a_step_that_fails_has_its_exit_status_and_is_told(roads, road):
    _, status, words = BAD[road]
    probed = roads.web.probe(road)
    assert (probed.returncode, words in probed.stdout) == (status, True), f"{probed.returncode}\n{probed.stdout}{probed.stderr}"
    assert words in roads.web.picture().hosts[road]["error"]


@pytest.mark.parametrize("road", [road for road, (_, status, _) in BAD.items() if status == SILENT])
def test_who_says_nothing_is_given_up(roads, road):
    begun = time.monotonic()
    roads.web.probe(road)
    note(f"--probe of {road}", SILENT_SECONDS, time.monotonic() - begun)


@pytest.mark.parametrize("name", WRONG_NAMES)
@pytest.mark.parametrize("option", ["--probe", "--resolve"])
def test_a_wrong_name_is_said_to_be_wrong(roads, option, name):
    done = roads.web.command(option, name)
    assert (done.returncode, name in done.stderr) == (WRONG, True), done


def test_a_host_that_is_not_there_cannot_be_probed(roads):
    probed = roads.web.probe("nobody")
    assert (probed.returncode, '"nobody"' in probed.stderr) == (FAILED, True), probed
    assert roads.web.command("--resolve", "nobody").returncode == WRONG


@pytest.mark.parametrize("road", [road for road, name in GOOD.items() if name.startswith("remote:")])
def test_a_resolved_name_is_a_uri_that_libvirt_takes(roads, road):
    done = roads.web.command("--resolve", roads.good[road])
    assert done.returncode == 0 and done.stdout.count("\n") == 1, done
    assert roads.web.namespaces.run("python3", "-c", OPEN, done.stdout.strip()).split() == ["vm1"]


def check(web, sections):
    """`virt-fcgi --check` of a configuration with these sections: how it ended."""
    file = web.path("checked.toml")
    file.write_text(toml(sections | {"stylesheets": {"folder": str(ROOT / "stylesheets")}}))
    return web.command("--check", config=file)


@pytest.mark.parametrize("name", INSECURE)
def test_what_proves_nothing_must_be_allowed(roads, name):
    name = name.format(h1="10.77.0.11")
    refused = check(roads.web, {"hosts": {"h1": name}})
    assert (refused.returncode, "allow_insecure_transport" in refused.stderr) == (FAILED, True), refused
    allowed = check(roads.web, {"hosts": {"h1": name}, "libvirt": {"allow_insecure_transport": True}})
    assert allowed.returncode == ANSWERS, allowed


@pytest.mark.parametrize("template", ["remote:tcp:{host}", "test+tcp://{host}/default", "test+tls://{host}/default?no_verify=1"])
def test_what_proves_nothing_must_be_allowed_for_hosts_that_are_found(roads, template):
    sections = {"discovery": {"enabled": True, "allow": ["*"], "uri": template}}
    refused = check(roads.web, sections)
    assert (refused.returncode, "allow_insecure_transport" in refused.stderr) == (FAILED, True), refused
    assert check(roads.web, sections | {"libvirt": {"allow_insecure_transport": True}}).returncode == ANSWERS


@pytest.mark.parametrize("mode, group, status", [
    (0o600, 0, ANSWERS), (0o640, 0, ANSWERS), (0o640, 65534, FAILED), (0o660, 0, FAILED), (0o604, 0, FAILED), (None, 0, FAILED)])
def test_a_file_with_passwords_is_for_the_service_alone(roads, mode, group, status):
    file = roads.web.path("auth-checked")
    file.unlink(missing_ok=True)
    if mode:
        write_secret(file, "")
        os.chown(file, 0, group)
        file.chmod(mode)
    done = check(roads.web, {"libvirt": {"auth_file": str(file)}})
    assert (done.returncode, status == ANSWERS or "auth_file" in done.stderr) == (status, True), done


def test_a_configuration_that_is_wrong_probes_nothing(roads):
    file = roads.web.path("checked.toml")
    file.write_text(toml({"hosts": {"h1": 7}}))
    done = roads.web.command("--probe", "h1", config=file)
    assert (done.returncode, "h1" in done.stderr) == (FAILED, True), done
