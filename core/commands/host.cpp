// The functions of a connection: what the host is, can do and is doing.
#include "core/adapter.h"
#include "core/commands/tables.h"
#include "core/text.h"

namespace core::commands {
namespace {

// One number for each field, of the whole host or of one CPU or cell.
template <auto Function, class Stats>
Outcome get_node_stats(const Object& object, const Arguments& arguments) {
    const auto& about = described<Function>();
    const int which = arguments.integer<int>(about.parameters[1]);
    const unsigned flags = arguments.flags(about.parameters[4]);
    int count = 0;
    if (Function(object.connection, which, nullptr, &count, flags) < 0) throw_last_error(about.name);
    std::vector<Stats> stats(static_cast<std::size_t>(count));
    if (count != 0 && Function(object.connection, which, stats.data(), &count, flags) < 0)
        throw_last_error(about.name);
    Outcome outcome;
    Node& list = outcome.result.add(Node::list("params"));
    for (const auto& each : std::span(stats).first(static_cast<std::size_t>(count)))
        add_fields(each, list.add(Node::record("item")));
    return outcome;
}
constexpr std::array node_stats_inputs{Input::none, Input::integer, Input::none, Input::none, Input::integer};

Outcome get_cpu_map(const Object& object, const Arguments& arguments) {
    const unsigned flags = arguments.flags(described<virNodeGetCPUMap>().parameters[3]);
    unsigned char* raw = nullptr;
    unsigned online = 0;
    const int count = virNodeGetCPUMap(object.connection, &raw, &online, flags);
    if (count < 0) throw_last_error("virNodeGetCPUMap");
    const std::unique_ptr<unsigned char, FreeWith<std::free>> cpumap(raw);
    Outcome outcome;
    outcome.result.add(Node::leaf("value", std::int64_t{count}));
    outcome.result.add(Node::leaf("cpumap", cpu_set({raw, static_cast<std::size_t>(VIR_CPU_MAPLEN(count))})));
    outcome.result.add(Node::leaf("online", std::uint64_t{online}));
    return outcome;
}

// libvirt's wire protocol carries no more (REMOTE_NODE_MAX_CELLS).
constexpr std::size_t most_cells = 1024;

Node numbers(std::string_view name, std::span<const unsigned long long> values, std::string_view unit) {
    Node list = Node::list(name);
    for (const auto value : values) list.add(leaf("item", std::uint64_t{value}, unit, {}));
    return list;
}

std::size_t number_of_cells(const Arguments& arguments, const api::Parameter& parameter) {
    const std::string* given = arguments.find(parameter.name);
    if (given == nullptr) return static_cast<std::size_t>(arguments.integer<int>(parameter));
    return static_cast<std::size_t>(Arguments::to_signed(parameter.name, *given, 1, most_cells));
}

Outcome get_cells_free_memory(const Object& object, const Arguments& arguments) {
    const auto& about = described<virNodeGetCellsFreeMemory>();
    const int start = arguments.integer<int>(about.parameters[2]);
    std::vector<unsigned long long> memory(number_of_cells(arguments, about.parameters[3]));
    const int count =
        virNodeGetCellsFreeMemory(object.connection, memory.data(), start, static_cast<int>(memory.size()));
    if (count < 0) throw_last_error("virNodeGetCellsFreeMemory");
    Outcome outcome;
    outcome.result.add(numbers("freeMems", std::span(memory).first(static_cast<std::size_t>(count)), "bytes"));
    return outcome;
}
constexpr std::array cells_inputs{Input::none, Input::none, Input::integer, Input::integer};

Outcome get_free_pages(const Object& object, const Arguments& arguments) {
    const auto& about = described<virNodeGetFreePages>();
    auto pages = arguments.integers<unsigned>(about.parameters[2]);
    const int start = arguments.integer<int>(about.parameters[3]);
    const std::size_t cells = number_of_cells(arguments, about.parameters[4]);
    const unsigned flags = arguments.flags(about.parameters[6]);
    std::vector<unsigned long long> counts(pages.size() * cells);
    const int count = virNodeGetFreePages(object.connection, static_cast<unsigned>(pages.size()), pages.data(), start,
                                          static_cast<unsigned>(cells), counts.data(), flags);
    if (count < 0) throw_last_error("virNodeGetFreePages");
    Outcome outcome;
    outcome.result.add(numbers("counts", std::span(counts).first(static_cast<std::size_t>(count)), {}));
    return outcome;
}
constexpr std::array free_pages_inputs{Input::none,    Input::none, Input::integers, Input::integer,
                                       Input::integer, Input::none, Input::integer};

Outcome alloc_pages(const Object& object, const Arguments& arguments) {
    const auto& about = described<virNodeAllocPages>();
    auto sizes = arguments.integers<unsigned>(about.parameters[2]);
    auto given = arguments.integers<std::uint64_t>(about.parameters[3]);
    if (sizes.size() != given.size())
        throw ArgumentError("pageCounts", "pageCounts must come as often as pageSizes: one for each");
    std::vector<unsigned long long> counts(given.begin(), given.end());
    const int count =
        virNodeAllocPages(object.connection, static_cast<unsigned>(sizes.size()), sizes.data(), counts.data(),
                          arguments.integer<int>(about.parameters[4]),
                          arguments.integer<unsigned>(about.parameters[5]), arguments.flags(about.parameters[6]));
    if (count < 0) throw_last_error("virNodeAllocPages");
    Outcome outcome;
    outcome.result.add(Node::leaf("value", std::int64_t{count}));
    return outcome;
}
constexpr std::array alloc_pages_inputs{Input::none,    Input::none,    Input::integers, Input::integers,
                                        Input::integer, Input::integer, Input::integer};

Node stats_node(std::span<const virDomainStatsRecordPtr> records) {
    Node list = Node::list("retStats");
    for (const auto* record : records) {
        Node& item = list.add(Node::record("item"));
        item.add(Node::object("dom", reference_of(record->dom)));
        item.add(to_node("params", {record->params, static_cast<std::size_t>(record->nparams)}));
    }
    return list;
}

using StatsRecords = std::unique_ptr<virDomainStatsRecordPtr, FreeWith<virDomainStatsRecordListFree>>;

Outcome get_all_domain_stats(const Object& object, const Arguments& arguments) {
    const auto& about = described<virConnectGetAllDomainStats>();
    const unsigned stats = arguments.flags(about.parameters[1]);
    virDomainStatsRecordPtr* raw = nullptr;
    const int count =
        virConnectGetAllDomainStats(object.connection, stats, &raw, arguments.flags(about.parameters[3]));
    if (count < 0) throw_last_error("virConnectGetAllDomainStats");
    const StatsRecords records(raw);
    Outcome outcome;
    outcome.result.add(stats_node({raw, static_cast<std::size_t>(count)}));
    return outcome;
}
constexpr std::array all_stats_inputs{Input::none, Input::flags, Input::none, Input::integer};

// The domains by their names or UUIDs.
Outcome list_domain_stats(const Object& object, const Arguments& arguments) {
    const auto& about = described<virDomainListGetStats>();
    std::vector<DomainHandle> domains;
    std::vector<virDomainPtr> raw_domains;
    for (const char* key : arguments.texts(about.parameters[0])) {
        domains.emplace_back(is_uuid(key) ? virDomainLookupByUUIDString(object.connection, key)
                                          : virDomainLookupByName(object.connection, key));
        if (domains.back() == nullptr) throw_last_error("virDomainLookupByName");
        raw_domains.push_back(domains.back().get());
    }
    raw_domains.push_back(nullptr);
    const unsigned stats = arguments.flags(about.parameters[1]);
    virDomainStatsRecordPtr* raw = nullptr;
    const int count = virDomainListGetStats(raw_domains.data(), stats, &raw, arguments.flags(about.parameters[3]));
    if (count < 0) throw_last_error("virDomainListGetStats");
    const StatsRecords records(raw);
    Outcome outcome;
    outcome.result.add(stats_node({raw, static_cast<std::size_t>(count)}));
    return outcome;
}
constexpr std::array list_stats_inputs{Input::texts, Input::flags, Input::none, Input::integer};

// Of the machine that asks, not of the host.
Outcome get_library_version(const Object& /*object*/, const Arguments& /*arguments*/) {
    unsigned long library = 0;
    unsigned long driver = 0;
    if (virGetVersion(&library, nullptr, &driver) < 0) throw_last_error("virGetVersion");
    Outcome outcome;
    outcome.result.add(Node::leaf("libVer", std::uint64_t{library}));
    outcome.result.add(Node::leaf("typeVer", std::uint64_t{driver}));
    return outcome;
}
constexpr std::array<Input, 3> version_inputs{};

// Of functions whose first parameter is no object.
constexpr Command host_row(std::string_view name, std::string_view function, std::span<const Input> inputs,
                           Command::Call call) {
    return {name, function, Target::host, Effect::read, Who::reader, inputs, call};
}

}  // namespace

CommandTable host_commands() {
    static constexpr std::array table{
        read<virConnectBaselineCPU>(Who::reader),
        read<virConnectCompareCPU>(Who::reader),
        read<virConnectGetAllDomainStats>(Who::reader, get_all_domain_stats).taking(all_stats_inputs),
        read<virConnectGetCPUModelNames>(Who::reader),
        read<virConnectGetCapabilities>(Who::reader),
        read<virConnectGetHostname>(Who::reader),
        read<virConnectGetLibVersion>(Who::reader),
        read<virConnectGetMaxVcpus>(Who::reader),
        read<virConnectGetStoragePoolCapabilities>(Who::reader),
        read<virConnectGetSysinfo>(Who::reader),
        read<virConnectGetType>(Who::reader),
        read<virConnectGetURI>(Who::reader),
        read<virConnectGetVersion>(Who::reader),
        read<virConnectIsAlive>(Who::reader),
        read<virConnectIsEncrypted>(Who::reader),
        read<virConnectIsSecure>(Who::reader),
        host_row("domainListGetStats", "virDomainListGetStats", list_stats_inputs, list_domain_stats),
        host_row("getVersion", "virGetVersion", version_inputs, get_library_version),
        read<virNodeGetCPUMap>(Who::reader, get_cpu_map),
        read<virNodeGetCPUStats>(Who::reader, get_node_stats<virNodeGetCPUStats, virNodeCPUStats>)
            .taking(node_stats_inputs),
        read<virNodeGetCellsFreeMemory>(Who::reader, get_cells_free_memory).taking(cells_inputs),
        read<virNodeGetFreeMemory>(Who::reader),
        read<virNodeGetFreePages>(Who::reader, get_free_pages).taking(free_pages_inputs),
        read<virNodeGetInfo>(Who::reader),
        read<virNodeGetMemoryParameters>(Who::reader),
        read<virNodeGetMemoryStats>(Who::reader, get_node_stats<virNodeGetMemoryStats, virNodeMemoryStats>)
            .taking(node_stats_inputs),
        read<virNodeGetSecurityModel>(Who::reader),

        privileged_read<virConnectBaselineHypervisorCPU>(),
        privileged_read<virConnectCompareHypervisorCPU>(),
        privileged_read<virConnectDomainXMLFromNative>(),
        privileged_read<virConnectDomainXMLToNative>(),
        privileged_read<virConnectFindStoragePoolSources>(),
        privileged_read<virConnectGetDomainCapabilities>(),
        privileged_read<virNodeGetSEVInfo>(),

        change<virInterfaceChangeBegin>(),
        change<virInterfaceChangeCommit>(),
        change<virInterfaceChangeRollback>().destroying(),
        change<virNodeAllocPages>(Who::admin, alloc_pages).taking(alloc_pages_inputs),
        change<virNodeSetMemoryParameters>(),
        change<virNodeSuspendForDuration>().destroying(),
    };
    return table;
}

}  // namespace core::commands
