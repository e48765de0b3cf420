"""The grammar of the answers, read as data: what an element may hold, and what of it JSON needs to know."""

import random
import re
from functools import cached_property
from pathlib import Path

from lxml import etree

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema"
RNG = "{http://relaxng.org/ns/structure/1.0}"
MEMBER = "{urn:virt-fcgi:vocabulary}member"
NASTY = ["", " ", "a", "é", "漢", "😀", "<b>", "&amp;", "\"'", "]]>", "\n", "\t", "\r", "--", "\u202e", "{}", "[1]", "null", "true", "0", "007", "1e5"]


def read_defines():
    """The patterns by name, and the start. The namespace that a pattern inherits is put onto it."""
    defines, start = {}, None
    for path in sorted(SCHEMA.glob("*.rng")):
        if path.name == "page.rng":
            continue
        root = etree.parse(path).getroot()
        for pattern in root.iter(RNG + "element", RNG + "attribute"):
            inherited = next((a.get("ns") for a in pattern.iterancestors() if a.get("ns") is not None), "")
            pattern.set("ns", pattern.get("ns", inherited if pattern.tag == RNG + "element" else ""))
        start = root.find(RNG + "start")[0] if path.name == "answers.rng" else start
        defines |= {each.get("name"): each for each in root.findall(RNG + "define")}
    return defines, start


DEFINES, START = read_defines()


def parts(pattern):
    """The patterns inside, without documentation and names."""
    return [p for p in pattern if isinstance(p.tag, str) and p.tag.startswith(RNG) and p.tag not in (RNG + "anyName", RNG + "except", RNG + "param")
            and not (p.tag == RNG + "name")]


def kind_of(pattern):
    return pattern.tag.removeprefix(RNG)


class Element:
    """What the patterns of one element say, taken together; it has no name of its own if it is a field of a result."""

    def __init__(self, patterns):
        self.patterns, self.attributes, self.members, self.children, self.has_text = patterns, set(), {}, {}, False
        self.repeats, self.is_field = {}, any(p.get("name") is None or p.get("name") == "item" for p in patterns)
        for pattern in patterns:
            for part in parts(pattern):
                self._read(part, None, None, ())

    def _read(self, part, repeated, member, seen):
        kind = kind_of(part)
        if kind == "ref":
            if part.get("name") not in seen:
                for each in parts(DEFINES[part.get("name")]):
                    self._read(each, repeated, member, (*seen, part.get("name")))
        elif kind == "attribute":
            self.attributes.add(part.get("name"))
        elif kind == "element":
            name = part.get("name")
            if repeated and member:
                self.members.setdefault(member, (name, []))[1].append(part)
            elif repeated:
                self.repeats.setdefault(name, []).append(part)
            else:
                self.children.setdefault(name, []).append(part)
        elif kind in ("text", "data", "value"):
            self.has_text = True
        else:
            repeats = kind in ("zeroOrMore", "oneOrMore")
            for each in parts(part):
                self._read(each, repeated or repeats, part.get(MEMBER) if repeats else member, seen)

    @cached_property
    def is_list(self):
        return bool(self.repeats) and not self.is_field and None not in self.repeats

    def loses(self):
        """Why JSON would lose something of it; empty if it would not."""
        if self.is_list and (self.attributes or self.children or self.members or self.has_text or len(self.repeats) > 1):
            return "a list that has more than its items needs a v:member"
        if self.is_field:
            return ""
        names = [*self.attributes, *self.members, *self.children]
        twice = {name for name in names if names.count(name) > 1}
        if self.has_text and "value" in names:
            twice.add("value")
        return f"members of one name: {sorted(twice)}" if twice else ""


# Kept, so that each pattern stays the same object.
PATTERNS = [p for d in [START, *DEFINES.values()] for p in d.iter()]


def every_element():
    """Each element pattern of the grammar once."""
    return [p for p in PATTERNS if p.tag == RNG + "element"]


