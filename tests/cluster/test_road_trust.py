"""Who cannot prove himself gets nothing: why is said in words, and once it is mended the host is up by itself."""

import contextlib
import re
from dataclasses import dataclass
from typing import Callable

import pytest

from tests.lab.waiting import wait_until
from tests.site.checks import ok

from .conftest import running
from .deadlines import PATIENCE
from .impostor import Impostor
from .pki import EXPIRED, NOT_YET_VALID, Authority
from .road_table import LIBSSH, check_said
from .roads import RoadCluster
from .ssh import SshKey

HOSTS = {"h1": {"vm1": ("client1",)}}
ROADS = {"tls": "remote:tls:{h1} name=test:///default", "ssh": "remote:ssh:{h1} name=test:///default", "libssh": LIBSSH}
UP, NOTICED = 10, 10  # Seconds.
IDENTITY, CREDENTIALS = 5, 6  # Exit statuses of --probe: who the host is, who we are.
IMPOSTORS_PORT = 17514
LOGGING_IN = re.compile(r"user root|Accepted|Failed|Postponed|Invalid user", re.IGNORECASE)

NOT_TRUSTED = "the host's certificate is not signed by a CA that is trusted here"
OTHER_NAME = "the host's certificate is for another name"
OUR_CERTIFICATE = "the host does not accept our certificate"
UNKNOWN_KEY, OTHER_KEY = "the host's ssh key is not in known_hosts", "the host's ssh key is another one than in known_hosts"
OUR_KEY = "the host refuses our ssh key"


@dataclass(frozen=True)
class Case:
    """`begin(trust)` spoils something and `end(trust)` mends it; h1's libvirtd takes note at its next start, if so `restart`."""

    name: str
    roads: tuple
    reason: str
    status: int
    begin: Callable
    end: Callable
    restart: bool = False


class Trust:
    """The cluster, and what is wrong with it now."""

    def __init__(self, cluster):
        self.cluster, self.web = cluster, cluster.web
        self.h1 = cluster.hosts["h1"]
        self.right, self.other = cluster.authority, Authority("Another authority")
        self.identity = self.h1.identity

    @contextlib.contextmanager
    def spoilt_by(self, case):
        """From its beginning to its end. Who has a connection would keep it: libvirtd is restarted at the beginning."""
        case.begin(self)
        self.h1.restart_libvirtd()
        try:
            yield
        finally:
            case.end(self)
            if case.restart:
                self.h1.restart_libvirtd()

    def take(self, identity):
        self.h1.identity = identity

    def settle(self, *, authority=None, revocations=None, **settings):
        """What h1's libvirtd is to trust, and lines of its libvirtd.conf."""
        self.h1.authority, self.h1.revocations = authority or self.right, revocations
        self.h1.settings = {"tls_no_sanity_certificate": 1} | settings

    def well(self):
        """All of h1 as it is at the beginning."""
        self.take(self.identity)
        self.settle()


def server(name, reason, identity):
    """libvirtd has the certificate that identity(trust) gives."""
    return Case(name, ("tls",), reason, IDENTITY, lambda trust: trust.take(identity(trust)), Trust.well, restart=True)


def client(name, **settings):
    """libvirtd does not want our certificate."""
    return Case(name, ("tls",), OUR_CERTIFICATE, CREDENTIALS, lambda trust: trust.settle(**{
        key: value(trust) if callable(value) else value for key, value in settings.items()}), Trust.well, restart=True)


def known(name, reason, line):
    """known_hosts has this line of h1."""
    return Case(name, ("ssh", "libssh"), reason, IDENTITY, lambda trust: trust.web.know(*line(trust)),
                lambda trust: trust.cluster.trust_all())


CASES = [
    server("signed by another CA", NOT_TRUSTED, lambda trust: trust.other.issue_server(trust.h1.address)),
    server("for another name", OTHER_NAME, lambda trust: trust.right.issue_server("10.77.0.99")),
    server("expired", "the host's certificate has expired",
           lambda trust: trust.right.issue_server(trust.h1.address, valid=EXPIRED)),
    server("not valid yet", "the host's certificate is not valid yet",
           lambda trust: trust.right.issue_server(trust.h1.address, valid=NOT_YET_VALID)),
    Case("revoked", ("tls",), "the host's certificate has been revoked", IDENTITY,
         lambda trust: trust.web.write_pki(revocations=trust.right.revocations(trust.identity)),
         lambda trust: trust.web.write_pki()),
    Case("no certificate of ours", ("tls",), "there is no client certificate here", CREDENTIALS,
         lambda trust: trust.web.write_pki(identity=False), lambda trust: trust.web.write_pki()),
    client("ours is of another CA than the host trusts", authority=lambda trust: trust.other),
    client("ours is revoked there", revocations=lambda trust: trust.right.revocations(trust.web.identity)),
    client("ours is not on the host's list", tls_allowed_dn_list='["CN=somebody else"]'),
    known("unknown host key", UNKNOWN_KEY, lambda trust: []),
    known("changed host key", OTHER_KEY, lambda trust: [trust.h1.sshd.known_hosts_line(SshKey())]),
    Case("key refused", ("ssh", "libssh"), OUR_KEY, CREDENTIALS,
         lambda trust: trust.h1.let_in(), lambda trust: trust.cluster.trust_all()),
]


@pytest.fixture(scope="module")
def trust():
    """The roads with proofs; all is well."""
    with running(RoadCluster(HOSTS)) as cluster:
        trust = Trust(cluster)
        trust.settle()
        cluster.web.configure({name: road.format(h1=trust.h1.address) for name, road in ROADS.items()})
        yield trust


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_without_a_proof_the_host_is_unreachable_until_it_is_mended(trust, case):
    web, pid = trust.web, trust.web.directory_process()
    web.wait_for_states("up", ROADS, UP)
    with trust.spoilt_by(case):
        before, tried = web.home(), len(trust.h1.log("sshd"))
        for road in case.roads:
            check_said(web, road, case.reason, case.status, NOTICED)
        assert case.reason not in (UNKNOWN_KEY, OTHER_KEY) or not LOGGING_IN.search(trust.h1.log("sshd")[tried:])
        assert web.home() == before, "virt-fcgi, or ssh for it, has written to its home folder"
    before = web.home()
    web.wait_for_states("up", ROADS, UP)
    for road in case.roads:
        wait_until("a request succeeds", lambda road=road: ok(
            web.client.get(f"/-/hosts/{road}/nodeGetInfo")) is not None, UP * PATIENCE)
    assert web.home() == before and web.directory_process() == pid


@pytest.mark.parametrize("reason, address, is_right", [
    (NOT_TRUSTED, "10.77.0.11", False), (OTHER_NAME, "10.77.0.99", True), (None, "10.77.0.11", True)])
def test_nothing_is_sent_to_who_has_not_proven_himself(trust, reason, address, is_right):
    """The last one has, and shows that the ear is a good one."""
    authority = trust.right if is_right else trust.other
    hosts = trust.web.responder.config["hosts"]
    with Impostor(trust.h1, IMPOSTORS_PORT, authority.issue_server(address)) as impostor:
        trust.web.configure(hosts | {"impostor": f"remote:tls:{trust.h1.address}:{IMPOSTORS_PORT} name=test:///default"})
        if reason:
            trust.web.wait_for_error("impostor", re.compile(reason), NOTICED)
        wait_until("it was asked several times", lambda: impostor.met > 3, 30)
        assert bool(impostor.heard) == (reason is None), impostor.heard
        trust.web.configure(hosts)
