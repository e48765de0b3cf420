"""The same call by libvirt's C function itself, for numbers that its Python cannot carry."""

import ctypes

import libvirt

from .binding import constant, cpus_of, flags_of

LIBRARY = ctypes.CDLL("libvirt.so.0")
TYPES = {
    "int": ctypes.c_int, "unsigned int": ctypes.c_uint, "long long": ctypes.c_longlong, "size_t": ctypes.c_size_t,
    "unsigned long": ctypes.c_ulong, "unsigned long long": ctypes.c_ulonglong, "const char *": ctypes.c_char_p}
POINTER_OF = ctypes.pythonapi.PyCapsule_GetPointer
POINTER_OF.restype, POINTER_OF.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]


def bitmap(text):
    """A set of CPUs, a bit for each, and its size."""
    number = sum(1 << cpu for cpu, is_in in enumerate(cpus_of(text)) if is_in)
    size = number.bit_length() // 8 + 1
    return [ctypes.c_char_p(number.to_bytes(size, "little")), ctypes.c_int(size)]


def c_arguments(parameter, value):
    kind = parameter["kind"]
    if kind == "cpus":
        return bitmap(value)
    if kind == "integer":
        return [TYPES[parameter["type"]](constant(value))]
    if kind == "flags":
        return [TYPES[parameter["type"]](flags_of(value or ""))]
    return [ctypes.c_char_p(None if value is None else str(value).encode())]


def call_exactly(command, handle, arguments):
    """What the function returns; libvirtError if libvirt refuses it. Only for numbers, texts and CPUs."""
    given = [each for parameter in command["parameters"] for each in c_arguments(parameter, arguments.get(parameter["name"]))]
    kind = str(handle._o).split('"')[1]
    returned = getattr(LIBRARY, command["function"])(ctypes.c_void_p(POINTER_OF(handle._o, kind.encode())), *given)
    if returned == -1:
        raise libvirt.libvirtError(f"{command['function']} failed")
    return returned
