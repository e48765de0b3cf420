// The functions of networks and of their ports.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable network_commands() {
    static constexpr std::array table{
        read<virNetworkGetAutostart>(Who::reader),
        read<virNetworkGetBridgeName>(Who::reader),
        read<virNetworkGetConnect>(Who::reader),
        read<virNetworkGetDHCPLeases>(Who::reader),
        read<virNetworkGetName>(Who::reader),
        read<virNetworkGetUUID>(Who::reader),
        read<virNetworkGetUUIDString>(Who::reader),
        read<virNetworkGetXMLDesc>(Who::reader),
        read<virNetworkIsActive>(Who::reader),
        read<virNetworkIsPersistent>(Who::reader),
        read<virNetworkListAllPorts>(Who::reader),
        read<virNetworkPortGetNetwork>(Who::reader),
        read<virNetworkPortGetParameters>(Who::reader),
        read<virNetworkPortGetUUID>(Who::reader),
        read<virNetworkPortGetUUIDString>(Who::reader),
        read<virNetworkPortGetXMLDesc>(Who::reader),

        change<virNetworkCreate>(),
        change<virNetworkDestroy>().destroying(),
        change<virNetworkPortCreateXML>(),
        change<virNetworkPortDelete>().destroying(),
        change<virNetworkPortSetParameters>(),
        change<virNetworkSetAutostart>(),
        change<virNetworkUndefine>().destroying(),
        change<virNetworkUpdate>(),
    };
    return table;
}

}  // namespace core::commands
