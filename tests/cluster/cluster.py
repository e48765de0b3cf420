"""Hosts and a web machine on one network: what the tests start from."""

import contextlib
import itertools
import shutil
from concurrent.futures import ThreadPoolExecutor

from tests.lab.processes import Processes

from .host import Host
from .liar import Liar
from .network import Network
from .web import WebNode

WEB_NUMBER, FIRST_NUMBER, LIAR_NUMBER = 1, 11, 66
DOMAINS = {
    "h1": {"vm1": ("client1",), "mail": ("client1",)},
    "h2": {"shop": ("client2",), "build": ("client2",)},
    "h3": {"backup": ("client3",), "archive": ()},
}


class Cluster:
    """`web` and `hosts` (h1, h2, h3, …) on a network of their own, running. Needs root.

        with Cluster() as cluster:
            cluster.hosts["h3"].silence()
            cluster.web.wait_for("h3 unreachable", lambda picture: picture.state("h3") == "unreachable", 10)

    `domains` is {host: {domain: owners}}. `web` and `web_hosts` are virt-fcgi's configuration and fixed hosts.
    With `with_liar=True` there is a `liar` as well.
    Nothing of it is left when it ends, in whatever way: see tests/lab/keeper.py.
    """

    def __init__(self, domains=None, *, web=None, web_hosts=None, with_liar=False):
        self.processes = Processes()
        try:
            self.network = Network(self.processes)
            self.web = self._make_web("web", WEB_NUMBER, config=web, hosts=web_hosts)
            domains = DOMAINS if domains is None else domains
            self._numbers = itertools.count(FIRST_NUMBER)
            self.hosts = {name: self._make_host(name, next(self._numbers), its_domains)
                          for name, its_domains in domains.items()}
            self.liar = Liar(self.processes, self.network, "liar", LIAR_NUMBER) if with_liar else None
        except BaseException:
            self.processes.close()
            raise

    def _make_web(self, *arguments, **options):
        return WebNode(self.processes, self.network, *arguments, **options)

    def _make_host(self, *arguments):
        return Host(self.processes, self.network, *arguments)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, failed, *_):
        try:
            if not failed:
                self.stop()
        finally:
            self.close()

    @property
    def nodes(self):
        return [self.web, *self.hosts.values(), *([self.liar] if self.liar else [])]

    def start(self):
        """Boots all machines, the web as well, at the same time. Discovery goes on after that."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda node: node.boot(), self.nodes))

    def is_whole(self, picture):
        """Whether every host is up, with all of its domains and nothing else."""
        return {name: picture.names(name) for name in picture.hosts if picture.state(name) == "up"} == {
            name: sorted(host.domains) for name, host in self.hosts.items()}

    def wait_until_whole(self, limit, since=None):
        return self.web.wait_for("every host up with its domains", self.is_whole, limit, since)

    def last_start(self):
        """When the last daemon of any node was started, as time.monotonic()."""
        return max(node.last_start for node in self.nodes)

    @contextlib.contextmanager
    def guest(self, name, domains, **attributes):
        """One more host for as long as the `with` lasts, such as one with address=None. It leaves politely."""
        host = self._make_host(name, next(self._numbers), domains)
        for attribute, value in attributes.items():
            setattr(host, attribute, value)
        self.hosts[name] = host
        host.boot()
        yield host
        host.stop_domumdns()
        host.power_cut()
        shutil.rmtree(host.folder)
        del self.hosts[name]

    def stop(self):
        """Stops our own programs politely: they must end with status 0, and no sanitizer may have complained."""
        for host in self.hosts.values():
            host.stop_domumdns()
        if self.web.responder.process.running and (status := self.web.responder.stop()):
            raise AssertionError(f"virt-fcgi ended with status {status}:\n{self.web.responder.process.log_tail()}")

    def close(self):
        """Ends everything at once."""
        for node in self.nodes:
            node.kill_all()
        self.network.close()
        self.processes.close()

    def logs(self):
        """The last lines of our own programs, by name: for a test that fails."""
        return {f"{node.name}/{name}": "\n".join(node.log(name).splitlines()[-40:])
                for node in self.nodes for name in ("virt-fcgi", "domumdns") if node.path(f"{name}.log").exists()}
