"""The web machine: a node with virt-fcgi and nginx, and a browser's view of it."""

from dataclasses import dataclass

from tests.lab.lab import ADMIN
from tests.lab.nginx import Nginx
from tests.lab.responder import TCP_ALLOWED, VirtFcgi
from tests.site.client import Client
from tests.site.processes import children

from .deadlines import wait_measured
from .node import Node

LOGIN = ("admin", "of the cluster")
DISCOVERY = {"enabled": True, "uri": "test+tcp://{host}/default", "allow": ["h*.local"]}


@dataclass(frozen=True)
class Picture:
    """What `/virt/` says: the attributes of its hosts, by name, and of its domains, with "owners" and "error"."""

    hosts: dict
    domains: list

    def state(self, host):
        return self.hosts.get(host, {}).get("state")

    def domain(self, name, host=None):
        """The one domain of this name, on this host if one is given; None if there is none, or more than one."""
        found = [each for each in self.domains if each["name"] == name and host in (None, each["host"])]
        return found[0] if len(found) == 1 else None

    def names(self, host):
        return sorted(each["name"] for each in self.domains if each["host"] == host)


class InsideClient(Client):
    """A client (tests/site/client.py) that connects from inside the node."""

    def __init__(self, node, base, login):
        super().__init__(base, login)
        self._node = node

    def request(self, method, url, **options):
        with self._node.namespaces.network():
            return super().request(method, url, **options)

    def exact(self, method, path, **options):
        with self._node.namespaces.network():
            return super().exact(method, path, **options)


class WebNode(Node):
    """nginx with the project's own admin site on port 80 of 127.0.0.1, virt-fcgi behind it.

    `config` is virt-fcgi's, as {"section": {"key": value}}, on top of discovery of the cluster's hosts; `hosts` are
    its fixed ones, `env` its environment. `client` asks it: client.get("/client1/vm1/domainGetInfo").
    """

    def __init__(self, processes, network, name, number, *, config=None, hosts=None, env=None):
        super().__init__(processes, network, name, number)
        sections = {"responder": {"workers": 2}, "discovery": DISCOVERY} | TCP_ALLOWED
        for section, values in (config or {}).items():
            sections[section] = sections.get(section, {}) | values
        self.responder = VirtFcgi(self, hosts or {}, config=sections, env=env)
        self.nginx = Nginx(self, self.responder.socket, sites=(ADMIN,), users=dict([LOGIN]), port=80)
        self.client = self.make_client()

    def boot(self):
        super().boot()
        with self.namespaces.network():
            self.nginx.start()
        self.responder.start()

    def make_client(self):
        """A client of its own for another thread."""
        return InsideClient(self, self.nginx.url("/virt"), LOGIN)

    def picture(self):
        """`/virt/` as it is now."""
        root = self.client.xml("/")
        return Picture(
            {host.get("name"): dict(host.attrib) | {"error": host.findtext("error")}
             for host in root.findall("hosts/host")},
            [dict(domain.attrib) | {"owners": [owner.text for owner in domain.findall("owner")]}
             for domain in root.findall("domains/domain")])

    def wait_for(self, what, check, limit, since=None):
        """Polls `/virt/` until check(picture) is true; `limit` and `since` as in deadlines.py. Returns that picture."""
        seen = None

        def is_so():
            nonlocal seen
            seen = self.picture()
            return check(seen)
        try:
            wait_measured(f"/virt/ shows {what}", is_so, limit, since)
        except TimeoutError as error:
            raise TimeoutError(f"{error}\nIt shows {seen}") from None
        return seen

    def directory_process(self):
        """The pid of virt-fcgi's directory process; None between two of them."""
        its_children = children(self.responder.process.pid)
        return next((pid for pid, name in its_children.items() if name == "virt-directory"), None)
