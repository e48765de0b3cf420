"""Arguments at the limits of their types come through to libvirt as they are; what lies outside is refused by name.

libvirt's own functions make the same call on another object: both are refused in the same words, or look the same afterwards.
"""

import base64

import libvirt
import pytest
from calls import ROWS
from calls.binding import call, python_arguments
from calls.exact import call_exactly
from calls.lab import running_scene
from calls.limits import NO_NUMBERS, RANGES, at_the_ends, integers_of, outside, typed_parameters_of
from checks import ok, problem
from lxml import etree

MOST_KEYS = 16  # VIR_DOMAIN_SEND_KEY_MAX_KEYS
LATER = libvirt.VIR_DOMAIN_AFFECT_CONFIG
XML = {"Content-Type": "application/xml"}
# Something of each kind, on which a wrong argument must not come to anything.
THINGS = {
    "host": "alpha", "domain": "vm", "network": "network", "networkPort": "port", "storagePool": "pool", "storageVol": "volume",
    "nodeDevice": "device", "interface": "interface", "secret": "secret", "nwfilter": "filter", "nwfilterBinding": "binding",
    "snapshot": "snapshot", "checkpoint": "checkpoint"}

# What may not be as large as its type: a buffer is made for it.
NARROWER = {
    ("domainBlockPeek", "size"): (0, 4 << 20), ("domainMemoryPeek", "size"): (0, 4 << 20),
    ("nodeGetCellsFreeMemory", "maxCells"): (1, 1024), ("nodeGetFreePages", "cellCount"): (1, 1024)}


@pytest.fixture(scope="module")
def scene():
    with running_scene() as scene:
        yield scene


def sent(scene, thing, name, arguments):
    command = scene.commands[name]
    way = "params" if command["method"] == "GET" or name == "storageVolUpload" else "data"  # Its body are the bytes.
    body = {"data": b"x", "headers": {"Content-Type": "application/octet-stream"}} if name == "storageVolUpload" else {}
    return scene.admin.request(command["method"], thing.url + name, **{way: arguments}, **body)


def others_of(scene, thing, name):
    """The function's arguments as they work, but for documents, which are only well-formed."""
    row = ROWS[name]
    documents = {each["name"]: "<a/>" for each in scene.commands[name]["parameters"] if each["kind"] == "xml"}
    return {argument: documents.get(argument) or value for argument, value in row.filled(scene, thing, documents).items()}


def check_refused(scene, name, argument, value, words):
    """A 400 that names the argument and says what is right; libvirt was not asked."""
    thing = scene.thing(THINGS[scene.commands[name]["target"]])
    wrong = problem(sent(scene, thing, name, others_of(scene, thing, name) | {argument: value}), 400, words, argument)
    assert wrong.find("{*}libvirt") is None


# ---- every number of every function ----

def test_a_number_outside_of_its_type_is_refused_by_name(scene):
    asked = 0
    for name, argument, least, largest in integers_of(scene.commands.values()):
        least, largest = NARROWER.get((name, argument), (least, largest))
        for value in outside(least, largest):
            check_refused(scene, name, argument, value, f"{argument} must be a whole number from {least} to {largest}")
            asked += 1
    assert asked > 300


@pytest.mark.parametrize("value", NO_NUMBERS)
def test_what_is_no_number_is_refused_by_name(scene, value):
    for name, argument, *_ in integers_of(scene.commands.values()):
        check_refused(scene, name, argument, value, "not a number")


def test_nothing_is_no_number_and_no_list_of_numbers(scene):
    for name, argument, *_ in integers_of(scene.commands.values()):
        is_list = any(each["name"] == argument and each["kind"] == "list" for each in scene.commands[name]["parameters"])
        check_refused(scene, name, argument, "", "is missing" if is_list else "not a number")


def test_a_typed_parameter_outside_of_its_type_is_refused_by_name(scene):
    asked = 0
    for name, parameter, type in typed_parameters_of(scene.commands.values()):
        if type in RANGES:
            for value in (*outside(*RANGES[type]), *NO_NUMBERS):
                check_refused(scene, name, f"params.{parameter}", value, "must be a whole number from")
                asked += 1
    assert asked > 1000


