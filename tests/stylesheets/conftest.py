"""The cases, the sheet compiled as the program compiles it, and the grammar."""

from copy import deepcopy
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


@pytest.fixture(scope="session")
def sheet():
    entry = etree.parse(SHEETS / "default" / "page.xsl")
    return etree.XSLT(entry, access_control=etree.XSLTAccessControl.DENY_ALL)


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
    if etree.QName(answer).localname not in ("directory", "result", "form", "commands", "problem"):
        return None
    return etree.fromstring(etree.tostring(answer, with_tail=False))
