// The functions that move bytes. libvirt opens each for a connection that may change things, also those that only
// read.
#include "core/adapter.h"
#include "core/commands/tables.h"
#include "core/transfer.h"
#include "core/volume_transfer.h"

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

Outcome download_volume(const Object& object, const Arguments& arguments) {
    return download(object.as<virStorageVolPtr>(), arguments);
}

Outcome upload_volume(const Object& object, const Arguments& arguments) {
    return upload(object.as<virStorageVolPtr>(), arguments);
}

}  // namespace

CommandTable stream_commands() {
    static constexpr std::array table{
        privileged_read<virDomainScreenshot>(Who::owner, take_screenshot).moving(Flow::from_host),
        privileged_read<virStorageVolDownload>(Who::admin, download_volume).moving(Flow::from_host),
        change<virStorageVolUpload>(Who::admin, upload_volume).moving(Flow::to_host),
    };
    return table;
}

}  // namespace core::commands
