"""What is read of domains, their snapshots and their checkpoints."""

import libvirt

from .rows import Refused, Same, Special, each


def same_host(row, scene, thing, command):
    """A connection is said by the name of its host."""
    answer = row.over_http(scene, thing, command).json()
    by_uri = {connection.getURI(): name for name, connection in scene.connections.items()}
    assert answer["host"]["name"] == by_uri[thing.handle.connect().getURI()]


def same_domain(row, scene, thing, command):
    answer = row.over_http(scene, thing, command).json()
    domain = thing.handle.getDomain()
    assert [answer["domain"][key] for key in ("name", "uuid")] == [domain.name(), domain.UUIDString()]


def same_picture(row, scene, thing, command):
    """The picture, byte for byte, and its type."""
    stream = scene.connections[thing.host].newStream()
    media_type, parts = thing.handle.screenshot(stream, 0, 0), []
    stream.recvAll(lambda _, data, parts: parts.append(data), parts)
    stream.finish()
    answer = row.over_http(scene, thing, command, "picture")
    assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, media_type, b"".join(parts))


def pairs(mapping):
    return [value for pair in mapping.items() for value in pair]


def memory_stats(thing):
    """Python has names for libvirt's tags."""
    names = {"actual": "ACTUAL_BALLOON"}
    return [(getattr(libvirt, f"VIR_DOMAIN_MEMORY_STAT_{names.get(name, name.upper())}"), value)
            for name, value in thing.handle.memoryStats().items()]


def file_systems(thing):
    return [(point, name, kind, len(devices), devices) for point, name, kind, devices in thing.handle.fsInfo()]


def addresses(thing):
    found = thing.handle.interfaceAddresses(0)
    return [(name, each["hwaddr"], len(each["addrs"]), [(a["type"], a["addr"], a["prefix"]) for a in each["addrs"]])
            for name, each in found.items()]


def threads(thing):
    return [(number, len(cpus) // 8 + 1, cpus) for number, cpus in thing.handle.ioThreadInfo()]


AGENT = "AGENT_UNRESPONSIVE"  # No guest here has an operating system.

DOMAINS = each(Same, "vm", """domainGetAutostart domainGetBlkioParameters domainGetHostname domainGetID domainGetMaxMemory
    domainGetMaxVcpus domainGetMemoryParameters domainGetMessages domainGetName domainGetOSType domainGetSchedulerParameters
    domainGetSchedulerType domainGetSecurityLabel domainGetState domainGetTime domainGetUUID domainGetUUIDString
    domainGetVcpusFlags domainGetXMLDesc domainHasManagedSaveImage domainIsActive domainIsPersistent domainIsUpdated
    domainGetNumaParameters""") | each(Same, "guest", """
    domainGetControlInfo domainGetEmulatorPinInfo domainGetInfo domainGetJobInfo domainGetJobStats
    domainGetLaunchSecurityInfo domainGetPerfEvents
    domainGetSecurityLabelList domainGetVcpuPinInfo domainGetVcpus domainMigrateGetCompressionCache
    domainMigrateGetMaxDowntime domainMigrateGetMaxSpeed""") | each(Same, "snapped", """
    domainHasCurrentSnapshot domainListAllSnapshots domainSnapshotCurrent domainSnapshotListNames domainSnapshotNum""") | each(
    Refused, "guest", "") | {
    "domainAuthorizedSSHKeysGet": Refused("guest", AGENT, user="root"),
    "domainBackupGetXMLDesc": Same("backing up"),
    "domainBlockPeek": Same("guest", disk="sda", offset=0, size=32),
    "domainBlockStats": Same("guest", disk="sda"),
    "domainBlockStatsFlags": Same("guest", disk="sda"),
    "domainGetBlockInfo": Same("guest", disk="sda"),
    "domainGetBlockIoTune": Same("guest", disk="sda"),
    "domainGetBlockJobInfo": Same("copying", disk="sda").by(lambda thing: [1, *thing.handle.blockJobInfo("sda").values()]),
    "domainGetCPUStats": Same("vm", start_cpu=0, ncpus=2).by(lambda thing: thing.handle.getCPUStats(False)),
    "domainGetConnect": Special("vm", same_host),
    "domainGetDiskErrors": Same("vm").by(lambda thing: pairs(thing.handle.diskErrors())),
    "domainGetFSInfo": Same("vm").by(file_systems),
    "domainGetGuestInfo": Refused("guest", AGENT),
    "domainGetGuestVcpus": Refused("guest", AGENT),
    "domainGetIOThreadInfo": Same("guest").by(threads),
    "domainGetInterfaceParameters": Same("vm", device="testnet0"),
    "domainGetMetadata": Same("vm", type="VIR_DOMAIN_METADATA_TITLE"),
    "domainGetSchedulerParametersFlags": Same("tuned"),
    "domainInterfaceAddresses": Same("vm", source="VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE").by(addresses),
    "domainInterfaceStats": Same("vm", device="testnet0"),
    "domainListAllCheckpoints": Same("checked"),
    "domainManagedSaveGetXMLDesc": Same("managed"),
    "domainMemoryPeek": Same("guest", start=0, size=32, flags="VIR_MEMORY_PHYSICAL"),
    "domainMemoryStats": Same("guest").by(memory_stats).wavering(),
    "domainScreenshot": Special("vm", same_picture, screen=0),
}

SNAPSHOTS = each(Same, "snapshot", """domainSnapshotGetName domainSnapshotGetXMLDesc domainSnapshotHasMetadata
    domainSnapshotIsCurrent domainSnapshotListAllChildren domainSnapshotListChildrenNames domainSnapshotNumChildren""") | {
    "domainSnapshotGetConnect": Special("snapshot", same_host),
    "domainSnapshotGetDomain": Special("snapshot", same_domain),
    "domainSnapshotGetParent": Same("later snapshot"),
}

CHECKPOINTS = each(Same, "checkpoint", """domainCheckpointGetName domainCheckpointGetXMLDesc
    domainCheckpointListAllChildren""") | {
    "domainCheckpointGetConnect": Special("checkpoint", same_host),
    "domainCheckpointGetDomain": Special("checkpoint", same_domain),
    "domainCheckpointGetParent": Same("later checkpoint"),
}

ROWS = DOMAINS | SNAPSHOTS | CHECKPOINTS
