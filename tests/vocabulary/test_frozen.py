"""The vocabulary grows and does not break: answers of each earlier version are valid under the present grammar."""

import hashlib
import re
from pathlib import Path

import pytest
from lxml import etree

from grammar import DEFINES, SCHEMA, START, parts

FROZEN = Path(__file__).resolve().parent / "frozen"
ROOT = SCHEMA.parents[1]
ANSWERS = sorted(FROZEN.glob("*/*.xml"))
KINDS_OF_1_0 = {"directory", "result", "form", "commands", "jobs", "job", "problem"}


@pytest.fixture(scope="module")
def grammar():
    return etree.RelaxNG(etree.parse(SCHEMA / "answers.rng"))


@pytest.mark.parametrize("path", ANSWERS, ids=[f"{path.parent.name}-{path.stem}" for path in ANSWERS])
def test_an_earlier_answer_is_still_valid(path, grammar):
    grammar.assertValid(etree.parse(path))


def test_the_frozen_answers_are_as_they_were():
    for folder in FROZEN.iterdir():
        sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
        assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.xml")}


def test_each_kind_is_frozen():
    frozen = {etree.QName(etree.parse(path).getroot()).localname for path in (FROZEN / "1.0").glob("*.xml")}
    assert frozen == KINDS_OF_1_0
    present = {p.get("name") for ref in parts(START) for p in parts(DEFINES[ref.get("name")])}
    assert frozen <= present


@pytest.mark.parametrize("change", ["name", "gone"])
def test_a_grammar_that_breaks_them_is_noticed(change, tmp_path):
    for path in SCHEMA.glob("*.rng"):
        text = path.read_text()
        if path.name == "directory.rng":
            text = text.replace('name="uuid"', 'name="id2"', 1) if change == "name" else text.replace("<value>connecting</value>", "")
        (tmp_path / path.name).write_text(text)
    broken = etree.RelaxNG(etree.parse(tmp_path / "answers.rng"))
    assert not all(broken.validate(etree.parse(path)) for path in ANSWERS)


def test_the_version_is_the_same_wherever_it_stands():
    told = {
        re.search(r'vocabulary_version = "([\d.]+)"', (ROOT / "fcgi" / "schema.h").read_text()).group(1),
        re.search(r'v:version="([\d.]+)"', (SCHEMA / "answers.rng").read_text()).group(1),
        re.search(r"has a version: \*\*([\d.]+)\*\*", (ROOT / "docs" / "representations.md").read_text()).group(1),
    }
    assert len(told) == 1 and told.pop().startswith("1.")
