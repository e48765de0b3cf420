"""The same call by libvirt's own Python: its low-level functions have the names and the arguments of C's."""

import base64

import libvirt
import libvirt_qemu
import libvirtmod
import libvirtmod_qemu


def constant(text):
    """A number, or the one behind the name of one of libvirt's constants."""
    text = str(text)
    return getattr(libvirt, text, None) or getattr(libvirt_qemu, text, 0) if text.startswith("VIR_") else int(text)


def flags_of(value):
    total = 0
    for each in value if isinstance(value, list) else [value]:
        total |= constant(each) if each != "" else 0
    return total


def params_of(parameter, arguments):
    types = {"string": str, "double": float, "boolean": bool}
    known = {each["name"]: each["type"] for each in parameter.get("params", [])}
    given = {name.removeprefix("params."): value for name, value in arguments.items() if name.startswith("params.")}
    return {name: types.get(known[name], int)(value) for name, value in given.items()}


def cpus_of(text):
    """ "0-2" as libvirt's Python wants it. """
    first, _, last = str(text).partition("-")
    return tuple(int(first) <= cpu <= int(last or first) for cpu in range(int(last or first) + 1))


def python_arguments(parameters, arguments, connection_of):
    """What came in a request, in the order of C and in Python's types; `parameters` is the list of /-/commands."""
    return [python_argument(parameter, arguments, connection_of) for parameter in parameters]


def python_argument(parameter, arguments, connection_of):
    kind, value = parameter["kind"], arguments.get(parameter["name"])
    if kind == "flags":
        return flags_of(value or "")
    if kind == "params":
        return params_of(parameter, arguments)
    if value is None:
        return None
    if kind == "integer":
        return constant(value)
    if kind == "list":
        values = value if isinstance(value, list) else [value]
        return values if "char" in parameter["type"] else [int(each) for each in values]
    if kind == "host":
        return connection_of(value)._o
    return {"cpus": cpus_of, "base64": base64.b64decode}.get(kind, str)(value)


def call(function, handle, arguments):
    """What the function answers; libvirtError if libvirt refuses it."""
    libvirtmod.virResetLastError()
    module = libvirtmod_qemu if "Qemu" in function else libvirtmod
    returned = getattr(module, function)(handle._o, *arguments)
    if returned in (None, -1) and libvirt.virGetLastError():
        raise libvirt.libvirtError(f"{function} failed")
    return returned


def object_of(capsule):
    """Name and UUID of the object behind a bare reference; the reference is given back."""
    kind = str(capsule).split('"')[1].removesuffix("Ptr")
    libvirt_class = getattr(libvirt, kind)
    each = libvirt_class.__new__(libvirt_class)
    each._o = capsule
    name = each.getName() if hasattr(each, "getName") else each.name() if hasattr(each, "name") else None
    return [each_ for each_ in (name, each.UUIDString() if hasattr(each, "UUIDString") else None) if each_]
