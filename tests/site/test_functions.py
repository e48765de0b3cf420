"""Every function answers as libvirt does: the same call is made through libvirt's own Python."""

import subprocess
from urllib.parse import quote

import libvirt
import pytest
from checks import ok, problem

from tests.lab.domains import GUEST, Row, domain_xml, uuid_of
from tests.lab.waiting import wait_until

# What libvirt says to these calls here, and what it is over HTTP.
STATUS = {libvirt.VIR_ERR_INTERNAL_ERROR: 502, libvirt.VIR_ERR_INVALID_ARG: 400, libvirt.VIR_ERR_OPERATION_INVALID: 409,
          libvirt.VIR_ERR_CONFIG_UNSUPPORTED: 422, libvirt.VIR_ERR_OPERATION_UNSUPPORTED: 501}
INTERFACE = ("rx_bytes", "rx_packets", "rx_errs", "rx_drop", "tx_bytes", "tx_packets", "tx_errs", "tx_drop")
DEFINED = "00000000-1111-4222-8333-444444444444"


def fields(*names):
    return lambda result: [int(result.findtext(name)) for name in names]


def value(result):
    return int(result.findtext("value"))


def text(name="value"):
    return lambda result: result.findtext(name)


# (name, what libvirt's Python says, how the answer says it, arguments)
READS = [
    ("domainGetID", lambda domain: domain.ID(), value, {}),
    ("domainGetInfo", lambda domain: domain.info(), fields("state", "maxMem", "memory", "nrVirtCpu", "cpuTime"), {}),
    ("domainGetMaxMemory", lambda domain: domain.maxMemory(), value, {}),
    ("domainGetMaxVcpus", lambda domain: domain.maxVcpus(), value, {}),
    ("domainGetName", lambda domain: domain.name(), text(), {}),
    ("domainGetOSType", lambda domain: domain.OSType(), text(), {}),
    ("domainGetSchedulerType", lambda domain: domain.schedulerType(),
     lambda result: [result.findtext("value"), int(result.findtext("nparams"))], {}),
    ("domainGetState", lambda domain: domain.state(), fields("state", "reason"), {}),
    ("domainGetUUID", lambda domain: domain.UUID().hex(), text("uuid"), {}),
    ("domainGetUUIDString", lambda domain: domain.UUIDString(), text("buf"), {}),
    ("domainInterfaceStats", lambda domain: list(domain.interfaceStats("testnet0")), fields(*INTERFACE), {"device": "testnet0"}),
]


def reason_in(wrong):
    return tuple(wrong.findtext(f"{{*}}libvirt/{{*}}{name}") for name in ("code", "domain", "message"))


def reason_of(error):
    return str(error.get_error_code()), str(error.get_error_domain()), str(error)


def refused_as_by(ask, answer):
    """Checks that an answer is libvirt's own refusal."""
    with pytest.raises(libvirt.libvirtError) as error:
        ask()
    assert reason_in(problem(answer, STATUS[error.value.get_error_code()])) == reason_of(error.value)


def lies_between(low, answer, high):
    """Some numbers grow from call to call: what was asked in between lies in between."""
    if isinstance(answer, list):
        return len(low) == len(answer) and all(map(lies_between, low, answer, high))
    return low == answer == high if isinstance(answer, str) else low <= answer <= high


@pytest.mark.parametrize("prefix", ["", "vir"])
@pytest.mark.parametrize("domain", ["vm1", "vm2", "vm3", GUEST])
@pytest.mark.parametrize(("name", "ask", "read", "arguments"), READS, ids=[row[0] for row in READS])
def test_a_function_answers_as_libvirt_does(admin, alpha, beta, domain, prefix, name, ask, read, arguments):
    handle = (beta if domain == GUEST else alpha).lookupByName(domain)
    url = f"/client1/{domain}/{'vir' + name[0].upper() + name[1:] if prefix else name}"
    try:
        before = ask(handle)
    except libvirt.libvirtError as error:
        wrong = problem(admin.get(url, params=arguments), STATUS[error.get_error_code()])
        assert reason_in(wrong) == reason_of(error)
        return
    result = ok(admin.get(url, params=arguments))
    assert result.get("function") == "vir" + name[0].upper() + name[1:]
    assert lies_between(before, read(result), ask(handle))


