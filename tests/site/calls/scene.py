"""The objects that functions are called on: on alpha (the test driver), beta and gamma (QEMU), each made when it is first asked for.

A name that begins with "new" is another object each time: for calls that destroy it.
"""

import itertools
from dataclasses import dataclass

import libvirt

from tests.lab.domains import Row, domain_xml, uuid_of
from tests.lab.processes import give
from tests.lab.waiting import wait_until

from .documents import BINDING, CARD_PORT, NETWORK, PORT, SECRET, guest_xml, interface_xml, pool_xml

OWNER = "client1"


@dataclass(frozen=True)
class Thing:
    """An object: where it is on the site, libvirt's own handle of it, and where to write a file or
    which file there is, if that matters."""

    url: str
    handle: object
    host: str
    file: str = ""


class Scene:
    """`admin` is the site; `thing("vm")` an object by its name here, which is the name of a method."""

    def __init__(self, lab, admin):
        self.lab, self.admin = lab, admin
        self.connections = {name: host.open() for name, host in lab.hosts.items()}
        self.reading = {name: libvirt.openReadOnly(host.uri) for name, host in lab.hosts.items()}
        self.commands = {each["name"]: each for each in admin.get("/-/commands?format=json").json()["commands"]}
        self._things = {}
        self._numbers = itertools.count(1)

    def close(self):
        self._things.clear()
        for connection in (*self.connections.values(), *self.reading.values()):
            connection.close()

    def connection_of(self, host):
        return self.connections[host]

    def thing(self, name):
        """The object of this name."""
        is_new, method = name.startswith("new "), name.removeprefix("new ").replace(" ", "_")
        if is_new or name not in self._things:
            made = getattr(self, method)()
            if is_new:
                return made
            self._things[name] = made
        return self._things[name]

    # ---- files ----

    def new_name(self, kind):
        return f"{kind}{next(self._numbers)}"

    def file(self, thing, kind):
        """Where the host of a thing can write a file."""
        return str(self.lab.hosts[thing.host]._folder / "disks" / self.new_name(kind))

    def disk(self, thing):
        """A disk's image on the host of a thing."""
        return str(self.lab.hosts[thing.host].make_disk(self.new_name("disk")))

    def pool_folder(self, name, *, is_there=True):
        folder = self.lab.beta._folder / name
        if is_there:
            folder.mkdir(exist_ok=True)
            give(folder)
        return folder

    def backup(self, thing):
        """A backup that waits to be fetched, until it is given up."""
        return f"""<domainbackup mode='pull'><server transport='unix' socket='{self.file(thing, 'socket')}'/><disks>
          <disk name='sda' type='file'><scratch file='{self.file(thing, 'scratch')}'/></disk></disks></domainbackup>"""

    # ---- hosts ----

    def alpha(self):
        return self._host("alpha")

    def beta(self):
        return self._host("beta")

    def gamma(self):
        return self._host("gamma")

    def _host(self, name):
        return Thing(f"/-/hosts/{name}/", self.connections[name], name)

    def _of_host(self, host, path, handle):
        return Thing(f"/-/hosts/{host}/{path}/", handle, host)

    # ---- domains of the test driver ----

    def _known(self, host, handle):
        """A domain, once the site knows it."""
        name, uuid = handle.name(), handle.UUIDString()
        wait_until(f"virt-fcgi knows {name}", lambda: self.admin.xml("/").xpath("domains/domain[@uuid=$uuid]", uuid=uuid))
        return Thing(f"/{OWNER}/{name}/", handle, host, f"{self.lab.hosts[host]._folder}/disks/{name}.out")

    def _test_domain(self, kind, is_on=True, change=str):
        row = Row(self.new_name(kind), (OWNER,), "running", "A title", "", 1024, 2, 2, 1)
        handle = self.connections["alpha"].defineXML(change(domain_xml(row)))
        if is_on:
            handle.create()
        return self._known("alpha", handle)

    def vm(self):
        return self._test_domain("test-vm")

    def off(self):
        return self._test_domain("test-off", is_on=False)

    def paused(self):
        vm = self.vm()
        vm.handle.suspend()
        return vm

    def frozen_vm(self):
        vm = self.vm()
        vm.handle.fsFreeze()
        return vm

    def snapshot(self):
        """The first of two snapshots, the second its child."""
        vm = self._test_domain("snapped")
        first, _ = (vm.handle.snapshotCreateXML(f"<domainsnapshot><name>{name}</name></domainsnapshot>") for name in ("one", "two"))
        return Thing(f"{vm.url}snapshots/one/", first, "alpha")

    def later_snapshot(self):
        first = self.thing("snapshot")
        return Thing(first.url.replace("/one/", "/two/"), first.handle.getDomain().snapshotLookupByName("two"), "alpha")

    def snapped(self):
        """The domain with these snapshots."""
        first = self.thing("snapshot")
        return Thing(first.url.removesuffix("snapshots/one/"), first.handle.getDomain(), "alpha")

    def checkpoint(self):
        vm = self._test_domain("checked")
        first, _ = (vm.handle.checkpointCreateXML(f"<domaincheckpoint><name>{name}</name></domaincheckpoint>") for name in ("one", "two"))
        return Thing(f"{vm.url}checkpoints/one/", first, "alpha")

    def later_checkpoint(self):
        first = self.thing("checkpoint")
        return Thing(first.url.replace("/one/", "/two/"), first.handle.getDomain().checkpointLookupByName("two"), "alpha")

    def checked(self):
        first = self.thing("checkpoint")
        return Thing(first.url.removesuffix("checkpoints/one/"), first.handle.getDomain(), "alpha")

    # ---- domains of QEMU ----

    def idle(self, vcpus="<vcpu>2</vcpu>"):
        """A guest that is shut off."""
        name, beta = self.new_name("guest"), self.lab.beta
        beta.make_disk(f"{name}.img")
        return self._known("beta", self.connections["beta"].defineXML(guest_xml(name, OWNER, beta._folder / "disks", vcpus)))

    def idle_with_a_spare_cpu(self):
        return self.idle("<vcpu current='1'>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no'/>"
                         "<vcpu id='1' enabled='no' hotpluggable='yes'/></vcpus>")

    def guest(self):
        """One that runs."""
        guest = self.idle()
        guest.handle.create()
        return guest

    def fitted_guest(self):
        """One with a second disk."""
        guest = self.guest()
        guest.handle.attachDeviceFlags(
            f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{self.disk(guest)}'/>"
            "<target dev='sdb' bus='scsi'/><alias name='ua-more'/></disk>", libvirt.VIR_DOMAIN_AFFECT_LIVE)
        return guest

    def layered_guest(self):
        """One whose disk is a layer over another."""
        guest = self.guest()
        guest.handle.snapshotCreateXML(
            f"<domainsnapshot><disks><disk name='sda'><source file='{self.file(guest, 'layer')}'/></disk></disks></domainsnapshot>",
            libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY | libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA)
        return guest

    def backing_up(self):
        """One of which a backup is under way."""
        guest = self.guest()
        guest.handle.backupBegin(self.backup(guest), None)
        return guest

    def copying(self):
        """One whose disk is being mirrored."""
        guest = self.guest()
        guest.handle.blockCopy("sda", f"<disk type='file'><source file='{self.file(guest, 'mirror')}'/><driver type='raw'/></disk>",
                               {}, libvirt.VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB)
        return guest

    def managed(self):
        """One that libvirt has saved."""
        guest = self.guest()
        guest.handle.managedSave()
        return guest

    def image(self):
        """A host, and the file that a guest of it was saved to."""
        guest = self.guest()
        file = self.file(guest, "image")
        guest.handle.save(file)
        return Thing("/-/hosts/beta/", self.connections["beta"], "beta", file)

    def tuned(self):
        return self._known("gamma", self.connections["gamma"].lookupByName("tuned"))

    # ---- networks ----

    def _network(self, *, is_on):
        name = self.new_name("network")
        handle = self.connections["alpha"].networkDefineXML(NETWORK.format(name=name))
        if is_on:
            handle.create()
        return self._of_host("alpha", f"networks/{name}", handle)

    def network(self):
        return self._network(is_on=True)

    def network_off(self):
        return self._network(is_on=False)

    def connected(self):
        """A network that stands for a bridge: libvirt keeps its ports and touches nothing."""
        name = self.new_name("connected")
        handle = self.connections["gamma"].networkDefineXML(
            f"<network><name>{name}</name><forward mode='bridge'/><bridge name='{name}'/></network>")
        handle.create()
        return self._of_host("gamma", f"networks/{name}", handle)

    def port(self):
        network = self.connected()
        handle = network.handle.portCreateXML(PORT.format(uuid=uuid_of(self.new_name("port"))))
        return Thing(f"{network.url}ports/{handle.UUIDString()}/", handle, "gamma")

    def plugged(self):
        """A network with a port."""
        network = self.connected()
        network.handle.portCreateXML(PORT.format(uuid=uuid_of(self.new_name("port"))))
        return network

    # ---- storage ----

    def _pool(self, *, is_on=True, has_folder=True):
        name = self.new_name("pool")
        folder = self.pool_folder(name, is_there=has_folder)
        handle = self.connections["beta"].storagePoolDefineXML(pool_xml(name, folder))
        if is_on:
            handle.create()
        return self._of_host("beta", f"storagePools/{name}", handle)

    def pool(self):
        return self._pool()

    def pool_off(self):
        return self._pool(is_on=False)

    def pool_without_a_folder(self):
        return self._pool(is_on=False, has_folder=False)

    def pool_with_a_file(self):
        """A pool that does not know its file yet."""
        pool = self._pool()
        (self.lab.beta._folder / pool.handle.name() / "found").touch()
        return pool

    def volume(self):
        pool = self.thing("pool")
        name = self.new_name("volume")
        handle = pool.handle.createXML(
            f"<volume><name>{name}</name><capacity>65536</capacity><target><format type='raw'/></target></volume>")
        return Thing(f"{pool.url}storageVols/{name}/", handle, "beta", handle.path())

    def written_volume(self):
        volume = self.volume()
        with open(volume.file, "r+b") as file:
            file.write(b"x" * 65536)
        return volume

    # ---- what else a host has ----

    def device(self):
        return self._of_host("alpha", "nodeDevices/scsi_host1", self.connections["alpha"].nodeDeviceLookupByName("scsi_host1"))

    def card(self):
        """A device of the machine's that is no PCI device."""
        name = next(name for name in self.connections["beta"].listDevices("net") if name.startswith("net_lo"))
        return self._of_host("beta", f"nodeDevices/{name}", self.connections["beta"].nodeDeviceLookupByName(name))

    def port_of_a_card(self):
        """A device that can be taken away."""
        handle = self.connections["alpha"].nodeDeviceCreateXML(CARD_PORT)
        return self._of_host("alpha", f"nodeDevices/{handle.name()}", handle)

    def interface(self):
        name = self.new_name("eth1")
        handle = self.connections["alpha"].interfaceDefineXML(interface_xml(name, next(self._numbers)))
        handle.create()
        return self._of_host("alpha", f"interfaces/{name}", handle)

    def interface_off(self):
        interface = self.interface()
        interface.handle.destroy()
        return interface

    def secret(self):
        uuid = uuid_of(self.new_name("secret"))
        handle = self.connections["beta"].secretDefineXML(SECRET.format(uuid=uuid, usage=uuid))
        handle.setValue(b"\x00\xffsecret")
        return self._of_host("beta", f"secrets/{uuid}", handle)

    def filter(self):
        name = self.new_name("filter")
        handle = self.connections["gamma"].nwfilterDefineXML(f"<filter name='{name}' chain='root'/>")
        return self._of_host("gamma", f"nwfilters/{name}", handle)

    def binding_xml(self, port):
        return BINDING.format(port=port, filter=self.thing("filter").handle.name())

    def binding(self):
        port = self.new_name("tap")
        handle = self.connections["gamma"].nwfilterBindingCreateXML(self.binding_xml(port))
        return self._of_host("gamma", f"nwfilterBindings/{port}", handle)
