"""Texts of users are text: in every representation of every page, whatever is in them."""

import re
from urllib.parse import quote
from xml.sax.saxutils import escape

import libvirt
import pytest
from checks import ACCEPT, FORMATS, checked, ok, says

from tests.lab.domains import Row, domain_xml
from tests.lab.waiting import wait_until

OWN_SCRIPT = re.compile(rb'<script defer[^<>]* src="/virt/-/assets/[a-z-]+[.]js"></script>')
HOSTILE = "<script>alert(1)</script>\"'&amp;]]>--><!-- 😈 é &#60; {{7*7}} ${x} %3Cb%3E \\u003c"
OWNER = "<img src=x onerror=alert(1)>\"'&😈"
NAME = "<b>\"x'&]]>😈%41?#;"
PATH = f"/{quote(OWNER, safe='')}/{quote(NAME, safe='')}"


@pytest.fixture
def hostile(make_domain):
    return make_domain(NAME, owners=(OWNER,), title=HOSTILE, description=HOSTILE)


def pages(client, paths, format):
    for path in paths:
        answer = client.exact("GET", path, headers={"Accept": ACCEPT[format]})
        yield path, answer, checked(answer)


@pytest.mark.parametrize("format", FORMATS)
def test_a_hostile_domain_is_text_everywhere(admin, hostile, format):
    base = {"/": [HOSTILE, OWNER, NAME], f"/{quote(OWNER, safe='')}/": [HOSTILE, OWNER, NAME],
            "/-/hosts/alpha/": [HOSTILE, OWNER, NAME], PATH: [HOSTILE, OWNER, NAME],
            f"{PATH}/domainGetName": [NAME]}
    for path, answer, parsed in pages(admin, base, format):
        assert answer.status_code == 200, f"{path}: {answer.text}"
        for text in base[path]:
            # libvirt's own document is one long text, in which it is escaped.
            assert says(parsed, text) or says(parsed, hostile.XMLDesc()), f"{path} in {format} does not say {text}:\n{answer.text}"
    for path, answer, _ in pages(admin, [f"{PATH}/domainGetInfo", f"{PATH}/domainSetMemory?form", f"{PATH}/domainDestroy?form"],
                                 format):
        assert answer.status_code == 200, f"{path}: {answer.text}"


@pytest.mark.parametrize("format", FORMATS)
def test_a_problem_tells_hostile_words_as_text(admin, hostile, format):
    encoded = quote(HOSTILE.replace("/", ""), safe="")  # A slash would be one more step of the path.
    paths = [f"/{encoded}/", f"/client1/{encoded}", f"{PATH}/{encoded}", f"/-/hosts/{encoded}/", f"{PATH}?{encoded}=1",
             f"{PATH}?flags={encoded}", f"{PATH}/domainInterfaceStats?device={encoded}", f"/?sort={encoded}", f"/?after={encoded}",
             f"/?format={encoded}"]
    for path, answer, parsed in pages(admin, paths, format):
        assert answer.status_code in (400, 404, 406), f"{path}: {answer.status_code}"
        assert says(parsed, "<script>alert(1)<script>"), f"{path}: {answer.text}"


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_words_of_libvirt_are_text(admin, format):
    document = f"<disk type='file' device='{escape('<script>')}😈'/>"
    answer = admin.post("/client1/vm1/domainAttachDevice", data=document.encode(),
                        headers={"Accept": ACCEPT[format], "Content-Type": "application/xml"})
    checked(answer)
    assert answer.status_code >= 400


# Each is a title as libvirt's API takes it; it cannot come in as XML.
ODD_BYTES = {"escape": "a\x1bb\x07c\x0bd", "delete": "a\x7fb", "c1": "a\x80\x9bb", "fffe": "a\ufffeb", "ffff": "a\uffffb",
             "nonchar": "a\ufdd0b\U0001fffeb", "tab": "a\tb\rc", "bidi": "a\u202eb\u2066c", "separator": "a\u2028b\u2029c",
             "bom": "\ufeffa", "zero": "a\u200bb\u00ad"}


@pytest.mark.parametrize("name", ODD_BYTES)
def test_a_title_of_odd_bytes_breaks_no_answer(admin, make_domain, name):
    domain = make_domain("odd-title", title="before")
    try:
        domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, ODD_BYTES[name], None, None, 0)
        domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, ODD_BYTES[name], None, None, 0)
    except libvirt.libvirtError as error:
        assert "newline" in str(error)  # libvirt keeps these out of titles itself.
        return

    def is_seen():
        [found] = [each for each in admin.get("/?format=json").json()["domains"] if each["name"] == "odd-title"]
        return found.get("title") != "before"

    wait_until("the new title is seen", is_seen)
    for format in FORMATS:
        for path, answer, parsed in pages(admin, ["/", "/client1/", "/client1/odd-title", "/client1/odd-title/domainGetInfo"], format):
            assert answer.status_code == 200, f"{path}: {answer.text}"
            if path == "/client1/":
                assert says(parsed, "odd-title"), f"the domain has lost its owner in {format}"


