"""Every transport of libvirt's remote driver, by its old names and as URIs: listed, read and changed."""

import os
import re

import pytest
from lxml import etree

from tests.site.checks import ok

from .conftest import running
from .roads import RoadCluster

UP, CHANGES = 10, 2  # Seconds: all hosts after a start; a change of a domain.
HOSTS = {"h1": {"vm1": ("client1",)}}
RUNNING_STATE, PAUSED_STATE = "1", "3"  # virDomainState

# {name: what [hosts] says}. {host} is the address, {socket} libvirtd's, {program} leads there, {wrapper} is an ssh.
ROADS = {
    "tls": "remote:tls:{host} name=test:///default",
    "tls-port": "remote:tls:{host}:16514 name=test:///default",
    "tcp": "remote:tcp:{host} name=test:///default",
    "tcp-port": "remote:tcp:{host}:16509 name=test:///default",
    "tcp-escaped": "remote:tcp:{host} name=test%3a%2F%2F%2fdefault",
    "unix": "remote:unix:{socket} name=test:///default",
    "ssh": "remote:ssh:{host} name=test:///default",
    "ssh-port": "remote:ssh:{host}:22 name=test:///default",
    "ssh-user": "remote:ssh:root@{host} name=test:///default",
    "ssh-command": "remote:ssh:{host} command={wrapper} name=test:///default",
    "ext": "remote:ext:{program} name=test:///default",
    "short-path": "remote:{socket}",
    "short-server": "remote://{host}",
    "short-port": "remote://{host}:16514",
    "short-name": "remote://{host} name=test:///default",
    "uri-tls": "test+tls://{host}/default",
    "uri-tls-folder": "test+tls://{host}/default?pkipath={pki}",
    "uri-remote-tls": "remote+tls://{host}:16514/?name=test:///default",
    "uri-tcp": "test+tcp://{host}/default",
    "uri-remote-tcp": "remote+tcp://{host}/?name=test:///default",
    "uri-unix": "test+unix:///default?socket={socket}",
    "uri-remote-unix": "remote+unix:///?name=test:///default&socket={socket}",
    "uri-ssh": "test+ssh://root@{host}/default?no_tty=1",
    "uri-ssh-command": "test+ssh://{host}/default?command={wrapper}&no_tty=1",
    "uri-remote-ssh": "remote+ssh://{host}:22/?name=test:///default",
    "uri-ext": "test+ext:///default?command={program}",
    "uri-remote-ext": "remote+ext:///?name=test:///default&command={program}",
    "uri-libssh": "test+libssh://root@{host}/default?keyfile=/root/.ssh/id_ed25519&known_hosts=/root/.ssh/known_hosts"
                  "&known_hosts_verify=normal&sshauth=privkey",
    "uri-remote-libssh": "remote+libssh://root@{host}/?name=test:///default&keyfile=/root/.ssh/id_ed25519"
                         "&known_hosts=/root/.ssh/known_hosts&known_hosts_verify=normal&sshauth=privkey",
}
TEMPLATES = ["remote:tls:{host} name=test:///default", "test+tls://{host}/default", "remote:tcp:{host} name=test:///default",
             "remote:tcp:{host}:{port} name=test:///default", "remote:ssh:{host} name=test:///default",
             "test+ssh://root@{host}/default"]


def write_roads(cluster):
    """ROADS, with the addresses and files of the first host."""
    web, host = cluster.web, cluster.hosts["h1"]
    return {name: road.format(
        host=host.address, socket=host.path("run/libvirt/libvirt-sock"), pki=web.pki_folder("pki-elsewhere"),
        program=web.script("to-h1", f"exec socat STDIO TCP:{host.address}:16509"),
        wrapper=web.script("ssh-wrapper", 'exec ssh -o BatchMode=yes "$@"')) for name, road in ROADS.items()}


@pytest.fixture(scope="module")
def roads():
    """One host, and every road to it, all in one configuration: one domain, many hosts."""
    with running(RoadCluster(HOSTS)) as cluster:
        hosts = write_roads(cluster)
        cluster.web.configure(hosts)
        cluster.web.wait_for_states("up", hosts, UP)
        yield cluster


def test_all_of_them_are_listed_with_the_domain(roads):
    roads.web.wait_for("vm1 on every host", lambda picture: len(picture.hosts) == len(ROADS) and all(
        picture.names(name) == ["vm1"] for name in ROADS), CHANGES)


@pytest.mark.parametrize("road", ROADS)
def test_a_domain_is_listed_read_and_changed_by(roads, road):
    client, domain = roads.web.client, roads.hosts["h1"].connection.lookupByName("vm1")

    def command(call, name):
        return ok(call(f"/client1/vm1/{name}?host={road}"))

    def state():
        return command(client.get, "domainGetState").findtext("state")

    listed = client.xml(f"/-/hosts/{road}/").findall("domains/domain")
    assert [(each.get("name"), each.get("uuid")) for each in listed] == [("vm1", domain.UUIDString())]
    document = client.get(f"/client1/vm1/domainGetXMLDesc?host={road}")
    assert etree.tostring(ok(document), method="c14n") == etree.tostring(etree.fromstring(domain.XMLDesc()), method="c14n")
    assert state() == RUNNING_STATE
    command(client.post, "domainSuspend")
    assert (state(), domain.state()[0]) == (PAUSED_STATE, int(PAUSED_STATE))
    command(client.post, "domainResume")
    assert (state(), domain.state()[0]) == (RUNNING_STATE, int(RUNNING_STATE))


def test_ssh_asks_nobody_and_shares_nothing(roads):
    found = {pid: line for pid, line in roads.web.namespaces.processes().items() if re.match(r"(\S*/)?ssh .*test:///default", line)}
    ours = {pid: line for pid, line in found.items() if "StrictHostKeyChecking=yes" in line}
    assert ours, found
    for pid, line in ours.items():
        assert all(option in line for option in ("BatchMode=yes", "UpdateHostKeys=no", "ControlMaster=no")), line
        assert os.getsid(pid) == pid, "it has a session of its own, and so no terminal"


@pytest.fixture(scope="module")
def found():
    """Two hosts that are announced."""
    with running(RoadCluster(HOSTS | {"h2": {"shop": ("client2",)}}, web={"discovery": {"enabled": True}})) as cluster:
        yield cluster


@pytest.mark.parametrize("template", TEMPLATES)
def test_hosts_that_are_found_are_reached_by(found, template):
    found.web.configure({}, discovery={"uri": template})
    found.wait_until_whole(UP)
    ok(found.web.client.get("/client2/shop/domainGetInfo"))
    ok(found.web.client.post("/client2/shop/domainSuspend"))
    ok(found.web.client.post("/client2/shop/domainResume"))
