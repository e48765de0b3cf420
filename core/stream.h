// A libvirt stream: bytes on their way to a host or from it, outside of libvirt's calls.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "core/handle.h"

namespace core {

// Blocking. What is not finished is aborted when it goes. Throws LibvirtError.
class Stream {
  public:
    // Bytes that are moved at once: what one of libvirt's messages carries (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX).
    static constexpr std::size_t chunk = std::size_t{256} << 10;

    explicit Stream(virConnectPtr connection);

    // For the function that opens it: virDomainScreenshot, virStorageVolUpload, …
    [[nodiscard]] virStreamPtr get() const noexcept { return stream_.get(); }

    // The next bytes, no more than a chunk, into the room; none: the end.
    [[nodiscard]] std::size_t receive(std::span<char> room);
    // Returns when all of them have been sent.
    void send(std::string_view bytes);
    // The other side has everything, and says whether it was well. Nothing more can be moved.
    void finish();

  private:
    struct Abort {
        void operator()(virStreamPtr stream) const noexcept;
    };
    std::unique_ptr<virStream, Abort> stream_;
};

}  // namespace core
