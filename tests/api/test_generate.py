"""core/api/generate.py: on a small API description written here, and on the one that libvirt installs."""
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "core/api/generate.py"
sys.dont_write_bytecode = True
sys.path.insert(0, str(GENERATOR.parent))
import generate  # noqa: E402
import text_rules as rules  # noqa: E402

SMALL_API = r"""<?xml version="1.0" encoding="UTF-8"?>
<api name="libvirt">
  <symbols>
    <macro name="VIR_B_WEIGHT" file="libvirt-domain" string="weight"><info>The weight, as a uint.</info></macro>
    <macro name="VIR_A_WEIGHT" file="libvirt-domain" string="weight"><info>As VIR_TYPED_PARAM_LLONG.</info></macro>
    <macro name="VIR_PATTERN" file="libvirt-domain" string="pin%u"><info>as a string</info></macro>
    <macro name="VIR_COPY_FREE" file="libvirt-domain" params="p" raw="free(p)"/>
    <enum name="VIR_RED_HIGH" type="virRedFlags" value="2147483648" value_bitshift="31" info="the highest"/>
    <enum name="VIR_RED_LAST" type="virRedFlags" value="9"/>
    <enum name="VIR_RED_LOW" type="virRedFlags" value="-1"/>
    <enum name="VIR_RED_SUM" type="virRedFlags" value="(1U &lt;&lt; 2) | VIR_BLUE_ONE" info="See virBlueImpact"/>
    <enum name="VIR_BLUE_ONE" type="virBlueImpact" value="1" info="First. Second."/>
    <typedef name="virThing" type="struct _virThing"/>
    <typedef name="virThingPtr" type="virThing *"/>
    <struct name="virThing" file="libvirt-domain" type="struct _virThing"/>
    <struct name="virDomainInfo" file="libvirt-domain" type="struct _virDomainInfo">
      <field name="maxMem" type="unsigned long" info="the memory in KBytes"/>
      <field name="" type="union"><union><field name="i" type="int"/></union></field>
    </struct>
    <function name="virThingPaint" file="libvirt-thing" version="1.2.3">
      <info>Paint a &quot;thing&quot;
at C:\path – what??! A second sentence.</info>
      <return type="int" info="0 in case of success, -1 in case of failure."/>
      <arg name="thing" type="virThingPtr" info="a thing"/>
      <arg name="flags" type="unsigned int" info="bitwise-OR of @virRedFlag"/>
    </function>
    <function name="virThingCopy" file="libvirt-thing" version="1.2.4">
      <info>Copy it.</info>
      <return type="virThingPtr" info="a new thing or NULL"/>
      <arg name="thing" type="virThingPtr" info="a thing"/>
    </function>
  </symbols>
</api>
"""

PROBE = r"""
#include <cstdio>
#include "api_structs.h"
#include "core/api/metadata.h"

using namespace core::api;

int main() {
    for (const Function& function : functions()) {
        if (find_function(function.name) != &function) return 1;
    }
    for (const Enum& in : enums()) {
        if (find_enum(in.name) != &in) return 2;
        for (const Constant& constant : in.constants) {
            if (find_constant(in, constant.value)->value != constant.value) return 3;
        }
    }
    if (find_function("virNothing") || find_enum("") || find_typed_parameter("zzz", "VIR_")) return 4;
    if (find_constant(*find_enum("virRedFlags"), 77)) return 5;
    if (find_typed_parameter("weight", "VIR_B_")->macro != "VIR_B_WEIGHT") return 6;
    if (find_typed_parameter("weight", "VIR_Z_")->macro != "VIR_A_WEIGHT") return 7;
    if (find_constant(*find_enum("virRedFlags"), 2147483648)->name != "VIR_RED_HIGH") return 8;
    std::puts(find_function("virThingPaint")->summary.data());
    virDomainInfo info{};
    info.maxMem = 42;
    StructFields<_virDomainInfo>::visit(info, [](const Field& field, auto value) {
        std::printf("%s %s %d\n", field.name.data(), field.unit.data(), static_cast<int>(value));
    });
}
"""


