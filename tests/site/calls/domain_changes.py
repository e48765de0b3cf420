"""What changes domains, their snapshots and their checkpoints."""

from pathlib import Path

import libvirt
from lxml import etree

from .documents import retitled
from .migrations import ROWS as MIGRATIONS
from .rows import Change, Done, Refused

RUNNING, PAUSED, OFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
LATER, NOW = "VIR_DOMAIN_AFFECT_CONFIG", "VIR_DOMAIN_AFFECT_LIVE"
AGENT = "AGENT_UNRESPONSIVE"  # No guest here has an operating system.
COPY = "<disk type='file'><source file='{}'/><driver type='raw'/></disk>"
LINK_DOWN = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/><link state='down'/></interface>"


def xml(path, flags=0):
    """Looks at what a path of XPath finds in the domain's document."""
    return lambda thing: etree.fromstring(thing.handle.XMLDesc(flags)).xpath(path)


def later(path):
    return xml(path, libvirt.VIR_DOMAIN_XML_INACTIVE)


def disk(scene, thing):
    return f"""<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{scene.disk(thing)}'/>
        <target dev='sdb' bus='scsi'/></disk>"""


MORE_DISKS = xml("count(//target[@dev='sdb'])")


def device(_, thing):
    """The document of its second disk."""
    return etree.tostring(xml("//disk[target/@dev='sdb']")(thing)[0]).decode()


def file_of(_, thing):
    return thing.file


def state(thing):
    return thing.handle.state()[0]


def is_there(look):
    """Whether libvirt still finds what is looked at."""
    def try_it(thing):
        try:
            look(thing)
        except libvirt.libvirtError:
            return False
        return True
    return try_it


def has_file(thing):
    return Path(thing.file).exists()


def exists(thing):
    return is_there(lambda thing: thing.handle.info())(thing)


def disk_job(thing):
    """The kind of job on the disk, 0 for none."""
    return thing.handle.blockJobInfo("sda").get("type", 0)


def stat(name):
    """Looks at one of the domain's statistics."""
    return lambda thing: {**thing.handle.connect().domainListGetStats([thing.handle])[0][1]}.get(name)


def job(thing):
    return thing.handle.jobInfo()[0] != libvirt.VIR_DOMAIN_JOB_NONE


LIFE = {
    "domainCreate": Change("new off").shows(state, RUNNING),
    "domainCreateWithFlags": Change("new idle", flags="VIR_DOMAIN_START_PAUSED").shows(state, PAUSED),
    "domainDestroy": Change("new vm").shows(state, OFF),
    "domainDestroyFlags": Change("new vm").shows(state, OFF),
    "domainInjectNMI": Done("guest"),
    "domainManagedSave": Change("new vm").shows(lambda thing: thing.handle.hasManagedSaveImage(), 1),
    "domainManagedSaveDefineXML": Change("new managed", dxml=lambda scene, thing: retitled(thing.handle.managedSaveGetXMLDesc())).shows(
        lambda thing: "<title>Saved</title>" in thing.handle.managedSaveGetXMLDesc(), True),
    "domainManagedSaveRemove": Change("new managed").shows(lambda thing: thing.handle.hasManagedSaveImage(), 0),
    "domainPMSuspendForDuration": Refused("guest", AGENT, target="VIR_NODE_SUSPEND_TARGET_MEM", duration=0),
    "domainPMWakeup": Refused("guest", "INTERNAL_ERROR"),
    "domainReboot": Done("vm"),
    "domainRename": Change("new off", new_name="Ä & <b>").shows(
        lambda thing: thing.handle.connect().lookupByUUID(thing.handle.UUID()).name(), "Ä & <b>"),
    "domainReset": Done("guest"),
    "domainResume": Change("new paused").shows(state, RUNNING),
    "domainSave": Change("new vm", to=file_of).shows(state, OFF),
    "domainSaveFlags": Change("new vm", to=file_of).shows(state, OFF),
    "domainSaveParams": Change("new guest").params(file=file_of).shows(state, OFF),
    "domainSetAutostart": Change("new vm", autostart=1).shows(lambda thing: thing.handle.autostart(), 1),
    "domainSetLifecycleAction": Change("new idle", type="VIR_DOMAIN_LIFECYCLE_REBOOT", action="VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY",
                                       flags=LATER).shows(later("string(on_reboot)"), "destroy"),
    "domainShutdown": Change("new vm").shows(state, OFF),
    "domainShutdownFlags": Change("new vm").shows(state, OFF),
    "domainSuspend": Change("new vm").shows(state, PAUSED),
    "domainUndefine": Change("new off").shows(exists, False),
    "domainUndefineFlags": Change("new off").shows(exists, False),
    "setOwners": Change("new vm", owners="client1\nclient2").shows(
        lambda thing: thing.handle.metadata(2, "urn:virt-fcgi:owners:1").count("client2"), 1),
}

