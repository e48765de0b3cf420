"""The documents that things are defined by."""

import re

from tests.lab.domains import owners_xml, uuid_of

SECRET = "<secret ephemeral='no' private='no'><uuid>{uuid}</uuid><usage type='volume'><volume>/{usage}</volume></usage></secret>"
PORT = """<networkport><uuid>{uuid}</uuid><owner><name>vm</name><uuid>00000000-0000-4000-8000-000000000001</uuid></owner>
  <mac address='52:54:00:00:00:02'/></networkport>"""
BINDING = """<filterbinding><owner><name>vm</name><uuid>00000000-0000-4000-8000-000000000001</uuid></owner>
  <portdev name='{port}'/><mac address='52:54:00:00:00:08'/><filterref filter='{filter}'/></filterbinding>"""
CARD_PORT = """<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
  <wwnn>2000000012341234</wwnn><wwpn>1000000012341234</wwpn></capability></capability></device>"""
NETWORK = """<network><name>{name}</name><bridge name='{name}'/><ip address='192.168.9.1' netmask='255.255.255.0'/></network>"""


def guest_xml(name, owner, folder, vcpus):
    """A QEMU guest with a disk that can be changed while it runs; without an operating system it soon does nothing."""
    return f"""<domain type="qemu"><name>{name}</name><uuid>{uuid_of(name)}</uuid>{owners_xml(owner)}
      <memory unit="KiB">16384</memory>{vcpus}<iothreads>1</iothreads>
      <os><type arch="x86_64" machine="pc">hvm</type></os><features><acpi/></features>
      <devices><controller type="usb" model="none"/><controller type="scsi" model="virtio-scsi"/>
        <disk type="file" device="disk"><driver name="qemu" type="raw"/><source file="{folder}/{name}.img"/>
          <target dev="sda" bus="scsi"/></disk>
        <interface type="user"><mac address="52:54:00:00:00:01"/><model type="virtio"/></interface>
        <channel type="unix"><target type="virtio" name="org.qemu.guest_agent.0"/></channel>
        <video><model type="vga"/></video><memballoon model="virtio"/>
      </devices></domain>"""


def interface_xml(name, number):
    return (f"<interface type='ethernet' name='{name}'><start mode='onboot'/><mac address='52:54:00:00:01:{number % 256:02x}'/>"
            "<mtu size='1492'/><protocol family='ipv4'><ip address='192.168.8.5' prefix='24'/></protocol></interface>")


def pool_xml(name, folder):
    return f"<pool type='dir'><name>{name}</name><target><path>{folder}</path></target></pool>"


def retitled(document):
    """A domain's document with another title."""
    without = re.sub("<title>.*</title>", "", document)
    return without.replace("</name>", "</name><title>Saved</title>", 1)
