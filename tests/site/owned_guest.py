"""Beta's guest with devices of the administrator's, and an owner who asks for more: volumes and networks are there.

Whatever an owner could want of the host exists. What does not come about has been refused.
"""

import libvirt
from lxml import etree
from processes import workers

from tests.lab.domains import GUEST, GUEST_XML
from tests.lab.processes import give
from tests.lab.waiting import wait_until

OWNER, OTHER = "client1", "client2"
POOL, OTHER_POOL, NETWORK, OTHER_NETWORK = "tank", "vault", "tenants", "office"
VOLUMES = ("client1_data", "client1_iso", "client1_more", "client10_data", "client2_data", "data")

ATTACH = ("domainAttachDevice", "domainAttachDeviceFlags")
DETACH = ("domainDetachDevice", "domainDetachDeviceFlags")
UPDATE = ("domainUpdateDeviceFlags",)
FUNCTIONS = ATTACH + DETACH + UPDATE
AS_XML = {"Content-Type": "application/xml"}
LIVE, CONFIG, BOTH = 1, 2, 3


def swap(text, *pairs):
    """Replaces what is in the text once."""
    for old, new in pairs:
        assert text.count(old) == 1, f"{old} in {text}"
        text = text.replace(old, new)
    return text


DISK = (f"<disk type='volume' device='disk'><driver name='qemu' type='raw'/><source pool='{POOL}' volume='client1_data'/>"
        "<target dev='sdb' bus='scsi'/></disk>")
CDROM = (f"<disk type='volume' device='cdrom'><source pool='{POOL}' volume='client1_iso'/>"
         "<target dev='sdc' bus='scsi'/></disk>")
EJECTION = "<disk type='file' device='cdrom'><target dev='sdc' bus='scsi'/></disk>"
CARD = f"<interface type='network'><source network='{NETWORK}'/></interface>"
STICK = swap(CDROM, ("sdc' bus='scsi", "sdz' bus='usb"))
MAC, ADMINS_MAC = "52:54:00:00:00:11", "52:54:00:00:00:99"
# The administrator's devices: their owner must not take them away or change them.
ADMINS = f"""<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='FOLDER/system.img'/>
    <target dev='sda' bus='scsi'/></disk><disk type='file' device='cdrom'><target dev='sdc' bus='scsi'/><readonly/></disk>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='FOLDER/stick.img'/>
    <target dev='sdz' bus='usb' removable='on'/><readonly/></disk>
    <interface type='user'><mac address='{ADMINS_MAC}'/><model type='virtio'/></interface></devices>"""


def canonical(element):
    """A device without what libvirt adds by itself."""
    device = etree.fromstring(etree.tostring(element), etree.XMLParser(remove_blank_text=True))
    for added in device.xpath("alias | address | backingStore"):
        device.remove(added)
    for source in device.xpath("source[@index]"):
        del source.attrib["index"]
    return etree.tostring(device, method="c14n").decode()


class OwnedGuest:
    """The guest as libvirt sees it, and clients: of its owner, of him where he may only look, of another, of others."""

    def __init__(self, lab, connection, own, own_look, other, look, admin):
        self.lab, self.connection = lab, connection
        self.own, self.own_look, self.other, self.look, self.admin = own, own_look, other, look, admin
        folders = {lab.beta.make_disk(name).parent for name in ("system.img", "stick.img")}
        self.document = swap(GUEST_XML, ("</devices>", ADMINS.replace("FOLDER", str(folders.pop()))),
                             ('type="usb" model="none"', 'type="usb" model="nec-xhci"'))
        for name in (POOL, OTHER_POOL):
            folder = lab.processes.folder / "beta" / name
            folder.mkdir(mode=0o700)
            give(folder)
            pool = f"<pool type='dir'><name>{name}</name><target><path>{folder}</path></target></pool>"
            (pool := connection.storagePoolDefineXML(pool)).create()
            for volume in VOLUMES:
                pool.createXML(f"<volume><name>{volume}</name><capacity unit='KiB'>64</capacity></volume>")
        for name in (NETWORK, OTHER_NETWORK):  # On a bridge that is there: making one takes rights.
            network = f"<network><name>{name}</name><forward mode='bridge'/><bridge name='lo'/></network>"
            connection.networkDefineXML(network).create()
        self.make_guest()

    def make_guest(self):
        """Makes it anew. Its processors stand still: a BIOS that looks at the cdrom would close its tray."""
        guest = self.connection.lookupByName(GUEST)
        if guest.isActive():
            guest.destroy()
        guest.undefine()
        self.guest = self.connection.defineXML(self.document)
        self.guest.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)

    def picture(self):
        domains = sorted((each.UUIDString(), each.name()) for each in self.connection.listAllDomains())
        return self.guest.XMLDesc(), self.guest.XMLDesc(CONFIG), domains

    def devices(self, *, live, kind="disk"):
        """{target or MAC: device} of one of the guest's two documents."""
        document = etree.fromstring(self.guest.XMLDesc(0 if live else CONFIG))
        name = "target/@dev" if kind == "disk" else "mac/@address"
        return {each.xpath(name)[0]: canonical(each) for each in document.xpath(f"devices/{kind}")}

    def ask(self, function, xml, flags=0, *, way="body", client=None, owner=OWNER):
        url = f"/{owner}/{GUEST}/{function}"
        params = {"flags": flags} if function.endswith("Flags") else {}
        if way == "form":
            return (client or self.own).post(url, data={"xml": xml} | params)
        body = xml.encode() if isinstance(xml, str) else xml
        return (client or self.own).post(url, params=params, data=body, headers=AS_XML)

    def reload(self, config):
        before = set(workers(self.lab))
        self.lab.responder.config = config
        self.lab.responder.hup()
        wait_until("the old workers are gone", lambda: workers(self.lab) and not before & set(workers(self.lab)), seconds=20)
