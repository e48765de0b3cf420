"""What every answer must be, whatever it says: the one place that knows the media types and the grammar."""

import json
import re

import html5lib
from lxml import etree

from tests.lab import ROOT

ACCEPT = {"xml": "application/xml", "html": "text/html", "json": "application/json", "text": "text/plain"}
FORMATS = tuple(ACCEPT)
PROBLEM = "{urn:ietf:rfc:7807}"
OURS = {"directory", "result", "form", "commands", "jobs", "job", "results", f"{PROBLEM}problem"}
GRAMMAR = etree.RelaxNG(etree.parse(ROOT / "docs/schema/answers.rng"))
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A script may be a file of the set, deferred, and nothing else.
ACTIVE = "//script[node() or not(@defer) or not(contains(@src, '/-/assets/'))] | //style | //iframe | //object | //embed | //base | //meta[@http-equiv='refresh'] | //@style"


def parse_html(content):
    """A tree without namespaces on HTML elements; any parse error of HTML5 is raised."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False, tree=html5lib.getTreeBuilder("lxml"))
    return parser.parse(content, transport_encoding="utf-8")


def unique_pairs(pairs):
    assert len({key for key, _ in pairs}) == len(pairs), f"JSON with a key twice: {pairs}"
    return dict(pairs)


def checked_xml(answer):
    root = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
    if root.tag in OURS:
        assert GRAMMAR.validate(root), f"{GRAMMAR.error_log.last_error}\n{answer.text}"
    return root


def checked_html(answer):
    page = parse_html(answer.content)
    assert not page.xpath(ACTIVE), answer.text
    assert not [name for name in page.xpath("//@*") if name.attrname.lower().startswith("on")], answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    return page


def checked_json(answer):
    return json.loads(answer.content.decode("utf-8"), object_pairs_hook=unique_pairs)


def checked_text(answer):
    text = answer.content.decode("utf-8")
    assert not CONTROLS.search(text), repr(text)
    return text


CHECKS = {"xml": checked_xml, "html": checked_html, "json": checked_json, "text": checked_text}


def format_of(answer):
    media_type = answer.headers["Content-Type"].partition(";")[0]
    return {f"application/problem+{format}": format for format in ("xml", "json")}.get(
        media_type) or next(format for format, accepted in ACCEPT.items() if accepted == media_type)


def checked(answer):
    """The parsed answer (an element, a page, JSON or text), after everything that must hold of any answer."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    is_page = format_of(answer) == "html"
    assert answer.headers["Vary"] == ("Accept, Accept-Language" if is_page else "Accept")
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    return CHECKS[format_of(answer)](answer)


def ok(answer, status=200):
    assert answer.status_code == status, f"{answer.status_code} for {answer.request.method} {answer.url}\n{answer.text}"
    return checked(answer)


def problem(answer, status, words="", argument=None):
    """Checks that an answer is a problem in XML and says these words; returns its element."""
    root = ok(answer, status)
    assert answer.headers["Content-Type"] == "application/problem+xml"
    assert root.findtext(f"{PROBLEM}status") == str(status)
    detail = root.findtext(f"{PROBLEM}detail")
    assert words in detail, detail
    assert root.findtext(f"{PROBLEM}argument") == argument, answer.text
    assert argument is None or argument[:80] in detail, f"the sentence does not name {argument}: {detail}"
    return root


def strings_of(parsed):
    """All texts and numbers in a parsed answer of whatever kind, as texts."""
    if isinstance(parsed, (str, int)):
        return [str(parsed)]
    if isinstance(parsed, dict):
        return [text for key, value in parsed.items() for text in (key, *strings_of(value))]
    if isinstance(parsed, list):
        return [text for value in parsed for text in strings_of(value)]
    if hasattr(parsed, "xpath"):
        return ["".join(parsed.xpath("//text()")), *parsed.xpath("//text()"), *parsed.xpath("//@*")]
    return []


def says(parsed, text):
    return any(text in each for each in strings_of(parsed))