def test_a_flag_that_is_none_is_refused_by_name(scene):
    for name, argument in flags_of(scene):
        for value, words in ((str(2**32), "out of range"), ("-1", "out of range"), ("x", "not a number"), ("VIR_NO_SUCH", "is no flag")):
            check_refused(scene, name, argument, value, words)


def flags_of(scene):
    return [(command["name"], parameter["name"]) for command in scene.commands.values()
            for parameter in command["parameters"] if parameter["kind"] == "flags"]


def test_names_of_constants_stand_for_libvirts_numbers(scene):
    checked = 0
    for command in scene.commands.values():
        for parameter in command["parameters"]:
            for each in parameter.get("flags", []) + parameter.get("constants", []):
                assert getattr(libvirt, each["name"], each["value"]) == each["value"], (command["name"], each)
                checked += 1
            if parameter["kind"] == "integer":
                check_refused(scene, command["name"], parameter["name"], "VIR_NO_SUCH", '"VIR_NO_SUCH" is no')
    assert checked > 500


# ---- what comes through: read back, or in libvirt's own words ----

def outcome_over_http(scene, thing, name, arguments, look):
    answer = sent(scene, thing, name, arguments)
    if answer.status_code < 300:
        ok(answer, answer.status_code)
        return "done", look(thing)
    root = ok(answer, answer.status_code)
    assert answer.status_code != 500 and root.find("{*}libvirt") is not None, answer.text
    return root.findtext("{*}libvirt/{*}code"), root.findtext("{*}libvirt/{*}message").replace(name_of(thing), "…")


def outcome_of(thing, ask, look=None):
    """What comes of a call by libvirt's own means: its refusal, or what is seen afterwards."""
    try:
        returned = ask()
    except libvirt.libvirtError as error:
        return str(error.get_error_code()), str(error).replace(name_of(thing), "…")
    return "done", look(thing) if look else returned


def outcome_through_python(scene, thing, name, arguments, look):
    command = scene.commands[name]
    return outcome_of(thing, lambda: call(command["function"], thing.handle, python_arguments(
        command["parameters"], arguments, scene.connection_of)), look)


def outcome_through_c(scene, thing, name, arguments, look):
    return outcome_of(thing, lambda: call_exactly(scene.commands[name], thing.handle, arguments), look)


def name_of(thing):
    return thing.handle.name() if hasattr(thing.handle, "name") else thing.host


def same_both_ways(scene, on, name, arguments, look=lambda thing: None, other=outcome_through_python):
    """What became of a call over HTTP and of the same one by libvirt's own means, each on an object of its own: the same."""
    ours = outcome_over_http(scene, scene.thing(on), name, arguments, look)
    theirs = other(scene, scene.thing(on), name, arguments, look)
    assert ours == theirs
    return ours


def xml(path, flags=0):
    return lambda thing: etree.fromstring(thing.handle.XMLDesc(flags)).xpath(path)


def later(path):
    return xml(path, libvirt.VIR_DOMAIN_XML_INACTIVE)


def stat(name):
    return lambda thing: thing.handle.connect().domainListGetStats([thing.handle])[0][1].get(name)


def card(name):
    return lambda thing: thing.handle.interfaceParameters("testnet0")[name]


def nothing(thing):
    """What nothing shows; that libvirt took it is compared."""


