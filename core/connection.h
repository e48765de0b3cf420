// One open connection to one libvirt, with the domain handles that were looked up on it.
//
// A handle is kept under the name or UUID it was looked up by, so that the next command costs one round trip. The
// connection listens to its own lifecycle events and drops the handles of a domain that was defined, renamed,
// undefined or stopped; a driver without events gets no kept handles. Any thread may use a connection.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/handle.h"
#include "core/transport.h"

namespace core {

enum class Access : std::uint8_t { read_only, read_write };

struct KeepAlive {
    std::chrono::seconds interval;  // 0: none; a silent host is noticed after interval × (count + 1)
    unsigned count;
};

struct OpenLimits {
    std::chrono::milliseconds connect{5'000};  // for each connect(2)
    std::chrono::milliseconds open{20'000};    // for all of it
};

class Connection {
  public:
    // Where libvirt finds user names and passwords from now on; empty: where it looks by itself. Call it before there
    // are other threads. https://libvirt.org/auth.html
    static void read_passwords_from(const std::string& file);

    struct Listener {
        // Called on the event loop's thread; must not block. Either may be empty.
        std::function<void(const std::string& uuid)> domain_changed;  // lifecycle, metadata, title, memory, devices
        std::function<void(std::string_view why)> closed;
    };

    // Blocks until libvirt has answered or the time is up: link.h gives it a thread. Throws LibvirtError, NoAnswer.
    // Never asks anybody for credentials: libvirt reads them from its authentication file.
    static std::shared_ptr<Connection> open(const std::string& uri, Access access, KeepAlive keep_alive,
                                            Listener listener, OpenLimits limits = {});
    // The same over a transport that the caller watches or cuts.
    static std::shared_ptr<Connection> open(const std::string& uri, Access access, KeepAlive keep_alive,
                                            Listener listener, OpenLimits limits,
                                            std::shared_ptr<Transport> transport);

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    [[nodiscard]] virConnectPtr get() const noexcept { return connection_.get(); }
    // What it runs over, for a Deadline.
    [[nodiscard]] const std::shared_ptr<Transport>& transport() const noexcept { return transport_; }
    [[nodiscard]] bool is_broken() const noexcept {
        return is_broken_.load(std::memory_order_relaxed) || transport_->is_cut();
    }

    // Call after a failed call: marks the connection broken if the call failed because of it. Returns is_broken().
    bool check_after_failure() noexcept;

    // A domain as it was found by a key, a name or a UUID.
    struct Found {
        DomainHandle domain;
        bool was_kept;
    };
    // The domain that has this name (or UUID) now. Throws LibvirtError, VIR_ERR_NO_DOMAIN if there is none.
    [[nodiscard]] Found find_domain(const std::string& key);
    // The same, asked of the host and not of the kept handles.
    [[nodiscard]] DomainHandle look_up_domain(const std::string& key);
    // Whether what a call on a kept handle answered may be believed: waits for the events that came before the answer
    // and tells whether the key still means the same domain.
    [[nodiscard]] bool is_still_kept(const std::string& key, virDomainPtr domain);
    void forget_domain(const std::string& key);

    // How many handles are kept; for tests.
    [[nodiscard]] std::size_t kept_domains() const;

  private:
    struct Events;  // outlives the connection until libvirt lets go of it

    // Closing a connection asks the host, who may not answer.
    static constexpr std::chrono::seconds longest_close{5};

    Connection(ConnectHandle connection, std::shared_ptr<Events> events, std::shared_ptr<Transport> transport);
    static void close_forgotten(Transport& transport);
    void listen(KeepAlive keep_alive);
    void listen_to_lives();
    void listen_to_looks();
    // `callback` is what libvirt calls for this event.
    template <class Callback>
    void on(int event, Callback callback);
    void domain_event(virDomainPtr domain) noexcept;
    void look_event(virDomainPtr domain) noexcept;

    static constexpr std::size_t max_kept_domains = 4096;

    std::shared_ptr<Transport> transport_;
    std::shared_ptr<Events> events_;
    ConnectHandle connection_;
    std::atomic<bool> is_broken_ = false;
    bool has_events_ = false;
    std::vector<int> callbacks_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, DomainHandle> kept_;
    std::uint64_t changes_ = 0;  // counts the domain events: a look-up that raced with one is not kept
};

}  // namespace core