def test_constants_and_units_are_told(admin):
    info = ok(admin.get("/client1/vm2/domainGetInfo"))
    assert info.find("state").get("enum") == "VIR_DOMAIN_PAUSED"
    assert [info.find(name).get("unit") for name in ("maxMem", "memory", "cpuTime")] == ["KiB", "KiB", "ns"]
    state = ok(admin.get("/client1/vm2/domainGetState"))
    assert state.find("reason").get("enum") == "VIR_DOMAIN_PAUSED_USER"


@pytest.mark.parametrize("name", ["vm1", "build"])
def test_vcpus_are_libvirts(admin, alpha, name):
    owner = "client1" if name == "vm1" else "client2"
    result = ok(admin.get(f"/{owner}/{name}/domainGetVcpus"))
    info, maps = alpha.lookupByName(name).vcpus()
    listed = [(int(item.findtext("number")), int(item.findtext("state")), int(item.findtext("cpu")))
              for item in result.findall("info/item")]
    assert listed == [(number, state, cpu) for number, state, _, cpu in info]
    assert [item.text for item in result.findall("cpumaps/item")] == ["0-15" if all(each) else None for each in maps]


def test_vcpus_of_a_domain_that_is_off_are_refused_in_libvirts_words(admin, alpha):
    refused_as_by(alpha.lookupByName("vm3").vcpus, admin.get("/client1/vm3/domainGetVcpus"))


def test_node_information_is_libvirts(admin, alpha, beta):
    for name, connection in (("alpha", alpha), ("beta", beta)):
        result = ok(admin.get(f"/-/hosts/{name}/nodeGetInfo"))
        model, memory_mib, *numbers = connection.getInfo()
        assert result.findtext("model") == model
        assert int(result.findtext("memory")) >> 10 == memory_mib
        assert result.find("memory").get("unit") == "KiB"
        now = [int(result.findtext(each)) for each in ("cpus", "mhz", "nodes", "sockets", "cores", "threads")]
        del now[1], numbers[1]  # A real processor's clock goes up and down.
        assert now == numbers


@pytest.mark.parametrize("host", ["alpha", "beta"])
@pytest.mark.parametrize("prefix", ["connectGetCapabilities", "virConnectGetCapabilities"])
def test_capabilities_are_libvirts_own_document(admin, request, host, prefix):
    answer = admin.get(f"/-/hosts/{host}/{prefix}")
    ok(answer)
    assert answer.content.decode() == request.getfixturevalue(host).getCapabilities()


XML_FLAGS = [
    ("", 0), ("flags=0", 0), ("flags=", 0), ("flags=2", 2), ("flags=VIR_DOMAIN_XML_INACTIVE", 2), ("flags=6", 6),
    ("flags=VIR_DOMAIN_XML_INACTIVE&flags=VIR_DOMAIN_XML_UPDATE_CPU", 6), ("flags=VIR_DOMAIN_XML_INACTIVE&flags=4", 6),
    ("flags=2&flags=2", 2),
]
REFUSED_FLAGS = ["1", "VIR_DOMAIN_XML_SECURE", "VIR_DOMAIN_XML_MIGRATABLE"]


@pytest.mark.parametrize(("query", "flags"), XML_FLAGS, ids=[query for query, _ in XML_FLAGS])
def test_a_domains_document_is_byte_for_byte_libvirts(admin, guest, query, flags):
    for path in ("", "/domainGetXMLDesc", "/virDomainGetXMLDesc"):
        answer = admin.get(f"/client1/{GUEST}{path}?{query}")
        ok(answer)
        assert answer.content == guest.XMLDesc(flags).encode()
        assert answer.headers["Content-Type"] == "application/xml"


