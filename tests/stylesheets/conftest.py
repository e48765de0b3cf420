"""The cases, the sheet compiled as the program compiles it, and the grammar."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import html5lib
import pytest
from lxml import etree

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SHEETS = ROOT / "stylesheets"
CASES = sorted((HERE / "cases").glob("*.xml"))


def pytest_generate_tests(metafunc):
    if "case" in metafunc.fixturenames:
        metafunc.parametrize("case", CASES, ids=[case.stem for case in CASES])


LANGUAGES = sorted(path.stem for path in (SHEETS / "default" / "languages").glob("*.xsl"))


@cache
def compiled(language):
    """As the program compiles it: page.xsl, and over it the language."""
    imports = "".join(f'<xsl:import href="{name}"/>' for name in ("page.xsl", f"languages/{language}.xsl"))
    whole = f'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{imports}</xsl:stylesheet>'
    entry = etree.fromstring(whole, base_url=str(SHEETS / "default" / "whole.xsl"))
    return etree.XSLT(entry, access_control=etree.XSLTAccessControl.DENY_ALL)


@pytest.fixture
def language():
    return "en"


@pytest.fixture
def sheet(language):
    return compiled(language)


@pytest.fixture(scope="session")
def grammar():
    return etree.RelaxNG(etree.parse(ROOT / "docs" / "schema" / "answers.rng"))


@pytest.fixture
def envelope(case):
    return etree.parse(case)


@pytest.fixture
def html(sheet, envelope):
    return bytes(sheet(envelope))


@pytest.fixture
def page(html):
    return parse_html(html)


def parse_html(html):
    """A tree without namespaces on HTML elements; any parse error of HTML5 is raised."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False,
                                 tree=html5lib.getTreeBuilder("lxml"))
    return parser.parse(html, transport_encoding="utf-8")


def ours(envelope):
    """The envelope without what a host wrote."""
    copy = deepcopy(envelope)
    for document in copy.xpath("/page/answer/document/*"):
        document.getparent().remove(document)
    return copy


def answer_of(envelope):
    """The answer as a document of its own, or None when it is libvirt's own document or text."""
    answer = envelope.find("answer")[0]
    if etree.QName(answer).localname not in ("directory", "result", "form", "commands", "jobs", "job", "results", "problem"):
        return None
    return etree.fromstring(etree.tostring(answer, with_tail=False))
