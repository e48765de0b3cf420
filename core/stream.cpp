#include "core/stream.h"

#include <algorithm>

#include "core/error.h"

namespace core {

Stream::Stream(virConnectPtr connection) : stream_(virStreamNew(connection, 0)) {
    if (stream_ == nullptr) throw_last_error("virStreamNew");
}

// Of a stream that was never opened, or that has ended by an error, libvirt says that there is nothing to abort.
void Stream::Abort::operator()(virStreamPtr stream) const noexcept {
    virStreamAbort(stream);
    virStreamFree(stream);
}

std::size_t Stream::receive(std::span<char> room) {
    const int got = virStreamRecv(stream_.get(), room.data(), std::min(room.size(), chunk));
    if (got < 0) throw_last_error("virStreamRecv");
    return static_cast<std::size_t>(got);
}

void Stream::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const int sent = virStreamSend(stream_.get(), bytes.data(), std::min(bytes.size(), chunk));
        if (sent < 0) throw_last_error("virStreamSend");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Stream::finish() {
    if (virStreamFinish(stream_.get()) < 0) throw_last_error("virStreamFinish");
    virStreamFree(stream_.release());
}

}  // namespace core
