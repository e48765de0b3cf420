// The functions of a domain's snapshots.
#include "core/adapter.h"
#include "core/commands/owner_guards.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

Outcome list_snapshots(const Object& object, const Arguments& arguments) {
    const unsigned flags = arguments.flags(described<virDomainListAllSnapshots>().parameters[2]);
    virDomainSnapshotPtr* raw = nullptr;
    const int count = virDomainListAllSnapshots(object.domain, &raw, flags);
    if (count < 0) throw_last_error("virDomainListAllSnapshots");
    const std::unique_ptr<virDomainSnapshotPtr, FreeWith<std::free>> array(raw);
    Outcome outcome;
    for (int i = 0; i < count; ++i) {
        const SnapshotHandle snapshot(raw[i]);
        outcome.snapshots.emplace_back(virDomainSnapshotGetName(raw[i]));
    }
    return outcome;
}

}  // namespace

CommandTable snapshot_commands() {
    static constexpr std::array table{
        read<virDomainListAllSnapshots>(Who::reader, list_snapshots),
        read<virDomainSnapshotGetName>(Who::reader),
        read<virDomainSnapshotGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_SNAPSHOT_XML_SECURE),
        read<virDomainSnapshotIsCurrent>(Who::reader),

        change<virDomainRevertToSnapshot>(Who::owner).destroying().guarded_by(guard_revert),
        change<virDomainSnapshotCreateXML>(Who::owner).guarded_by(guard_snapshot),
        change<virDomainSnapshotDelete>(Who::owner).destroying(),
    };
    return table;
}

}  // namespace core::commands
