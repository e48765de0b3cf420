"""What is wrong with an argument is said, by its name, and nothing is done."""

from urllib.parse import quote

import pytest
from checks import ok, problem
from conftest import running_lab
from test_methods import picture

PLAIN = "%&=+<>;/'"  # What the tables below mean as it stands.
UINT, ULONG, LLONG = 2**32, 2**64, 2**63
XML = {"Content-Type": "application/xml"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STATS = "/client1/vm1/domainInterfaceStats"
DESC = "/client1/vm1/domainGetXMLDesc"
MEMORY, VCPUS = "/client1/vm1/domainSetMemory", "/client1/vm1/domainSetVcpus"
SCHEDULER, ATTACH = "/client1/vm1/domainSetSchedulerParameters", "/client1/vm1/domainAttachDevice"
DEFINE = "/-/hosts/alpha/domainDefineXML"

# (URL, query or form, the argument that is wrong, words of the sentence)
WRONG = [
    (STATS, "", "device", "missing"),
    (STATS, "Device=testnet0", "Device", "is no argument of virDomainInterfaceStats"),
    (STATS, "device=testnet0&colour=red", "colour", "it takes device"),
    (STATS, "device=testnet0&device=testnet0", "device", "twice"),
    (STATS, "device=a&format=json&format=xml", "format", "format"),
    ("/client1/vm1/domainGetInfo", "x=1", "x", "it takes no arguments"),
    ("/client1/vm1/domainGetInfo", "=1", None, ""),
    (DESC, "flags=x", "flags", "not a number"),
    (DESC, "flags=1x", "flags", "not a number"),
    (DESC, "flags=0x2", "flags", "not a number"),
    (DESC, "flags=+2", "flags", ""),
    (DESC, "flags=2.0", "flags", "not a number"),
    (DESC, "flags=-1", "flags", "out of range"),
    (DESC, f"flags={UINT}", "flags", "out of range"),
    (DESC, "flags=VIR_DOMAIN_XML_NOSUCH", "flags", "VIR_DOMAIN_XML_INACTIVE"),
    (DESC, "flags=VIR_DOMAIN_AFFECT_LIVE", "flags", "is no flag of this function"),
    (DESC, "flags=2&flags=VIR_NO", "flags", "is no flag of this function"),
    (DESC, "flags=vir_domain_xml_inactive", "flags", ""),
    (MEMORY, "", "memory", "missing"),
    (MEMORY, "memory=", "memory", ""),
    (MEMORY, "memory=much", "memory", "not a number"),
    (MEMORY, "memory=1e3", "memory", "not a number"),
    (MEMORY, "memory=%201024", "memory", "not a number"),
    (MEMORY, "memory=1024%20", "memory", "not a number"),
    (MEMORY, "memory=1024KiB", "memory", "not a number"),
    (MEMORY, "memory=-1", "memory", "out of range"),
    (MEMORY, f"memory={ULONG}", "memory", f"from 0 to {ULONG - 1}"),
    (MEMORY, "memory=" + "9" * 500, "memory", "out of range"),
    (MEMORY, "memory=1024&memory=2048", "memory", "twice"),
    (MEMORY, "memory=1024&flags=0", "flags", "is no argument"),
    (MEMORY, "memory=1%00", "memory", "NUL"),
    (MEMORY, "memory=%FF", "memory", "UTF-8"),
    (MEMORY, "memory=%C0%80", "memory", "UTF-8"),
    (MEMORY, "memory=%ED%A0%80", "memory", "UTF-8"),
    (MEMORY, "memory=%", "memory", "hexadecimal"),
    (MEMORY, "memory=%4", "memory", "hexadecimal"),
    (MEMORY, "memory=%+1", "memory", "hexadecimal"),
    (MEMORY, "memory=%0x", "memory", "hexadecimal"),
    (MEMORY, "memory=%-1", "memory", "hexadecimal"),
    (VCPUS, "nvcpus=-1", "nvcpus", "out of range"),
    (VCPUS, f"nvcpus={UINT}", "nvcpus", f"from 0 to {UINT - 1}"),
    (VCPUS, "nvcpus=٣", "nvcpus", "not a number"),
    (SCHEDULER, "", "params", "missing"),
    (SCHEDULER, "params.=1", "params.", ""),
    (SCHEDULER, "params.colour=1", "params.colour", "no typed parameter"),
    (SCHEDULER, "params.weight=heavy", "params.weight", "not a number"),
    (SCHEDULER, "params.weight=-1", "params.weight", "out of range"),
    (SCHEDULER, f"params.weight={UINT}", "params.weight", f"from 0 to {UINT - 1}"),
    (SCHEDULER, f"params.cpu_shares={ULONG}", "params.cpu_shares", f"from 0 to {ULONG - 1}"),
    (SCHEDULER, "params.cpu_shares=-1", "params.cpu_shares", "out of range"),
    (SCHEDULER, f"params.vcpu_quota={LLONG}", "params.vcpu_quota", f"to {LLONG - 1}"),
    (SCHEDULER, f"params.vcpu_quota={-LLONG - 1}", "params.vcpu_quota", f"from {-LLONG}"),
    (SCHEDULER, "params.weight=1&params.weight=2", "params.weight", "twice"),
    (SCHEDULER, "params.weight=1&weight=2", "weight", "params.NAME"),
    (SCHEDULER, "params.weight=", "params", "missing"),
    (ATTACH, "", "xml", "missing"),
    (ATTACH, "xml=<disk>", "xml", "not well-formed"),
    (ATTACH, "xml=nonsense", "xml", "not well-formed"),
    (ATTACH, "xml=", "xml", ""),
    (DEFINE, "", "xml", "missing"),
    (DEFINE, "xml=<domain>%26nosuch;</domain>", "xml", "not well-formed"),
]


def ask(client, url, arguments, how):
    if how == "query":
        reads = url in (STATS, DESC) or url.endswith("Info")
        return client.exact("GET" if reads else "POST", f"{url}?{quote(arguments, safe=PLAIN)}")
    return client.post(url, data=arguments.encode(), headers=FORM)


@pytest.fixture(autouse=True)
def nothing_done(alpha, beta):
    before = picture(alpha), picture(beta)
    yield
    assert (picture(alpha), picture(beta)) == before


def has_form(url):
    return url not in (STATS, DESC) and not url.endswith("Info")  # A read has no body.


WAYS = [(how, *row) for row in WRONG for how in ("query", "form") if how == "query" or has_form(row[0])]


@pytest.mark.parametrize(("how", "url", "arguments", "argument", "words"), WAYS,
                         ids=[f"{url.rpartition('/')[2]}-{arguments[:40]}-{how}" for how, url, arguments, _, _ in WAYS])
def test_a_wrong_argument_is_refused_by_name(admin, url, arguments, argument, words, how):
    wrong = ask(admin, url, arguments, how)
    root = problem(wrong, 400, words, argument)
    assert root.find("{*}libvirt") is None


AT_THE_LIMIT = [
    (DESC, f"flags={UINT - 10}"), (MEMORY, f"memory={ULONG - 1}"), (VCPUS, f"nvcpus={UINT - 1}"), (VCPUS, "nvcpus=0"),
    (SCHEDULER, f"params.cpu_shares={ULONG - 1}"), (SCHEDULER, f"params.vcpu_quota={LLONG - 1}"),
    (SCHEDULER, f"params.vcpu_quota={-LLONG}"), (SCHEDULER, "params.emulator_period=0"),
]


@pytest.mark.parametrize(("url", "arguments"), AT_THE_LIMIT, ids=[arguments for _, arguments in AT_THE_LIMIT])
def test_a_number_at_its_types_limit_goes_to_libvirt_which_may_refuse_it(admin, url, arguments):
    answer = ask(admin, url, arguments, "query")
    assert answer.status_code != 500
    root = ok(answer, answer.status_code)
    assert root.find("{*}libvirt") is not None, answer.text
    assert root.find("{*}argument") is None


BAD_DOCUMENTS = [b"<disk>", b"", b"not xml", b"<a></b>", b"<a>\xff</a>", b"<a>\x00</a>", b"<a>&nosuch;</a>", b"<a/><b/>",
                 b"<a>\x01</a>", b"\xef\xbb\xbf", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a",
                 "<a/>".encode("utf-16")]


@pytest.mark.parametrize("document", BAD_DOCUMENTS, ids=repr)
@pytest.mark.parametrize("url", [ATTACH, DEFINE])
def test_a_document_that_is_not_well_formed_is_refused(admin, url, document):
    problem(admin.post(url, data=document, headers=XML), 400, argument="xml")


@pytest.mark.parametrize("document", ["<domain/>", "<disk type='file'/>", "<domain type='test'><name>x</name></domain>"])
def test_a_document_that_libvirt_refuses_is_refused_in_its_words(admin, document):
    answer = admin.post(DEFINE, data=document, headers=XML)
    assert answer.status_code in (400, 422, 502)
    assert ok(answer, answer.status_code).findtext("{*}libvirt/{*}message")


def test_a_document_and_the_same_argument_are_one_too_many(admin):
    problem(admin.post(f"{ATTACH}?xml=<a/>", data="<a/>", headers=XML), 400, "twice", "xml")


def test_a_function_without_a_document_takes_none(admin):
    problem(admin.post(MEMORY, data="<memory/>", headers=XML), 400, "takes no XML document")


def test_an_argument_of_query_and_form_came_twice(admin):
    problem(admin.post(f"{MEMORY}?memory=1024", data={"memory": 1024}), 400, "twice", "memory")


@pytest.mark.parametrize("content_type", ["image/png", "multipart/form-data; boundary=x", "application/json", "text/plain",
                                          "application/xmlx", "nonsense", "<script>"])
def test_a_body_of_another_type_is_not_taken(admin, content_type):
    problem(admin.post(MEMORY, data=b"memory=1024", headers={"Content-Type": content_type}), 415)


def test_a_body_without_a_type_is_not_taken(admin):
    problem(admin.post(MEMORY, data=b"memory=1024"), 415)


@pytest.mark.parametrize("over", [1, 1000])
@pytest.mark.parametrize("headers", [FORM, XML], ids=["form", "xml"])
def test_a_body_over_the_limit_is_too_large(admin, over, headers):
    problem(admin.post(ATTACH, data=b"a" * ((1 << 20) + over), headers=headers), 413, str(1 << 20))


def test_a_body_at_the_limit_is_read(admin):
    document = b"<a>" + b"x" * ((1 << 20) - 7) + b"</a>"
    answer = admin.post(ATTACH, data=document, headers=XML)
    assert ok(answer, answer.status_code).findtext("{*}libvirt/{*}function") == "virDomainAttachDevice"


@pytest.fixture(scope="module")
def strict(client_of):
    """A site with small limits."""
    limits = {"body": 300, "path": 64, "query": 200, "argument": 50, "arguments": 4}
    with running_lab(config={"limits": limits}) as lab, client_of(lab) as client:
        yield client




@pytest.mark.parametrize(("path", "status"), [
    ("/client1/" + "x" * 55, 404), ("/client1/" + "x" * 56, 414), ("/client1/" + "%C3%A9" * 27 + "x", 404),
    ("/client1/" + "%C3%A9" * 28, 414),
])
def test_the_path_has_a_limit_in_decoded_bytes(strict, path, status):
    problem(strict.exact("GET", path), status, "" if status == 404 else "at most 64")


@pytest.mark.parametrize(("length", "status"), [(200, 200), (201, 414)])
def test_the_query_has_a_limit(strict, length, status):
    answer = strict.get(f"{DESC}?flags=0" + "&" * (length - len("flags=0")))
    if status == 200:
        ok(answer)
    else:
        problem(answer, 414, "at most 200")


@pytest.mark.parametrize("length", [50, 51])
def test_an_argument_has_a_limit(strict, length):
    answer = strict.get(f"{STATS}?device=" + "x" * length)
    if length == 50:
        assert problem(answer, 400).find("{*}libvirt") is not None
    else:
        problem(answer, 400, "at most 50", "device")


def test_an_arguments_name_has_a_limit(admin):
    problem(admin.get("/client1/vm1/domainGetInfo?" + "n" * 128 + "=1"), 400, "is no argument", "n" * 128)
    problem(admin.get("/client1/vm1/domainGetInfo?" + "n" * 129 + "=1"), 400, "at most 128")


@pytest.mark.parametrize("count", [4, 5])
def test_the_number_of_arguments_has_a_limit(strict, count):
    answer = strict.get(DESC + "?" + "&".join(["flags=2"] * count))
    if count == 4:
        ok(answer)
    else:
        problem(answer, 400, "more than 4 arguments")


@pytest.mark.parametrize("length", [300, 301])
def test_the_limit_of_the_body_is_the_configurations(strict, length):
    answer = strict.post(ATTACH, data=b"<a>" + b"x" * (length - 7) + b"</a>", headers=XML)
    if length == 300:
        assert ok(answer, answer.status_code).find("{*}libvirt") is not None
    else:
        problem(answer, 413, "at most 300")
