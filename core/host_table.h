// The hosts that a worker has connections to: made when they are first called, let go of when the directory has them
// no more.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/directory_index.h"
#include "core/host.h"

namespace core {

// Any thread may use it.
class HostTable {
  public:
    explicit HostTable(LinkSettings settings) : settings_(settings) {}

    // The host at the address that the directory says; `entry` is one of the index's. Connections to an address that
    // was its before are closed when the last call on them has ended.
    [[nodiscard]] std::shared_ptr<Host> at(const DirectoryIndex& index, const HostEntry& entry);

  private:
    using Hosts = std::map<std::string, std::shared_ptr<Host>>;

    [[nodiscard]] Hosts take_gone(const DirectoryIndex& index);

    const LinkSettings settings_;
    std::mutex mutex_;
    Hosts hosts_;
    std::uint32_t generation_ = 0;  // of the index that the table was compared with last
};

}  // namespace core
