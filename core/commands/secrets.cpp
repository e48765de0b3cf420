// The functions of a host's secrets.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

Outcome get_value(const Object& object, const Arguments& arguments) {
    const unsigned flags = arguments.flags(described<virSecretGetValue>().parameters[2]);
    std::size_t size = 0;
    unsigned char* const raw = virSecretGetValue(object.as<virSecretPtr>(), &size, flags);
    if (raw == nullptr) throw_last_error("virSecretGetValue");
    const std::unique_ptr<unsigned char, FreeWith<std::free>> value(raw);
    Outcome outcome;
    outcome.result.add(Node::leaf("value", encode_base64({raw, size})).with("encoding", "base64"));
    return outcome;
}

}  // namespace

CommandTable secret_commands() {
    static constexpr std::array table{
        read<virSecretGetConnect>(Who::reader),
        read<virSecretGetUUID>(Who::reader),
        read<virSecretGetUUIDString>(Who::reader),
        read<virSecretGetUsageID>(Who::reader),
        read<virSecretGetUsageType>(Who::reader),
        read<virSecretGetXMLDesc>(Who::reader),
        privileged_read<virSecretGetValue>(Who::admin, get_value).secret(),

        change<virSecretSetValue>().hiding("value"),
        change<virSecretUndefine>().destroying(),
    };
    return table;
}

}  // namespace core::commands
