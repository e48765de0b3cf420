"""Answers of both sides as a flat list of (name, value), in order; the name is None where there is none."""

import base64
import itertools

from lxml import etree

from .binding import object_of

API = etree.parse("/usr/share/libvirt/api/libvirt-api.xml")
OBJECTS = ("host", "domain", "snapshot", "checkpoint", "network", "networkPort", "storagePool", "storageVol", "interface", "secret")
ATTRIBUTES = {"unit", "enum", "encoding"}


def leaves_of_answer(node, name=None):
    """Of a parsed answer in JSON."""
    if isinstance(node, list):
        return [leaf for each in node for leaf in leaves_of_answer(each)]
    if not isinstance(node, dict):
        return [(name, node)]
    if "href" in node:
        return [(None, node[key]) for key in ("name", "uuid") if key in node]
    if "value" in node and node.keys() <= ATTRIBUTES | {"value", "name", "type", "field"}:
        return [(node.get("name", node.get("field", name)), node["value"])]
    return [leaf for key, each in node.items() if key not in ATTRIBUTES | {"function"}
            for leaf in leaves_of_answer(each, key)]


def leaves_of_python(value, name=None):
    """Of what libvirt's Python returned."""
    if isinstance(value, dict):
        return [leaf for key, each in value.items() for leaf in leaves_of_python(each, key)]
    if isinstance(value, (list, tuple)) and value and all(isinstance(each, bool) for each in value):
        return [(name, cpu_set(value))]
    if isinstance(value, (list, tuple)):
        return [leaf for each in value for leaf in leaves_of_python(each)]
    if isinstance(value, bytes):
        value = value.hex() if len(value) == 16 else base64.b64encode(value).decode()
    elif type(value).__name__ == "PyCapsule":
        return [(None, each) for each in object_of(value)]
    return [(name, value)]


def cpu_set(cpus):
    """A list of truths as libvirt writes a set of CPUs: "0-2,5"."""
    chosen = [cpu for cpu, is_in in enumerate(cpus) if is_in]
    runs = [list(run) for _, run in itertools.groupby(chosen, lambda cpu: cpu - chosen.index(cpu))]
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def fields_of(function):
    """The fields of the structure that a function fills, by libvirt's own description; empty if it fills none."""
    for argument in API.findall(f".//function[@name='{function}']/arg"):
        typedef = API.find(f".//typedef[@name='{argument.get('type')}']")
        struct = (argument if typedef is None else typedef).get("type").removesuffix("*").strip()
        found = API.findall(f".//struct[@name='{struct}']/field")
        names = [field.get("name") for field in found]
        if names and "field" not in names:  # Those are pairs of a name and a value.
            return names
    return []


def names_of(function):
    """What the parts of its answer may be called: after libvirt's parameters, fields and kinds of objects."""
    parameters = [argument.get("name") for argument in API.findall(f".//function[@name='{function}']/arg")]
    return {"function", "value", "document", *OBJECTS, *parameters, *fields_of(function)}
