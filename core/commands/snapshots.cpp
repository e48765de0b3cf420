// The functions of a domain's snapshots.
#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable snapshot_commands() {
    static constexpr std::array table{
        read<virDomainListAllSnapshots>(Who::reader),
        read<virDomainSnapshotCurrent>(Who::reader),
        read<virDomainSnapshotGetConnect>(Who::reader),
        read<virDomainSnapshotGetDomain>(Who::reader),
        read<virDomainSnapshotGetName>(Who::reader),
        read<virDomainSnapshotGetParent>(Who::reader),
        read<virDomainSnapshotGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_SNAPSHOT_XML_SECURE),
        read<virDomainSnapshotHasMetadata>(Who::reader),
        read<virDomainSnapshotIsCurrent>(Who::reader),
        read<virDomainSnapshotListAllChildren>(Who::reader),
        read<virDomainSnapshotListChildrenNames>(Who::reader),
        read<virDomainSnapshotListNames>(Who::reader),
        read<virDomainSnapshotNum>(Who::reader),
        read<virDomainSnapshotNumChildren>(Who::reader),

        change<virDomainRevertToSnapshot>(Who::owner).destroying().guarded_by(guard_revert).lasting(domain_job),
        change<virDomainSnapshotCreateXML>(Who::owner).guarded_by(guard_snapshot).lasting(domain_job),
        change<virDomainSnapshotDelete>(Who::owner).destroying().lasting(silent_work),
    };
    return table;
}

}  // namespace core::commands