DEVICES = {
    "domainAttachDevice": Change("new guest", xml=disk).shows(MORE_DISKS, 1),
    "domainAttachDeviceFlags": Change("new idle", xml=disk, flags=LATER).shows(later("count(//target[@dev='sdb'])"), 1),
    "domainDetachDevice": Change("new fitted guest", xml=device).shows(MORE_DISKS, 0, seconds=5),
    "domainDetachDeviceAlias": Change("new fitted guest", alias="ua-more", flags=NOW).shows(MORE_DISKS, 0, seconds=5),
    "domainDetachDeviceFlags": Change("new fitted guest", xml=device, flags=NOW).shows(MORE_DISKS, 0, seconds=5),
    "domainUpdateDeviceFlags": Change("new guest", xml=LINK_DOWN, flags=NOW).shows(xml("string(//link/@state)"), "down"),
    "domainSetVcpu": Change("new idle with a spare cpu", vcpumap=1, state=1, flags=LATER).shows(
        later("string(//vcpus/vcpu[@id=1]/@enabled)"), "yes"),
}

GUESTS = {
    "domainAgentSetResponseTimeout": Done("guest", timeout=7),
    "domainAuthorizedSSHKeysSet": Refused("guest", AGENT, user="root", keys="ssh-ed25519 AAAA"),
    "domainFSFreeze": Done("new vm", mountpoints="/"),
    "domainFSThaw": Done("new frozen vm"),
    "domainFSTrim": Done("vm", minimum=0),
    "domainQemuAgentCommand": Refused("guest", AGENT, cmd='{"execute":"guest-ping"}', timeout=1),
    "domainQemuMonitorCommand": Done("guest", cmd="info name", flags="VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP"),
    "domainSendKey": Done("vm", codeset=0, holdtime=1, keycodes=["30", "31"]).by(lambda thing: thing.handle.sendKey(0, 1, [30, 31], 2)),
    "domainSendProcessSignal": Done("vm", pid_value=1, signum="VIR_DOMAIN_PROCESS_SIGNAL_TERM"),
    "domainSetGuestVcpus": Refused("guest", AGENT, cpumap="0", state=1),
    "domainSetTime": Refused("guest", AGENT, seconds=1, nseconds=0).by(
        lambda thing: thing.handle.setTime({"seconds": 1, "nseconds": 0})),
    "domainSetUserPassword": Done("vm", user="root", password="Ä 1"),
}

JOBS = {
    "domainAbortJob": Change("new backing up").shows(job, False, seconds=5),
    "domainAbortJobFlags": Change("new backing up").shows(job, False, seconds=5),
    "domainBackupBegin": Change("new guest", backupXML=lambda scene, thing: scene.backup(thing)).shows(job, True),
    "domainBlockCommit": Change("new layered guest", disk="sda", bandwidth=0, flags="VIR_DOMAIN_BLOCK_COMMIT_ACTIVE").shows(
        disk_job, libvirt.VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT),
    "domainBlockCopy": Change("new guest", disk="sda", destxml=lambda scene, thing: COPY.format(scene.file(thing, "copy")),
                              flags="VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB").shows(disk_job, libvirt.VIR_DOMAIN_BLOCK_JOB_TYPE_COPY),
    "domainBlockJobAbort": Change("new copying", disk="sda").shows(disk_job, 0, seconds=5),
    "domainBlockJobSetSpeed": Change("new copying", disk="sda", bandwidth=3).shows(
        lambda thing: thing.handle.blockJobInfo("sda")["bandwidth"], 3),
    "domainBlockPull": Change("new layered guest", disk="sda", bandwidth=0).shows(xml("count(//disk/backingStore/source)"), 0, seconds=5),
    "domainBlockRebase": Change("new layered guest", disk="sda", bandwidth=0).shows(xml("count(//disk/backingStore/source)"), 0, seconds=5),
    "domainBlockResize": Change("new guest", disk="sda", size=2048).shows(lambda thing: thing.handle.blockInfo("sda")[0], 2 << 20),
    "domainCoreDump": Change("new vm", to=file_of).shows(has_file, True),
    "domainCoreDumpWithFormat": Change("new vm", to=file_of, dumpformat="VIR_DOMAIN_CORE_DUMP_FORMAT_RAW").shows(has_file, True),
    "domainMigrateSetCompressionCache": Change("new guest", cacheSize=1 << 20).shows(
        lambda thing: thing.handle.migrateGetCompressionCache(), 1 << 20),
    "domainMigrateSetMaxDowntime": Change("new guest", downtime=1234).shows(lambda thing: thing.handle.migrateGetMaxDowntime(), 1234),
    "domainMigrateSetMaxSpeed": Change("new guest", bandwidth=77).shows(lambda thing: thing.handle.migrateGetMaxSpeed(), 77),
    "domainMigrateStartPostCopy": Refused("guest", "OPERATION_INVALID"),
    "domainStartDirtyRateCalc": Change("new guest", seconds=1).shows(stat("dirtyrate.calc_period"), 1, seconds=5),
}

