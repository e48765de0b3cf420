#include "core/connection.h"

#include <fmt/format.h>
#include <libvirt/virterror.h>

#include <array>
#include <cstdlib>

#include "core/diagnosis.h"
#include "core/error.h"
#include "core/event_loop.h"
#include "core/text.h"
#include "core/uri.h"

namespace core {

namespace {

std::string_view why_closed(int reason) {
    switch (reason) {
        case VIR_CONNECT_CLOSE_REASON_KEEPALIVE:
            return "the host does not answer any more";
        case VIR_CONNECT_CLOSE_REASON_EOF:
            return "the host closed the connection";
        default:
            return "the connection broke";
    }
}

}  // namespace

// libvirt's callbacks hold this, not the connection: one that is running while the connection goes finds nobody.
struct Connection::Events {
    std::mutex mutex;
    Connection* owner = nullptr;
    Listener listener;

    using Reference = std::shared_ptr<Events>;
    static void* lend(const Reference& events) { return new Reference(events); }
    static void give_back(void* opaque) noexcept { delete static_cast<Reference*>(opaque); }

    static void domain(virDomainPtr domain, void* opaque) noexcept {
        const Reference events = *static_cast<Reference*>(opaque);
        const std::lock_guard lock(events->mutex);
        if (events->owner != nullptr) events->owner->domain_event(domain);
    }

    static void look(virDomainPtr domain, void* opaque) noexcept {
        const Reference events = *static_cast<Reference*>(opaque);
        const std::lock_guard lock(events->mutex);
        if (events->owner != nullptr) events->owner->look_event(domain);
    }

