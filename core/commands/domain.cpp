// The functions of a domain.
#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

// A reason's constants depend on the state.
std::string_view reason_enum(int state) {
    switch (state) {
        case VIR_DOMAIN_NOSTATE:
            return "virDomainNostateReason";
        case VIR_DOMAIN_RUNNING:
            return "virDomainRunningReason";
        case VIR_DOMAIN_BLOCKED:
            return "virDomainBlockedReason";
        case VIR_DOMAIN_PAUSED:
            return "virDomainPausedReason";
        case VIR_DOMAIN_SHUTDOWN:
            return "virDomainShutdownReason";
        case VIR_DOMAIN_SHUTOFF:
            return "virDomainShutoffReason";
        case VIR_DOMAIN_CRASHED:
            return "virDomainCrashedReason";
        case VIR_DOMAIN_PMSUSPENDED:
            return "virDomainPMSuspendedReason";
        default:
            return {};
    }
}

Outcome get_state(const Object& object, const Arguments& arguments) {
    const unsigned flags = arguments.flags(described<virDomainGetState>().parameters[3]);
    int state = 0;
    int reason = 0;
    if (virDomainGetState(object.domain, &state, &reason, flags) < 0) throw_last_error("virDomainGetState");
    Outcome outcome;
    outcome.result.add(enum_leaf("state", state, "virDomainState"));
    outcome.result.add(enum_leaf("reason", reason, reason_enum(state)));
    return outcome;
}

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

}  // namespace

CommandTable domain_commands() {
    static constexpr std::array table{
        read<virDomainGetAutostart>(Who::reader),
        read<virDomainGetID>(Who::reader).asking_the_handle(),
        read<virDomainGetInfo>(Who::reader),
        read<virDomainGetMaxMemory>(Who::reader),
        read<virDomainGetMaxVcpus>(Who::reader),
        read<virDomainGetName>(Who::reader).asking_the_handle(),
        read<virDomainGetOSType>(Who::reader),
        read<virDomainGetSchedulerParameters>(Who::reader),
        read<virDomainGetSchedulerType>(Who::reader),
        read<virDomainGetState>(Who::reader, get_state),
        read<virDomainGetUUID>(Who::reader).asking_the_handle(),
        read<virDomainGetUUIDString>(Who::reader).asking_the_handle(),
        read<virDomainGetVcpus>(Who::reader, get_vcpus),
        read<virDomainGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_XML_SECURE),
        read<virDomainInterfaceStats>(Who::reader),

        change<virDomainAttachDevice>(Who::owner).guarded_by(guard_attach),
        change<virDomainAttachDeviceFlags>(Who::owner).guarded_by(guard_attach),
        change<virDomainCreate>(Who::owner),
        change<virDomainDestroy>(Who::owner).destroying(),
        change<virDomainDetachDevice>(Who::owner).destroying().guarded_by(guard_detach),
        change<virDomainDetachDeviceFlags>(Who::owner).destroying().guarded_by(guard_detach),
        change<virDomainReboot>(Who::owner).destroying(),
        change<virDomainRename>(Who::admin).changing_names(),
        change<virDomainResume>(Who::owner),
        change<virDomainSetAutostart>(Who::owner),
        change<virDomainSetMemory>(Who::owner),
        change<virDomainSetMemoryFlags>(Who::owner).guarded_by(guard_memory),
        change<virDomainSetMetadata>(Who::owner).guarded_by(guard_metadata),
        change<virDomainSetSchedulerParameters>(Who::owner).guarded_by(guard_scheduler),
        change<virDomainSetVcpus>(Who::owner),
        change<virDomainSetVcpusFlags>(Who::owner).guarded_by(guard_vcpus),
        change<virDomainShutdown>(Who::owner).destroying(),
        change<virDomainSuspend>(Who::owner),
        change<virDomainUndefine>(Who::admin).destroying().changing_names(),
        change<virDomainUpdateDeviceFlags>(Who::owner).guarded_by(guard_update),
    };
    return table;
}

}  // namespace core::commands
