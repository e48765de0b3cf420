"""From XML to JSON and from JSON to XML, by docs/representations.md and the grammar alone: nothing here knows an answer."""

import json

from lxml import etree

from grammar import DEFINES, START, Element, parts

LEAF = {"unit", "enum", "encoding"}
OBJECT = {"name", "uuid", "href"}


def roots():
    return {p.get("name"): p for ref in parts(START) for p in parts(DEFINES[ref.get("name")])}


def root_of(answer):
    """The name of the root: JSON does not say it, but its members do."""
    return next(name for name, members in (("problem", {"status", "detail"}), ("directory", {"hosts", "domains"}), ("form", {"parameters", "back"}),
                                           ("jobs", {"jobs"}), ("job", {"id", "state"}), ("commands", {"commands"}), ("results", {"done"}),
                                           ("result", {"function"})) if members <= set(answer))


def text_of(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_xml(text, name=None):
    """The document that the JSON stands for. Numbers keep their digits."""
    answer = json.loads(text, parse_float=str, parse_int=str)
    name = name or root_of(answer)
    return element(name, [roots()[name]], answer)


def element(name, patterns, value):
    info = Element(patterns)
    namespace = patterns[0].get("ns")
    made = etree.Element(etree.QName(namespace or None, name), nsmap={None: namespace} if namespace else None)
    if isinstance(value, list):
        for each in value:
            kind = item_name(info, each)
            made.append(element(kind, info.repeats[kind], each))
    elif isinstance(value, dict):
        fill(made, info, value)
    else:
        made.text = text_of(value)
    return made


def item_name(info, value):
    if not info.is_field:
        return next(iter(info.repeats))
    return "param" if isinstance(value, dict) and set(value) == {"name", "type", "value"} else "item"


def fill(made, info, value):
    if info.is_field:
        is_leaf = "value" in value and set(value) - {"value"} and set(value) <= LEAF | {"value"}
        is_object = value and set(value) <= OBJECT
        attributes = set(value) & LEAF if is_leaf else set(value) if is_object else set()
    else:
        is_leaf, attributes = info.has_text and not info.children, info.attributes
    for key, each in value.items():
        if key in attributes:
            made.set(key, text_of(each))
        elif is_leaf and key == "value":
            made.text = text_of(each)
        elif key in info.members:
            name, patterns = info.members[key]
            made.extend(element(name, patterns, one) for one in each)
        elif key in info.children:
            made.append(element(key, info.children[key], each))
        else:
            made.append(element(key, info.repeats[None], each))


def to_json(made, patterns=None):
    """What JSON has for the element, with every scalar as its text, and without what is empty."""
    info = Element(patterns or [roots()[etree.QName(made).localname]])
    names = [etree.QName(child).localname for child in made]
    if info.is_list or info.is_field and names and set(names) <= {"item", "param"}:
        return [to_json(child, info.repeats[name]) for child, name in zip(made, names)]
    if not len(made) and not made.attrib:
        return made.text or ""
    value = dict(made.attrib)
    if not len(made) and (made.text or info.has_text and not info.is_field or set(value) & LEAF):
        value["value"] = made.text or ""
    for child, name in zip(made, names):
        member = next((m for m, (of, _) in info.members.items() if of == name), None)
        if member:
            value.setdefault(member, []).append(to_json(child, info.members[member][1]))
        else:
            value[name] = to_json(child, info.children.get(name) or info.repeats[None])
    return value
