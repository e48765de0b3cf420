"""The networks that pages are looked at in: a small one, one of 1,000 domains, an empty one.

Most hosts are node descriptions, which each connection reads for itself: what a page changes there, no other connection sees, so they
stay as they are, whatever is tried on them.
"""

import requests

from tests.lab.domains import Row, owners_xml, uuid_of
from tests.lab.lab import ADMIN, LOOK, OWN, Lab
from tests.lab.libvirtd import Delta, Libvirtd
from tests.lab.privileged import Gamma
from tests.lab.responder import VirtFcgi
from tests.lab.waiting import wait_until

from . import hostile, machines

DEAD = "janus"
DEAD_URI = "qemu+tls://127.0.0.1:1/system"  # Refused at once, and no packet leaves the machine.
OWNER = "nordlicht"

SECRET_UUID = "4a3d2c7e-6a3e-4cf0-9a6e-5d9f0a1b2c3d"
NWFILTERS = ("<filter name='clean-traffic-lan' chain='root'><uuid>1b7d0a53-3a0f-4d1b-8b0e-7f0f6f6e2a10</uuid>"
             "<rule action='drop' direction='in' priority='500'><mac match='no' srcmacaddr='$MAC'/></rule></filter>",)

BACKUP = """<domainbackup mode="pull"><server transport="unix" socket="/run/backup.sock"/><disks>
  <disk name="sda" type="file"><scratch file="/var/images/backup.scratch"/></disk></disks></domainbackup>"""
"""A backup that waits to be fetched."""

RUNNING_JOB = "job-running"


class FileHost(Libvirtd):
    """A host of the test driver, as a node description says."""

    def __init__(self, processes, name, xml):
        self._xml = xml
        self.URI = f"test+unix://{processes.folder}/{name}/node.xml?socket={{socket}}"
        self.DRIVER = f"test://{processes.folder}/{name}/node.xml"
        super().__init__(processes, name)

    def _make_folders(self):
        super()._make_folders()
        self._write("node.xml", self._xml)


class Vega(Delta):
    """A host of the test driver that all connections share."""

    ROWS = (Row("tickets", ("theater",), "running", "Ticket office", "Sells out at noon.", 512, 2, 2),
            Row("stage-1", ("theater",), "running", "Stage lights", "", 256), Row("stage-2", ("theater",), "running", "Stage lights", "", 256),
            Row("cinema", ("theater",), "shut off", "Cinema"))

    def _prepare_domains(self):
        super()._prepare_domains()
        self._holder.lookupByName("tickets").checkpointCreateXML(
            "<domaincheckpoint><name>monday</name><description>Before the weekly backup</description></domaincheckpoint>")


class Atlas(Gamma):
    """A host of QEMU's: one guest runs, one is shut off; a pool, a secret, filters."""

    def _prepare_domains(self):
        connection = self.open()
        try:
            self._make_folder("var/images")
            connection.storagePoolDefineXML("<pool type='dir'><name>images</name><target><path>/var/images</path></target></pool>").create()
            pool = connection.storagePoolLookupByName("images")
            for name, mib in (("router.img", 512), ("debian-12.6.0-amd64-netinst.iso", 631)):
                pool.createXML(f"<volume><name>{name}</name><capacity unit='MiB'>{mib}</capacity><allocation>0</allocation></volume>")
            connection.secretDefineXML(f"<secret ephemeral='no' private='no'><uuid>{SECRET_UUID}</uuid><description>LUKS of scans</description>"
                                       "<usage type='volume'><volume>/srv/images/scans-1.qcow2</volume></usage></secret>")
            for document in NWFILTERS:
                connection.nwfilterDefineXML(document)
            connection.defineXML(qemu_xml("router", OWNER, "Router", 64, running=True)).create()
            connection.defineXML(qemu_xml("printserver", "fablab", "Print server", 512))
        finally:
            connection.close()


