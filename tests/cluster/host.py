"""A hypervisor: a node with libvirtd and domumdns."""

import os
import uuid
from pathlib import Path
from xml.sax.saxutils import escape

import libvirt

from tests.lab import ROOT
from tests.lab.domains import OWNERS_NAMESPACE, owners_xml
from tests.lab.responder import SANITIZER_REPORT
from tests.lab.waiting import wait_until, within

from .node import Node

TCP_PORT = 16509
DRIVER = "test:///default"  # What libvirtd opens for who names no driver, too.
DRIVERS_OWN = "test"  # A domain that the test driver begins with, of the same UUID everywhere.

LIBVIRTD_CONF = """\
listen_tls = 0
listen_tcp = 1
tcp_port = "{port}"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "2:stderr"
"""

DOMAIN = """<domain type="test"><name>{name}</name><uuid>{uuid}</uuid>{owners}
  <memory unit="MiB">64</memory><vcpu>1</vcpu><os><type arch="x86_64">hvm</type></os></domain>"""


def default_program():
    """The program under test: what DOMUMDNS names, or the one of the `dev` preset."""
    return Path(os.environ.get("DOMUMDNS", ROOT / "build/dev/bin/domumdns")).resolve()


class Host(Node):
    """A host of libvirt's test driver. `domains` is {name: owners}: what is defined, and started, at each boot.

    The driver keeps its domains in the daemon's memory, and only while a connection is open: `connection` is
    that one. Domains of a test's own are gone when the daemon or the power is.
    """

    def __init__(self, processes, network, name, number, domains):
        super().__init__(processes, network, name, number)
        self.domains = domains
        self.libvirtd = self.domumdns = self.connection = None
        self.path("libvirt/libvirtd.conf").write_text(LIBVIRTD_CONF.format(port=TCP_PORT))

    def boot(self):
        super().boot()
        self.start_libvirtd()
        self.start_domumdns()

    def power_cut(self):
        super().power_cut()
        self.connection = None

    def restart_bus(self):
        """libvirtd, too, ends when it loses its bus, and is started again."""
        super().restart_bus()
        self.libvirtd.wait(30)
        self.start_libvirtd()

    def start_libvirtd(self):
        """Starts the daemon; returns once it answers and has its domains."""
        # With the drivers of real hypervisors and networks it would take seconds and much of the processor.
        self.libvirtd = self.start("libvirtd", ["libvirtd", "--listen"],
                                   env={"LIBVIRT_DRIVER_DIR": str(self.path("no-drivers")),
                                        "LIBVIRT_DEFAULT_URI": DRIVER})
        self.connection = None
        self.libvirtd.wait_until_answers(self._hold)
        self.undefine(DRIVERS_OWN)
        for name, owners in self.domains.items():
            self.define(name, owners)
            self.switch_on(name)

    def start_domumdns(self):
        """Starts the announcing daemon; does not wait for anything."""
        program = default_program()
        if not program.is_file():
            raise FileNotFoundError(f"There is no {program}; build it, or name another one in DOMUMDNS")
        self.domumdns = self.start("domumdns", [
            program, "--connect", "test+unix:///default", "--port", TCP_PORT, "--name", self.name])

    def stop_domumdns(self):
        """Asks it to end: it must do so with status 0, and no sanitizer may have complained."""
        if self.domumdns.running and (status := self.domumdns.stop(seconds=30)):
            raise AssertionError(f"domumdns on {self.name} ended with status {status}:\n{self.domumdns.log_tail()}")
        if report := SANITIZER_REPORT.search(self.log("domumdns")):
            raise AssertionError(f"A sanitizer complained:\n{report.string[report.start():][:6000]}")

    def wait_until_announced(self, after):
        """Waits until domumdns says that the host and its `domains` are announced, `after` so much of its log."""
        line = f"announced: this host and {len(self.domains)} domains"
        wait_until(f"domumdns on {self.name} says {line!r}", lambda: line in self.log("domumdns")[after:], 60)

    def uuid_of(self, name):
        """The UUID that define() gives to a domain: its own on each host."""
        return str(uuid.uuid5(uuid.UUID(self.uuid), name))

    def define(self, name, owners=("client1",), domain_uuid=None):
        self.connection.defineXML(DOMAIN.format(name=escape(name), uuid=domain_uuid or self.uuid_of(name),
                                                owners=owners_xml(*owners)))

    def undefine(self, name):
        """Removes a domain, switched off first if need be."""
        domain = self._domain(name)
        if domain.isActive():
            domain.destroy()
        domain.undefine()

    def switch_on(self, name):
        self._domain(name).create()

    def switch_off(self, name):
        self._domain(name).destroy()

    def rename(self, name, new_name):
        self._domain(name).rename(new_name)

    def set_owner(self, name, owner):
        domain = self._domain(name)
        affected = libvirt.VIR_DOMAIN_AFFECT_CONFIG | (libvirt.VIR_DOMAIN_AFFECT_LIVE if domain.isActive() else 0)
        metadata = f'<owners xmlns="{OWNERS_NAMESPACE}"><owner>{escape(owner)}</owner></owners>'
        domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, metadata, "virt", OWNERS_NAMESPACE, affected)

    def _domain(self, name):
        return self.connection.lookupByName(name)

    def _hold(self):
        uri = f"test+unix:///default?socket={self.path('run/libvirt/libvirt-sock')}"
        self.connection = within(f"A connection to {self.name}", 10, lambda: libvirt.open(uri))
