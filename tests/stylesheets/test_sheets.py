"""Envelopes in, pages out; what a host may put into a document is in test_documents.py. UPDATE_SHEETS=1 writes the expected pages anew; read the difference before you keep it."""

import os
import re

from conftest import CASES, SHEETS, ours

HOSTILE = "HOSTILE"
MAY_HOLD_HOSTILE_TEXT = {"name", "value", "title", "aria-label", "datetime"}
INPUTS = "//input | //select | //textarea"
CHANGES = "//form[@method != 'get']"
ASSETS = ("virt-fcgi.css", "virt-fcgi.js", "commands.css", "forms.css")


def links_of(page):
    return [value for value in page.xpath("//@href | //@action | //@src")]


def test_the_page_is_as_expected(case, html):
    expected = case.with_suffix(".html")
    if os.environ.get("UPDATE_SHEETS") == "1":
        expected.write_bytes(html)
    assert html.decode() == expected.read_text(), f"{expected.name} differs; UPDATE_SHEETS=1 writes it anew"


def test_no_expected_page_is_left_over():
    pages = {page.stem for page in CASES[0].parent.glob("*.html")}
    assert pages == {case.stem for case in CASES}


def test_the_page_is_html5(page, html, language):
    assert html.startswith(b"<!DOCTYPE html>")
    assert page.xpath("/html/@lang") == [language]
    assert page.xpath("/html/head/meta[@name='viewport']")
    assert b'charset=UTF-8"' in html[:300]


def test_nothing_runs_and_nothing_is_styled_inline(page):
    scripts = page.xpath("//script")
    assert [(set(script.keys()), script.text) for script in scripts] == [({"defer", "src"}, None)]
    assert not page.xpath("//style | //iframe | //object | //embed | //base | //meta[@http-equiv='refresh']")
    assert not page.xpath("//@style")
    assert not [name for name in page.xpath("//@*/..") for name in name.attrib if name.lower().startswith("on")]


def test_every_link_is_one_of_the_envelope(page, envelope):
    given = set(ours(envelope).xpath("//@href | /page/object/@host_href | //@back | //job/@object | //p:job/text()", namespaces={"p": "urn:ietf:rfc:7807"}))
    plain = {href.split("?")[0] for href in given}
    assets, lists = envelope.xpath("string(/page/@assets)"), envelope.xpath("/page/@commands | /page/@jobs | /page/@hosts | /page/@edit | /page/view/@*")
    bulk = envelope.xpath("string(/page/view/@bulk)")
    for link in links_of(page):
        if bulk and link.startswith(bulk):
            continue  # the form of the chosen ones: see below
        known = link in given or link.endswith(("?form", "?offset=0&length=0")) and link.split("?")[0] in plain
        assert known or link == "#main" or link.startswith("data:image/svg+xml,") or link in (*(assets + name for name in ASSETS), *lists), link


def test_forms_post_only_to_commands_of_the_envelope(page, envelope):
    for form in page.xpath("//form"):
        if form.get("class") in ("several", "narrow"):
            continue  # see below
        rows = envelope.xpath("/page/form[@href=$href] | /page/commands/command[@href=$href] | /page/answer/form[@href=$href] | /page/answer/commands[@href=$href] | /page/answer/job/cancel[@href=$href]", href=form.get("action"))
        assert rows, form.get("action")
        assert form.get("method").upper() == rows[0].get("method", "GET")
        assert form.xpath(".//button[@type='submit']")


def test_several_at_once_and_views_go_where_the_envelope_says(page, envelope):
    for form in page.xpath("//form[@class='several']"):
        bulk = envelope.xpath("string(/page/view/@bulk)")
        targets = {form.get("action"), *form.xpath(".//button/@formaction")}
        assert bulk and all(target.startswith(bulk + "domain") and "/" not in target[len(bulk):] for target in targets)
    for form in page.xpath("//form[@class='narrow']"):
        assert form.get("action") == envelope.xpath("string(/page/view/@href)") and form.get("method") == "get"


def test_hostile_strings_are_text(case, page):
    if not case.stem.startswith("hostile"):
        return
    assert HOSTILE in "".join(page.xpath("//main//text()"))
    for element in page.xpath("//*"):
        assert HOSTILE.lower() not in element.tag
        for name, value in element.attrib.items():
            assert HOSTILE not in value or name in MAY_HOLD_HOSTILE_TEXT, (name, value)


def test_what_is_filled_in_has_a_label(page):
    for field in page.xpath(INPUTS):
        silent = field.get("aria-label") or field.get("type") == "hidden"
        assert silent or page.xpath("//label[@for=$id]", id=field.get("id")), field.get("name")
        for described in (field.get("aria-describedby") or "").split():
            assert page.xpath("//*[@id=$id]", id=described), described


def test_the_page_has_landmarks_and_captions(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert all(page.xpath(f"count(//{tag})") == 1 for tag in ("header", "main", "footer", "h1"))
    assert page.xpath("//a[@class='skip'][@href='#main']")
    assert not page.xpath("//table[not(caption)] | //th[not(@scope)]")
    assert all(value in ids for value in page.xpath("//@aria-labelledby"))


def test_read_only_pages_offer_no_change(page, envelope):
    if envelope.xpath("string(/page/@mode)").endswith("read-only"):
        assert page.xpath("//*[@class='mode read-only']")
        assert not page.xpath(f"{CHANGES} | {CHANGES}//button | //input[@name='domain']")


def test_the_sheets_reach_for_nothing_outside():
    for path in (SHEETS / "default").rglob("*.xsl"):
        source = path.read_text()
        for forbidden in ("disable-output-escaping", "document(", "extension-element-prefixes", "style="):
            assert forbidden not in source, (path.name, forbidden)
    for path in (SHEETS / "default" / "assets").glob("*.css"):
        style = path.read_text()
        assert "url(" not in style and "@import" not in style, path.name


def colours(block):
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_has_enough_contrast():
    style = (SHEETS / "default" / "assets" / "virt-fcgi.css").read_text()
    light, dark = (colours(block) for block in re.findall(r":root \{(.*?)\}", style, re.S))
    grounds = ("ground", "surface", "raised", "good-soft", "bad-soft")
    pairs = [(text, ground) for text in ("text", "quiet", "accent", "good", "warn", "bad") for ground in grounds]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-bad", "bad"), ("on-bad", "bad-strong"),
              ("warn", "warn-soft"), ("text", "line")]
    for theme in (light, dark):
        for text, ground in pairs:
            assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
        for edge in ("ground", "surface"):
            assert contrast(theme["line-strong"], theme[edge]) >= 3, edge
