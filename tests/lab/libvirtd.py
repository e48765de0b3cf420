"""Private libvirt daemons: `Alpha` and `Delta` with the test driver, `Beta` with QEMU. `Gamma` is in privileged.py.

Each runs in session mode, as a user without rights, with all of its folders inside the lab's own.
It needs no mounts and no namespaces, and it has nothing to do with a libvirtd of the machine.
"""

import uuid

import libvirt

from . import domains
from .processes import give, unprivileged_user
from .waiting import within

# libvirt's Python module prints each error to stderr unless told not to.
libvirt.registerErrorHandler(lambda *_: None, None)

LIBVIRTD_CONF = """\
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "2:stderr"
host_uuid = "{host_uuid}"
"""

# A guest needs nothing that a user without rights could not give it; virtlogd is not needed either.
QEMU_CONF = """\
security_driver = "none"
cgroup_controllers = []
namespaces = []
dynamic_ownership = 0
remember_owner = 0
stdio_handler = "file"
"""


class Libvirtd:
    """One daemon: one host. `uri` is how to reach it, `open()` a connection to it, `process` the daemon, `uuid` its host's."""

    URI = "{socket}"
    DRIVER = ""  # What the daemon opens for who names no driver; "": it probes.

    def __init__(self, processes, name):
        self.name = name
        self.uuid = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.virt-fcgi.invalid"))
        self.process = None
        self._processes = processes
        self._folder = processes.folder / name
        self.socket = self._folder / "run/libvirt/libvirt-sock"
        self.uri = self.URI.format(socket=self.socket)
        self._make_folders()

    def start(self):
        """Starts the daemon and returns once it answers and its domains are there."""
        self.launch()
        self.wait_until_ready()

    def launch(self):
        """The first half of start(), for starting several hosts at once."""
        folder = self._folder
        env = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder / "run"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_STATE_HOME": str(folder / "cache"),
            "LIBVIRT_DEFAULT_URI": self.DRIVER,
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={folder}/no-bus",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus",
        }
        argv, user = self._command()
        self.process = self._processes.start(self.name, argv, env=env, user=user)

    def wait_until_ready(self):
        """The second half of start()."""
        self.process.wait_until_answers(lambda: self.open().close())
        self._prepare_domains()

    def open(self, *, read_only=False):
        """A new connection of libvirt's own, to compare answers with. The caller closes it."""
        open_it = libvirt.openReadOnly if read_only else libvirt.open
        return within(f"A connection to {self.name}", 10, lambda: open_it(self.uri))

    def stop(self):
        return self.process.stop()

    def kill(self):
        return self.process.kill()

    def restart(self):
        """Stops the daemon and starts it again. QEMU guests live through it, the test driver's domains are made anew."""
        self.stop()
        self.start()

    def pause(self):
        """The daemon hangs: connections stay open and nothing answers. See resume()."""
        self.process.pause()

    def resume(self):
        self.process.resume()

    def make_disk(self, name, size=1 << 20):
        """Makes an empty raw disk image that this host's guests may open; returns its path."""
        disk = self._folder / "disks" / name
        with disk.open("wb") as image:
            image.truncate(size)
        give(disk)
        return disk

    def _command(self):
        """What to start, and as whom."""
        return ["libvirtd", "--config", self._folder / "config/libvirtd.conf"], unprivileged_user()

    def _make_folders(self):
        for name in ("", "run", "config", "config/libvirt", "cache", "disks"):
            self._make_folder(name)
        self._write("config/libvirtd.conf", LIBVIRTD_CONF.format(host_uuid=self.uuid))
        self._write("config/libvirt/qemu.conf", QEMU_CONF)

    def _make_folder(self, name):
        folder = self._folder / name
        folder.mkdir(mode=0o700)
        give(folder)

    def _write(self, name, text):
        file = self._folder / name
        file.write_text(text)
        give(file)

    def _prepare_domains(self):
        """What to do once the daemon answers."""


class Alpha(Libvirtd):
    """A host of libvirt's test driver with the domains of domains.py, and the driver's own, "test"."""

    URI = "test+unix:///default?socket={socket}"
    DRIVER = "test:///default"
    ROWS = domains.DOMAINS

    def _prepare_domains(self):
        # The daemon forgets the driver's state when its last connection closes: this one holds it.
        self._holder = self.open()
        for row in self.ROWS:
            domains.define(self._holder, row)


class Delta(Alpha):
    """Another one, with a few domains. The driver's own is left to alpha: it has the same UUID everywhere."""

    ROWS = domains.DELTA_DOMAINS

    def _prepare_domains(self):
        super()._prepare_domains()
        own = self._holder.lookupByName("test")
        own.destroy()
        own.undefine()


class Beta(Libvirtd):
    """A QEMU host without KVM, with one small running guest: attaching and detaching are real here."""

    URI = "qemu+unix:///session?socket={socket}"
    DRIVER = "qemu:///session"

    def _prepare_domains(self):
        connection = self.open()
        try:
            guest = connection.defineXML(domains.GUEST_XML)
            if not guest.isActive():
                guest.create()
        finally:
            connection.close()
