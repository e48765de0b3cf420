// What a domain may use: memory, CPUs, threads, shares and limits.
#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

// Most machines fit the first room, in one round trip. The bitmaps have room for 4096 CPUs of the host.
constexpr std::size_t few_vcpus = 64;
constexpr std::size_t many_vcpus = 4096;
constexpr std::size_t bitmap_bytes = 512;

struct Vcpus {
    std::vector<virVcpuInfo> info;
    std::vector<unsigned char> bitmaps;
};

Vcpus ask_vcpus(virDomainPtr domain, std::size_t room) {
    Vcpus vcpus{std::vector<virVcpuInfo>(room), std::vector<unsigned char>(room * bitmap_bytes)};
    const int count = virDomainGetVcpus(domain, vcpus.info.data(), static_cast<int>(room), vcpus.bitmaps.data(),
                                        static_cast<int>(bitmap_bytes));
    if (count < 0) throw_last_error("virDomainGetVcpus");
    vcpus.info.resize(static_cast<std::size_t>(count));
    return vcpus;
}

Outcome get_vcpus(const Object& object, const Arguments& /*arguments*/) {
    Vcpus vcpus = ask_vcpus(object.domain, few_vcpus);
    if (vcpus.info.size() == few_vcpus) vcpus = ask_vcpus(object.domain, many_vcpus);
    Outcome outcome;
    Node info = Node::list("info");
    Node cpumaps = Node::list("cpumaps");
    for (std::size_t i = 0; i < vcpus.info.size(); ++i) {
        add_fields(vcpus.info[i], info.add(Node::record("item")));
        const std::span bitmap = std::span(vcpus.bitmaps).subspan(i * bitmap_bytes, bitmap_bytes);
        cpumaps.add(Node::leaf("item", cpu_set(bitmap)));
    }
    outcome.result.add(std::move(info));
    outcome.result.add(std::move(cpumaps));
    return outcome;
}

Node cpumap_item(std::span<const unsigned char> bitmap) {
    return Node::leaf("item", cpu_set(bitmap));
}

Outcome get_vcpu_pins(const Object& object, const Arguments& arguments) {
    const auto& about = described<virDomainGetVcpuPinInfo>();
    const unsigned flags = arguments.flags(about.parameters[4]);
    std::vector<unsigned char> bitmaps(many_vcpus * bitmap_bytes);
    const int count = virDomainGetVcpuPinInfo(object.domain, static_cast<int>(many_vcpus), bitmaps.data(),
                                              static_cast<int>(bitmap_bytes), flags);
    if (count < 0) throw_last_error("virDomainGetVcpuPinInfo");
    Outcome outcome;
    Node& cpumaps = outcome.result.add(Node::list("cpumaps"));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        cpumaps.add(cpumap_item(std::span(bitmaps).subspan(i * bitmap_bytes, bitmap_bytes)));
    return outcome;
}

Outcome get_emulator_pins(const Object& object, const Arguments& arguments) {
    const unsigned flags = arguments.flags(described<virDomainGetEmulatorPinInfo>().parameters[3]);
    std::vector<unsigned char> bitmap(bitmap_bytes);
    const int found =
        virDomainGetEmulatorPinInfo(object.domain, bitmap.data(), static_cast<int>(bitmap_bytes), flags);
    if (found < 0) throw_last_error("virDomainGetEmulatorPinInfo");
    Outcome outcome;
    outcome.result.add(Node::leaf("cpumap", found == 0 ? std::string() : cpu_set(bitmap)));
    return outcome;
}

// Parameters of several CPUs, all of the same number.
class CpuStats {
  public:
    CpuStats(unsigned each, unsigned cpus) : each_(each), params_(std::size_t{each} * cpus) {}
    CpuStats(const CpuStats&) = delete;
    CpuStats& operator=(const CpuStats&) = delete;
    ~CpuStats() { virTypedParamsClear(params_.data(), static_cast<int>(params_.size())); }
    virTypedParameterPtr data() noexcept { return params_.data(); }
    [[nodiscard]] std::span<const virTypedParameter> of(std::size_t cpu, std::size_t count) const {
        return std::span(params_).subspan(cpu * each_, count);
    }

  private:
    unsigned each_;
    std::vector<virTypedParameter> params_;
};

// libvirt's wire protocol carries the parameters of no more CPUs in a call (REMOTE_DOMAIN_GET_CPU_STATS_NCPUS_MAX).
constexpr unsigned most_cpus_a_call = 128;

int ask_cpu_stats(virDomainPtr domain, virTypedParameterPtr params, unsigned each, int start, unsigned count,
                  unsigned flags) {
    const int result = virDomainGetCPUStats(domain, params, each, start, count, flags);
    if (result < 0) throw_last_error("virDomainGetCPUStats");
    return result;
}

