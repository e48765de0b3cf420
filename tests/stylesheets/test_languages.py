"""Every text is in the language files, in every language, and the pages are whole in each of them."""

import re

import pytest
from lxml import etree

from conftest import LANGUAGES, SHEETS, compiled, parse_html

XSL = "{http://www.w3.org/1999/XSL/Transform}"
FOLDER = SHEETS / "default"
SHEET_FILES = sorted(FOLDER.glob("*.xsl"))
# Names of things, which are the same in every language.
NAMES = {"virt-fcgi", "libvirt", "XML", "JSON", "UUID", "DHCP", "mDNS", "VALUE", "disk", "nat"}
SPOKEN = {"aria-label", "title", "alt", "placeholder"}
# What the sheets themselves write: units, methods.
WRITTEN = {"KiB", "GET", "POST"}


def tree(path):
    return etree.parse(path).getroot()


def names(language):
    root = tree(FOLDER / "languages" / f"{language}.xsl")
    return {(child.tag.removeprefix(XSL), child.get("name")) for child in root if isinstance(child.tag, str)}


def words(text):
    return set(re.findall(r"[^\W\d_]{2,}[\w-]*", text or "")) - NAMES


def is_spoken(element):
    """Not what becomes the value of an attribute that is no text, nor a name that other templates compare."""
    attribute = next((a for a in element.iterancestors(XSL + "attribute")), None)
    if attribute is not None and attribute.get("name") not in SPOKEN:
        return False
    return not any(a.get("mode") == "theme" or a.get("name") in ("state-kind", "bytes-in") for a in element.iterancestors(XSL + "template"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text(language):
    assert names(language) == names("en")


def test_there_is_more_than_one_language():
    assert "en" in LANGUAGES and len(LANGUAGES) >= 2


@pytest.mark.parametrize("path", SHEET_FILES, ids=[path.stem for path in SHEET_FILES])
def test_no_sheet_has_a_text_of_its_own(path):
    found = []
    for element in tree(path).iter():
        if not isinstance(element.tag, str):
            continue
        own = [element.text, *(child.tail for child in element)]
        if is_spoken(element) and element.tag != XSL + "attribute":
            found += [word for text in own for word in words(text)]
        found += [word for name in SPOKEN for word in words(re.sub(r"\{[^}]*\}", "", element.get(name, "")))]
    assert set(found) <= WRITTEN, path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_case_is_a_page_in_each_language(case, language):
    html = bytes(compiled(language)(etree.parse(case)))
    page = parse_html(html)
    assert page.xpath("/html/@lang") == [language]
    assert not page.xpath("//h1[not(normalize-space())] | //button[not(normalize-space())] | //a[not(normalize-space())]")


def test_another_language_says_the_same_with_other_words(case):
    def shape(language):
        page = parse_html(bytes(compiled(language)(etree.parse(case))))
        return [(element.tag, element.get("class"), element.get("href")) for element in page.xpath("//main//*")]

    assert all(shape(language) == shape("en") for language in LANGUAGES)
