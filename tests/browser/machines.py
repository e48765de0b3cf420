"""Hosts with something to look at: node descriptions of libvirt's test driver, as a data centre of a few clients might have them."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.lab.domains import owners_xml, uuid_of

STATES = {"running": 1, "paused": 3, "shut off": 5, "crashed": 6}
TEST = 'xmlns:test="http://libvirt.org/schemas/domain/test/1.0"'


@dataclass(frozen=True)
class Guest:
    """A domain; memory and disks in GiB."""

    name: str
    owners: tuple
    state: str
    memory: int
    vcpus: int
    disks: tuple = (20,)
    networks: tuple = ("clients",)
    title: str = ""
    description: str = ""
    snapshots: tuple = ()


HELIOS = (
    Guest("www", ("nordlicht",), "running", 8, 4, (20, 120), ("clients", "storage"), "Web server",
          "nginx and PHP of www.nordlicht.example. Patched on Tuesdays.",
          (("before-php-8.3", 1792396800, "Before the change to PHP 8.3"), ("after-php-8.3", 1792404000, "PHP 8.3, all pages checked"))),
    Guest("shop-db", ("nordlicht",), "running", 32, 8, (20, 400), ("storage",), "PostgreSQL of the shop"),
    Guest("shop", ("nordlicht",), "running", 16, 6, (40,), title="Shop"),
    Guest("staging", ("nordlicht",), "shut off", 8, 4, (40,), title="Staging", description="Started for releases only."),
    Guest("mail", ("kanzlei-weber",), "running", 4, 2, (20, 250), title="Mail"),
    Guest("files", ("kanzlei-weber",), "running", 8, 2, (20, 1500), ("clients", "storage"), "File server"),
    Guest("terminal", ("kanzlei-weber",), "paused", 16, 8, (80,), title="Terminal server", description="Paused while its disk is copied."),
    Guest("gateway", ("nordlicht", "kanzlei-weber"), "running", 1, 1, (4,), ("uplink", "clients"), "VPN gateway", "Shared by two clients."),
)
SELENE = (
    Guest("gitlab", ("fablab",), "running", 16, 8, (40, 500), title="GitLab"),
    Guest("runner-1", ("fablab",), "running", 32, 16, (200,), title="Build runner"),
    Guest("runner-2", ("fablab",), "crashed", 32, 16, (200,), title="Build runner"),
    Guest("printer-queue", ("fablab",), "running", 2, 1, (10,)),
    Guest("catalogue", ("stadtarchiv",), "running", 12, 4, (60,), title="Catalogue", description="Findbücher & digitised maps."),
    Guest("scans", ("stadtarchiv",), "shut off", 4, 2, (20, 4000), ("storage",), "Scanned files", "Kept until the contract ends in 2028."),
    Guest("wiki", ("stadtarchiv",), "paused", 2, 1, (10,), title="Wiki"),
    Guest("debian-12-template", (), "shut off", 2, 2, (8,), title="Template"),
)

HELIOS_CPU = '<cpu><nodes>2</nodes><sockets>1</sockets><cores>24</cores><threads>2</threads><mhz>2850</mhz><model>x86_64</model><active>96</active></cpu>\
<memory>268435456</memory>'
SELENE_CPU = '<cpu><nodes>1</nodes><sockets>1</sockets><cores>16</cores><threads>2</threads><mhz>3100</mhz><model>x86_64</model><active>32</active></cpu>\
<memory>134217728</memory>'

NETWORKS = """
<network><name>clients</name><uuid>5b0c7c5e-2c0c-4d4b-9d52-3c35a9a0d6a1</uuid><forward mode="nat"/><bridge name="virbr1" stp="on" delay="0"/>
  <domain name="clients.example"/><ip address="10.20.0.1" netmask="255.255.252.0"><dhcp><range start="10.20.0.100" end="10.20.3.250"/>
  <host mac="52:54:00:4f:1a:02" name="www" ip="10.20.0.10"/></dhcp></ip></network>
<network><name>storage</name><uuid>5b0c7c5e-2c0c-4d4b-9d52-3c35a9a0d6a2</uuid><bridge name="virbr2"/><mtu size="9000"/>
  <ip address="10.21.0.1" netmask="255.255.255.0"/></network>
<network><name>uplink</name><uuid>5b0c7c5e-2c0c-4d4b-9d52-3c35a9a0d6a3</uuid><forward mode="bridge"/><bridge name="br0"/></network>"""

INTERFACES = """
<interface type="ethernet" name="eno1"><start mode="onboot"/><mac address="3c:ec:ef:12:70:1a"/><mtu size="1500"/>
  <protocol family="ipv4"><ip address="192.0.2.11" prefix="24"/><route gateway="192.0.2.1"/></protocol></interface>
<interface type="ethernet" name="eno2"><start mode="onboot"/><mac address="3c:ec:ef:12:70:1b"/><mtu size="9000"/>
  <protocol family="ipv4"><ip address="10.21.0.2" prefix="24"/></protocol></interface>"""

DEVICES = """
<device><name>computer</name><capability type="system"><hardware><vendor>Example Systems</vendor><version>EX-2</version>
  <serial>EX2-00417</serial><uuid>8c1f3a6e-40de-4f6c-8e0c-0f4a9d1a7e11</uuid></hardware>
  <firmware><vendor>Example</vendor><version>2.4a</version><release_date>03/14/2025</release_date></firmware></capability></device>
