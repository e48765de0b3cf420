"""The plain set draws every case, in each of its languages; and every envelope is what page.rng says."""

from functools import cache

import pytest
from lxml import etree

from conftest import ROOT, SHEETS, ours, parse_html

FOLDER = SHEETS / "plain"
LANGUAGES = sorted(path.stem for path in (FOLDER / "languages").glob("*.xsl"))
PROBLEM = {"p": "urn:ietf:rfc:7807"}
HOSTILE = "HOSTILE"
LISTED = ("domainCreate", "domainShutdown", "domainSuspend", "domainResume")
MOST_LINES = 450  # of all its sheets: to be read in one go


@cache
def compiled(language):
    imports = "".join(f'<xsl:import href="{name}"/>' for name in ("page.xsl", f"languages/{language}.xsl"))
    whole = f'<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{imports}</xsl:stylesheet>'
    return etree.XSLT(etree.fromstring(whole, base_url=str(FOLDER / "whole.xsl")), access_control=etree.XSLTAccessControl.DENY_ALL)


@cache
def drawn(case, language):
    html = bytes(compiled(language)(etree.parse(case)))
    page = parse_html(html)
    assert html.startswith(b"<!DOCTYPE html>") and page.xpath("/html/@lang") == [language]
    return page


@pytest.fixture(params=LANGUAGES)
def plain(request, case):
    return drawn(case, request.param)


@pytest.fixture(scope="session")
def page_grammar():
    return etree.RelaxNG(etree.parse(ROOT / "docs" / "schema" / "page.rng"))


def test_the_envelope_is_valid(envelope, page_grammar):
    page_grammar.assertValid(envelope)


@pytest.mark.parametrize("wrong", ['<page root="/v" href="/v/" mode="insecure"/>', "<answer/>"])
def test_what_is_no_envelope_is_refused(wrong, page_grammar):
    assert not page_grammar.validate(etree.fromstring(wrong))


@pytest.mark.parametrize("path", ["/page/@mode", "/page/answer/*", "/page/trail", "/page/view/column/@name", "/page/commands/command/@href"])
def test_an_envelope_without_a_part_is_refused(path, page_grammar):
    envelope = etree.parse(ROOT / "tests" / "stylesheets" / "cases" / ("network.xml" if "view" in path else "domain-running.xml"))
    assert page_grammar.validate(envelope)
    for part in envelope.xpath(path):
        if isinstance(part, str):
            del part.getparent().attrib[part.attrname]
        else:
            part.getparent().remove(part)
    assert not page_grammar.validate(envelope)


def test_the_page_tells_the_answer(plain, envelope):
    """Every text of ours that people read is there: names, values, details."""
    told = "".join(plain.xpath("//main//text() | //main//@value | //main//@aria-label"))
    answer = ours(envelope).find("answer")
    for text in answer.xpath(".//directory/domains/domain/@name | .//result//text() | .//p:detail/text() | .//p:choice/text() | .//source/text()"
                             " | ./text/text() | ./form/parameters/parameter/@name | ./form[not(@body)]//flag/@name | .//command/@name | .//results/domain/@name"
                             " | .//job/@state", namespaces=PROBLEM):
        if text.strip() and not (text.is_text and text.getparent().get("enum")):
            assert text.strip() in told, text


def test_every_link_is_one_of_the_envelope(plain, envelope):
    copy = ours(envelope)
    given = set(copy.xpath("//@href | /page/object/@host_href | //@back | //@object | //@next | //@previous | /page/@commands | /page/@jobs | /page/@edit | //p:job/text()",
                           namespaces=PROBLEM))
    given |= {copy.xpath("string(/page/@assets)") + "plain.css"}
    given |= {bulk + name for bulk in copy.xpath("/page/view/@bulk") for name in LISTED}
    for link in plain.xpath("//@href | //@action | //@formaction | //@src"):
        assert link in given or link.endswith("?form") and link[:-5] in given, link


def test_nothing_runs_and_hostile_strings_are_text(case, plain):
    assert not plain.xpath("//script | //style | //iframe | //object | //embed | //base | //@style | //meta[@http-equiv='refresh']")
    for element in plain.xpath("//*"):
        assert HOSTILE.lower() not in element.tag
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on")
            assert HOSTILE not in value or name in ("name", "value", "aria-label"), (name, value)
    if case.stem.startswith("hostile"):
        assert HOSTILE in "".join(plain.xpath("//main//text()"))


def test_what_is_filled_in_has_a_label(plain):
    for field in plain.xpath("//input[@type != 'hidden'] | //textarea | //select"):
        assert field.get("aria-label") or field.xpath("ancestor::label") or plain.xpath("//label[@for=$id]", id=field.get("id")), field.get("name")
    ids = plain.xpath("//@id")
    assert len(ids) == len(set(ids)) and plain.xpath("count(//h1)") == 1
    assert not plain.xpath("//table[not(caption)] | //th[not(@scope)] | //form[not(.//button)]")


def test_a_form_keeps_what_was_typed(plain, envelope):
    for kept in envelope.xpath("/page/form/parameters/parameter/value | /page/answer/form/parameters/parameter/value"):
        assert kept.text in plain.xpath("//textarea/text() | //input/@value"), kept.text


def test_read_only_pages_offer_no_change(plain, envelope):
    if envelope.xpath("string(/page/@mode)").endswith("read-only"):
        assert not plain.xpath("//form[@method = 'post']")


def names(language):
    return [child.get("name") for child in etree.parse(FOLDER / "languages" / f"{language}.xsl").getroot() if isinstance(child.tag, str)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_text(language):
    assert names(language) == names("en") and len(LANGUAGES) >= 2


def test_it_is_small():
    assert sum(len(path.read_text().splitlines()) for path in FOLDER.rglob("*.xsl")) < MOST_LINES


def test_its_guide_goes_through_it():
    guide = (ROOT / "docs" / "stylesheets.md").read_text()
    for path in FOLDER.rglob("*.*"):
        assert path.name in guide, path.name