@pytest.mark.parametrize("flag", REFUSED_FLAGS)
def test_a_flag_that_shows_secrets_is_refused(admin, flag):
    wrong = problem(admin.get(f"/client1/{GUEST}", params={"flags": flag}), 403)
    assert "secrets are not shown here" in wrong.findtext("{*}detail")


@pytest.mark.parametrize("name", ["vm1", "vm2", "vm3", "gateway"])
def test_a_domains_document_is_what_virsh_prints(admin, lab, name):
    said = subprocess.run(["virsh", "-c", lab.alpha.uri, "dumpxml", name], check=True, capture_output=True).stdout
    assert admin.get(f"/client1/{name}").content + b"\n" == said


def test_a_domain_can_be_named_by_its_uuid(admin, alpha):
    vm1 = alpha.lookupByName("vm1")
    for uuid in (vm1.UUIDString(), vm1.UUIDString().upper()):
        assert admin.get(f"/client1/{uuid}").content.decode() == vm1.XMLDesc()
        assert ok(admin.get(f"/client1/{uuid}/domainGetName")).findtext("value") == "vm1"


def test_virsh_takes_the_document_back(admin, lab, make_domain, tmp_path):
    make_domain("back", state="shut off", title="Café & Söhne <\"'>")
    before = admin.get("/client1/back").content
    (tmp_path / "back.xml").write_bytes(before)
    subprocess.run(["virsh", "-c", lab.alpha.uri, "define", tmp_path / "back.xml"], check=True, capture_output=True)
    assert admin.get("/client1/back").content == before


def params_of(result):
    return {param.get("name"): int(param.text) for param in result.findall("params/param")}


def test_scheduler_parameters_are_read_changed_and_read_back(admin, make_domain):
    domain = make_domain("sched")
    url = "/client1/sched/domainGetSchedulerParameters"
    assert params_of(ok(admin.get(url))) == domain.schedulerParameters()
    (name, old), *_ = domain.schedulerParameters().items()
    done = admin.post("/client1/sched/domainSetSchedulerParameters", data={f"params.{name}": old + 1})
    assert ok(done).get("function") == "virDomainSetSchedulerParameters"
    # The test driver takes any value, and always answers the same.
    assert params_of(ok(admin.get(url))) == domain.schedulerParameters()


def state_of(domain):
    return domain.state()[0]


RUNNING, PAUSED, OFF = libvirt.VIR_DOMAIN_RUNNING, libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_SHUTOFF
LIFECYCLE = [
    ("domainCreate", "shut off", RUNNING), ("domainDestroy", "running", OFF), ("domainReboot", "running", RUNNING),
    ("domainResume", "paused", RUNNING), ("domainShutdown", "running", OFF), ("domainSuspend", "running", PAUSED),
]


@pytest.mark.parametrize("prefix", ["", "vir"])
@pytest.mark.parametrize(("name", "before", "after"), LIFECYCLE, ids=[row[0] for row in LIFECYCLE])
def test_a_change_is_done_by_libvirt(admin, make_domain, prefix, name, before, after):
    domain = make_domain("life", state=before)
    function = "vir" + name[0].upper() + name[1:]
    done = ok(admin.post(f"/client1/life/{function if prefix else name}"))
    assert done.get("function") == function and len(done) == 0
    assert state_of(domain) == after


@pytest.mark.parametrize(("name", "state"), [("domainCreate", "running"), ("domainResume", "shut off"),
                                             ("domainSuspend", "shut off"), ("domainDestroy", "shut off")])
def test_a_change_that_does_not_fit_the_state_is_refused_in_libvirts_words(admin, make_domain, name, state):
    domain = make_domain("life", state=state)
    ask = getattr(domain, name.removeprefix("domain").lower())
    refused_as_by(ask, admin.post(f"/client1/life/{name}"))


