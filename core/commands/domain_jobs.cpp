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
        change<virDomainBackupBegin>(Who::admin).lasting(backup_job),
        change<virDomainBlockCommit>(Who::admin).lasting(block_job),
        change<virDomainBlockCopy>(Who::admin).lasting(block_job),
        change<virDomainBlockJobAbort>(Who::admin).destroying(),
        change<virDomainBlockJobSetSpeed>(Who::admin),
        change<virDomainBlockPull>(Who::admin).lasting(block_job),
        change<virDomainBlockRebase>(Who::admin).lasting(block_job),
        change<virDomainCoreDump>(Who::admin).lasting(domain_job),
        change<virDomainCoreDumpWithFormat>(Who::admin).lasting(domain_job),
        change<virDomainManagedSave>(Who::admin).lasting(domain_job),
        change<virDomainManagedSaveDefineXML>(Who::admin),
        change<virDomainManagedSaveRemove>(Who::admin).destroying(),
        change<virDomainMigrate>(Who::admin).destroying().lasting(domain_job),
        change<virDomainMigrate2>(Who::admin).destroying().lasting(domain_job),
        change<virDomainMigrate3>(Who::admin).destroying().lasting(domain_job),
        change<virDomainMigrateSetCompressionCache>(Who::admin),
        change<virDomainMigrateSetMaxDowntime>(Who::admin),
        change<virDomainMigrateSetMaxSpeed>(Who::admin),
        change<virDomainMigrateStartPostCopy>(Who::admin),
        change<virDomainMigrateToURI>(Who::admin).destroying().lasting(domain_job),
        change<virDomainMigrateToURI2>(Who::admin).destroying().lasting(domain_job),
        change<virDomainMigrateToURI3>(Who::admin).destroying().lasting(domain_job),
        change<virDomainSave>(Who::admin).destroying().lasting(domain_job),
        change<virDomainSaveFlags>(Who::admin).destroying().lasting(domain_job),
        change<virDomainSaveParams>(Who::admin).destroying().lasting(domain_job),
    };
    return table;
}

}  // namespace core::commands
