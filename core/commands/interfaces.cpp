// The functions of a host's network interfaces.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable interface_commands() {
    static constexpr std::array table{
        read<virInterfaceGetConnect>(Who::reader),
        read<virInterfaceGetMACString>(Who::reader),
        read<virInterfaceGetName>(Who::reader),
        read<virInterfaceGetXMLDesc>(Who::reader),
        read<virInterfaceIsActive>(Who::reader),

        change<virInterfaceCreate>(),
        change<virInterfaceDestroy>().destroying(),
        change<virInterfaceUndefine>().destroying(),
    };
    return table;
}

}  // namespace core::commands
