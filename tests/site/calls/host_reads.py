"""What is read of hosts."""

import libvirt
from lxml import etree

from .device_rows import folder
from .rows import Refused, Same, Unsupported, each

CPU = "<cpu><arch>x86_64</arch><model>qemu64</model></cpu>"
GUEST = """<domain type='qemu'><name>n</name><uuid>00000000-0000-4000-8000-000000000003</uuid><memory>1024</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os></domain>"""


def node_info(thing):
    """Python says memory in MiB, and less exactly than the capabilities."""
    model, _, *numbers = thing.handle.getInfo()
    cells = etree.fromstring(thing.handle.getCapabilities()).findall("host/topology/cells/cell/memory")
    return [model, sum(int(memory.text) for memory in cells), *numbers]


def domain_stats(thing, domains=None):
    found = thing.handle.domainListGetStats(domains, 1) if domains else thing.handle.getAllDomainStats(1)
    return [(domain.name(), domain.UUIDString(), stats) for domain, stats in found]


HOSTS = each(Same, "alpha", """connectGetCapabilities connectGetHostname connectGetLibVersion connectGetSysinfo connectGetType
    connectGetURI connectGetVersion connectIsAlive connectIsEncrypted connectIsSecure connectListAllDomains
    connectListAllInterfaces connectListAllNetworks connectListAllStoragePools connectListDefinedDomains
    connectListDefinedInterfaces connectListDefinedNetworks connectListDefinedStoragePools connectListInterfaces
    connectListNetworks connectListStoragePools connectNumOfDefinedDomains connectNumOfDefinedInterfaces
    connectNumOfDefinedNetworks connectNumOfDefinedStoragePools connectNumOfDomains connectNumOfInterfaces
    connectNumOfNetworks connectNumOfStoragePools nodeGetFreeMemory nodeGetSecurityModel nodeGetCPUMap""") | each(
    Same, "beta", """connectGetStoragePoolCapabilities connectListAllNodeDevices connectListAllSecrets connectListSecrets
    connectNumOfSecrets nodeGetMemoryParameters nodeListDevices nodeNumOfDevices connectGetDomainCapabilities""") | each(
    Same, "gamma", """connectListAllNWFilterBindings connectListAllNWFilters connectListNWFilters connectNumOfNWFilters""") | {
    "connectBaselineCPU": Same("beta", xmlCPUs=CPU),
    "connectBaselineHypervisorCPU": Same("beta", xmlCPUs=CPU, virttype="qemu"),
    "connectCompareCPU": Same("beta", xmlDesc=CPU),
    "connectCompareHypervisorCPU": Same("beta", xmlCPU=CPU, virttype="qemu"),
    "connectDomainXMLFromNative": Unsupported(nativeFormat="qemu-argv", nativeConfig="x"),
    "connectDomainXMLToNative": Same("beta", nativeFormat="qemu-argv", domainXml=GUEST),
    "connectFindStoragePoolSources": Same("alpha", type="logical"),
    "connectGetAllDomainStats": Same("alpha", stats="VIR_DOMAIN_STATS_STATE").by(domain_stats),
    "connectGetCPUModelNames": Same("beta", arch="x86_64"),
    "connectGetMaxVcpus": Same("beta", type="qemu"),
    "connectListDomains": Same("alpha").by(lambda thing: thing.handle.listDomainsID()),
    "domainListGetStats": Same("alpha", doms="vm1", stats="VIR_DOMAIN_STATS_STATE").by(
        lambda thing: domain_stats(thing, [thing.handle.lookupByName("vm1")])),
    "domainLookupByID": Same("alpha", id=2),
    "domainSaveImageGetXMLDesc": Same("beta", file=lambda scene, thing: scene.thing("image").file),
    "getVersion": Same("beta").by(lambda thing: list(libvirt.getVersion("QEMU"))),
    "interfaceLookupByMACString": Same("beta", macstr="00:00:00:00:00:00"),
    "nodeDeviceLookupSCSIHostByWWN": Refused("beta", "INTERNAL_ERROR", wwnn="1", wwpn="1"),
    "nodeGetCPUStats": Same("beta", cpuNum=-1).wavering(),
    "nodeGetCellsFreeMemory": Same("beta", startCell=0, maxCells=1).wavering(),
    "nodeGetFreePages": Same("beta", pages=4, startCell=0, cellCount=1).by(
        lambda thing: [list(each.values()) for each in thing.handle.getFreePages([4], 0, 1).values()]).wavering(),
    "nodeGetInfo": Same("beta").by(node_info),
    "nodeGetMemoryStats": Same("beta", cellNum=-1).wavering(),
    "nodeGetSEVInfo": Refused("beta", "OPERATION_UNSUPPORTED"),
    "secretLookupByUsage": Same("beta", usageType="VIR_SECRET_USAGE_TYPE_VOLUME",
                                usageID=lambda scene, thing: scene.thing("secret").handle.usageID()),
    "storagePoolLookupByTargetPath": Same("beta", path=lambda scene, thing: str(folder(scene.thing("pool")))),
    "storageVolLookupByKey": Same("beta", key=lambda scene, thing: scene.thing("volume").handle.key()),
    "storageVolLookupByPath": Same("beta", path=lambda scene, thing: scene.thing("volume").handle.path()),
}

ROWS = HOSTS