TUNING = {
    "domainAddIOThread": Change("new guest", iothread_id=5, flags=NOW).shows(lambda thing: len(thing.handle.ioThreadInfo()), 2),
    "domainDelIOThread": Change("new guest", iothread_id=1, flags=NOW).shows(lambda thing: len(thing.handle.ioThreadInfo()), 0),
    "domainPinEmulator": Change("new idle", cpumap="0", flags=LATER).shows(later("string(cputune/emulatorpin/@cpuset)"), "0"),
    "domainPinIOThread": Change("new idle", iothread_id=1, cpumap="0", flags=LATER).shows(
        later("string(cputune/iothreadpin/@cpuset)"), "0"),
    "domainPinVcpu": Change("new guest", vcpu=0, cpumap="0").shows(xml("string(cputune/vcpupin/@cpuset)"), "0"),
    "domainPinVcpuFlags": Change("new idle", vcpu=1, cpumap="0", flags=LATER).shows(later("string(cputune/vcpupin[@vcpu=1]/@cpuset)"), "0"),
    "domainSetBlkioParameters": Change("tuned", flags=LATER).params(weight=200).shows(later("string(blkiotune/weight)"), "200"),
    "domainSetBlockIoTune": Change("new guest", disk="sda").params(total_bytes_sec=4096).shows(
        lambda thing: thing.handle.blockIoTune("sda")["total_bytes_sec"], 4096),
    "domainSetBlockThreshold": Change("new guest", dev="sda", threshold=4096).shows(stat("block.0.threshold"), 4096),
    "domainSetIOThreadParams": Change("new guest", iothread_id=1, flags=NOW).params(poll_max_ns=5000).shows(
        stat("iothread.1.poll-max-ns"), 5000),
    "domainSetInterfaceParameters": Change("new vm", device="testnet0").params(inbound__average=77).shows(
        lambda thing: thing.handle.interfaceParameters("testnet0")["inbound.average"], 77),
    "domainSetLaunchSecurityState": Refused("guest", "OPERATION_UNSUPPORTED").params(**{"sev-secret": "x"}),
    "domainSetMaxMemory": Change("new off", memory=2097152).shows(lambda thing: thing.handle.maxMemory(), 2097152),
    "domainSetMemory": Change("new vm", memory=524288).shows(lambda thing: thing.handle.info()[2], 524288),
    "domainSetMemoryFlags": Change("new vm", memory=262144, flags=LATER).shows(later("string(currentMemory)"), "262144"),
    "domainSetMemoryParameters": Change("tuned", flags=LATER).params(soft_limit=65536).shows(later("string(memtune/soft_limit)"), "65536"),
    "domainSetMemoryStatsPeriod": Change("new guest", period=9).shows(xml("string(//memballoon/stats/@period)"), "9"),
    "domainSetMetadata": Change("new vm", type="VIR_DOMAIN_METADATA_DESCRIPTION", metadata="Ä & <b>").shows(
        lambda thing: is_there(lambda thing: thing.handle.metadata(0, None))(thing) and thing.handle.metadata(0, None), "Ä & <b>"),
    "domainSetNumaParameters": Change("tuned", flags=LATER).params(numa_nodeset="0").shows(later("string(numatune/memory/@nodeset)"), "0"),
    "domainSetPerfEvents": Change("new idle", flags=LATER).params(cpu_cycles=1).shows(
        lambda thing: thing.handle.perfEvents(2)["cpu_cycles"], True),
    "domainSetSchedulerParameters": Change("tuned").params(cpu_shares=300).shows(later("string(cputune/shares)"), "300"),
    "domainSetSchedulerParametersFlags": Change("tuned", flags=LATER).params(cpu_shares=400).shows(later("string(cputune/shares)"), "400"),
    "domainSetVcpus": Change("new vm", nvcpus=1).shows(lambda thing: thing.handle.info()[3], 1),
    "domainSetVcpusFlags": Change("new vm", nvcpus=1, flags=LATER).shows(lambda thing: thing.handle.vcpusFlags(2), 1),
}

POINTS = {
    "domainCheckpointCreateXML": Change("new vm", xmlDesc="<domaincheckpoint><name>c</name></domaincheckpoint>").shows(
        lambda thing: [each.getName() for each in thing.handle.listAllCheckpoints()], ["c"]),
    "domainCheckpointDelete": Change("new checkpoint").shows(is_there(lambda thing: thing.handle.getXMLDesc()), False),
    "domainSnapshotCreateXML": Change("new vm", xmlDesc="<domainsnapshot><name>s</name></domainsnapshot>").shows(
        lambda thing: thing.handle.snapshotListNames(), ["s"]),
    "domainSnapshotDelete": Change("new snapshot").shows(is_there(lambda thing: thing.handle.getXMLDesc()), False),
    "domainRevertToSnapshot": Change("new snapshot").shows(lambda thing: thing.handle.isCurrent(), 1),
}

ROWS = LIFE | DEVICES | GUESTS | JOBS | TUNING | POINTS | MIGRATIONS