# (function, argument, on what, what shows it)
NUMBERS = [
    ("domainSetAutostart", "autostart", "new off", lambda thing: thing.handle.autostart()),
    ("domainSetMaxMemory", "memory", "new off", lambda thing: thing.handle.maxMemory()),
    ("domainSetMemoryFlags", "memory", "new idle", later("string(currentMemory)")),
    ("domainSetVcpusFlags", "nvcpus", "new idle", later("string(vcpu/@current)")),
    ("domainAddIOThread", "iothread_id", "new idle", later("string(//iothread[2]/@id)")),
    ("domainDelIOThread", "iothread_id", "new idle", later("string(iothreads)")),
    ("domainPinVcpuFlags", "vcpu", "new idle", later("string(//vcpupin/@vcpu)")),
    ("domainPinIOThread", "iothread_id", "new idle", later("string(//iothreadpin/@iothread)")),
    ("domainSetLifecycleAction", "type", "new idle", later("concat(on_poweroff, on_reboot, on_crash)")),
    ("domainSendProcessSignal", "pid_value", "vm", nothing),
    ("networkSetAutostart", "autostart", "new network", lambda thing: thing.handle.autostart()),
    ("storagePoolSetAutostart", "autostart", "new pool", lambda thing: thing.handle.autostart()),
    ("storageVolResize", "capacity", "new volume", lambda thing: thing.handle.info()),
    ("domainSetMemoryStatsPeriod", "period", "guest", xml("string(//memballoon/stats/@period)")),
    ("domainSetBlockThreshold", "threshold", "guest", stat("block.0.threshold")),
    ("domainBlockResize", "size", "guest", lambda thing: thing.handle.blockInfo("sda")[0]),
    ("domainMigrateSetMaxDowntime", "downtime", "guest", lambda thing: thing.handle.migrateGetMaxDowntime()),
    ("domainMigrateSetMaxSpeed", "bandwidth", "guest", lambda thing: thing.handle.migrateGetMaxSpeed()),
    ("domainMigrateSetCompressionCache", "cacheSize", "guest", lambda thing: thing.handle.migrateGetCompressionCache()),
    ("domainAgentSetResponseTimeout", "timeout", "guest", nothing),
]
MORE = {"domainMigrateSetCompressionCache": (1 << 33, 1 << 62)}


@pytest.mark.parametrize(("name", "argument", "on", "look"), NUMBERS, ids=[row[0] for row in NUMBERS])
def test_a_number_within_its_type_comes_through(scene, name, argument, on, look):
    [(least, largest)] = [bounds for function, its, *bounds in integers_of(scene.commands.values()) if (function, its) == (name, argument)]
    outcomes = {}
    for value in (*at_the_ends(least, largest), *MORE.get(name, ())):
        others = ROWS[name].filled(scene, scene.thing(on))
        if not on.startswith("new "):  # What the other side set must not be what is read.
            base = outcome_through_c(scene, scene.thing(on), name, others, look)
            assert base[0] == "done", base
        outcomes[value] = same_both_ways(scene, on, name, others | {argument: value}, look, outcome_through_c)
    assert len(set(outcomes.values())) > 1 or look is nothing, f"nothing tells {argument} from another: {outcomes}"


# (function, typed parameter, on what, what shows it)
TYPED = [
    ("domainSetSchedulerParametersFlags", "cpu_shares", "tuned", later("string(cputune/shares)")),
    ("domainSetSchedulerParametersFlags", "vcpu_quota", "tuned", later("string(cputune/quota)")),
    ("domainSetSchedulerParametersFlags", "vcpu_period", "tuned", later("string(cputune/period)")),
    ("domainSetMemoryParameters", "soft_limit", "tuned", later("string(memtune/soft_limit)")),
    ("domainSetBlkioParameters", "weight", "tuned", later("string(blkiotune/weight)")),
    ("domainSetNumaParameters", "numa_mode", "tuned", later("string(numatune/memory/@mode)")),
    ("domainSetPerfEvents", "cpu_cycles", "idle", lambda thing: thing.handle.perfEvents(LATER)["cpu_cycles"]),
    ("domainSetInterfaceParameters", "inbound.average", "vm", card("inbound.average")),
    ("domainSetInterfaceParameters", "outbound.average", "vm", card("outbound.average")),
    ("domainSetBlockIoTune", "total_bytes_sec", "idle", later("string(//total_bytes_sec)")),
    ("domainSetBlockIoTune", "size_iops_sec", "idle", later("string(//size_iops_sec)")),
    ("domainSetIOThreadParams", "poll_max_ns", "guest", stat("iothread.1.poll-max-ns")),
    ("domainSetIOThreadParams", "poll_grow", "guest", stat("iothread.1.poll-grow")),
]


