// One hypervisor, as a worker uses it: a link for reading, a link for changing, and one for what outlasts a request.
#pragma once

#include <memory>
#include <string>

#include "core/link.h"

namespace core {

class Host {
  public:
    // No more than `settings.most_connections` calls of each kind are in flight at once, and `settings.most_lasting`
    // transfers and calls without an end, which take no other call's connection.
    Host(std::string name, std::string uri, const LinkSettings& settings)
        : name_(std::move(name)),
          uri_(std::move(uri)),
          slot_(std::make_shared<OpeningSlot>()),
          reading_(Link::make(uri_, Access::read_only, settings, {}, slot_)),
          changing_(Link::make(uri_, Access::read_write, settings, {}, slot_)),
          lasting_(Link::make(uri_, Access::read_write, for_lasting(settings), {}, slot_)),
          stream_timeout_(settings.stream_timeout) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& uri() const noexcept { return uri_; }
    [[nodiscard]] Link& link(Access access) noexcept { return access == Access::read_only ? *reading_ : *changing_; }
    // Of read-write connections: libvirt opens no stream on others.
    [[nodiscard]] Link& lasting_link() noexcept { return *lasting_; }
    [[nodiscard]] std::chrono::milliseconds stream_timeout() const noexcept { return stream_timeout_; }

  private:
    static LinkSettings for_lasting(LinkSettings settings) {
        settings.most_connections = settings.most_lasting;
        return settings;
    }

    std::string name_;
    std::string uri_;
    std::shared_ptr<OpeningSlot> slot_;
    std::shared_ptr<Link> reading_;
    std::shared_ptr<Link> changing_;
    std::shared_ptr<Link> lasting_;
    std::chrono::milliseconds stream_timeout_;
};

}  // namespace core
