// The functions that move bytes. libvirt opens each for a connection that may change things, also those that only
// read.
#include "core/adapter.h"
#include "core/commands/tables.h"
#include "core/transfer.h"

namespace core::commands {
namespace {

Outcome take_screenshot(const Object& object, const Arguments& arguments) {
    const auto& parameters = described<virDomainScreenshot>().parameters;
    const auto screen = arguments.integer<unsigned>(parameters[2]);
    const unsigned flags = arguments.flags(parameters[3]);
    Stream stream(object.connection);
    const OwnedText type(virDomainScreenshot(object.domain, stream.get(), screen, flags));
    if (type == nullptr) throw_last_error("virDomainScreenshot");
    Outcome outcome;
    outcome.transfer = std::make_shared<Transfer>(std::move(stream), std::string(type.get()));
    return outcome;
}

}  // namespace

CommandTable stream_commands() {
    static constexpr std::array table{
        read<virDomainScreenshot>(Who::reader, take_screenshot).needing_write_access().moving(Flow::from_host),
    };
    return table;
}

}  // namespace core::commands