@pytest.mark.parametrize(("name", "parameter", "on", "look"), TYPED, ids=[f"{row[0]} {row[1]}" for row in TYPED])
def test_a_typed_parameter_within_its_type_comes_through(scene, name, parameter, on, look):
    [type] = [type for function, its, type in typed_parameters_of(scene.commands.values()) if (function, its) == (name, parameter)]
    base = ROWS[name].filled(scene, scene.thing(on))
    if name == "domainSetPerfEvents" or on == "idle":
        base |= {"flags": "VIR_DOMAIN_AFFECT_CONFIG"}
    others = {key: value for key, value in base.items() if not key.startswith("params.")}
    outcomes = set()
    for value in at_the_ends(*RANGES[type]):
        outcomes.add(same_both_ways(scene, on, name, others | {f"params.{parameter}": value}, look))
        outcome_through_python(scene, scene.thing(on), name, base, look)
    assert len(outcomes) > 1, outcomes


NODE_SETS = {"0": "done", "": None, "é": None, "0-": None, "x" * 100_000: None}


@pytest.mark.parametrize("text", NODE_SETS, ids=lambda text: text[:10])
def test_a_typed_text_comes_through(scene, text):
    said, _ = same_both_ways(scene, "tuned", "domainSetNumaParameters", {"flags": LATER, "params.numa_nodeset": text},
                             later("string(numatune/memory/@nodeset)"))
    assert NODE_SETS[text] in (None, said)


TEXTS = ["a", " ", "é", "𝄞 \u202e", "<&>\"'", "a\tb\nc", "]]>", "%00", "&amp;", "\ufffd", "x" * 1_000_000, "é" * 160_000]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:10])
def test_a_text_comes_through(scene, text):
    arguments = {"type": "VIR_DOMAIN_METADATA_DESCRIPTION", "metadata": text}
    assert same_both_ways(scene, "new vm", "domainSetMetadata", arguments,
                          lambda thing: thing.handle.metadata(0, None)) == ("done", text)


@pytest.mark.parametrize("text", ["", "é", "<&>\"'", "%s%n", "x" * 4000, "a" * 17])
def test_a_text_that_libvirt_repeats_is_the_same(scene, text):
    code, message = same_both_ways(scene, "beta", "interfaceLookupByMACString", {"macstr": text})
    assert code == str(libvirt.VIR_ERR_NO_INTERFACE) and text in message


def test_a_text_that_is_optional_and_empty_is_not_given(scene):
    vm = scene.thing("new vm")
    for arguments in ({"metadata": ""}, {}):
        vm.handle.setMetadata(1, "A title", None, None)
        ok(sent(scene, vm, "domainSetMetadata", {"type": 1} | arguments))
        with pytest.raises(libvirt.libvirtError) as error:
            vm.handle.metadata(1, None)
        assert error.value.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN_METADATA


