#include "core/transfer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace core {

Transfer::Transfer(Stream stream, std::string media_type)
    : stream_(std::move(stream)), media_type_(std::move(media_type)) {}

Transfer::Transfer(OpenPart open_part, std::uint64_t offset, std::uint64_t length, std::string name)
    : open_part_(std::move(open_part)), name_(std::move(name)), offset_(offset), length_(length) {
    open_next_part();
}

Transfer::Transfer(Stream stream, std::uint64_t length) : stream_(std::move(stream)), length_(length) {}

Transfer::~Transfer() {
    if (!connection_) return;
    const Deadline limit(Clock::now() + longest_abort, (*connection_)->transport());
    stream_.reset();
}

void Transfer::hold(Link::Lease connection, std::chrono::milliseconds step_limit) {
    connection.keep();
    connection_.emplace(std::move(connection));
    step_limit_ = step_limit;
}

template <class Step>
auto Transfer::take(Step step) {
    if (!connection_) return step();
    Connection& connection = **connection_;
    const Deadline limit(Clock::now() + step_limit_, connection.transport());
    try {
        return step();
    } catch (const LibvirtError& error) {
        if (!connection.check_after_failure()) throw;
        if (!limit.has_passed()) throw HostUnavailable(error.what(), Link::first_back_off, false);
        throw HostUnavailable(fmt::format("the host has moved nothing for {:.3g} s",
                                          std::chrono::duration<double>(step_limit_).count()),
                              Link::first_back_off, true);
    }
}

void Transfer::open_next_part() {
    const std::uint64_t size = length_ == 0 ? part_size : std::min(part_size, length_ - moved_);
    stream_.emplace(open_part_(offset_ + moved_, size));
    part_end_ = moved_ + size;
}

// A part that came short was the last.
bool Transfer::is_whole() const noexcept {
    return open_part_ == nullptr || moved_ < part_end_ || moved_ == length_;
}

std::size_t Transfer::receive_some(std::span<char> room) {
    while (stream_) {
        const std::size_t got = stream_->receive(room);
        moved_ += got;
        if (got > 0) return got;
        stream_->finish();
        stream_.reset();
        if (!is_whole()) open_next_part();
    }
    return 0;
}

std::size_t Transfer::receive(std::span<char> room) {
    return take([&] { return receive_some(room); });
}

void Transfer::send(std::string_view bytes) {
    take([&] { stream_->send(bytes); });
    moved_ += bytes.size();
}

void Transfer::finish() {
    take([&] { stream_->finish(); });
    stream_.reset();
}

}  // namespace core
