"""Documents come from hosts: they are shown, never believed, and the work for them stays in proportion."""

from copy import deepcopy
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from conftest import CASES, SHEETS, parse_html

XSL = {"xsl": "http://www.w3.org/1999/XSL/Transform"}
WITH_PAGES = {"domain", "network", "pool", "volume", "domainsnapshot", "domaincheckpoint", "device", "interface", "secret", "filter",
              "filterbinding", "networkport"}
DOCUMENTS = [case for case in CASES if "<document>" in case.read_text()]


def shell(document):
    return etree.fromstring(
        f'<page root="/v" href="/v/" mode="insecure" generated="2026-11-21T20:00:00Z" assets="/v/-/assets/">'
        f'<trail><step href="/v/">Network</step></trail>'
        f'<answer><document>{document}</document><source>{escape(document)}</source></answer></page>',
        etree.XMLParser(huge_tree=True))


def drawn(sheet, document):
    return parse_html(bytes(sheet(shell(document))))


def source_text(page):
    return "".join(page.xpath("//main//pre//text()"))


@pytest.fixture(params=DOCUMENTS, ids=[case.stem for case in DOCUMENTS])
def documented(request):
    return etree.parse(request.param)


def root_of(envelope):
    return envelope.find("answer/document")[0]


def test_the_source_in_the_case_is_the_document(documented):
    plain = etree.XMLParser(remove_blank_text=True)
    texts = (documented.findtext("answer/source"), etree.tostring(root_of(documented), with_tail=False))
    source, document = (etree.tostring(etree.fromstring(text, plain), method="c14n") for text in texts)
    same = source == document
    assert same, "the source is not that of the document"


def test_the_source_is_shown_as_it_came(sheet, documented):
    assert source_text(parse_html(bytes(sheet(documented)))) == documented.findtext("answer/source")


def test_only_what_has_a_page_is_looked_into(sheet, documented):
    """With any other root the page is the same whatever the document holds."""
    empty = deepcopy(documented)
    document = empty.find("answer/document")
    document[:] = [etree.Element("nothing")]
    has_page = root_of(documented).tag in WITH_PAGES
    assert (bytes(sheet(documented)) == bytes(sheet(empty))) == (not has_page)
    main = parse_html(bytes(sheet(documented))).find("//main")
    assert has_page or not main.xpath(".//form | .//table | .//button | .//section | .//details | .//dl")


def test_a_document_gives_the_page_no_link_and_no_button(sheet, documented):
    def what_acts(envelope):
        page = parse_html(bytes(sheet(envelope)))
        return page.xpath("//@href | //@action | //@src | //@formaction"), len(page.xpath("//form | //button | //input"))

    if root_of(documented).tag in WITH_PAGES:
        bare = deepcopy(documented)
        root = root_of(bare)
        for child in root.xpath("*[not(self::memory or self::vcpu or self::devices)] | devices/*[not(self::disk)]"):
            child.getparent().remove(child)
        assert what_acts(documented) == what_acts(bare)


def test_what_is_ours_is_matched_from_the_root():
    for path in (SHEETS / "default").glob("*.xsl"):
        for node in etree.parse(path).xpath("//xsl:key | //xsl:template[@match][not(@mode)]", namespaces=XSL):
            for pattern in node.get("match").split("|"):
                assert pattern.strip().startswith("/page"), (path.name, pattern)
        for select in etree.parse(path).xpath("//@select | //@test"):
            assert "//" not in select and "descendant" not in select, (path.name, select)


def test_nothing_is_copied_but_what_a_sheet_made():
    """A copy of a node of the envelope could be an element that a host wrote."""
    sheets = [etree.parse(path) for path in (SHEETS / "default").rglob("*.xsl")]
    copied = set()
    for sheet in sheets:
        for copy in sheet.xpath("//xsl:copy-of", namespaces=XSL):
            name = copy.get("select").removeprefix("$")
            assert copy.get("select") == f"${name}", copy.get("select")
            template = next(copy.iterancestors("{%(xsl)s}template" % XSL))
            made_here = template.xpath(".//xsl:variable[@name=$name][not(@select)]", name=name, namespaces=XSL)
            if not made_here:
                copied.add((template.get("name"), name))
    assert copied
    for sheet in sheets:
        for call in sheet.xpath("//xsl:call-template", namespaces=XSL):
            for given in call.xpath("xsl:with-param[@select]", namespaces=XSL):
                assert (call.get("name"), given.get("name")) not in copied, (call.get("name"), given.get("name"))


def attributes(number, name="a"):
    return " ".join(f'{name}{i}="x"' for i in range(number))


