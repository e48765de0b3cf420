// The functions of a connection: what is the host's and not one domain's.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable host_commands() {
    static constexpr std::array table{
        read<virConnectGetCapabilities>(Who::reader),
        read<virNodeGetInfo>(Who::reader),
        change<virDomainDefineXML>(Who::admin).changing_names(),
    };
    return table;
}

}  // namespace core::commands