def run_generator(folder, *api):
    outputs = ["--metadata", folder / "api_metadata.cpp", "--structs", folder / "api_structs.h"]
    return subprocess.run([sys.executable, GENERATOR, *outputs, *api], capture_output=True, text=True, timeout=60)


def run_compiler(folder, *arguments):
    command = [os.environ.get("CXX", "g++"), "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
               "-Wshadow", "-Werror", f"-I{ROOT}", "-I.", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def small_api(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "api.xml"
    path.write_text(SMALL_API, encoding="utf-8")
    return path


def installed_files():
    names = {"libvirt": "libvirt_api", "libvirt-qemu": "libvirt_qemu_api", "libvirt-lxc": "libvirt_lxc_api"}
    answers = [subprocess.run(["pkg-config", f"--variable={variable}", package], capture_output=True, text=True)
               for package, variable in names.items()]
    return [Path(answer.stdout.strip()) for answer in answers if answer.stdout.strip()]


@pytest.fixture(scope="module")
def api():
    return generate.Api([generate.read_root(path) for path in installed_files()])


@pytest.fixture(scope="module")
def functions(api):
    return {function.name: function for function in api.functions}


def parameter_of(function, name):
    return next(parameter for parameter in function.parameters if parameter.name == name)


def field_of(api, struct, name):
    fields = next(each.fields for each in api.structs if each.name == struct)
    return next(field for field in fields if field.name == name)


# The small API

def test_the_small_api_is_read(small_api):
    api = generate.Api([generate.read_root(small_api)])
    assert [function.name for function in api.functions] == ["virThingCopy", "virThingPaint"]
    assert [function.returns for function in api.functions] == ["object", "nothing"]
    assert api.functions[1].summary == 'Paint a "thing" at C:\\path – what??!'
    assert api.functions[1].version == "1.2.3" and api.functions[1].file == "libvirt-thing"
    assert parameter_of(api.functions[1], "flags").enums == ("virRedFlags", "virBlueImpact")


def test_constants_are_numbers_in_order_without_sentinels(small_api):
    enums = generate.Api([generate.read_root(small_api)]).enums
    assert [(c.name, c.value) for c in enums["virRedFlags"]] == [
        ("VIR_RED_LOW", -1), ("VIR_RED_SUM", 5), ("VIR_RED_HIGH", 1 << 31)]
    assert enums["virBlueImpact"][0].info == "First."


def test_typed_parameters_come_by_name_and_macro_without_patterns(small_api):
    found = generate.Api([generate.read_root(small_api)]).typed_parameters
    assert [(row.name, row.macro, row.type) for row in found] == [
        ("weight", "VIR_A_WEIGHT", "llong"), ("weight", "VIR_B_WEIGHT", "uint")]


def test_the_generated_code_compiles_without_a_warning_and_finds_its_rows(small_api, tmp_path):
    assert run_generator(tmp_path, small_api).returncode == 0
    (tmp_path / "probe.cpp").write_text(PROBE, encoding="utf-8")
    compiled = run_compiler(tmp_path, "probe.cpp", "api_metadata.cpp", "-o", "probe")
    assert compiled.returncode == 0, compiled.stderr
    answer = subprocess.run([tmp_path / "probe"], capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert (answer.returncode, answer.stdout) == (0, 'Paint a "thing" at C:\\path – what??!\nmaxMem KiB 42\n')


def test_an_api_without_symbols_still_compiles(tmp_path):
    (tmp_path / "api.xml").write_text("<api><symbols/></api>", encoding="utf-8")
    assert run_generator(tmp_path, tmp_path / "api.xml").returncode == 0
    compiled = run_compiler(tmp_path, "-fsyntax-only", "-Wno-unused-const-variable", "api_metadata.cpp")
    assert compiled.returncode == 0, compiled.stderr


@pytest.mark.parametrize("text, told", [
    ("<api><symbols>", "no well-formed XML"),
    ("", "no well-formed XML"),
    ("<domain/>", "not an API description"),
    ("<api/>", "not an API description"),
    ("<api><symbols><enum name='VIR_A' type='virA' value='VIR_A'/></symbols></api>", "VIR_A cannot be worked out"),
    ("<api><symbols><enum name='VIR_A' type='virA' value='many'/></symbols></api>", "VIR_A cannot be worked out"),
    ("<api><symbols><enum name='VIR_A' type='virA' value='1 +'/></symbols></api>", "VIR_A is no number"),
    ("<api><symbols><enum name='VIR_A' type='virA' value='open(2)'/></symbols></api>", "VIR_A is no number"),
])
def test_a_malformed_input_is_an_error_and_writes_nothing(tmp_path, text, told):
    (tmp_path / "api.xml").write_text(text, encoding="utf-8")
    answer = run_generator(tmp_path, tmp_path / "api.xml")
    assert answer.returncode == 1
    assert told in answer.stderr and "Traceback" not in answer.stderr
    assert not (tmp_path / "api_metadata.cpp").exists()


def test_a_missing_input_is_an_error(tmp_path):
    answer = run_generator(tmp_path, tmp_path / "missing.xml")
    assert answer.returncode == 1
    assert "missing.xml: No such file" in answer.stderr


# What libvirt installs

def test_the_installed_api_compiles_and_comes_out_the_same_twice(tmp_path):
    written = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        assert run_generator(tmp_path / name, *installed_files()).returncode == 0
        written.append([(tmp_path / name / file).read_bytes() for file in ("api_metadata.cpp", "api_structs.h")])
    assert written[0] == written[1]
    (tmp_path / "first/use.cpp").write_text('#include "api_structs.h"\n', encoding="utf-8")
    compiled = run_compiler(tmp_path / "first", "-c", "api_metadata.cpp", "use.cpp")
    assert compiled.returncode == 0, compiled.stderr


def test_all_files_are_merged(functions):
    assert len(functions) >= 516
    assert functions["virDomainQemuMonitorCommand"].file == "libvirt-qemu"
    assert functions["virDomainLxcEnterNamespace"].file == "libvirt-lxc"


def test_parameters_have_libvirts_names(functions):
    assert [p.name for p in functions["virDomainSetMemoryFlags"].parameters] == ["domain", "memory", "flags"]
    assert [p.type for p in functions["virDomainGetInfo"].parameters] == ["virDomainPtr", "virDomainInfoPtr"]


@pytest.mark.parametrize("function, parameter, enums", [
    ("virDomainGetXMLDesc", "flags", ("virDomainXMLFlags",)),
    ("virDomainSetMemoryFlags", "flags", ("virDomainMemoryModFlags", "virDomainModificationImpact")),
    ("virDomainGetMemoryParameters", "flags", ("virDomainModificationImpact", "virTypedParameterFlags")),
    ("virDomainMigrateToURI", "flags", ("virDomainMigrateFlags",)),
    ("virInterfaceGetXMLDesc", "flags", ("virInterfaceXMLFlags",)),
    ("virDomainSaveImageGetXMLDesc", "flags", ("virDomainSaveImageXMLFlags",)),
    ("virDomainGetState", "flags", ()),
    ("virDomainGetState", "state", ("virDomainState",)),
    ("virDomainGetState", "reason", ()),
    ("virDomainSendKey", "codeset", ("virKeycodeSet",)),
    ("virNodeSuspendForDuration", "target", ("virNodeSuspendTarget",)),
    ("virNodeSuspendForDuration", "duration", ()),
    ("virConnectGetAllDomainStats", "stats", ("virDomainStatsTypes",)),
    ("virDomainMigrateToURI2", "dconnuri", ()),
])
def test_enums_come_from_the_text(functions, function, parameter, enums):
    assert parameter_of(functions[function], parameter).enums == enums


@pytest.mark.parametrize("function, parameter, is_optional", [
    ("virDomainGetMetadata", "uri", True),
    ("virDomainGetMetadata", "type", False),
    ("virNodeListDevices", "cap", True),
    ("virDomainFSFreeze", "mountpoints", True),
    ("virConnectGetDomainCapabilities", "machine", True),
    ("virDomainSetUserPassword", "password", False),
])
def test_what_may_be_null_is_said_to_be_optional(functions, function, parameter, is_optional):
    assert parameter_of(functions[function], parameter).info.endswith(" (optional)") == is_optional


@pytest.mark.parametrize("function, parameter, unit", [
    ("virDomainSetMemory", "memory", "KiB"),
    ("virDomainSendKey", "holdtime", "ms"),
    ("virDomainSetTime", "seconds", "s"),
    ("virDomainSetTime", "nseconds", "ns"),
    ("virDomainMigrateSetMaxSpeed", "bandwidth", "MiB/s"),
    ("virStorageVolResize", "capacity", "bytes"),
    ("virNodeAllocPages", "pageSizes", "KiB"),
    ("virNodeAllocPages", "pageCounts", ""),
    ("virNodeGetCellsFreeMemory", "freeMems", "bytes"),
    ("virDomainBlockResize", "size", ""),
    ("virDomainBlockJobSetSpeed", "bandwidth", ""),
    ("virDomainMemoryPeek", "buffer", ""),
    ("virDomainGetUUIDString", "buf", ""),
    ("virConnectListAllNetworks", "flags", ""),
    ("virDomainScreenshot", "screen", ""),
])
def test_units_come_from_the_text(functions, function, parameter, unit):
    assert parameter_of(functions[function], parameter).unit == unit


def test_units_of_results(functions):
    assert functions["virDomainGetMaxMemory"].returns_unit == "KiB"
    assert functions["virNodeGetFreeMemory"].returns_unit == "bytes"
    assert functions["virDomainGetMaxVcpus"].returns_unit == ""


NOTHING = """virDomainShutdown virDomainGetState virDomainGetInfo virDomainFree virDomainBlockJobAbort virDomainRename
    virConnectGetLibVersion virDomainOpenConsole virStorageVolDownload virDomainBlockPull virSecretGetUUID
    virNodeDeviceFree virNodeSuspendForDuration virNetworkUpdate virTypedParamsFree virDomainSnapshotDelete""".split()
VALUE = """virDomainGetMaxVcpus virDomainGetID virDomainIsActive virDomainGetXMLDesc virDomainGetName virConnectClose
    virDomainHasManagedSaveImage virDomainGetBlockJobInfo virDomainGetEmulatorPinInfo virConnectSetKeepAlive
    virDomainGetCPUStats virConnectGetCPUModelNames virDomainFSFreeze virSecretGetValue virGetLastError
    virStreamRecvFlags
    virConnectNumOfSecrets virConnectCompareCPU virDomainSnapshotIsCurrent virDomainListAllSnapshots""".split()
OBJECT = "virDomainLookupByName virDomainDefineXML virDomainMigrate virConnectOpen virStorageVolCreateXML".split()


@pytest.mark.parametrize("name, returns", [
    (name, returns) for returns, names in {"nothing": NOTHING, "value": VALUE, "object": OBJECT}.items()
    for name in names])
def test_what_a_function_returns(functions, name, returns):
    assert functions[name].returns == returns


@pytest.mark.parametrize("macro, kind", [
    ("VIR_DOMAIN_SCHEDULER_CPU_SHARES", "ullong"),
    ("VIR_DOMAIN_SCHEDULER_VCPU_QUOTA", "llong"),
    ("VIR_DOMAIN_BLKIO_WEIGHT", "uint"),
    ("VIR_DOMAIN_BLKIO_DEVICE_WEIGHT", "string"),
    ("VIR_DOMAIN_BLOCK_COPY_BANDWIDTH", "ullong"),
    ("VIR_DOMAIN_BLOCK_COPY_BUF_SIZE", "ullong"),
    ("VIR_DOMAIN_BLOCK_COPY_GRANULARITY", "uint"),
    ("VIR_DOMAIN_NUMA_MODE", "int"),
    ("VIR_DOMAIN_JOB_SUCCESS", "boolean"),
    ("VIR_NODE_SEV_PDH", "string"),
    ("VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES", "uint"),
    ("VIR_PERF_PARAM_CMT", "boolean"),
    ("VIR_MIGRATE_PARAM_LISTEN_ADDRESS", "string"),
    ("VIR_NODE_CPU_STATS_IDLE", ""),
])
def test_types_of_typed_parameters(api, macro, kind):
    assert next(row.type for row in api.typed_parameters if row.macro == macro) == kind


@pytest.mark.parametrize("struct, field, c_type, unit, enum", [
    ("virDomainInfo", "state", "unsigned char", "", "virDomainState"),
    ("virDomainInfo", "maxMem", "unsigned long", "KiB", ""),
    ("virDomainInfo", "cpuTime", "unsigned long long", "ns", ""),
    ("virNodeInfo", "model", "char[32]", "", ""),
    ("virNodeInfo", "mhz", "unsigned int", "MHz", ""),
    ("virDomainJobInfo", "type", "int", "", "virDomainJobType"),
    ("virDomainJobInfo", "timeRemaining", "unsigned long long", "ms", ""),
    ("virDomainJobInfo", "dataRemaining", "unsigned long long", "bytes", ""),
    ("virDomainControlInfo", "stateTime", "unsigned long long", "ms", ""),
    ("virDomainInterfaceStatsStruct", "rx_bytes", "long long", "bytes", ""),
    ("virDomainInterfaceStatsStruct", "rx_packets", "long long", "", ""),
])
def test_fields_of_structs(api, struct, field, c_type, unit, enum):
    assert field_of(api, struct, field) == (field, c_type, unit, enum)


def test_structs_go_by_their_c_tag_and_exclude_typed_parameters(api):
    tags = {struct.name: struct.tag for struct in api.structs}
    assert tags["virDomainInterfaceStatsStruct"] == "_virDomainInterfaceStats"
    assert not {"virDomain", "virTypedParameter", "virSchedParameter"} & tags.keys()
    assert len(set(tags.values())) == len(tags)


def test_constants_of_the_installed_api(api):
    values = {constant.name: constant.value for members in api.enums.values() for constant in members}
    assert values["VIR_DOMAIN_RUNNING"] == 1
    assert values["VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE"] == 1 << 31
    assert values["VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK"] == -2
    assert values["VIR_DOMAIN_MEM_CONFIG"] == values["VIR_DOMAIN_AFFECT_CONFIG"] == 2
    assert [name for name in values if name.endswith("_LAST")] == ["VIR_NETWORK_UPDATE_COMMAND_ADD_LAST"]
    assert "VIR_DOMAIN_MEMORY_STAT_NR" not in values


def test_summaries_are_one_sentence_on_one_line(functions):
    assert functions["virDomainGetXMLDesc"].summary == "Provide an XML description of the domain."
    assert functions["virInterfaceGetXMLDesc"].summary == "Provide an XML description of the interface."
    for function in functions.values():
        assert 0 < len(function.summary) <= 200 and not re.search(r"\s\s|\n", function.summary), function.name


# The rules on their own

def test_a_long_sentence_is_cut_at_a_word():
    summary = rules.first_sentence("word " * 100)
    assert len(summary) <= 200 and summary.endswith("word…")


def test_a_sentence_does_not_end_at_an_abbreviation():
    assert rules.first_sentence("Name a host, e.g. One or two. More.") == "Name a host, e.g. One or two."


@pytest.mark.parametrize("text, literal", [
    ('say "hi"', r'"say \"hi\""'),
    ("a\\b", r'"a\\b"'),
    ("a\nb\tc", r'"a\nb\tc"'),
    ("é1", r'"\303\2511"'),
    ("\x07", r'"\007"'),
    ("what??/", r'"what\?\?/"'),
])
def test_literals_are_escaped(text, literal):
    assert generate.cpp_string(text) == literal