def test_metadata_of_others_is_text_on_the_domains_page(admin, alpha, make_domain):
    domain = make_domain("meta")
    domain.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<x onclick='alert(1)'><script>alert(1)</script><h:script "
                       "xmlns:h='http://www.w3.org/1999/xhtml'>alert(1)</h:script></x>", "x", "urn:x", 0)
    for format in FORMATS:
        answer = admin.get("/client1/meta", headers={"Accept": ACCEPT[format]})
        ok(answer)
    assert admin.get("/client1/meta").content.decode() == domain.XMLDesc()


@pytest.mark.parametrize("name", ["..", ".", "...", "-", "_", "a b", "%41", "%2e%2e", "a?b", "a#b", "a;b", "é", "😈", "x" * 200,
                                  "domainGetInfo", "&amp;", "a\\b", "a:b", "~", "http:", "?form", "format=json", "C:\\"])
def test_a_domain_of_any_name_has_a_link_that_works(admin, make_domain, name):
    domain = make_domain(name, state="shut off")
    [listed] = ok(admin.get("/")).xpath("domains/domain[@uuid=$uuid]", uuid=domain.UUIDString())
    for path in (listed.get("href").removeprefix("/virt"), f"/client1/{domain.UUIDString()}"):
        answer = admin.exact("GET", path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        assert answer.content.decode() == domain.XMLDesc()
        assert ok(admin.exact("GET", f"{path}/domainGetUUIDString")).findtext("buf") == domain.UUIDString()


@pytest.mark.parametrize("owner", ["..", ".", "-", "_", "", " ", "a/b", "x\ty", "x" * 300, "é", "%2e%2e", "a b"])
def test_an_owner_of_any_name_has_a_link_that_works(admin, make_domain, owner):
    domain = make_domain("owned", owners=(owner,), state="shut off")
    directory = ok(admin.get("/"))
    [listed] = directory.xpath("domains/domain[@name='owned']")
    assert admin.exact("GET", listed.get("href").removeprefix("/virt")).content.decode() == domain.XMLDesc()
    for link in directory.xpath("owners/owner/@href"):
        ok(admin.exact("GET", link.removeprefix("/virt")))


RAW = ["/%00", "/client1/%00", "/client1/vm1%00", "/client1/vm1/domainGetInfo%00", "/client1/..%2f..%2fetc", "/client1/%2e%2e/vm1",
       "/..", "/../..", "/client1/vm1%2fdomainGetInfo", "/client1//vm1", "//client1/vm1", "/client1/vm1/%2e", "/%ff", "/%c0%af",
       "/client1/%0d%0aX-Evil:1", "/%0d%0aLocation:%20http:/evil", "/client1/%F0%9F%98%88", "/" + "x" * 1000, "/" + "/" * 50,
       "/client1/%3Cscript%3E", "/%3Cscript%3E", "/client1/vm1/%3Cscript%3E", "/%ED%A0%80", "/-/assets/%2e%2e/page.xsl",
       "/-/assets/..%2fpage.xsl", "/-/assets/page.xsl", "/client1?%00", "/?%3Cscript%3E", "/?x=%00", "/?x=%ff", "/?%", "/client1?%0d%0a"]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("path", RAW)
def test_a_hostile_address_gets_a_plain_answer(admin, path, format):
    answer = admin.exact("GET", path, headers={"Accept": ACCEPT[format]})
    assert answer.status_code in (200, 301, 400, 404, 414), f"{answer.status_code}: {answer.text}"
    assert not {"X-Evil", "Set-Cookie"} & set(answer.headers)
    if answer.status_code == 301:
        assert answer.headers["Location"].startswith("/virt/")
        assert "//" not in answer.headers["Location"]
    elif "X-Content-Type-Options" in answer.headers:  # Not nginx's own page.
        checked(answer)
    assert b"<script" not in OWN_SCRIPT.sub(b"", answer.content).lower() or format != "html"


def test_what_is_posted_by_a_hostile_user_is_one_line_of_the_log(admin, lab, make_domain):
    make_domain(NAME, owners=(OWNER,))
    before = len(lab.responder.log.read_text())
    admin.exact("POST", f"{PATH}/domainSetMemory", data={"memory": "1\n2026-01-01 error [1] forged\x1b[2J\u2028x"})
    lab.responder.wait_for_log("virDomainSetMemory", after=before)
    [line] = [line for line in lab.responder.log.read_text()[before:].splitlines() if "forged" in line]
    assert line.isprintable() and "change user=" in line


def test_a_defined_hostile_domain_is_reachable(admin, alpha):
    xml = domain_xml(Row(NAME, (OWNER,), "shut off", title=HOSTILE))
    answer = admin.post("/-/hosts/alpha/domainDefineXML", data=xml.encode(), headers={"Content-Type": "application/xml"})
    try:
        ok(answer, 201)
        assert answer.headers["Location"] == "/virt" + PATH
        ok(admin.exact("GET", PATH))
    finally:
        alpha.lookupByName(NAME).undefine()
