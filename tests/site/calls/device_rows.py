"""What is read and changed of networks, storage, node devices, interfaces, secrets and filters."""

import base64
from pathlib import Path

import libvirt
from checks import ACCEPT, ok
from lxml import etree

from tests.lab.domains import uuid_of

from .documents import PORT
from .domain_reads import same_host
from .rows import Change, Refused, Same, Special, each

VALUE = bytes(range(256))
VOLUME = "<volume><name>made</name><capacity>8192</capacity><target><format type='raw'/></target></volume>"


def same_network(row, scene, thing, command):
    answer = ok(row.over_http(scene, thing, command))
    network = thing.handle.network()
    assert [answer["network"][key] for key in ("name", "uuid")] == [network.name(), network.UUIDString()]


def downloaded(row, scene, thing, command):
    answer = row.over_http(scene, thing, command, "bytes")
    assert (answer.status_code, answer.content) == (200, contents(thing))


def uploaded(row, scene, thing, command):
    assert contents(thing) != VALUE * 256
    ok(scene.admin.post(f"{thing.url}{command['name']}?offset=0&length=0", data=VALUE * 256,
                        headers={"Content-Type": "application/octet-stream", "Accept": ACCEPT["json"]}))
    assert contents(thing) == VALUE * 256


def contents(thing):
    with open(thing.handle.path(), "rb") as file:
        return file.read()


def folder(thing):
    return Path(etree.fromstring(thing.handle.XMLDesc()).findtext("target/path"))


def names(kind, name="name"):
    """Looks at what of a kind the thing has: volumes, ports."""
    return lambda thing: sorted(getattr(each, name)() for each in getattr(thing.handle, f"listAll{kind}")())


def is_there(handle_of):
    """Whether an object can still be found."""
    def look(thing):
        try:
            return bool(handle_of(thing))
        except libvirt.libvirtError:
            return False
    return look


def is_active(thing):
    return thing.handle.isActive()


def autostart(thing):
    return thing.handle.autostart()


NETWORKS = each(Same, "network", """networkGetAutostart networkGetBridgeName networkGetName networkGetUUID
    networkGetUUIDString networkGetXMLDesc networkIsActive networkIsPersistent""") | {
    "networkGetConnect": Special("network", same_host),
    "networkGetDHCPLeases": Same("connected"),
    "networkListAllPorts": Same("plugged"),
    "networkCreate": Change("new network off").shows(is_active, 1),
    "networkDestroy": Change("new network").shows(is_active, 0),
    "networkSetAutostart": Change("new network", autostart=1).shows(autostart, 1),
    "networkUndefine": Change("new network off").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
    "networkUpdate": Change("new network", command="VIR_NETWORK_UPDATE_COMMAND_ADD_LAST", section="VIR_NETWORK_SECTION_DNS_HOST",
                            parentIndex=-1, xml="<host ip='192.168.9.7'><hostname>seven</hostname></host>").shows(
        lambda thing: "<hostname>seven</hostname>" in thing.handle.XMLDesc(), True),
    "networkPortCreateXML": Change("new connected", xmldesc=PORT.format(uuid=uuid_of("made"))).shows(
        names("Ports", "UUIDString"), [uuid_of("made")]),
}

PORTS = each(Same, "port", "networkPortGetParameters networkPortGetUUID networkPortGetUUIDString networkPortGetXMLDesc") | {
    "networkPortGetNetwork": Special("port", same_network),
    "networkPortDelete": Change("new port").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
    "networkPortSetParameters": Change("new port").params(inbound__average=128).shows(
        lambda thing: thing.handle.parameters().get("inbound.average"), 128),
}

POOLS = each(Same, "pool", """storagePoolGetAutostart storagePoolGetInfo storagePoolGetName storagePoolGetUUID
    storagePoolGetUUIDString storagePoolGetXMLDesc storagePoolIsActive storagePoolIsPersistent storagePoolListAllVolumes
    storagePoolListVolumes storagePoolNumOfVolumes""") | {
    "storagePoolGetConnect": Special("pool", same_host),
    "storagePoolBuild": Change("new pool without a folder").shows(lambda thing: folder(thing).is_dir(), True),
    "storagePoolCreate": Change("new pool off").shows(is_active, 1),
    "storagePoolDelete": Change("new pool off").shows(lambda thing: folder(thing).is_dir(), False),
    "storagePoolDestroy": Change("new pool").shows(is_active, 0),
    "storagePoolRefresh": Change("new pool with a file").shows(names("Volumes"), ["found"]),
    "storagePoolSetAutostart": Change("new pool", autostart=1).shows(autostart, 1),
    "storagePoolUndefine": Change("new pool off").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
    "storageVolCreateXML": Change("new pool", xmlDesc=VOLUME).shows(names("Volumes"), ["made"]),
    "storageVolCreateXMLFrom": Change("new pool", xmlDesc=VOLUME, clonevol=lambda scene, thing: scene.thing("volume").handle.path()).shows(
        names("Volumes"), ["made"]),
}


