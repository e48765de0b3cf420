// The functions of a domain.
#include <libvirt/libvirt-qemu.h>

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

Outcome get_security_labels(const Object& object, const Arguments& /*arguments*/) {
    virSecurityLabelPtr raw = nullptr;
    const int count = virDomainGetSecurityLabelList(object.domain, &raw);
    if (count < 0) throw_last_error("virDomainGetSecurityLabelList");
    const std::unique_ptr<virSecurityLabel, FreeWith<std::free>> labels(raw);
    Outcome outcome;
    Node& list = outcome.result.add(Node::list("seclabels"));
    for (const auto& label : std::span(raw, static_cast<std::size_t>(count)))
        add_fields(label, list.add(Node::record("item")));
    return outcome;
}

}  // namespace

CommandTable domain_commands() {
    static constexpr std::array table{
        read<virDomainGetAutostart>(Who::reader),
        read<virDomainGetConnect>(Who::reader),
        read<virDomainGetControlInfo>(Who::reader),
        read<virDomainGetID>(Who::reader).asking_the_handle(),
        read<virDomainGetInfo>(Who::reader),
        privileged_read<virDomainGetLaunchSecurityInfo>(Who::owner),
        read<virDomainGetMaxMemory>(Who::reader),
        read<virDomainGetMaxVcpus>(Who::reader),
        read<virDomainGetMessages>(Who::reader),
        read<virDomainGetMetadata>(Who::reader),
        read<virDomainGetName>(Who::reader).asking_the_handle(),
        read<virDomainGetOSType>(Who::reader),
        read<virDomainGetSecurityLabel>(Who::reader),
        read<virDomainGetSecurityLabelList>(Who::reader, get_security_labels),
        read<virDomainGetState>(Who::reader, get_state),
        read<virDomainGetUUID>(Who::reader).asking_the_handle(),
        read<virDomainGetUUIDString>(Who::reader).asking_the_handle(),
        read<virDomainGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE),
        read<virDomainHasCurrentSnapshot>(Who::reader),
        read<virDomainHasManagedSaveImage>(Who::reader),
        read<virDomainIsActive>(Who::reader),
        read<virDomainIsPersistent>(Who::reader),
        read<virDomainIsUpdated>(Who::reader),

        change<virDomainCreate>(Who::owner),
        change<virDomainCreateWithFlags>(Who::admin),
        change<virDomainDestroy>(Who::owner).destroying().as_last_resort(),
        change<virDomainDestroyFlags>(Who::owner).destroying().as_last_resort(),
        change<virDomainPMSuspendForDuration>(Who::owner).destroying(),
        change<virDomainPMWakeup>(Who::owner),
        change<virDomainQemuMonitorCommand>(Who::admin).destroying(),
        change<virDomainReboot>(Who::owner).destroying(),
        change<virDomainRename>(Who::admin).changing_names(),
        change<virDomainReset>(Who::owner).destroying(),
        change<virDomainResume>(Who::owner),
        change<virDomainSetAutostart>(Who::owner),
        change<virDomainSetLaunchSecurityState>(Who::admin),
        change<virDomainSetLifecycleAction>(Who::admin),
        change<virDomainSetMetadata>(Who::owner).guarded_by(guard_metadata),
        change<virDomainShutdown>(Who::owner).destroying(),
        change<virDomainShutdownFlags>(Who::owner).destroying(),
        change<virDomainSuspend>(Who::owner),
        change<virDomainUndefine>(Who::admin).destroying().changing_names(),
        change<virDomainUndefineFlags>(Who::admin).destroying().changing_names(),
    };
    return table;
}

}  // namespace core::commands
