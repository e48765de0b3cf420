// What a command has opened that moves bytes: the picture of a screen, the content of a volume.
//
// libvirt takes what a host sends as fast as it comes and keeps it until somebody asks: a volume for a slow reader
// would be in memory whole. So a volume comes in parts, each a stream of its own that is asked for when the one
// before it has been read. docs/decisions/0015-streams.md says more.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/link.h"
#include "core/stream.h"

namespace core {

// One thread at a time. A transfer that is not finished is aborted when it goes, its connection given back.
class Transfer {
  public:
    // Bytes of a part: what is in memory for a reader who does not read.
    static constexpr std::uint64_t part_size = std::uint64_t{8} << 20;
    // Opens a stream of so many bytes from there on.
    using OpenPart = std::function<Stream(std::uint64_t offset, std::uint64_t length)>;

    // From a host: all that the stream gives. The media type is the host's word; the name may be empty.
    Transfer(Stream stream, std::string media_type);
    // From a host, in parts: `length` bytes from the offset on; 0: to the end. Opens the first.
    Transfer(OpenPart open_part, std::uint64_t offset, std::uint64_t length, std::string name);
    // To a host: `length` bytes are to come; 0: as many as come.
    Transfer(Stream stream, std::uint64_t length);
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();

    [[nodiscard]] const std::string& media_type() const noexcept { return media_type_; }  // empty: none was said
    [[nodiscard]] const std::string& name() const noexcept { return name_; }              // of what is moved
    [[nodiscard]] std::uint64_t length() const noexcept { return length_; }               // as it was asked for
    [[nodiscard]] std::uint64_t moved() const noexcept { return moved_; }                 // bytes so far

    // The connection that it was opened on is its own from now on. A step that takes longer than the limit cuts it.
    void hold(Link::Lease connection, std::chrono::milliseconds step_limit);

    // Each is one step. Throws LibvirtError; HostUnavailable if the connection broke or the step's time was up.
    // The next bytes into the room; none: the end, and the host has said that it was well.
    [[nodiscard]] std::size_t receive(std::span<char> room);
    void send(std::string_view bytes);
    void finish();

  private:
    // Aborting asks the host, who may not answer.
    static constexpr std::chrono::seconds longest_abort{5};

    template <class Step>
    auto take(Step step);
    void open_next_part();
    [[nodiscard]] bool is_whole() const noexcept;
    [[nodiscard]] std::size_t receive_some(std::span<char> room);

    std::optional<Link::Lease> connection_;  // first: it goes last
    std::chrono::milliseconds step_limit_{0};
    OpenPart open_part_;
    std::optional<Stream> stream_;  // none: at the end
    std::string media_type_;
    std::string name_;
    std::uint64_t offset_ = 0;
    std::uint64_t length_ = 0;
    std::uint64_t moved_ = 0;
    std::uint64_t part_end_ = 0;  // of `moved_`, when all of the part has come
};

}  // namespace core
