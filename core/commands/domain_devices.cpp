// A domain's devices: what is attached, disks, interfaces.
#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable domain_device_commands() {
    static constexpr std::array table{
        read<virDomainBlockStats>(Who::reader),
        read<virDomainBlockStatsFlags>(Who::reader),
        read<virDomainGetBlockInfo>(Who::reader),
        read<virDomainGetBlockIoTune>(Who::reader),
        read<virDomainGetDiskErrors>(Who::reader),
        read<virDomainGetInterfaceParameters>(Who::reader),
        read<virDomainInterfaceStats>(Who::reader),

        change<virDomainAttachDevice>(Who::owner).guarded_by(guard_attach),
        change<virDomainAttachDeviceFlags>(Who::owner).guarded_by(guard_attach),
        change<virDomainBlockResize>(Who::admin),
        change<virDomainDetachDevice>(Who::owner).destroying().guarded_by(guard_detach),
        change<virDomainDetachDeviceAlias>(Who::admin).destroying(),
        change<virDomainDetachDeviceFlags>(Who::owner).destroying().guarded_by(guard_detach),
        change<virDomainSetBlockIoTune>(Who::admin),
        change<virDomainSetBlockThreshold>(Who::admin),
        change<virDomainSetInterfaceParameters>(Who::admin),
        change<virDomainUpdateDeviceFlags>(Who::owner).guarded_by(guard_update),
    };
    return table;
}

}  // namespace core::commands
