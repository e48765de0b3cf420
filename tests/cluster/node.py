"""One machine on the network: namespaces, folders, D-Bus and Avahi."""

import contextlib
import os
import shutil
import signal
import socket
import time
import uuid

from tests.lab.avahi import AVAHI_CONF
from tests.lab.waiting import wait_until

from .namespaces import Namespaces


def machine_uuid(name):
    """The UUID of a machine: always the same for the same name. Its /etc/machine-id is this without dashes."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.machine.virt-fcgi.invalid"))


class Node:
    """A machine called `name`; `number` makes its address and its MAC. boot() switches it on.

    `bus` and `avahi` are its daemons, as Process of tests/lab/processes.py: kill(), stop(), pause(), resume().
    It can start() more of them, and looks to those like the `processes` of a lab: it has a `folder`, too.
    """

    def __init__(self, processes, network, name, number):
        self.name, self.mac, self.address = name, f"52:54:00:77:00:{number:02x}", f"10.77.0.{number}"
        self.uuid = machine_uuid(name)
        self.folder = processes.folder / name
        self.namespaces = self.bus = self.avahi = None
        self.last_start = None  # When it last started a program, as time.monotonic().
        self._processes, self._network, self._started = processes, network, []
        self._make_folders()

    def boot(self):
        """Switches the machine on and starts what runs on it; returns once that answers."""
        self.power_on()
        self.start_bus()
        self.start_avahi()

    def power_on(self):
        """The first step of boot(): on, on the network, and nothing runs yet."""
        self._make_run_folder()
        self.namespaces = Namespaces(self, self.name, self.mounts(), self.layers())
        self._network.plug(self)

    def mounts(self):
        """What is the node's own, by its path inside."""
        return {
            "/run": self.folder / "run",
            "/etc/avahi": self.folder / "avahi",
            "/etc/libvirt": self.folder / "libvirt",
            "/etc/machine-id": self.folder / "machine-id",
            "/var/lib/dbus": self.folder / "dbus",
        }

    def layers(self):
        """Folders of the machine with a writable layer of the node's: {path inside: an empty folder}."""
        return {}

    def power_cut(self):
        """Off without a word: the cable first, so that nothing that dies can say goodbye."""
        self._network.unplug(self)
        self.kill_all()

    def kill_all(self):
        """Kills all that was started on the node, its namespaces too."""
        started, self._started = self._started, []
        for process in started:
            if process.running and process is not self._holder():
                process.kill()
        if self._holder():
            self._kill_the_rest()
            self.namespaces.close()

    def _holder(self):
        holder = self.namespaces and self.namespaces.holder
        return holder if holder and holder.running else None

    def _kill_the_rest(self):
        """What its daemons have started and left behind, such as the sessions of sshd."""
        def rest():
            pids = self.namespaces.processes()
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return pids
        wait_until(f"nothing runs on {self.name}", lambda: not rest(), 10)

    def start(self, name, argv, *, env=None, user=None):
        """Starts a program on the node; its output goes to `folder/NAME.log`. Returns the Process."""
        command = self.namespaces.command(argv) if self.namespaces else argv
        process = self._processes.start(f"{self.name}/{name}", command, env=env, user=user)
        self._started.append(process)
        self.last_start = time.monotonic()
        return process

    def start_bus(self):
        """Starts dbus-daemon."""
        self.path("run/dbus/system_bus_socket").unlink(missing_ok=True)
        self.bus = self.start("dbus", ["dbus-daemon", "--system", "--nofork", "--nopidfile", "--nosyslog"])
        self.bus.wait_until_answers(lambda: connect(self.path("run/dbus/system_bus_socket")))

    def start_avahi(self):
        self.avahi = self.start("avahi", ["avahi-daemon"])
        self.avahi.wait_until_answers(lambda: connect(self.path("run/avahi-daemon/socket")))

    def restart_bus(self):
        """Kills and starts dbus-daemon. Avahi ends when it loses its bus, and is started again as systemd would."""
        self.bus.kill()
        self.avahi.wait(30)
        self.start_bus()
        self.start_avahi()

    def silence(self):
        """No packet gets in or out, and no carrier is lost."""
        self._network.silence(self)

    def unsilence(self):
        self._network.unsilence(self)

    def change_address(self, address):
        """Leaves the old address at once and takes the new one."""
        self.namespaces.run("ip", "-batch", "-", text=(
            f"address delete {self.address}/24 dev eth0\naddress add {address}/24 dev eth0\n"))
        self.address = address

    def path(self, name):
        """A file of the node, by its path from here: path("run/libvirt/libvirt-sock")."""
        return self.folder / name

    def log(self, name):
        """What a program has said so far."""
        return self.path(f"{name}.log").read_text(errors="replace")

    def _make_folders(self):
        for name in ("", "avahi", "avahi/services", "libvirt", "dbus", "no-drivers"):
            self.path(name).mkdir(mode=0o755)
        self.path("avahi/avahi-daemon.conf").write_text(AVAHI_CONF.format(name=self.name, interface="eth0", ipv6="yes"))
        self.path("machine-id").write_text(self.uuid.replace("-", "") + "\n")
        shutil.copy(self.path("machine-id"), self.path("dbus/machine-id"))

    def _make_run_folder(self):
        """As after a boot: /run begins empty."""
        shutil.rmtree(self.path("run"), ignore_errors=True)
        self.path("run/dbus").mkdir(mode=0o755, parents=True)
        self.namespaces = None


def connect(path):
    """Opens and closes a connection to a Unix socket; an error if nobody listens."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