    static void closed(virConnectPtr /*connection*/, int reason, void* opaque) noexcept {
        if (reason == VIR_CONNECT_CLOSE_REASON_CLIENT) return;
        const Reference events = *static_cast<Reference*>(opaque);
        const std::lock_guard lock(events->mutex);
        if (events->owner == nullptr) return;
        events->owner->is_broken_ = true;
        events->owner->transport_->cut();  // a program at its end is not waited for
        if (events->listener.closed) events->listener.closed(why_closed(reason));
    }
};

namespace {

// libvirt asks for a user name and a password where its authentication file has none. Nobody is there to answer.
int no_answer(virConnectCredentialPtr /*asked*/, unsigned /*count*/, void* /*opaque*/) noexcept {
    return -1;
}

ConnectHandle open_handle(const std::string& uri, Access access) {
    // What is not among the types is not even taken from the file.
    static std::array<int, 2> types{VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE};
    static virConnectAuth nobody{types.data(), types.size(), no_answer, nullptr};
    const unsigned flags = access == Access::read_only ? unsigned{VIR_CONNECT_RO} : 0U;
    ConnectHandle handle(virConnectOpenAuth(for_opening(uri).c_str(), &nobody, flags));
    if (handle == nullptr) throw_last_error("virConnectOpenAuth");
    return handle;
}

NoAnswer silence(const Transport& transport, std::chrono::milliseconds limit) {
    const auto step = [&] {
        if (!transport.reached(Transport::Milestone::connected)) return NoAnswer::Step::connect;
        if (!transport.reached(Transport::Milestone::registered)) return NoAnswer::Step::handshake;
        return transport.runs_a_program() ? NoAnswer::Step::program : NoAnswer::Step::open;
    }();
    return {step, limit};
}

std::string uuid_of(virDomainPtr domain) {
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    return virDomainGetUUIDString(domain, uuid.data()) == 0 ? std::string(uuid.data()) : std::string();
}

}  // namespace

void Connection::read_passwords_from(const std::string& file) {
    if (!file.empty()) setenv("LIBVIRT_AUTH_FILE", file.c_str(), 1);
}

void Connection::close_forgotten(Transport& transport) {
    if (event_loop::wait_until_freed(longest_close)) transport.close_forgotten();
}

std::shared_ptr<Connection> Connection::open(const std::string& uri, Access access, KeepAlive keep_alive,
                                             Listener listener, OpenLimits limits) {
    return open(uri, access, keep_alive, std::move(listener), limits, std::make_shared<Transport>());
}

std::shared_ptr<Connection> Connection::open(const std::string& uri, Access access, KeepAlive keep_alive,
                                             Listener listener, OpenLimits limits,
                                             std::shared_ptr<Transport> transport) {
    auto events = std::make_shared<Events>();
    events->listener = std::move(listener);
    const Deadline deadline(Clock::now() + limits.open, transport);
    try {
        const Transport::Watch watch(*transport, limits.connect);
        std::shared_ptr<Connection> connection(
            new Connection(open_handle(uri, access), std::move(events), transport));
        connection->listen(keep_alive);
        if (!deadline.has_passed()) return connection;
    } catch (const LibvirtError& error) {
        const bool is_silent = deadline.has_passed();
        OpenReport report = transport->report();
        const auto parsed = parse_uri(uri);
        report.lacks_certificate = parsed && parsed->transport == "tls" && !has_client_certificate(*parsed);
        std::string unread = transport->unread_errors();
        if (unread.empty() && std::string_view(error.what()).find(transport->failure()) == std::string_view::npos)
            unread = transport->failure();
        close_forgotten(*transport);
        if (is_silent) throw silence(*transport, limits.open);
        if (unread.empty()) throw OpenError(error, diagnose(error, report));
        // The program was faster: libvirt met its end before it could hear why, or heard it on another thread.
        const LibvirtError whole(error.call(), error.domain(), error.code(),
                                 fmt::format("{}: {}", error.what(), unread));
        throw OpenError(whole, diagnose(whole, report));
    }
    throw silence(*transport, limits.open);
}

Connection::Connection(ConnectHandle connection, std::shared_ptr<Events> events, std::shared_ptr<Transport> transport)
    : transport_(std::move(transport)), events_(std::move(events)), connection_(std::move(connection)) {
    events_->owner = this;
}

void Connection::listen(KeepAlive keep_alive) {
    // A local driver (test:///) has neither keep-alive nor a wire to lose, and says so. It would take the callback
    // and never give it back.
    const int kept_alive =
        virConnectSetKeepAlive(get(), static_cast<int>(keep_alive.interval.count()), keep_alive.count);
    void* for_close = kept_alive >= 0 ? Events::lend(events_) : nullptr;
    if (for_close != nullptr &&
        virConnectRegisterCloseCallback(get(), Events::closed, for_close, Events::give_back) != 0) {
        Events::give_back(for_close);
    }
    listen_to_lives();
    if (events_->listener.domain_changed) listen_to_looks();
}

// The API takes one type of function pointer for every event; the identifier says which it really is. By way of
// void (*)(), which tells the compiler that the difference is meant.
template <class Callback>
void Connection::on(int event, Callback callback) {
    void* opaque = Events::lend(events_);
    const int id = virConnectDomainEventRegisterAny(
        get(), nullptr, event,
        reinterpret_cast<virConnectDomainEventGenericCallback>(reinterpret_cast<void (*)()>(callback)), opaque,
        Events::give_back);
    if (id < 0)
        Events::give_back(opaque);
    else
        callbacks_.push_back(id);
}

void Connection::listen_to_lives() {
    using Lifecycle = int (*)(virConnectPtr, virDomainPtr, int, int, void*);
    const Lifecycle lifecycle = [](virConnectPtr, virDomainPtr domain, int, int, void* opaque) noexcept {
        Events::domain(domain, opaque);
        return 0;
    };
    on(VIR_DOMAIN_EVENT_ID_LIFECYCLE, lifecycle);
    has_events_ = !callbacks_.empty();
}

// What changes about a domain that stays the same one.
void Connection::listen_to_looks() {
    using Metadata = void (*)(virConnectPtr, virDomainPtr, int, const char*, void*);
    using Balloon = void (*)(virConnectPtr, virDomainPtr, unsigned long long, void*);
    using Device = void (*)(virConnectPtr, virDomainPtr, const char*, void*);  // memory is a device, too
    const Metadata metadata = [](virConnectPtr, virDomainPtr domain, int, const char*, void* opaque) noexcept {
        Events::look(domain, opaque);
    };
    const Balloon balloon = [](virConnectPtr, virDomainPtr domain, unsigned long long, void* opaque) noexcept {
        Events::look(domain, opaque);
    };
    const Device device = [](virConnectPtr, virDomainPtr domain, const char*, void* opaque) noexcept {
        Events::look(domain, opaque);
    };
    on(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, metadata);
    on(VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, balloon);
    on(VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, device);
    on(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, device);
}

Connection::~Connection() {
    {
        const std::lock_guard lock(events_->mutex);
        events_->owner = nullptr;
    }
    if (is_broken()) transport_->cut();
    const Deadline deadline(Clock::now() + longest_close, transport_);
    kept_.clear();
    for (const int callback : callbacks_) virConnectDomainEventDeregisterAny(get(), callback);
    virConnectUnregisterCloseCallback(get(), Events::closed);
    if (virConnectClose(connection_.release()) == 0) close_forgotten(*transport_);
}

bool Connection::check_after_failure() noexcept {
    // libvirt says "alive" until a call has met the broken wire; after one that failed it tells the truth.
    if (!is_broken() && virConnectIsAlive(get()) != 1) is_broken_ = true;
    return is_broken();
}

DomainHandle Connection::look_up_domain(const std::string& key) {
    const bool by_uuid = is_uuid(key);
    DomainHandle domain(by_uuid ? virDomainLookupByUUIDString(get(), key.c_str())
                                : virDomainLookupByName(get(), key.c_str()));
    if (domain == nullptr) throw_last_error(by_uuid ? "virDomainLookupByUUIDString" : "virDomainLookupByName");
    return domain;
}

Connection::Found Connection::find_domain(const std::string& key) {
    std::uint64_t changes_before = 0;
    {
        const std::lock_guard lock(mutex_);
        if (const auto kept = kept_.find(key); kept != kept_.end()) return {share(kept->second.get()), true};
        changes_before = changes_;
    }
    DomainHandle domain = look_up_domain(key);
    event_loop::settle();
    const std::lock_guard lock(mutex_);
    if (has_events_ && changes_ == changes_before && kept_.size() < max_kept_domains) {
        kept_.insert_or_assign(key, share(domain.get()));
    }
    return {std::move(domain), false};
}

bool Connection::is_still_kept(const std::string& key, virDomainPtr domain) {
    event_loop::settle();
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(key);
    return kept != kept_.end() && kept->second.get() == domain;
}

void Connection::forget_domain(const std::string& key) {
    const std::lock_guard lock(mutex_);
    kept_.erase(key);
}

std::size_t Connection::kept_domains() const {
    const std::lock_guard lock(mutex_);
    return kept_.size();
}

// A rename comes as two events, one with the old name and one with the new, both with the UUID.
void Connection::domain_event(virDomainPtr domain) noexcept {
    try {
        const char* name = virDomainGetName(domain);
        const std::string uuid = uuid_of(domain);
        {
            const std::lock_guard lock(mutex_);
            ++changes_;
            kept_.erase(uuid);
            if (name != nullptr) kept_.erase(name);
            std::erase_if(kept_, [&](const auto& entry) { return uuid_of(entry.second.get()) == uuid; });
        }
        if (events_->listener.domain_changed) events_->listener.domain_changed(uuid);
    } catch (...) {
        is_broken_ = true;  // out of memory: what we keep may be stale, a new connection starts afresh
    }
}

void Connection::look_event(virDomainPtr domain) noexcept {
    try {
        events_->listener.domain_changed(uuid_of(domain));
    } catch (...) {
        is_broken_ = true;
    }
}

}  // namespace core
