"""What the program writes as XML and as JSON is the same answer: each is made from the other, by the grammar alone.

The answers are random, of every element of the grammar; WRITE_NODES names the program that writes them with virt-fcgi's own code.
"""

import json
import os
import subprocess

import pytest
from lxml import etree

from grammar import SCHEMA, Element, Generator, every_element
from mirror import to_json, to_xml

SEEDS = range(400)


def written(nodes):
    said = subprocess.run([os.environ["WRITE_NODES"]], input="".join(json.dumps(node) + "\n" for node in nodes), capture_output=True, text=True,
                          timeout=60, check=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


@pytest.fixture(scope="module")
def generated():
    wanted, nodes, seen = {id(e) for e in every_element()}, [], set()
    for seed in SEEDS:
        generator = Generator(seed, wanted - seen)
        nodes.append(generator.answer())
        seen |= generator.seen
    return nodes, wanted - seen


@pytest.fixture(scope="module")
def answers(generated):
    """Pairs: the XML and the JSON that the program wrote."""
    return written(generated[0])


def canonical(element):
    for each in element.iter():
        try:  # A number is the same number however it is written.
            each.text = same_number(each.text) if each.text and set(each.text) & set(".eE") else each.text
        except ValueError:
            pass
    return etree.tostring(element, method="c14n2")


def plain(value):
    """Without what XML cannot tell apart: types of scalars, and nothing from an empty list or text."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if plain(each)} or ""
    if isinstance(value, list):
        return [plain(each) for each in value] or ""
    if isinstance(value, bool):
        return str(value).lower()
    return same_number(value) if isinstance(value, float) or isinstance(value, str) and number(value) else str(value)


def same_number(text):
    return repr(float(text)).removesuffix(".0")


def number(text):
    try:
        return bool(set(text) & set(".eE")) and text.strip() == text and float(text) is not None
    except ValueError:
        return False


def test_every_element_comes_at_least_once(generated):
    assert not generated[1], [etree.tostring(e)[:200] for e in every_element() if id(e) in generated[1]]


def test_what_is_generated_is_valid(answers):
    grammar = etree.RelaxNG(etree.parse(SCHEMA / "answers.rng"))
    for xml, _ in answers:
        assert grammar.validate(etree.fromstring(xml.encode())), f"{grammar.error_log}\n{xml}"


def test_json_gives_the_xml(answers):
    for xml, text in answers:
        assert canonical(to_xml(text)) == canonical(etree.fromstring(xml.encode())), text


def test_xml_gives_the_json(answers):
    for xml, text in answers:
        assert plain(to_json(etree.fromstring(xml.encode()))) == plain(json.loads(text)), xml


def test_no_element_has_two_members_of_one_name():
    lossy = {e.get("name"): Element([e]).loses() for e in every_element()}
    assert {name: why for name, why in lossy.items() if why} == {}


def leaf(name, value, **attributes):
    return {"kind": "leaf", "name": name, "value": value, "attributes": list(attributes.items())}


def result(*children):
    return {"kind": "record", "name": "result", "attributes": [["function", "virDomainGetInfo"]], "children": list(children)}


@pytest.mark.parametrize("value", [0, -1, 2**53 + 1, 2**63 - 1, -2**63, 2**64 - 1, 1.5, 1e300, 5e-324, True, False, "", " ", "true", "1", "null", "\u202e\r\n\t<&>\"']]>"])
def test_a_scalar_survives(value):
    [(xml, text)] = written([result(leaf("value", value), leaf("other", value, unit="KiB") if isinstance(value, int) else leaf("other", 1))])
    assert json.loads(text)["value"] == value and type(json.loads(text)["value"]) is type(value)
    assert canonical(to_xml(text)) == canonical(etree.fromstring(xml.encode()))


def test_order_and_repetition_survive():
    items = {"kind": "list", "name": "list", "children": [leaf("item", n) for n in (3, 1, 2, 1)]}
    [(xml, text)] = written([result(leaf("z", 1), items, leaf("a", 2))])
    assert json.loads(text)["list"] == [3, 1, 2, 1] and list(json.loads(text)) == ["function", "z", "list", "a"]
    assert [child.tag for child in to_xml(text)] == ["z", "list", "a"] and "<item>3</item><item>1</item><item>2</item><item>1</item>" in xml
