"""What a row of the command table says of a function, read or change, as a real read-only connection says it."""

import libvirt

from .binding import call, python_arguments

# How the things of a class are found again on another connection.
LOOK_UPS = {
    "virDomain": lambda to, handle: to.lookupByUUIDString(handle.UUIDString()),
    "virDomainSnapshot": lambda to, handle: on(to, handle.getDomain()).snapshotLookupByName(handle.getName()),
    "virDomainCheckpoint": lambda to, handle: on(to, handle.getDomain()).checkpointLookupByName(handle.getName()),
    "virNetwork": lambda to, handle: to.networkLookupByUUIDString(handle.UUIDString()),
    "virNetworkPort": lambda to, handle: on(to, handle.network()).portLookupByUUIDString(handle.UUIDString()),
    "virStoragePool": lambda to, handle: to.storagePoolLookupByUUIDString(handle.UUIDString()),
    "virStorageVol": lambda to, handle: to.storageVolLookupByKey(handle.key()),
    "virNodeDevice": lambda to, handle: to.nodeDeviceLookupByName(handle.name()),
    "virInterface": lambda to, handle: to.interfaceLookupByName(handle.name()),
    "virSecret": lambda to, handle: to.secretLookupByUUIDString(handle.UUIDString()),
    "virNWFilter": lambda to, handle: to.nwfilterLookupByUUIDString(handle.UUIDString()),
    "virNWFilterBinding": lambda to, handle: to.nwfilterBindingLookupByPortDev(handle.portDev()),
    "virConnect": lambda to, handle: to,
}


def on(connection, handle):
    """The same object on another connection."""
    return LOOK_UPS[type(handle).__name__](connection, handle)


def is_denied(scene, thing, command, arguments):
    """Whether libvirt denies the call to a connection that may only read; None if Python has not C's function. What it denies it has not done."""
    if any(each["type"].endswith("Ptr") and each["kind"] != "host" for each in command["parameters"]):
        return None
    handle = on(scene.reading[thing.host], thing.handle)
    try:
        call(command["function"], handle, python_arguments(command["parameters"], arguments, scene.reading.__getitem__))
    except libvirt.libvirtError as error:
        return error.get_error_code() == libvirt.VIR_ERR_OPERATION_DENIED
    except (AttributeError, LookupError, TypeError):
        return None
    return False
