"""What changes hosts: what is defined and made there, restored from files, and set."""

import libvirt
from checks import ok
from lxml import etree

from tests.lab.domains import Row, domain_xml

from .documents import CARD_PORT, NETWORK, SECRET, interface_xml, pool_xml, retitled
from .rows import Change, Refused, Special, Unsupported

FILTER = "<filter name='{}' chain='root'/>"


def made(kind, name, *, is_on=None):
    """Looks for an object by its name: whether it is there and, if asked, active."""
    def look(thing):
        try:
            found = getattr(thing.handle, f"{kind}LookupByName" if kind else "lookupByName")(name)
        except libvirt.libvirtError:
            return False
        return is_on is None or bool(found.isActive()) == is_on
    return look


def new_domain(name):
    return domain_xml(Row(name, ("client1",), "running"))


def begun_and_ended(row, scene, thing, command):
    """A change of interfaces is begun once, and given up or kept once."""
    connection = thing.handle
    is_begin = command["name"].endswith("Begin")
    if not is_begin:
        connection.changeBegin()
    ok(row.over_http(scene, thing, command))
    try:
        connection.changeRollback() if is_begin else connection.changeBegin()
    finally:
        if not is_begin:
            connection.changeRollback()


def file_of(_, thing):
    return thing.file


def image_title(thing):
    found = etree.fromstring(thing.handle.saveImageGetXMLDesc(thing.file))
    return found.findtext("title")


def restored(row, scene, thing, command):
    """The guest that was saved runs again."""
    name = etree.fromstring(thing.handle.saveImageGetXMLDesc(thing.file)).findtext("name")
    assert not thing.handle.lookupByName(name).isActive()
    ok(row.over_http(scene, thing, command))
    assert thing.handle.lookupByName(name).isActive()


ROWS = {
    "domainCreateLinux": Change("alpha", xmlDesc=new_domain("made1")).shows(made("", "made1", is_on=True), True),
    "domainCreateXML": Change("alpha", xmlDesc=new_domain("made2")).shows(made("", "made2", is_on=True), True),
    "domainDefineXML": Change("alpha", xml=new_domain("made3")).shows(made("", "made3", is_on=False), True),
    "domainDefineXMLFlags": Change("alpha", xml=new_domain("made4")).shows(made("", "made4", is_on=False), True),
    "domainQemuAttach": Unsupported(pid_value=1),
    "domainRestore": Special("new image", restored, **{"from": file_of}),
    "domainRestoreFlags": Special("new image", restored, **{"from": file_of}),
    "domainRestoreParams": Special("new image", restored, **{"params.file": file_of}),
    "domainSaveImageDefineXML": Change("new image", file=file_of, dxml=lambda scene, thing: retitled(
        thing.handle.saveImageGetXMLDesc(thing.file))).shows(image_title, "Saved"),
    "interfaceChangeBegin": Special("alpha", begun_and_ended),
    "interfaceChangeCommit": Special("alpha", begun_and_ended),
    "interfaceChangeRollback": Special("alpha", begun_and_ended),
    "interfaceDefineXML": Change("alpha", xml=interface_xml("made5", 250)).shows(made("interface", "made5"), True),
    "nWFilterBindingCreateXML": Change("gamma", xml=lambda scene, thing: scene.binding_xml("made6")).shows(
        lambda thing: "made6" in [each.portDev() for each in thing.handle.listAllNWFilterBindings()], True),
    "nWFilterDefineXML": Change("gamma", xmlDesc=FILTER.format("made7")).shows(made("nwfilter", "made7"), True),
    "nWFilterDefineXMLFlags": Change("gamma", xmlDesc=FILTER.format("made8")).shows(made("nwfilter", "made8"), True),
    "networkCreateXML": Change("alpha", xmlDesc=NETWORK.format(name="made9")).shows(made("network", "made9", is_on=True), True),
    "networkCreateXMLFlags": Change("alpha", xmlDesc=NETWORK.format(name="made10")).shows(made("network", "made10", is_on=True), True),
    "networkDefineXML": Change("alpha", xml=NETWORK.format(name="made11")).shows(made("network", "made11", is_on=False), True),
    "networkDefineXMLFlags": Change("alpha", xml=NETWORK.format(name="made12")).shows(made("network", "made12", is_on=False), True),
    "nodeAllocPages": Refused("beta", "SYSTEM_ERROR", pageSizes=2048, pageCounts=1, startCell=0, cellCount=1).by(
        lambda thing: thing.handle.allocPages({2048: 1}, 0, 1)),
    "nodeDeviceCreateXML": Change("alpha", xmlDesc=CARD_PORT).shows(
        lambda thing: len(thing.handle.listDevices("scsi_host")), 4),
    "nodeDeviceDefineXML": Refused("beta", "INTERNAL_ERROR", xmlDesc="<device><parent>computer</parent></device>"),
    # It would be the machine's own memory, or sleep.
    "nodeSetMemoryParameters": Refused("beta", "SYSTEM_ERROR").params(shm_pages_to_scan=100),
    "nodeSuspendForDuration": Refused("beta", "INVALID_ARG", target="VIR_NODE_SUSPEND_TARGET_MEM", duration=60, flags=1),
    "secretDefineXML": Change("beta", xml=SECRET.format(uuid="00000000-0000-4000-8000-00000000000a", usage="made13")).shows(
        lambda thing: "00000000-0000-4000-8000-00000000000a" in thing.handle.listSecrets(), True),
    "storagePoolCreateXML": Change("beta", xmlDesc=lambda scene, thing: pool_xml("made14", scene.pool_folder("made14"))).shows(
        made("storagePool", "made14", is_on=True), True),
    "storagePoolDefineXML": Change("beta", xml=pool_xml("made15", "/nowhere")).shows(
        made("storagePool", "made15", is_on=False), True),
}
