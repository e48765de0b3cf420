#include "core/snapshot.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <nlohmann/json.hpp>
#include <span>
#include <stdexcept>

namespace core {

// nlohmann-json finds these by name.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HostEntry, name, state, since, error, uri, uuid, is_discovered, hypervisor, cpus,
                                   memory_kib)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DomainEntry, name, uuid, id, state, host, title, owners, is_announced,
                                   is_elsewhere, vcpus, memory_kib)

HostEntry new_host(std::string name, std::string uri) {
    HostEntry host;
    host.name = std::move(name);
    host.uri = std::move(uri);
    host.since = std::time(nullptr);
    return host;
}

std::string_view to_string(HostState state) noexcept {
    switch (state) {
        case HostState::connecting:
            return "connecting";
        case HostState::up:
            return "up";
        default:
            return "unreachable";
    }
}

namespace {

// Entry by entry: one tree of all would take many times the memory of what it holds.
using Size = std::uint32_t;

void put_size(std::vector<std::uint8_t>& content, std::size_t at, Size size) {
    std::memcpy(content.data() + at, &size, sizeof size);
}

template <class Entry>
void put_all(std::vector<std::uint8_t>& content, const std::vector<Entry>& entries) {
    content.resize(content.size() + sizeof(Size));
    put_size(content, content.size() - sizeof(Size), static_cast<Size>(entries.size()));
    for (const auto& entry : entries) {
        content.resize(content.size() + sizeof(Size));
        const std::size_t begin = content.size();
        nlohmann::json::to_cbor(entry, content);
        put_size(content, begin - sizeof(Size), static_cast<Size>(content.size() - begin));
    }
}

class Reader {
  public:
    Reader(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

    template <class Entry>
    void get_all(std::vector<Entry>& entries) {
        const Size count = get_size();
        entries.reserve(std::min<std::size_t>(count, rest_.size()));
        for (Size i = 0; i < count; ++i) {
            const auto bytes = take(get_size());
            entries.push_back(nlohmann::json::from_cbor(bytes.begin(), bytes.end()).template get<Entry>());
        }
    }

  private:
    std::span<const std::uint8_t> take(std::size_t size) {
        if (size > rest_.size()) throw std::length_error("the snapshot is cut off");
        const auto taken = rest_.first(size);
        rest_ = rest_.subspan(size);
        return taken;
    }
    Size get_size() {
        Size size = 0;
        std::memcpy(&size, take(sizeof size).data(), sizeof size);
        return size;
    }

    std::span<const std::uint8_t> rest_;
};

}  // namespace

std::vector<std::uint8_t> encode(const Snapshot& snapshot) {
    std::vector<std::uint8_t> content;
    put_all(content, snapshot.hosts);
    put_all(content, snapshot.domains);
    return content;
}

Snapshot decode(const std::uint8_t* data, std::size_t size) {
    Snapshot snapshot;
    Reader reader(data, size);
    reader.get_all(snapshot.hosts);
    reader.get_all(snapshot.domains);
    return snapshot;
}

}  // namespace core
