"""The whole network: two or three hosts, virt-fcgi, and a web server or two."""

import base64
import secrets
import urllib.request
import xml.etree.ElementTree as ElementTree

from .libvirtd import Alpha, Beta
from .lighttpd import Lighttpd
from .nginx import Nginx
from .privileged import Gamma
from .processes import Processes
from .responder import VirtFcgi
from .waiting import wait_until

ADMIN = ("insecure.conf", "/virt")
LOOK = ("read-only.conf", "/look")
OWN = ("owner.conf", "/own")
OWN_LOOK = ("owner-read-only.conf", "/own-look")

SERVERS = {"nginx": Nginx, "lighttpd": Lighttpd}


class Lab:
    """`alpha` and `beta` (libvirtd.py), `responder` (responder.py) and `nginx` (nginx.py), running.

        with Lab() as lab:
            print(lab.nginx.url("/look/"))

    `user` and `password` open the admin sites. Keyword arguments: `port` of the web server (default: a free one),
    `sites` as for Nginx (the first must show all hosts), `program` and `config` as for VirtFcgi, `password` (default:
    a random one), `users`: the logins {name: password} that open the sites of owners, as the admin's does.
    With `servers=("nginx", "lighttpd")` there is `lighttpd` as well (lighttpd.py), with the same sites and logins.
    With `privileged=True` there is a third host, `gamma` (privileged.py); it takes 3 s more to start.
    """

    def __init__(self, *, port=None, sites=(ADMIN, LOOK), program=None, config=None, password=None,
                 users=None, servers=("nginx",), privileged=False):
        self.user = "admin"
        self.password = password or secrets.token_urlsafe(9)
        self.processes = Processes()
        try:
            self.hosts = {host.name: host for host in self._make_hosts()}
            self.gamma = Gamma(self.processes, "gamma") if privileged else None
            if self.gamma:
                self.hosts[self.gamma.name] = self.gamma
            self.responder = self._make_responder(config, program)
            logins = {"users": {self.user: self.password}, "owners": users}
            self.servers = {name: SERVERS[name](self.processes, self.responder.socket, sites=sites, **logins,
                                                port=port if name == servers[0] else None) for name in servers}
            self.nginx, self.lighttpd = (self.servers.get(name) for name in SERVERS)
        except BaseException:
            self.processes.close()
            raise
        self._first_prefix = sites[0][1]

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.processes.close()
            raise
        return self

    def __exit__(self, failed, *_):
        try:
            if not failed:
                self.stop()
        finally:
            self.processes.close()

    def start(self):
        """Starts everything; returns once virt-fcgi has a picture of all hosts."""
        self._start_hosts()
        self.responder.start()
        for server in self.servers.values():
            server.start()
        wait_until("virt-fcgi sees all hosts", lambda: all(
            self.host_state(name) == "up" for name in self.hosts), seconds=20)

    def stop(self):
        """Stops the servers politely: nginx and lighttpd, then virt-fcgi, whose exit status must be 0."""
        for server in self.servers.values():
            if server.process.running:
                server.stop()
        if self.responder.process.running and (status := self.responder.stop()):
            raise AssertionError(f"virt-fcgi ended with status {status}:\n{self.responder.process.log_tail()}")

    def host_state(self, name):
        """What virt-fcgi says of a host: "connecting", "up" or "unreachable"; None if it does not know it."""
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        server = next(iter(self.servers.values()))
        request = urllib.request.Request(server.url(f"{self._first_prefix}/"), headers={
            "Accept": "application/xml", "Authorization": f"Basic {login}"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            directory = ElementTree.parse(answer)
        host = directory.find(f"hosts/host[@name='{name}']")
        return None if host is None else host.get("state")

    def _make_hosts(self):
        self.alpha = Alpha(self.processes, "alpha")
        self.beta = Beta(self.processes, "beta")
        return [self.alpha, self.beta]

    def _make_responder(self, config, program):
        uris = {host.name: host.uri for host in self.hosts.values()}
        return VirtFcgi(self.processes, uris, config=config, program=program)

    def _start_hosts(self):
        for host in self.hosts.values():
            host.launch()
        for host in self.hosts.values():
            host.wait_until_ready()
