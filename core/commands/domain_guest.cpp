// What goes on inside a guest: its agent, its screen and keys, its memory.
#include <libvirt/libvirt-qemu.h>

#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

Outcome send_key(const Object& object, const Arguments& arguments) {
    const auto& about = described<virDomainSendKey>();
    const auto codeset = arguments.integer<unsigned>(about.parameters[1]);
    const auto holdtime = arguments.integer<unsigned>(about.parameters[2]);
    auto keycodes = arguments.integers<unsigned>(about.parameters[3]);
    const unsigned flags = arguments.flags(about.parameters[5]);
    if (virDomainSendKey(object.domain, codeset, holdtime, keycodes.data(), static_cast<int>(keycodes.size()),
                         flags) < 0)
        throw_last_error("virDomainSendKey");
    return {};
}
constexpr std::array key_inputs{Input::none,     Input::integer, Input::integer,
                                Input::integers, Input::none,    Input::integer};

}  // namespace

CommandTable domain_guest_commands() {
    static constexpr std::array table{
        privileged_read<virDomainAuthorizedSSHKeysGet>(Who::owner),
        privileged_read<virDomainBlockPeek>(Who::admin).secret(),
        privileged_read<virDomainGetFSInfo>(Who::owner),
        privileged_read<virDomainGetGuestInfo>(Who::owner),
        privileged_read<virDomainGetGuestVcpus>(Who::owner),
        privileged_read<virDomainGetHostname>(Who::owner),
        privileged_read<virDomainGetTime>(Who::owner),
        privileged_read<virDomainMemoryPeek>(Who::admin).secret(),
        read<virDomainInterfaceAddresses>(Who::reader)
            .privileged_with("source", VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT),

        change<virDomainAgentSetResponseTimeout>(Who::admin),
        change<virDomainAuthorizedSSHKeysSet>(Who::owner),
        change<virDomainFSFreeze>(Who::owner),
        change<virDomainFSThaw>(Who::owner),
        change<virDomainFSTrim>(Who::owner),
        change<virDomainInjectNMI>(Who::owner).destroying(),
        change<virDomainQemuAgentCommand>(Who::admin),
        change<virDomainSendKey>(Who::owner, send_key).taking(key_inputs).hiding("keycodes"),
        change<virDomainSendProcessSignal>(Who::owner).destroying(),
        change<virDomainSetGuestVcpus>(Who::admin),
        change<virDomainSetTime>(Who::owner),
        change<virDomainSetUserPassword>(Who::owner),
    };
    return table;
}

}  // namespace core::commands
