#include "core/volume_transfer.h"

#include <fmt/format.h>

#include "core/adapter.h"
#include "core/transfer.h"

namespace core {
namespace {

struct Range {
    std::uint64_t offset;
    std::uint64_t length;
};

// Both functions have the volume and the stream before these.
Range read_range(const api::Function& function, const Arguments& arguments) {
    const auto& parameters = function.parameters;
    const Range range{arguments.integer<std::uint64_t>(parameters[2]),
                      arguments.integer<std::uint64_t>(parameters[3])};
    if (const unsigned flags = arguments.flags(parameters[4]); flags != 0) {
        throw ArgumentError("flags",
                            fmt::format("flags must be 0, and is {}: a volume is moved whole, without holes", flags));
    }
    return range;
}

}  // namespace

Outcome download(virStorageVolPtr volume, const Arguments& arguments) {
    const Range range = read_range(described<virStorageVolDownload>(), arguments);
    virStorageVolRef(volume);
    const std::shared_ptr<virStorageVol> held(volume, virStorageVolFree);
    const auto open_part = [held](std::uint64_t offset, std::uint64_t length) {
        Stream stream(virStorageVolGetConnect(held.get()));
        if (virStorageVolDownload(held.get(), stream.get(), offset, length, 0) < 0)
            throw_last_error("virStorageVolDownload");
        return stream;
    };
    const char* name = virStorageVolGetName(volume);
    Outcome outcome;
    outcome.transfer = std::make_shared<Transfer>(open_part, range.offset, range.length, name != nullptr ? name : "");
    return outcome;
}

Outcome upload(virStorageVolPtr volume, const Arguments& arguments) {
    const Range range = read_range(described<virStorageVolUpload>(), arguments);
    Stream stream(virStorageVolGetConnect(volume));
    if (virStorageVolUpload(volume, stream.get(), range.offset, range.length, 0) < 0)
        throw_last_error("virStorageVolUpload");
    Outcome outcome;
    outcome.transfer = std::make_shared<Transfer>(std::move(stream), range.length);
    return outcome;
}

}  // namespace core