def test_memory_is_set(admin, make_domain):
    domain = make_domain("memory")
    ok(admin.post("/client1/memory/domainSetMemory", data={"memory": 524288}))
    assert domain.info()[2] == 524288
    assert ok(admin.get("/client1/memory/domainGetInfo")).findtext("memory") == "524288"


def test_vcpus_are_set(admin, make_domain):
    domain = make_domain("vcpus", vcpus=4)
    ok(admin.post("/client1/vcpus/domainSetVcpus?nvcpus=2"))
    assert domain.info()[3] == 2


def test_a_domain_is_undefined_and_gone_at_once(admin, make_domain):
    make_domain("undefined", state="shut off")
    ok(admin.post("/client1/undefined/domainUndefine"))
    problem(admin.get("/client1/undefined"), 404)
    assert not ok(admin.get("/")).xpath("domains/domain[@name='undefined']")


@pytest.mark.parametrize("way", ["body", "form"])
def test_a_defined_domain_is_created_and_there_at_once(admin, alpha, way):
    for name in ("first", "second", "dritte Ä"):
        xml = domain_xml(Row(name, ("client9",), "shut off"))
        if way == "body":
            answer = admin.post("/-/hosts/alpha/domainDefineXML", data=xml.encode(), headers={"Content-Type": "application/xml"})
        else:
            answer = admin.post("/-/hosts/alpha/virDomainDefineXML", data={"xml": xml})
        try:
            domain = ok(answer, 201).find("domain")
            assert answer.headers["Location"] == domain.get("href") == f"/virt/client9/{quote(name)}"
            assert (domain.get("name"), domain.get("uuid")) == (name, uuid_of(name))
            there = admin.exact("GET", answer.headers["Location"].removeprefix("/virt"))
            assert there.status_code == 200 and there.content.decode() == alpha.lookupByName(name).XMLDesc()
        finally:
            alpha.lookupByName(name).undefine()


def test_a_domain_that_is_defined_anew_is_not_created(admin, alpha, make_domain):
    make_domain("anew", state="shut off")
    xml = domain_xml(Row("anew", ("client1",), "shut off", title="Renewed"))
    answer = admin.post("/-/hosts/alpha/domainDefineXML", data=xml, headers={"Content-Type": "application/xml"})
    ok(answer, 200)
    assert "Location" not in answer.headers
    assert "<title>Renewed</title>" in alpha.lookupByName("anew").XMLDesc()


def test_a_disk_is_attached_to_the_guest_and_detached(admin, lab, guest):
    disk = lab.beta.make_disk("attached.img")
    xml = (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{disk}'/>"
           "<target dev='sdb' bus='scsi'/></disk>")

    def targets():
        return ok(admin.get(f"/client1/{GUEST}")).xpath("devices/disk/target/@dev")

    assert "sdb" not in targets()
    ok(admin.post(f"/client1/{GUEST}/domainAttachDevice", data=xml, headers={"Content-Type": "application/xml"}))
    assert "sdb" in targets() and str(disk) in guest.XMLDesc()
    ok(admin.post(f"/client1/{GUEST}/domainDetachDevice", data={"xml": xml}))
    wait_until("the disk is gone", lambda: "sdb" not in targets())
    assert str(disk) not in guest.XMLDesc()


def test_interface_statistics_of_an_unknown_interface_are_refused_in_libvirts_words(admin, alpha):
    refused_as_by(lambda: alpha.lookupByName("vm1").interfaceStats("nix"),
                  admin.get("/client1/vm1/domainInterfaceStats?device=nix"))


def test_a_command_works_by_each_owner_of_a_domain(admin, alpha):
    info = alpha.lookupByName("gateway").UUIDString()
    for owner in ("client1", "client3"):
        assert ok(admin.get(f"/{owner}/gateway/domainGetUUIDString")).findtext("buf") == info
    problem(admin.get("/client2/gateway/domainGetUUIDString"), 404)
