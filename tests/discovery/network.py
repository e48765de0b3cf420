"""A private network of mDNS: nodes on one wire, each with a D-Bus and an avahi-daemon of its own.

The daemons are the real ones, in namespaces: they see neither the machine's network nor its /run. Whoever may make user
namespaces needs no root for them. The buses are reached by their sockets, from outside too.
"""

import re
import subprocess

from tests.lab.avahi import AVAHI_CONF, DBUS_CONF, MOUNTS
from tests.lab.privileged import NAMESPACES, account_files, enter_as
from tests.lab.processes import PATH, give, unprivileged_user
from tests.lab.waiting import wait_until

READY = "ready"
# What the first process of a node does, with the node's folder as $0.
INSIDE = f"{MOUNTS}echo {READY}\nexec sleep infinity\n"


class Node:
    """One host of the network. `environment` is what a program needs to use its bus."""

    def __init__(self, processes, name, number, beside=None):
        self.name, self.avahi, self.dbus = name, None, None
        self._processes = processes
        self._folder = processes.folder / name
        self._folder.mkdir(mode=0o700)
        give(self._folder)
        self._bus = self._folder / "bus"
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._bus}"}
        self._write("dbus.conf", DBUS_CONF.format(socket=self._bus))
        self._write("avahi.conf", AVAHI_CONF.format(name=name, interface="eth0", ipv6="no"))
        for file, text in account_files("avahi").items():
            self._write(file, text)
        (self._folder / "etc").mkdir()
        give(self._folder / "etc")
        self._make_namespaces(beside)
        self._wire(number, beside)

    def start(self):
        self.start_dbus()
        self.start_avahi()

    def start_dbus(self):
        self._bus.unlink(missing_ok=True)
        self.dbus = self._processes.start(
            f"{self.name}-dbus", ["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={self._folder}/dbus.conf"],
            user=unprivileged_user())
        self.dbus.wait_until_answers(self._bus.stat)

    def start_avahi(self):
        """Returns once Avahi answers."""
        script = (f"rm -rf /run/avahi-daemon && "
                  f"exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f {self._folder}/avahi.conf")
        self.avahi = self._start_inside("avahi", ["sh", "-c", script], self.environment)
        self.avahi.wait_until_answers(lambda: self.browse("_none._tcp"))

    def browse(self, service_type, *, resolve=False):
        """What Avahi shows of a type now, as a list of Service."""
        said = subprocess.run(
            ["avahi-browse", "--parsable", "--terminate", "--no-db-lookup", *(["--resolve"] if resolve else []), service_type],
            env={"PATH": PATH, "LC_ALL": "C.UTF-8"} | self.environment, capture_output=True, timeout=60, check=True)
        wanted = "=" if resolve else "+"
        rows = [line.split(";", 9) for line in said.stdout.decode(errors="surrogateescape").splitlines()]
        return [Service(row) for row in rows if row[0] == wanted]

    def names(self, service_type="_domu._tcp"):
        return sorted(service.name for service in self.browse(service_type))

    def watch(self, service_type, name):
        """A browser that goes on; its log has a line for all that comes ("+") and goes ("-")."""
        return self._processes.start(name, ["avahi-browse", "--parsable", "--no-db-lookup", service_type],
                                     env=self.environment)

    def set_host_name(self, name):
        """Has Avahi call the host something else."""
        subprocess.run(["avahi-set-host-name", name], env={"PATH": PATH} | self.environment, timeout=60, check=True)

    def _write(self, name, text):
        file = self._folder / name
        file.write_text(text)
        give(file)

    def _make_namespaces(self, beside):
        if beside is None:
            enter, self._user = enter_as(unprivileged_user())
            self._has_user_namespace = enter != list(NAMESPACES)
        else:  # Wires go only between networks of one user namespace.
            self._user, self._has_user_namespace = beside._user, beside._has_user_namespace
            enter = [*beside._enter(("--user",)), *NAMESPACES]
        self._init = self._processes.start(self.name, [*enter, "sh", "-c", INSIDE, self._folder], user=self._user)
        wait_until(f"{self.name} has its namespaces", lambda: READY in self._init.log_tail())

    def _enter(self, namespaces):
        if not self._has_user_namespace:
            namespaces = [name for name in namespaces if name != "--user"]
            if not namespaces:
                return []
        return ["nsenter", "--target", self._init.pid, "--preserve-credentials", *namespaces]

    def _start_inside(self, what, argv, env=None):
        return self._processes.start(f"{self.name}-{what}", [*self._enter(("--user", "--mount", "--net")), *argv],
                                     env=env, user=self._user)

    def _wire(self, number, beside):
        """The network card eth0, one end of a wire to the node beside this one."""
        self._card = [f"ip addr add 192.0.2.{number}/24 dev eth0", "ip link set eth0 up", "ip route add default dev eth0"]
        if beside is not None:
            self._run([f"ip link add eth0 type veth peer name eth0 netns {beside._init.pid}", *self._card])
            beside._run(beside._card)

    def _run(self, commands):
        done = self._start_inside("wire", ["sh", "-e", "-c", "\n".join(commands)])
        if done.wait() != 0:
            raise RuntimeError(done.log_tail())


class Service:
    """One line of avahi-browse."""

    def __init__(self, row):
        self.name, self.type = unescaped(row[3]), row[4]
        self.host, self.address, self.port, self.texts = None, None, None, []
        if len(row) > 6:
            self.host, self.address, self.port = row[6], row[7], int(row[8])
            self.texts = [unescaped(text) for text in re.findall(r'"((?:[^"\\]|\\.)*)"', row[9])]

    @property
    def values(self):
        """{key: value} of its TXT record."""
        return dict(text.split("=", 1) for text in self.texts)


def unescaped(text):
    r"""avahi-browse writes \032 for a space, in decimal."""
    data = re.sub(rb"\\(\d{3})|\\(.)", lambda hit: bytes([int(hit[1])]) if hit[1] else hit[2],
                  text.encode(errors="surrogateescape"))
    return data.decode(errors="surrogateescape")


def make_network(processes):
    """Two nodes, h1 and h2, with all daemons running."""
    one = Node(processes, "h1", 1)
    other = Node(processes, "h2", 2, beside=one)
    for node in (one, other):
        node.start()
    return one, other
