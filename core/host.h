// One hypervisor, as a worker uses it: a link for reading, a link for changing, and a cap on the calls in flight.
#pragma once

#include <memory>
#include <semaphore>
#include <string>
#include <utility>

#include "core/link.h"

namespace core {

struct HostSettings {
    LinkSettings link;
    int calls_per_host;
};

class Host {
  public:
    Host(std::string name, const std::string& uri, const HostSettings& settings);

    // Leave to make one call; given back at the end of its scope.
    class CallSlot {
      public:
        explicit CallSlot(Host& host) noexcept : host_(&host) {}
        CallSlot(CallSlot&& from) noexcept : host_(std::exchange(from.host_, nullptr)) {}
        CallSlot& operator=(CallSlot&&) = delete;
        ~CallSlot() {
            if (host_ != nullptr) host_->free_calls_.release();
        }

      private:
        Host* host_;
    };

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    // Waits for one of the calls in flight to end. Throws HostUnavailable when the deadline passes first.
    [[nodiscard]] CallSlot begin_call(Clock::time_point deadline);
    [[nodiscard]] Link& link(Access access) noexcept { return access == Access::read_only ? *reading_ : *changing_; }

  private:
    std::string name_;
    std::shared_ptr<Link> reading_;
    std::shared_ptr<Link> changing_;
    std::counting_semaphore<> free_calls_;
};

}  // namespace core
