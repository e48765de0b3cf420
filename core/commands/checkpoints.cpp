// The functions of a domain's checkpoints.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable checkpoint_commands() {
    static constexpr std::array table{
        read<virDomainCheckpointGetConnect>(Who::reader),
        read<virDomainCheckpointGetDomain>(Who::reader),
        read<virDomainCheckpointGetName>(Who::reader),
        read<virDomainCheckpointGetParent>(Who::reader),
        read<virDomainCheckpointGetXMLDesc>(Who::reader).with_secret(VIR_DOMAIN_CHECKPOINT_XML_SECURE),
        read<virDomainCheckpointListAllChildren>(Who::reader),
        read<virDomainListAllCheckpoints>(Who::reader),

        change<virDomainCheckpointCreateXML>(Who::admin),
        change<virDomainCheckpointDelete>(Who::admin).destroying(),
    };
    return table;
}

}  // namespace core::commands