// As in libvirt: start_cpu −1 and ncpus 1 for the sum of all; ncpus 0 for as many as there are.
Outcome get_cpu_stats(const Object& object, const Arguments& arguments) {
    const auto& about = described<virDomainGetCPUStats>();
    const int start = arguments.integer<int>(about.parameters[3]);
    auto wanted = arguments.integer<unsigned>(about.parameters[4]);
    const unsigned flags = arguments.flags(about.parameters[5]);
    Outcome outcome;
    Node& list = outcome.result.add(Node::list("params"));
    if (wanted == 0 && start >= 0) {
        const auto there = static_cast<unsigned>(ask_cpu_stats(object.domain, nullptr, 0, 0, 0, flags));
        wanted = there > static_cast<unsigned>(start) ? there - static_cast<unsigned>(start) : 0;
    }
    const int each = ask_cpu_stats(object.domain, nullptr, 0, start, 1, flags);
    for (unsigned done = 0; done < wanted && each > 0; done += most_cpus_a_call) {
        const unsigned count = std::min(wanted - done, most_cpus_a_call);
        CpuStats stats(static_cast<unsigned>(each), count);
        const int came = ask_cpu_stats(object.domain, stats.data(), static_cast<unsigned>(each),
                                       start < 0 ? start : start + static_cast<int>(done), count, flags);
        for (std::size_t cpu = 0; cpu < count; ++cpu)
            list.add(to_node("item", stats.of(cpu, static_cast<std::size_t>(came))));
    }
    return outcome;
}
constexpr std::array cpu_stats_inputs{Input::none,    Input::none,    Input::none,
                                      Input::integer, Input::integer, Input::integer};
constexpr std::array<Input, 5> vcpus_inputs{};
constexpr std::array vcpu_pin_inputs{Input::none, Input::none, Input::none, Input::none, Input::integer};
constexpr std::array emulator_pin_inputs{Input::none, Input::none, Input::none, Input::integer};

}  // namespace

CommandTable domain_tuning_commands() {
    static constexpr std::array table{
        read<virDomainGetBlkioParameters>(Who::reader),
        read<virDomainGetCPUStats>(Who::reader, get_cpu_stats).taking(cpu_stats_inputs),
        read<virDomainGetEmulatorPinInfo>(Who::reader, get_emulator_pins).taking(emulator_pin_inputs),
        read<virDomainGetIOThreadInfo>(Who::reader),
        read<virDomainGetMemoryParameters>(Who::reader),
        read<virDomainGetNumaParameters>(Who::reader),
        read<virDomainGetPerfEvents>(Who::reader),
        read<virDomainGetSchedulerParameters>(Who::reader),
        read<virDomainGetSchedulerParametersFlags>(Who::reader),
        read<virDomainGetSchedulerType>(Who::reader),
        read<virDomainGetVcpuPinInfo>(Who::reader, get_vcpu_pins).taking(vcpu_pin_inputs),
        read<virDomainGetVcpus>(Who::reader, get_vcpus).taking(vcpus_inputs),
        read<virDomainGetVcpusFlags>(Who::reader).privileged_with("flags", VIR_DOMAIN_VCPU_GUEST),
        read<virDomainMemoryStats>(Who::reader),

        change<virDomainAddIOThread>(Who::admin),
        change<virDomainDelIOThread>(Who::admin).destroying(),
        change<virDomainPinEmulator>(Who::admin),
        change<virDomainPinIOThread>(Who::admin),
        change<virDomainPinVcpu>(Who::admin),
        change<virDomainPinVcpuFlags>(Who::admin),
        change<virDomainSetBlkioParameters>(Who::admin),
        change<virDomainSetIOThreadParams>(Who::admin),
        change<virDomainSetMaxMemory>(Who::admin),
        change<virDomainSetMemory>(Who::owner),
        change<virDomainSetMemoryFlags>(Who::owner).guarded_by(guard_memory),
        change<virDomainSetMemoryParameters>(Who::admin),
        change<virDomainSetMemoryStatsPeriod>(Who::admin),
        change<virDomainSetNumaParameters>(Who::admin),
        change<virDomainSetPerfEvents>(Who::admin),
        change<virDomainSetSchedulerParameters>(Who::owner).guarded_by(guard_scheduler),
        change<virDomainSetSchedulerParametersFlags>(Who::owner).guarded_by(guard_scheduler),
        change<virDomainSetVcpu>(Who::admin),
        change<virDomainSetVcpus>(Who::owner),
        change<virDomainSetVcpusFlags>(Who::owner).guarded_by(guard_vcpus),
        change<virDomainStartDirtyRateCalc>(Who::admin),
    };
    return table;
}

}  // namespace core::commands