class Generator:
    """Random trees, as the program builds them, of what the grammar allows."""

    def __init__(self, seed, wanted=None):
        self.random, self.seen, self.wanted, self.depth = random.Random(seed), set(), wanted or set(), 0

    def answer(self):
        return self.tree(self.pick(parts(START)))

    def tree(self, pattern):
        while kind_of(pattern) == "ref":
            pattern = parts(DEFINES[pattern.get("name")])[0]
        return self.element(pattern)

    def pick(self, patterns):
        """What has not been seen yet is likelier."""
        fresh = [p for p in patterns if any(id(e) in self.wanted and id(e) not in self.seen for e in p.iter(RNG + "element"))]
        return self.random.choice(fresh if fresh and self.random.random() < 0.6 else patterns)

    def element(self, pattern, taken=()):
        self.seen.add(id(pattern))
        self.depth += 1
        name = pattern.get("name") or self.field_name(taken)
        node = {"kind": "record", "name": name, "attributes": [], "children": []}
        if pattern.get("ns") and kind_of(pattern.getparent()) == "define" and pattern.get("name") == "problem":
            node["attributes"].append(["xmlns", pattern.get("ns")])
        for part in parts(pattern):
            self.fill(part, node, None)
        info = Element([pattern])
        if "value" in node:
            node["kind"] = "leaf"
        elif info.is_list or any(c["name"] in ("item", "param") and info.is_field for c in node["children"]):
            node["kind"] = "list"
        self.depth -= 1
        return node

    def field_name(self, taken):
        """No two of a record are of one name, and no record has only the names that an object or a leaf with attributes has."""
        while (name := self.random.choice("abcdefgh") + str(self.random.randrange(100))) in taken:
            pass
        return name

    def fill(self, part, node, member):
        kind = kind_of(part)
        if kind == "ref":
            for each in parts(DEFINES[part.get("name")]):
                self.fill(each, node, member)
        elif kind == "attribute":
            value = self.scalar(part)
            node["attributes"].append([part.get("name"), "x" if value == "" else value])  # the program writes no empty one
        elif kind == "element":
            self.add(node, member, self.element(part, {c["name"] for c in node["children"]}))
        elif kind in ("text", "data", "value"):
            node["value"] = self.scalar(part)
        elif kind == "choice":
            options = parts(part)
            if self.depth > 5:  # leaves, to come to an end
                options = [o for o in options if kind_of(o) not in ("oneOrMore", "zeroOrMore")] or options
            self.fill(self.pick(options), node, member)
        elif kind in ("optional", "zeroOrMore", "oneOrMore"):
            most = 1 if kind == "optional" else 3
            least = 1 if kind == "oneOrMore" or self.is_fresh(part) else 0
            inside = part.get(MEMBER) or member
            if part.get(MEMBER):
                node["children"].append({"kind": "inline", "name": inside, "attributes": [], "children": []})
            for _ in range(self.random.randint(least, most) if self.depth < 6 else least):
                for each in parts(part):
                    self.fill(each, node, inside)
        else:
            for each in parts(part):
                self.fill(each, node, member)

    def is_fresh(self, part):
        return any(id(e) in self.wanted and id(e) not in self.seen for e in part.iter(RNG + "element"))

    @staticmethod
    def add(node, member, child):
        if member is None:
            node["children"].append(child)
        else:
            next(c for c in reversed(node["children"]) if c["kind"] == "inline" and c["name"] == member)["children"].append(child)

    def scalar(self, pattern):
        """A value of the text, data, value, reference or choice inside an attribute or element, or of itself."""
        kind = kind_of(pattern)
        if kind in ("attribute", "element"):
            inside = [p for p in parts(pattern) if kind_of(p) not in ("attribute", "optional")]
            return self.scalar(inside[0]) if inside else self.text()
        if kind in ("ref", "choice"):
            inside = parts(DEFINES[pattern.get("name")]) if kind == "ref" else parts(pattern)
            return self.scalar(self.random.choice(inside))
        if kind == "value":
            return pattern.text
        return self.text() if kind == "text" else self.data(pattern)

    def text(self):
        return "".join(self.random.choice(NASTY) for _ in range(self.random.randrange(5)))

    def data(self, pattern):
        limits = {p.get("name"): p.text for p in pattern.findall(RNG + "param")}
        kind = pattern.get("type")
        bits = {"int": 31, "long": 63, "unsignedInt": 32, "unsignedLong": 64, "nonNegativeInteger": 63, "positiveInteger": 63}.get(kind)
        if bits:
            least = int(limits.get("minInclusive", -(1 << bits) if kind in ("int", "long") else 1 if kind == "positiveInteger" else 0))
            most = int(limits.get("maxInclusive", (1 << bits) - 1))
            return self.random.choice([least, most, self.random.randint(least, most)])
        if kind == "double":
            return self.random.choice([0.0, -1.5, 1e300, 2.5e-9, 1e20, self.random.random()])
        if kind == "boolean":
            return self.random.choice([True, False])
        if kind == "dateTime":
            return "2026-11-21T20:00:00Z"
        if kind in ("hexBinary", "base64Binary"):
            return {"hexBinary": "00ff", "base64Binary": "AP8="}[kind]
        if kind == "NCName":
            return self.random.choice(["domainGetInfo", "a-b.c"])
        if kind == "anyURI":
            return "about:blank"
        if "pattern" in limits:
            text = sample(limits["pattern"], self.random)
            return int(text) if re.fullmatch("-?(0|[1-9][0-9]{0,17})", text) and text != "-0" and self.random.random() < 0.5 else text
        return self.text() + "x"


def sample(pattern, chance):
    """A text that the regular expression takes."""
    def of(tree):
        return "".join(one(op, argument) for op, argument in tree)

    def one(op, argument):
        name = str(op)
        if name == "LITERAL":
            return chr(argument)
        if name == "ANY":
            return chance.choice("abc09")
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            return "".join(of(inner) for _ in range(chance.randint(least, min(int(most), max(least, 3)))))
        if name == "SUBPATTERN":
            return of(argument[-1])
        if name == "BRANCH":
            return of(chance.choice(argument[1]))
        if name == "IN":
            low = chance.choice(argument)
            return chr(low[1]) if str(low[0]) == "LITERAL" else chr(chance.randint(*low[1]))
        raise ValueError(f"{name} in {pattern}")

    return of(re._parser.parse(pattern))