def qemu_xml(name, owner, title, mib, *, running=False):
    disk = """<disk type="file" device="disk"><driver name="qemu" type="raw"/><source file="/var/images/router.img"/>
      <target dev="sda" bus="scsi"/></disk>""" if running else ""
    return f"""<domain type="qemu"><name>{name}</name><uuid>{uuid_of(name)}</uuid><title>{title}</title>{owners_xml(owner)}
  <memory unit="MiB">{mib}</memory><vcpu>1</vcpu><os><type arch="x86_64" machine="pc">hvm</type></os><features><acpi/></features>
  <devices><controller type="usb" model="none"/><controller type="scsi" model="virtio-scsi"/>{disk}
    <interface type="user"><mac address="52:54:00:7a:11:01"/><model type="virtio"/></interface>
    <channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>
    <graphics type="vnc" socket="/run/{name}-vnc.sock"/><video><model type="vga"/></video></devices></domain>"""


class Scene(Lab):
    """A lab with hosts of its own: `hosts_of(processes)` makes them, `dead` is the name of one that is down, if any.

    `places` are addresses that nobody can know before: {name of a place: path below the prefix}.
    """

    def __init__(self, hosts_of, *, dead="", **options):
        self._hosts_of, self._dead = hosts_of, dead
        self.places = {}
        super().__init__(sites=(ADMIN, LOOK, OWN), users={OWNER: "owner's own"}, **options)

    def login(self, prefix):
        return {"/virt": (self.user, self.password), "/own": (OWNER, "owner's own")}.get(prefix)

    def _make_hosts(self):
        return self._hosts_of(self.processes)

    def _make_responder(self, config, program):
        uris = {host.name: host.uri for host in self.hosts.values()}
        return VirtFcgi(self.processes, uris | ({self._dead: DEAD_URI} if self._dead else {}), config=config, program=program)


class Town(Scene):
    """A small data centre of a few clients. One job has ended, one has failed, one is under way."""

    JOBS = {
        "job-done": ("/theater/stage-1/domainSnapshotCreateXML", {"xmlDesc": "<domainsnapshot><name>sunday</name></domainsnapshot>"}),
        "job-failed": ("/theater/tickets/domainSave", {"to": "/nowhere/tickets.save"}),
        RUNNING_JOB: (f"/{OWNER}/router/domainBackupBegin", {"backupXML": BACKUP}),
    }

    def __init__(self):
        super().__init__(lambda processes: [
            FileHost(processes, "helios", machines.helios_xml()), FileHost(processes, "selene", machines.selene_xml()),
            Atlas(processes, "atlas"), Vega(processes, "vega")], dead=DEAD)

    def stop(self):
        connection = self.hosts["atlas"].open()
        try:  # virt-fcgi would wait for its job.
            connection.lookupByName("router").abortJob()
        finally:
            connection.close()
        super().stop()

    def start(self):
        super().start()
        with requests.Session() as session:
            session.auth, session.trust_env = self.login("/virt"), False
            for name, (path, fields) in self.JOBS.items():
                answer = session.post(self.nginx.url("/virt" + path), fields, headers={"Prefer": "respond-async"}, timeout=60)
                assert answer.status_code == 202, answer.text
                self.places[name] = answer.headers["Location"].removeprefix("/virt")
                if name != RUNNING_JOB:
                    job = self.nginx.url(answer.headers["Location"])
                    wait_until(f"{name} has ended", lambda job=job: b'state="running"' not in session.get(job, timeout=60).content)


def crowd():
    """1,000 domains on one host."""
    return Scene(lambda processes: [FileHost(processes, "titan", machines.node_xml(machines.HELIOS_CPU, machines.crowd(1000)))])


def desert():
    """A host without domains."""
    return Scene(lambda processes: [FileHost(processes, "luna", machines.node_xml(machines.SELENE_CPU, ()))])


def hostile_scene():
    """A host where each name is an attack."""
    return Scene(lambda processes: [FileHost(processes, "mallory", hostile.node_xml())])


SCENES = {"town": Town, "crowd": crowd, "desert": desert, "hostile": hostile_scene}
