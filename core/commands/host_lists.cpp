// What a host has: how many of each kind, and their names.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable host_list_commands() {
    static constexpr std::array table{
        read<virConnectListAllDomains>(Who::reader),
        read<virConnectListAllInterfaces>(Who::reader),
        read<virConnectListAllNWFilterBindings>(Who::reader),
        read<virConnectListAllNWFilters>(Who::reader),
        read<virConnectListAllNetworks>(Who::reader),
        read<virConnectListAllNodeDevices>(Who::reader),
        read<virConnectListAllSecrets>(Who::reader),
        read<virConnectListAllStoragePools>(Who::reader),
        read<virConnectListDefinedDomains>(Who::reader),
        read<virConnectListDefinedInterfaces>(Who::reader),
        read<virConnectListDefinedNetworks>(Who::reader),
        read<virConnectListDefinedStoragePools>(Who::reader),
        read<virConnectListDomains>(Who::reader),
        read<virConnectListInterfaces>(Who::reader),
        read<virConnectListNWFilters>(Who::reader),
        read<virConnectListNetworks>(Who::reader),
        read<virConnectListSecrets>(Who::reader),
        read<virConnectListStoragePools>(Who::reader),
        read<virConnectNumOfDefinedDomains>(Who::reader),
        read<virConnectNumOfDefinedInterfaces>(Who::reader),
        read<virConnectNumOfDefinedNetworks>(Who::reader),
        read<virConnectNumOfDefinedStoragePools>(Who::reader),
        read<virConnectNumOfDomains>(Who::reader),
        read<virConnectNumOfInterfaces>(Who::reader),
        read<virConnectNumOfNWFilters>(Who::reader),
        read<virConnectNumOfNetworks>(Who::reader),
        read<virConnectNumOfSecrets>(Who::reader),
        read<virConnectNumOfStoragePools>(Who::reader),
        read<virNodeListDevices>(Who::reader),
        read<virNodeNumOfDevices>(Who::reader),
    };
    return table;
}

}  // namespace core::commands
