// A domain's long work: save, dump, migrate, backup, copies of its disks.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable domain_job_commands() {
    static constexpr std::array table{
        read<virDomainBackupGetXMLDesc>(Who::reader),
        read<virDomainGetBlockJobInfo>(Who::reader),
        read<virDomainGetJobInfo>(Who::reader),
        read<virDomainGetJobStats>(Who::reader),
        read<virDomainManagedSaveGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_SAVE_IMAGE_XML_SECURE),
        read<virDomainMigrateGetCompressionCache>(Who::reader),
        read<virDomainMigrateGetMaxDowntime>(Who::reader),
        privileged_read<virDomainMigrateGetMaxSpeed>(Who::owner),

        change<virDomainAbortJob>(Who::admin).destroying(),
        change<virDomainAbortJobFlags>(Who::admin).destroying(),
        change<virDomainBackupBegin>(Who::admin),
        change<virDomainBlockCommit>(Who::admin),
        change<virDomainBlockCopy>(Who::admin),
        change<virDomainBlockJobAbort>(Who::admin).destroying(),
        change<virDomainBlockJobSetSpeed>(Who::admin),
        change<virDomainBlockPull>(Who::admin),
        change<virDomainBlockRebase>(Who::admin),
        change<virDomainCoreDump>(Who::admin),
        change<virDomainCoreDumpWithFormat>(Who::admin),
        change<virDomainManagedSave>(Who::admin),
        change<virDomainManagedSaveDefineXML>(Who::admin),
        change<virDomainManagedSaveRemove>(Who::admin).destroying(),
        change<virDomainMigrate>(Who::admin).destroying(),
        change<virDomainMigrate2>(Who::admin).destroying(),
        change<virDomainMigrate3>(Who::admin).destroying(),
        change<virDomainMigrateSetCompressionCache>(Who::admin),
        change<virDomainMigrateSetMaxDowntime>(Who::admin),
        change<virDomainMigrateSetMaxSpeed>(Who::admin),
        change<virDomainMigrateStartPostCopy>(Who::admin),
        change<virDomainMigrateToURI>(Who::admin).destroying(),
        change<virDomainMigrateToURI2>(Who::admin).destroying(),
        change<virDomainMigrateToURI3>(Who::admin).destroying(),
        change<virDomainSave>(Who::admin).destroying(),
        change<virDomainSaveFlags>(Who::admin).destroying(),
        change<virDomainSaveParams>(Who::admin).destroying(),
    };
    return table;
}

}  // namespace core::commands
