"""The domains of the lab's hosts."""

import uuid
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

OWNERS_NAMESPACE = "urn:virt-fcgi:owners:1"


@dataclass(frozen=True)
class Row:
    """One domain of the test driver. `state` is "running", "paused" or "shut off"."""

    name: str
    owners: tuple
    state: str
    title: str = ""
    description: str = ""
    memory_mib: int = 1024
    vcpus: int = 1
    disks: int = 1
    interfaces: int = 1


DOMAINS = (
    Row("vm1", ("client1",), "running", "Web server", "Serves client1's pages.", 2048, 2, 2, 2),
    Row("vm2", ("client1",), "paused", "Database", "Paused for a copy of its disk.", 4096, 4, 2),
    Row("vm3", ("client1",), "shut off", "Old web server", "Kept until the end of the year."),
    Row("shop", ("client2",), "running", "Shop", "Café & Söhne: the shop itself.", 2048, 2),
    Row("shop-db", ("client2",), "running", "Shop's database", "", 8192, 4, 3),
    Row("build", ("client2",), "paused", "Build machine", "", 4096, 8),
    Row("backup", ("client2",), "shut off", "Backup", "Runs at night.", 512, 1, 3, 1),
    Row("mail", ("client3",), "running", "Mail", "", 1024, 1),
    Row("news", ("client3",), "running", "News", "", 1024, 1, 1, 2),
    Row("archive", ("client3",), "shut off", "Archive", "", 512, 1, 4, 0),
    Row("gateway", ("client1", "client3"), "running", "Gateway", "Belongs to two owners.", 256, 1, 1, 3),
    Row("template", (), "shut off", "Template", "Belongs to nobody.", 512, 1, 1, 0),
)

DELTA_DOMAINS = (
    Row("cache", ("client1",), "running", "Cache", "In front of the web server.", 512),
    Row("search", ("client2",), "running", "Shop's search", "", 4096, 2, 2),
    Row("lists", ("client3",), "paused", "Mailing lists", "", 1024, 1),
    Row("wiki", ("client3",), "running", "Wiki", "", 1024, 2),
)

GUEST = "small"
"""The name of beta's guest; it belongs to client1."""

TUNED = "tuned"
"""The name of gamma's domain; it belongs to client1."""


def uuid_of(name):
    """The UUID of one of these domains: always the same for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.virt-fcgi.invalid"))


def owners_xml(*owners):
    """The <metadata> that says whose a domain is; nothing if nobody's."""
    if not owners:
        return ""
    inner = "".join(f"<virt:owner>{escape(owner)}</virt:owner>" for owner in owners)
    return f'<metadata><virt:owners xmlns:virt="{OWNERS_NAMESPACE}">{inner}</virt:owners></metadata>'


def disk_xml(number, name):
    target = "vd" + chr(ord("a") + number)
    return f"""<disk type="file" device="disk"><driver name="qemu" type="qcow2"/>
      <source file={quoteattr(f"/var/lib/libvirt/images/{name}-{target}.qcow2")}/><target dev="{target}" bus="virtio"/></disk>"""


def interface_xml(number, name):
    mac = ":".join(("52:54:00", *(uuid_of(f"{name}-{number}")[at:at + 2] for at in (0, 2, 4))))
    return f"""<interface type="network"><mac address="{mac}"/><source network="default"/>
      <target dev="testnet{number}"/><model type="virtio"/></interface>"""


def domain_xml(row):
    """The definition of a test driver's domain."""
    return f"""<domain type="test">
  <name>{escape(row.name)}</name><uuid>{uuid_of(row.name)}</uuid>
  <title>{escape(row.title)}</title><description>{escape(row.description)}</description>
  {owners_xml(*row.owners)}
  <memory unit="MiB">{row.memory_mib}</memory><vcpu>{row.vcpus}</vcpu>
  <os><type arch="x86_64">hvm</type><boot dev="hd"/></os>
  <devices>
    {"".join(disk_xml(number, row.name) for number in range(row.disks))}
    {"".join(interface_xml(number, row.name) for number in range(row.interfaces))}
    <console type="pty"/><graphics type="vnc" autoport="yes"/>
  </devices>
</domain>"""


def define(connection, row):
    """Defines a domain and brings it into its state; returns libvirt's virDomain."""
    domain = connection.defineXML(domain_xml(row))
    if row.state != "shut off":
        domain.create()
    if row.state == "paused":
        domain.suspend()
    return domain


def qemu_xml(name, title, description):
    """The definition of one of client1's QEMU guests. Without disk, network and operating system it starts at once and
    soon does nothing. A disk on the scsi bus comes and goes without help from inside; on virtio it only comes."""
    return f"""<domain type="qemu">
  <name>{name}</name><uuid>{uuid_of(name)}</uuid>
  <title>{title}</title><description>{description}</description>
  {owners_xml("client1")}
  <memory unit="KiB">16384</memory><vcpu current="1">2</vcpu>
  <os><type arch="x86_64" machine="pc">hvm</type></os>
  <features><acpi/></features>
  <devices>
    <controller type="usb" model="none"/>
    <controller type="scsi" model="virtio-scsi"/>
  </devices>
</domain>"""


GUEST_XML = qemu_xml(GUEST, "A small real guest", "QEMU without an operating system.")
TUNED_XML = qemu_xml(TUNED, "A guest to tune", "Shut off; its scheduler parameters can be set.")
