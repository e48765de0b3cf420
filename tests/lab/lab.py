"""The whole network: two or three hosts, virt-fcgi, nginx."""

import base64
import secrets
import urllib.request
import xml.etree.ElementTree as ElementTree

from .libvirtd import Alpha, Beta
from .nginx import Nginx
from .privileged import Gamma
from .processes import Processes
from .responder import VirtFcgi
from .waiting import wait_until

ADMIN = ("insecure.conf", "/virt")
LOOK = ("read-only.conf", "/look")


class Lab:
    """`alpha` and `beta` (libvirtd.py), `responder` (responder.py) and `nginx` (nginx.py), running.

        with Lab() as lab:
            print(lab.nginx.url("/look/"))

    `user` and `password` open the admin sites. Keyword arguments: `port` of nginx (default: a free one),
    `sites` as for Nginx, `program` and `config` as for VirtFcgi, `password` (default: a random one).
    With `privileged=True` there is a third host, `gamma` (privileged.py); it takes 3 s more to start.
    """

    def __init__(self, *, port=None, sites=(ADMIN, LOOK), program=None, config=None, password=None,
                 privileged=False):
        self.user = "admin"
        self.password = password or secrets.token_urlsafe(9)
        self.processes = Processes()
        try:
            self.hosts = {host.name: host for host in self._make_hosts()}
            self.gamma = Gamma(self.processes, "gamma") if privileged else None
            if self.gamma:
                self.hosts[self.gamma.name] = self.gamma
            self.responder = self._make_responder(config, program)
            self.nginx = Nginx(self.processes, self.responder.socket, sites=sites, port=port,
                               users={self.user: self.password})
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
        self.nginx.start()
        wait_until("virt-fcgi sees all hosts", lambda: all(
            self.host_state(name) == "up" for name in self.hosts), seconds=20)

    def stop(self):
        """Stops the servers politely: nginx, then virt-fcgi, whose exit status must be 0."""
        if self.nginx.process.running:
            self.nginx.stop()
        if self.responder.process.running and (status := self.responder.stop()):
            raise AssertionError(f"virt-fcgi ended with status {status}:\n{self.responder.process.log_tail()}")

    def host_state(self, name):
        """What virt-fcgi says of a host: "connecting", "up" or "unreachable"; None if it does not know it."""
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request = urllib.request.Request(self.nginx.url(f"{self._first_prefix}/"), headers={
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
