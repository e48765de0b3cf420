"""Documents that go from a host into a form and back: nothing is lost or added on the way."""

import pytest
from checks import ok, problem
from lxml import etree

TEXT = "\n first &amp; \u00e9\U0001f427\n\n  last  \n"


def value(form):
    text, = form.xpath("parameters/parameter[@kind='xml']/value/text()")
    return text


def as_browsers_send(text):
    return "\r\n".join(text.split("\n"))


def inactive(domain):
    return domain.XMLDesc(2)  # VIR_DOMAIN_XML_INACTIVE


def test_a_document_goes_through_a_form_unchanged(admin, alpha, make_domain):
    domain = make_domain("edited", state="shutoff")
    document = inactive(domain).replace("<memory", f"<description>{TEXT}</description><memory", 1)
    alpha.defineXML(document)
    before = inactive(domain)
    form = ok(admin.get(f"/-/hosts/alpha/domainDefineXML?form&of={domain.UUIDString()}"))
    assert value(form) == before
    ok(admin.post(form.get("href").removeprefix("/virt"), data={"xml": as_browsers_send(value(form))}))
    assert inactive(domain) == before


def test_a_leading_newline_is_kept(admin, alpha, make_domain):
    domain = make_domain("edited", state="shutoff")
    before = inactive(domain)
    ok(admin.post("/-/hosts/alpha/domainDefineXML", data={"xml": "\r\n" + as_browsers_send(before)}))
    assert inactive(domain) == before


def test_a_running_domain_is_edited_as_it_will_start(admin, beta, guest):
    form = ok(admin.get(f"/-/hosts/beta/domainDefineXML?form&of={guest.name()}"))
    assert value(form) == inactive(guest) != guest.XMLDesc(0)
    ok(admin.post("/-/hosts/beta/domainDefineXML", data={"xml": as_browsers_send(value(form))}))
    assert value(ok(admin.get(f"/-/hosts/beta/domainDefineXML?form&of={guest.name()}"))) == value(form)


@pytest.mark.parametrize("command, of, root", [
    ("networkDefineXML", "default", "network"), ("storagePoolDefineXML", "default-pool", "pool"),
    ("interfaceDefineXML", "eth1", "interface"), ("nodeDeviceDefineXML", "computer", "device")])
def test_everything_that_can_be_defined_can_be_edited(admin, command, of, root):
    form = ok(admin.get(f"/-/hosts/alpha/{command}?form&of={of}"))
    assert etree.fromstring(value(form)).tag == root


def test_the_line_of_a_mistake_is_told(admin):
    text = as_browsers_send("<domain type='test'>\n  <name>x</name>\n  <memory>\n  </name>\n</domain>")
    root = problem(admin.post("/-/hosts/alpha/domainDefineXML", data={"xml": text}), 400, "line 4", "xml")
    assert root.findtext("{urn:ietf:rfc:7807}line") == "4"


def test_the_line_that_libvirt_names_is_told(admin, make_domain):
    make_domain("edited")
    answer = admin.post("/client1/edited/domainSetMetadata", data={"type": "2", "key": "k", "uri": "urn:k", "metadata": "<x>\r\n<y>\r\n</x>"})
    root = problem(answer, 400, "(metadata_xml):3")
    assert root.findtext("{urn:ietf:rfc:7807}line") == "3"
    assert admin.post("/client1/edited/domainSetMetadata", data={"type": "2", "key": "k", "uri": "urn:k", "metadata": "<x>"},
                      headers={"Accept": "text/html"}).status_code == 400


def test_pages_of_objects_are_pages_still(admin, guest):
    for path in ("/client1/small", "/-/hosts/beta/", "/-/hosts/alpha/networks/default", "/-/hosts/alpha/storagePools/default-pool", "/-/hosts/alpha/interfaces/eth1"):
        ok(admin.get(path, headers={"Accept": "text/html"}))