def namespaces(number):
    declared = " ".join(f'xmlns:n{i}="urn:{i}"' for i in range(number))
    children = "".join(f"<n{i}:c n{i}:a='1'/>" for i in range(number))
    return declared, children


def devices(text):
    return f"<domain><name>d</name><devices>{text}</devices></domain>"


HEAVY = {
    "namespaces": lambda n: "<a {}>{}</a>".format(*namespaces(n)),
    "namespaces on a domain": lambda n: "<domain {}>{}</domain>".format(*namespaces(n)),
    "namespaces on a device": lambda n: devices("<disk {0}>{1}</disk><x {0}>{1}</x>".format(*namespaces(n))),
    "facts": lambda n: f"<domain>{'<vcpu>1</vcpu><cpu><topology/><model/></cpu><os><boot/></os><uuid/><clock/>' * n}</domain>",
    "memories": lambda n: f"<domain>{'<memory>1</memory><currentMemory>2</currentMemory><maxMemory/>' * n}</domain>",
    "topologies": lambda n: f"<domain>{'<vcpu/>' * n}<cpu>{'<topology/>' * n}</cpu></domain>",
    "events": lambda n: f"<domain>{'<on_crash/>' * n}{'<on_reboot/>' * n}{'<on_crash/>' * n}</domain>",
    "boots": lambda n: f"<domain><os>{'<kernel/><boot/>' * n}{'<initrd/><type/>' * n}</os></domain>",
    "features": lambda n: f"<domain>{'<features><acpi/></features>' * n}<features>{'<acpi/>' * n}</features></domain>",
    "lists of devices": lambda n: f"<domain>{'<devices><disk/></devices>' * n}</domain>",
    "disks": lambda n: devices("<disk/><x/>" * n),
    "sources": lambda n: devices(f"<disk>{'<source><host/></source>' * n}{'<target/><boot/>' * n}</disk>"),
    "interfaces": lambda n: devices(f"<interface>{'<source/><ip/>' * n}{'<vlan><tag/></vlan>' * n}</interface>"),
    "screens": lambda n: devices(f"<graphics>{'<listen/>' * n}</graphics>" + "<graphics/>" * n),
    "attributes": lambda n: devices(f"<x><source {attributes(n)}><address {attributes(n)}/></source><target {attributes(n)}/></x>"),
    "networks": lambda n: f"<network>{'<ip><dhcp><range/><range/></dhcp></ip><forward/><bridge/>' * n}</network>",
    "pools": lambda n: f"<pool>{'<capacity>1</capacity><allocation>1</allocation><source><host/><dir/></source><target><path/></target>' * n}</pool>",
    "volumes": lambda n: f"<volume>{'<capacity>1</capacity><allocation>1</allocation><target><format/></target><key/>' * n}</volume>",
    "snapshots": lambda n: f"<domainsnapshot>{'<disks><disk><source/></disk></disks><parent><name/></parent><creationTime>1</creationTime>' * n}</domainsnapshot>",
    "snapshot of disks": lambda n: f"<domainsnapshot><disks>{'<disk><source/></disk>' * n}</disks></domainsnapshot>",
    "devices of a host": lambda n: f"<device>{'<capability><x>1</x></capability><driver><y>1</y></driver>' * n}</device>",
    "a device of a host": lambda n: f"<device {attributes(n)}><capability>{'<x>1</x>' * n}</capability></device>",
    "depth": lambda n: f"<domain><name>d</name><metadata>{'<d>' * 200}x{'</d>' * 200}</metadata></domain>",
}


@pytest.mark.parametrize("make", HEAVY.values(), ids=HEAVY.keys())
def test_the_page_grows_no_faster_than_the_document(sheet, make):
    small, large = (len(bytes(sheet(shell(make(number))))) for number in (50, 500))
    assert large <= 12 * small


def test_a_deep_document_is_drawn(sheet):
    deep = "<d>" * 200 + "x" + "</d>" * 200
    domain = f"<domain><name>d</name><metadata>{deep}</metadata><devices><disk>{deep}</disk></devices></domain>"
    for document in (deep, domain):
        assert source_text(drawn(sheet, document)) == document


def test_the_depth_of_a_domain_costs_no_depth_of_templates(sheet):
    etree.XSLT.set_global_max_depth(20)
    try:
        sheet(shell(HEAVY["depth"](1)))
    finally:
        etree.XSLT.set_global_max_depth(3000)


def test_long_text_is_drawn(sheet):
    html = bytes(sheet(shell("<a>" + "&amp;" * 100_000 + "</a>")))
    assert html.count(b"&amp;amp;") == 100_000
