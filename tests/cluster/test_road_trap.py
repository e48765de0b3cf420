"""Nothing that comes from outside becomes a connection: a program that a name would start is never started."""

from urllib.parse import quote

import libvirt
import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import ok

from .conftest import running
from .deadlines import PATIENCE
from .host import DOMAIN as DOMAIN_XML
from .lies import DOMAIN, domain_records, host_records, refusals, some_uuid, wait_until_heard, wait_until_taken_in
from .mdns import service
from .roads import RoadCluster

UP = 10  # Seconds.
NAMES = ["remote:ext:{trap}", "remote:ssh:h1 command={trap}", "remote://h1 command={trap}", "remote:{trap}",
         "test+ext:///default?command={trap}", "qemu+ext:///system?command={trap}", "test+ssh://h1/default?command={trap}"]
TEMPLATES = ["remote:tls:{host} name=test:///default", "remote:ssh:{name} name=test:///default",
             "test+ssh://root@{name}/default", "test+tls://{host}:{port}/default"]
PATHS = ["/-/hosts/{}/", "/-/hosts/{}/nodeGetInfo", "/{}/", "/{}/vm1/domainGetInfo", "/client1/{}", "/client1/{}/domainGetInfo",
         "/client1/vm1/{}", "/client1/vm1/snapshots/{}", "/{}"]
QUERIES = ["/?q={}", "/?host={}", "/client1/vm1/domainGetInfo?host={}", "/client1/vm1/domainGetInfo?name={}",
           "/client1/vm1/domainGetInfo?uri={}", "/-/hosts/h1/nodeGetInfo?name={}", "/-/hosts/h1/nodeGetInfo?command={}",
           "/client1/vm1/domainGetInfo?format={}"]
POSTS = [("/client1/vm1/setOwners", "owners"), ("/client1/vm1/domainRename", "new_name"),
         ("/client1/vm1/domainSnapshotCreateXML", "xmlDesc"), ("/client1/vm1/domainSuspend", "host")]
ANSWERS = (200, 201, 300, 301, 400, 403, 404, 405, 406, 409, 415, 502)  # But 500, 503 and 504: nobody tried to get anywhere.


class Program:
    """A program of the web machine's that leaves a mark when it is run."""

    def __init__(self, cluster):
        self._mark = cluster.processes.folder / "mark"
        self.path = cluster.processes.folder / "c"  # Short: its path goes into labels of 63 bytes.

    def write(self, web):
        web.script("trap", f"touch {self._mark}").rename(self.path)

    def names(self):
        return [name.format(trap=self.path) for name in NAMES]

    def has_run(self):
        return self._mark.exists()

    def forget(self):
        self._mark.unlink()


@pytest.fixture(scope="module")
def baited():
    """One host, a liar, and a program that would leave a mark: as `cluster.trap`."""
    web = {"discovery": {"enabled": True, "allow": ["*"], "uri": TEMPLATES[0]}}
    with running(RoadCluster({"h1": {"vm1": ("client1",)}}, web=web, with_liar=True)) as cluster:
        cluster.trap = Program(cluster)
        cluster.trap.write(cluster.web)
        cluster.web.configure({"fixed": f"remote:tls:{cluster.hosts['h1'].address} name=test:///default"})
        cluster.web.wait_for_states("up", ["fixed"], UP)
        with pytest.raises(libvirt.libvirtError):
            libvirt.openReadOnly(f"test+ext:///default?command={cluster.trap.path}")
        assert cluster.trap.has_run(), "unchecked, such a name does run a program"
        cluster.trap.forget()
        yield cluster
        assert not cluster.trap.has_run()


def test_a_request_never_starts_it(baited):
    client = baited.web.client
    for name in baited.trap.names():
        for written in (quote(name, safe=""), quote(name, safe="/:?=&+"), name.replace(" ", "%20")):
            for path in (*PATHS, *QUERIES):
                answer = client.exact("GET", path.format(written))
                assert answer.status_code in ANSWERS, f"{answer.status_code} for {path.format(written)}\n{answer.text}"
                assert not baited.trap.has_run(), path.format(written)
    assert set(baited.web.picture().hosts) >= {"fixed"}


def test_a_body_never_starts_it(baited):
    client, host = baited.web.client, baited.hosts["h1"]
    for name in baited.trap.names():
        for path, argument in POSTS:
            answer = client.post(path, data={argument: name})
            assert answer.status_code in ANSWERS, f"{answer.status_code} for {path}\n{answer.text}"
        document = DOMAIN_XML.format(name=name.replace("&", "&amp;"), uuid=some_uuid(name), owners="")
        answer = client.post("/-/hosts/fixed/domainDefineXML", data=document, headers={"Content-Type": "application/xml"})
        assert answer.status_code in ANSWERS, answer.text
        client.get("/")
        assert not baited.trap.has_run(), name
    for domain in host.connection.listAllDomains():
        if domain.name() not in host.domains:
            domain.undefine()
    host.set_owner("vm1", "client1")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_record_never_starts_it(baited, template):
    web, liar, trap = baited.web, baited.liar, baited.trap
    web.configure(web.responder.config["hosts"], discovery={"uri": template})
    liar.say(*host_records("h6"))
    try:
        for number, name in enumerate(trap.names()):
            true_uuid, ip = {"txtvers": "1", "uuid": some_uuid(name)}, f"10.77.0.{100 + number}"
            liar.say(*host_records(name, (f"a{number}", "local"), ip))
            liar.say(*host_records(f"b{number}", (name, "local"), ip))
            liar.say(*host_records(f"c{number}", ip=ip, text=true_uuid | {"uuid": name}))
            liar.say(*host_records(f"d{number}", ip=ip, text=true_uuid | {"uri": name, "command": trap.path}))
            liar.say(*domain_records(name))
            liar.say(*domain_records(f"e{number}", name=name), *domain_records(f"f{number}", host=name))
        liar.say(*service("last", DOMAIN, ("h6", "local"), 1, {"txtvers": "1", "uuid": some_uuid("last"), "name": trap.path}))
        wait_until_heard(baited, "last", DOMAIN)
        wait_until_taken_in(baited)
        web.wait_for_states("unreachable", ["d0"], UP)
        wait_until("such a host name is refused", lambda: refusals(baited, "its host name is none"), UP * PATIENCE)
        for listed in (*web.picture().hosts, *(domain["name"] for domain in web.picture().domains)):
            web.client.get(f"/-/hosts/{quote(listed, safe='')}/nodeGetInfo")
            web.client.get(f"/_/{quote(listed, safe='')}/domainGetInfo")
        ok(web.client.get("/client1/vm1/domainGetInfo"))
        assert not trap.has_run()
    finally:
        liar.hush()