<device><name>pci_0000_41_00_0</name><parent>computer</parent><capability type="pci"><domain>0</domain><bus>65</bus><slot>0</slot><function>0</function>
  <product id="0x1563">Ethernet Controller 10G X550T</product><vendor id="0x8086">Intel Corporation</vendor></capability></device>
<device><name>net_eno1_3c_ec_ef_12_70_1a</name><parent>pci_0000_41_00_0</parent><capability type="net"><interface>eno1</interface>
  <address>3c:ec:ef:12:70:1a</address></capability></device>"""


def volume_xml(name, gib, target=""):
    return f"""<volume type="file"><name>{escape(name)}</name><capacity unit="GiB">{gib}</capacity><allocation unit="GiB">{gib // 3}</allocation>
      <target><path>{escape(target or f"/srv/images/{name}")}</path><format type="qcow2"/></target></volume>"""


def pools_xml(guests):
    volumes = "".join(volume_xml(f"{guest.name}-{number}.qcow2", gib) for guest in guests for number, gib in enumerate(guest.disks))
    return f"""
<pool type="dir"><name>images</name><uuid>0f1a4c8b-6d1e-4b8e-9c36-8f5b1d2e7a01</uuid><capacity unit="TiB">8</capacity>
  <target><path>/srv/images</path></target>{volumes}</pool>
<pool type="dir"><name>iso</name><uuid>0f1a4c8b-6d1e-4b8e-9c36-8f5b1d2e7a02</uuid><target><path>/srv/iso</path></target></pool>"""


def disk(guest, number):
    target = "vd" + "abcdef"[number]
    return f"""<disk type="file" device="disk"><driver name="qemu" type="qcow2"/>
      <source file={quoteattr(f"/srv/images/{guest.name}-{number}.qcow2")}/><target dev="{target}" bus="virtio"/></disk>"""


def interface(guest, number):
    mac = ":".join(("52:54:00", *(uuid_of(f"{guest.name}-{number}")[at:at + 2] for at in (0, 2, 4))))
    return f"""<interface type="network"><mac address="{mac}"/><source network="{guest.networks[number]}"/>
      <target dev="tap{number}"/><model type="virtio"/></interface>"""


def snapshot(guest, number):
    name, time, description = guest.snapshots[number]
    parent = f"<parent><name>{guest.snapshots[number - 1][0]}</name></parent>" if number else ""
    active = int(number == len(guest.snapshots) - 1)
    return f"""<test:domainsnapshot><name>{escape(name)}</name><description>{escape(description)}</description>{parent}
      <state>running</state><creationTime>{time}</creationTime><active>{active}</active></test:domainsnapshot>"""


def guest_xml(guest):
    return f"""<domain type="test" {TEST}><name>{escape(guest.name)}</name><uuid>{uuid_of(guest.name)}</uuid>
  <title>{escape(guest.title)}</title><description>{escape(guest.description)}</description>{owners_xml(*guest.owners)}
  <memory unit="GiB">{guest.memory}</memory><vcpu>{guest.vcpus}</vcpu>
  <os><type arch="x86_64">hvm</type><boot dev="hd"/></os><clock offset="utc"/>
  <devices>{"".join(disk(guest, number) for number in range(len(guest.disks)))}
    {"".join(interface(guest, number) for number in range(len(guest.networks)))}
    <console type="pty"/><graphics type="vnc" autoport="yes" listen="127.0.0.1"/><video><model type="vga"/></video></devices>
  <test:runstate>{STATES[guest.state]}</test:runstate>
  {"".join(snapshot(guest, number) for number in range(len(guest.snapshots)))}</domain>"""


def node_xml(cpu, guests, more=""):
    """A whole host: its domains, and `more`, what else it has."""
    return f"<node>{cpu}{''.join(guest_xml(guest) for guest in guests)}{more}</node>"


def helios_xml():
    return node_xml(HELIOS_CPU, HELIOS, NETWORKS + pools_xml(HELIOS) + INTERFACES + DEVICES)


def selene_xml():
    return node_xml(SELENE_CPU, SELENE, NETWORKS)


CLIENTS = ("nordlicht", "kanzlei-weber", "fablab", "stadtarchiv", "hafenbuero", "theater", "stadtwerke", "uni-bibliothek")
WORK = ("web", "db", "mail", "cache", "build", "queue", "search", "files", "proxy", "backup")


def crowd(number):
    """So many domains."""
    def guest(at):
        state = ("running",) * 7 + ("shut off", "shut off", "paused")
        return Guest(f"{WORK[at % 10]}-{at // 10:03}", (CLIENTS[at // 10 % 8],), state[(at * 7 + at // 10) % 10], 2 ** (at % 6), 2 ** (at % 4))
    return [guest(at) for at in range(number)]