VOLUMES = each(Same, "volume", """storageVolGetInfo storageVolGetKey storageVolGetName storageVolGetPath storageVolGetXMLDesc
    storageVolGetInfoFlags storagePoolLookupByVolume""") | {
    "storageVolGetConnect": Special("volume", same_host),
    "storageVolDelete": Change("new volume").shows(is_there(lambda thing: open(thing.handle.path(), "rb").close() or True), False),
    "storageVolDownload": Special("volume", downloaded, offset=0, length=0),
    "storageVolUpload": Special("new volume", uploaded, offset=0, length=0),
    "storageVolResize": Change("new volume", capacity=131072).shows(lambda thing: thing.handle.info()[1], 131072),
    "storageVolWipe": Change("new written volume").shows(lambda thing: any(contents(thing)), False),
    "storageVolWipePattern": Change("new written volume", algorithm="VIR_STORAGE_VOL_WIPE_ALG_ZERO").shows(
        lambda thing: any(contents(thing)), False),
}

DEVICES = each(Same, "device", """nodeDeviceGetName nodeDeviceGetParent nodeDeviceGetXMLDesc nodeDeviceListCaps
    nodeDeviceNumOfCaps""") | each(Same, "card", """nodeDeviceGetAutostart nodeDeviceIsActive nodeDeviceIsPersistent""") | {
    "nodeDeviceDestroy": Change("new port of a card").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
    # A device of PCI that could be taken away would be one of the machine's.
    "nodeDeviceDetachFlags": Refused("card", "INVALID_ARG", "ARGUMENT_UNSUPPORTED", driverName="vfio"),
    "nodeDeviceDettach": Refused("card", "INVALID_ARG", "ARGUMENT_UNSUPPORTED"),
    "nodeDeviceReAttach": Refused("card", "INVALID_ARG", "ARGUMENT_UNSUPPORTED"),
    "nodeDeviceReset": Refused("card", "INVALID_ARG", "ARGUMENT_UNSUPPORTED"),
    # Only mediated devices can be defined, and no machine has one by itself.
    "nodeDeviceCreate": Refused("card", "OPERATION_INVALID", "OPERATION_UNSUPPORTED"),
    "nodeDeviceSetAutostart": Refused("card", "OPERATION_INVALID", "OPERATION_UNSUPPORTED", autostart=1),
    "nodeDeviceUndefine": Refused("card", "OPERATION_INVALID", "OPERATION_UNSUPPORTED"),
}

INTERFACES = each(Same, "interface", "interfaceGetMACString interfaceGetName interfaceGetXMLDesc interfaceIsActive") | {
    "interfaceGetConnect": Special("interface", same_host),
    "interfaceCreate": Change("new interface off").shows(is_active, 1),
    "interfaceDestroy": Change("new interface").shows(is_active, 0),
    "interfaceUndefine": Change("new interface").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
}

SECRETS = each(Same, "secret", """secretGetUUID secretGetUUIDString secretGetUsageID secretGetUsageType secretGetValue
    secretGetXMLDesc""") | {
    "secretGetConnect": Special("secret", same_host),
    "secretSetValue": Change("new secret", value=base64.b64encode(VALUE).decode()).shows(lambda thing: thing.handle.value(), VALUE),
    "secretUndefine": Change("new secret").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
}

FILTERS = each(Same, "filter", "nWFilterGetName nWFilterGetUUID nWFilterGetUUIDString nWFilterGetXMLDesc") | each(
    Same, "binding", "nWFilterBindingGetFilterName nWFilterBindingGetPortDev nWFilterBindingGetXMLDesc") | {
    "nWFilterUndefine": Change("new filter").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
    "nWFilterBindingDelete": Change("new binding").shows(is_there(lambda thing: thing.handle.XMLDesc()), False),
}

ROWS = NETWORKS | PORTS | POOLS | VOLUMES | DEVICES | INTERFACES | SECRETS | FILTERS
