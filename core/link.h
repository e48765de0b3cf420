// The way to one libvirt: connections that are opened when they are needed, off the caller's thread, and opened again
// with back-off when they broke. Any thread may use a link.
//
// Each call has a connection to itself while it lasts: libvirt lets threads share one, but then they wake each other
// for every message. The connection that was given back last is lent first, so a quiet worker holds one connection
// and a busy one no more than it needs at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/connection.h"

namespace core {

struct LinkSettings {
    std::chrono::milliseconds connect_timeout;
    KeepAlive keep_alive;
    std::size_t most_connections = 1;
    // Under way in all links together: with as many, a link without a connection opens none.
    int most_attempts = 2000;
    std::chrono::milliseconds open_timeout{20'000};    // then an attempt is cut
    std::size_t most_lasting = 4;                      // connections of what outlasts a request, beside those
    std::chrono::milliseconds stream_timeout{60'000};  // a transfer that has not moved for so long is cut
};

class Link;

// What the links to one host share: one attempt at a time is made to reach it, for whichever of them.
class OpeningSlot {
  public:
    // False: another link has it. `link` will be woken when that gives it back.
    [[nodiscard]] bool take(std::weak_ptr<Link> link);
    void give_back();
    // Since when somebody has it; none: nobody.
    [[nodiscard]] std::optional<Clock::time_point> taken_since() const;

  private:
    mutable std::mutex mutex_;
    std::optional<Clock::time_point> taken_since_;
    std::vector<std::weak_ptr<Link>> waiting_;
};

class Link : public std::enable_shared_from_this<Link> {
  public:
    // After a failure the next attempt waits this long, doubled each time up to the longest.
    static constexpr std::chrono::milliseconds first_back_off{100};
    static constexpr std::chrono::milliseconds longest_back_off{500};
    // When every connection is lent and one has been for this long, the host is slow: nobody waits behind it any
    // more.
    static constexpr std::chrono::milliseconds longest_wait_behind_calls{1000};

    static std::shared_ptr<Link> make(std::string uri, Access access, LinkSettings settings,
                                      Connection::Listener listener = {},
                                      std::shared_ptr<OpeningSlot> slot = std::make_shared<OpeningSlot>());

    // A connection for one caller; given back at the end of its scope. If that has not come by its end, the
    // connection is cut: the call that is under way fails.
    class Lease {
      public:
        Lease(std::shared_ptr<Link> link, std::shared_ptr<Connection> connection, Clock::time_point since,
              Clock::time_point end)
            : link_(std::move(link)),
              connection_(std::move(connection)),
              since_(since),
              deadline_(std::make_unique<Deadline>(end, connection_->transport())) {}
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            deadline_.reset();  // so that it cuts nobody else's call
            if (connection_ != nullptr) link_->give_back(std::move(connection_), since_);
        }

        [[nodiscard]] bool timed_out() const { return deadline_ != nullptr && deadline_->has_passed(); }
        // It has no end any more but that of its scope.
        void keep() { deadline_.reset(); }

        Connection& operator*() const noexcept { return *connection_; }
        Connection* operator->() const noexcept { return connection_.get(); }

      private:
        std::shared_ptr<Link> link_;
        std::shared_ptr<Connection> connection_;
        Clock::time_point since_;
        std::unique_ptr<Deadline> deadline_;
    };

    // At once if a connection is free; otherwise after waiting for one to be given back or opened. Throws
    // HostUnavailable: at once while the back-off lasts and no connection is lent, or while the host is slow; and
    // when the deadline or, for a first connection, the connect timeout has passed. A host that accepts and then says
    // nothing costs one thread, and no caller waits for it twice.
    [[nodiscard]] Lease lease(Clock::time_point deadline) { return lease(deadline, deadline); }
    // The same for a caller who keeps it longer than he waits for it: until `end`.
    [[nodiscard]] Lease lease(Clock::time_point deadline, Clock::time_point end);

    // How many attempts of all links libvirt has not ended yet.
    [[nodiscard]] static int attempts_under_way() noexcept;

  private:
    friend class OpeningSlot;

    Link(std::string uri, Access access, LinkSettings settings, Connection::Listener listener,
         std::shared_ptr<OpeningSlot> slot);

    // While the lock is held:
    [[nodiscard]] std::shared_ptr<Connection> take_free(std::vector<std::shared_ptr<Connection>>& broken);
    void open_another(bool has_waited);
    void start_opening();
    [[nodiscard]] Clock::time_point end_of_waiting(Clock::time_point deadline) const;
    [[noreturn]] void give_up_waiting() const;

    void wake();
    void open_now();
    void opened(std::shared_ptr<Connection> connection);
    void failed(const std::string& reason);
    void give_back(std::shared_ptr<Connection> connection, Clock::time_point since) noexcept;

    const std::string uri_;
    const Access access_;
    const LinkSettings settings_;
    const Connection::Listener listener_;
    const std::shared_ptr<OpeningSlot> slot_;

    std::mutex mutex_;
    std::condition_variable changed_;  // a connection was given back, or an attempt to open one has ended
    std::vector<std::shared_ptr<Connection>> free_;  // the last one is lent first
    std::vector<Clock::time_point> lent_since_;      // one for each that is lent
    bool is_opening_ = false;
    Clock::time_point retry_at_ = {};
    std::chrono::milliseconds back_off_ = first_back_off;
    std::string last_error_;
};

}  // namespace core
