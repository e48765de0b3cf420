// The functions of a host's devices.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable node_device_commands() {
    static constexpr std::array table{
        read<virNodeDeviceGetName>(Who::reader),
        read<virNodeDeviceGetParent>(Who::reader),
        read<virNodeDeviceGetXMLDesc>(Who::reader),
        read<virNodeDeviceIsActive>(Who::reader),
        read<virNodeDeviceIsPersistent>(Who::reader),
        read<virNodeDeviceListCaps>(Who::reader),
        read<virNodeDeviceNumOfCaps>(Who::reader),
        privileged_read<virNodeDeviceGetAutostart>(),

        change<virNodeDeviceCreate>(),
        change<virNodeDeviceDestroy>().destroying(),
        change<virNodeDeviceDetachFlags>().destroying(),
        change<virNodeDeviceDettach>().destroying(),
        change<virNodeDeviceReAttach>(),
        change<virNodeDeviceReset>().destroying(),
        change<virNodeDeviceSetAutostart>(),
        change<virNodeDeviceUndefine>().destroying(),
    };
    return table;
}

}  // namespace core::commands