def test_a_document_of_a_megabyte_comes_through(scene):
    vm = scene.thing("new off")
    document = vm.handle.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)
    room = (1 << 20) - len(document.encode()) - len("<description></description>")
    text = "é" * (room // 2) + "x" * (room % 2)
    document = document.replace("</title>", f"</title><description>{text}</description>")
    assert len(document.encode()) == 1 << 20
    host = scene.thing("alpha")
    ok(scene.admin.post(f"{host.url}domainDefineXML", data=document.encode(), headers=XML))
    assert vm.handle.metadata(0, None) == text


# ---- lists, CPUs, bytes ----

@pytest.mark.parametrize("keys", [[], ["0"], ["65535"], ["4294967295"], ["30"] * 16, ["30"] * 17, ["30"] * 60], ids=len)
def test_a_list_of_numbers_comes_through(scene, keys):
    guest, arguments = scene.thing("guest"), {"codeset": 0, "holdtime": 1, "keycodes": keys}
    if not keys:
        problem(sent(scene, guest, "domainSendKey", arguments), 400, "keycodes is missing", "keycodes")
        return
    ours = outcome_over_http(scene, guest, "domainSendKey", arguments, nothing)
    if len(keys) > MOST_KEYS:  # libvirt's Python would not ask.
        assert ours == (str(libvirt.VIR_ERR_INVALID_ARG), f"nkeycodes must be <= {MOST_KEYS}")
    else:
        assert ours == outcome_of(guest, lambda: guest.handle.sendKey(0, 1, [int(key) for key in keys], len(keys)), nothing)


@pytest.mark.parametrize("points", [[], ["/"], ["/", "/boot"], ["/boot", "/", "/boot"], ["/nowhere"], ["é"], ["/"] * 64], ids=len)
def test_a_list_of_texts_comes_through(scene, points):
    vm, other = scene.thing("new vm"), scene.thing("new vm")
    answer = sent(scene, vm, "domainFSFreeze", {"mountpoints": points})
    said, value = outcome_of(other, lambda: other.handle.fsFreeze(points or None))
    root = ok(answer, 200 if said == "done" else 409)
    assert value == (int(root.findtext("value")) if said == "done" else root.findtext("{*}libvirt/{*}message"))


def test_more_arguments_than_the_limit_are_refused(scene):
    problem(sent(scene, scene.thing("vm"), "domainFSFreeze", {"mountpoints": ["/"] * 65}), 400, "64")


CPUS = {"0": "0", "1": "1", "0-1": "0-1", "1,0": "0-1", "0-0": "0", "0-7,^3": "0-2,4-7", "0-7,^3,3": "0-7", "63": "63", "64": "64",
        "0,1000": "0,1000", "16383": "16383", "0-16383": "0-16383", "00": "0"}


@pytest.mark.parametrize("cpus", CPUS)
def test_a_set_of_cpus_comes_through(scene, cpus):
    idle = scene.thing("new idle")
    ok(sent(scene, idle, "domainPinVcpuFlags", {"vcpu": 0, "cpumap": cpus, "flags": LATER}))
    assert later("string(//vcpupin/@cpuset)")(idle) == CPUS[cpus]


@pytest.mark.parametrize("cpus", ["", "^0", "0,^0", "1-0", "-1", "0-", "a", "0,,1", ",", "16384", "0-16384",
                                  "0-99999999999", "0 ", " 0", "0;1", "٣", "1.5"])
def test_what_is_no_set_of_cpus_is_refused_by_name(scene, cpus):
    for name in ("domainPinVcpu", "domainPinVcpuFlags", "domainPinEmulator", "domainPinIOThread"):
        check_refused(scene, name, "cpumap", cpus, "is no set of CPUs: cpumap must be one such as 0-3,^2,8, with no CPU above 16383")


@pytest.mark.parametrize("value", [b"", b"\0", b"\xff", b"\0" * 16, bytes(range(256)), b"x" * 65536, b"x" * 65537], ids=len)
def test_bytes_come_through(scene, value):
    encoded = base64.b64encode(value).decode()
    said = same_both_ways(scene, "new secret", "secretSetValue", {"value": encoded}, lambda thing: thing.handle.value())
    assert said == ("done", value) or len(value) in (0, 65537)


@pytest.mark.parametrize("text", ["A", "AA", "AAA", "AA=", "A===", "=AAA", "AA==AA==", "QUI\n", "QUJD\n", " QUJD", "QU JD", "-_-_",
                                  "AAA\u00e9", "QUJD===="])
def test_what_is_no_base64_is_refused_by_name(scene, text):
    check_refused(scene, "secretSetValue", "value", text, "value must be base64")


# ---- flags ----

def with_bits(ask, flags):
    """Some of libvirt's Python takes flags as an int: then the number with the same bits."""
    try:
        return ask(flags)
    except OverflowError:
        return ask(flags - 2**32)


@pytest.mark.parametrize("flags", [2**31, 2**32 - 1])
def test_flags_come_through_to_the_last_bit(scene, flags):
    told = 0
    for name, argument in flags_of(scene):
        row = ROWS[name]
        if scene.commands[name]["method"] != "GET" or row.outcome == "501" or type(row).__name__ == "Special" or row._by:
            continue
        thing = scene.thing(row.on)
        others = row.filled(scene, thing)
        ours = outcome_over_http(scene, thing, name, others | {argument: flags}, nothing)
        theirs = with_bits(lambda bits: outcome_through_python(scene, thing, name, others | {argument: bits}, nothing), flags)  # noqa: B023
        if name.endswith("Names") or name == "nodeListDevices":  # libvirt's Python asks for their number first, and another function refuses it.
            ours, theirs = ([code, words and words.partition(" in function")[0]] for code, words in (ours, theirs))
        assert ours == theirs, name
        told += f"(0x{flags:x})" in ours[1] if ours[1] else 0
    assert told > 20
