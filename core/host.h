// One hypervisor, as a worker uses it: a link for reading and a link for changing.
#pragma once

#include <memory>
#include <string>

#include "core/link.h"

namespace core {

class Host {
  public:
    // No more than `settings.most_connections` calls of each kind are in flight at once.
    Host(std::string name, std::string uri, const LinkSettings& settings)
        : name_(std::move(name)),
          uri_(std::move(uri)),
          slot_(std::make_shared<OpeningSlot>()),
          reading_(Link::make(uri_, Access::read_only, settings, {}, slot_)),
          changing_(Link::make(uri_, Access::read_write, settings, {}, slot_)) {}

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& uri() const noexcept { return uri_; }
    [[nodiscard]] Link& link(Access access) noexcept { return access == Access::read_only ? *reading_ : *changing_; }

  private:
    std::string name_;
    std::string uri_;
    std::shared_ptr<OpeningSlot> slot_;
    std::shared_ptr<Link> reading_;
    std::shared_ptr<Link> changing_;
};

}  // namespace core
