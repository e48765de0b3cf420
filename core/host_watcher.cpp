#include "core/host_watcher.h"

#include <fmt/format.h>
#include <libvirt/virterror.h>

#include <array>
#include <ctime>
#include <optional>
#include <random>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/ownership.h"
#include "core/text.h"
#include "core/xml_document.h"

namespace core {

struct HostWatcher::Mailbox {
    std::mutex mutex;
    std::condition_variable_any arrived;
    std::set<std::string> changed_domains;
    std::string why_closed = {};  // empty while the connection is open
};

namespace {

constexpr std::size_t longest_error = 1024;     // bytes
constexpr std::size_t longest_hypervisor = 64;  // bytes of its name

using DomainList = std::vector<DomainHandle>;

DomainList list_all(virConnectPtr connection) {
    virDomainPtr* raw = nullptr;
    const int count = virConnectListAllDomains(connection, &raw, 0);
    if (count < 0) throw_last_error("virConnectListAllDomains");
    const std::unique_ptr<virDomainPtr, FreeWith<std::free>> array(raw);
    DomainList list;
    list.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) list.emplace_back(raw[i]);
    return list;
}

// The host's own UUID; empty if its driver knows none.
std::string host_uuid(virConnectPtr connection) {
    const OwnedText capabilities(virConnectGetCapabilities(connection));
    const XmlDocument document = capabilities != nullptr ? parse_xml(capabilities.get()) : nullptr;
    const xmlNode* root = document != nullptr ? xmlDocGetRootElement(document.get()) : nullptr;
    std::string uuid = text_of(find_child(find_child(root, "host"), "uuid"));
    return is_uuid(uuid) ? uuid : std::string();
}

// What the host is, as far as its driver tells; what it does not tell now stays as it was known.
// Returns whether it was different.
bool ask_resources(virConnectPtr connection, HostEntry& host) {
    const auto before = std::tuple(host.hypervisor, host.cpus, host.memory_kib);
    if (const char* type = virConnectGetType(connection)) host.hypervisor = first_bytes(type, longest_hypervisor);
    virNodeInfo info{};
    if (virNodeGetInfo(connection, &info) == 0) {
        host.cpus = info.cpus;
        host.memory_kib = info.memory;
    }
    return before != std::tuple(host.hypervisor, host.cpus, host.memory_kib);
}

bool is_active(int state) {
    return state != VIR_DOMAIN_SHUTOFF && state != VIR_DOMAIN_CRASHED;
}

// The state, and what is shown of it, in one call. Not from the statistics: QEMU's of virtual CPUs ask the guest's
// process, and wait for one that hangs; the test driver has the state only.
virDomainInfo info_of(virDomainPtr domain) {
    virDomainInfo info{};
    if (virDomainGetInfo(domain, &info) == 0) return info;
    int state = VIR_DOMAIN_NOSTATE;
    if (virDomainGetState(domain, &state, nullptr, 0) < 0) throw_last_error("virDomainGetState");
    info = {};
    info.state = static_cast<unsigned char>(state);
    return info;
}

// Whether they were others.
bool take_resources(DomainEntry& domain, const virDomainInfo& info) {
    const auto before = std::tuple(domain.vcpus, domain.memory_kib);
    domain.vcpus = info.nrVirtCpu;
    domain.memory_kib = is_active(info.state) ? info.memory : info.maxMem;
    return before != std::tuple(domain.vcpus, domain.memory_kib);
}

DomainEntry describe(virDomainPtr domain, const std::string& host, const OwnerSource& source) {
    const OwnedText xml(virDomainGetXMLDesc(domain, 0));
    if (xml == nullptr) throw_last_error("virDomainGetXMLDesc");
    const virDomainInfo info = info_of(domain);
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    virDomainGetUUIDString(domain, uuid.data());
    DomainDescription description = describe_domain(xml.get());
    const std::string name = virDomainGetName(domain);
    auto owners = owners_of(source, {host, name, uuid.data()}, description);
    DomainEntry entry{name,
                      uuid.data(),
                      is_active(info.state) ? static_cast<int>(virDomainGetID(domain)) : -1,
                      info.state,
                      host,
                      std::move(description.title),
                      std::move(owners)};
    take_resources(entry, info);
    return entry;
}

// What the handle itself tells, for a domain that its host does not describe to us.
DomainEntry outline(virDomainPtr domain, const std::string& host) {
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    virDomainGetUUIDString(domain, uuid.data());
    const char* name = virDomainGetName(domain);
    return DomainEntry{name != nullptr ? name : "", uuid.data(), -1, VIR_DOMAIN_NOSTATE, host, {}, {}};
}

// None if the domain is gone by now.
std::optional<DomainEntry> describe_if_there(virDomainPtr domain, const std::string& host,
                                             const OwnerSource& source) {
    try {
        return describe(domain, host, source);
    } catch (const LibvirtError& error) {
        if (error.code() == VIR_ERR_NO_DOMAIN) return std::nullopt;
        if (virConnectIsAlive(virDomainGetConnect(domain)) != 1) throw;
        return outline(domain, host);  // one domain's trouble is not its host's
    }
}

std::optional<DomainEntry> look_up(Connection& connection, const std::string& uuid, const std::string& host,
                                   const OwnerSource& source) {
    try {
        const DomainHandle domain = connection.look_up_domain(uuid);
        return describe_if_there(domain.get(), host, source);
    } catch (const LibvirtError& error) {
        if (error.code() == VIR_ERR_NO_DOMAIN) return std::nullopt;
        throw;
    }
}

// So that the watchers of many hosts that failed together do not knock together.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds wait) {
    thread_local std::minstd_rand random(std::random_device{}());
    return wait * std::uniform_int_distribution<>(75, 100)(random) / 100;
}

// Ends with the connection if the host does not answer in time.
template <class Question>
auto ask(Connection& connection, const Question& question) {
    const Deadline deadline(Clock::now() + HostWatcher::longest_answer, connection.transport());
    try {
        return question();
    } catch (const LibvirtError&) {
        if (!deadline.has_passed()) throw;
        throw HostUnavailable(
            fmt::format("the host has not answered within {} s", HostWatcher::longest_answer.count()),
            Link::first_back_off, true);
    }
}

}  // namespace

HostWatcher::HostWatcher(HostEntry host, LinkSettings settings, std::shared_ptr<const OwnerSource> owners,
                         const Snapshot& known, std::function<void()> changed, std::chrono::milliseconds recount)
    : name_(host.name),
      settings_(settings),
      owners_(std::move(owners)),
      changed_(std::move(changed)),
      recount_(recount),
      mailbox_(std::make_shared<Mailbox>()) {
    entry_ = std::move(host);
    for (const auto& domain : known.domains) {
        if (domain.host == name_ && !domain.is_announced) domains_.emplace(domain.uuid, domain);
    }
    has_spoken_ = !domains_.empty();
    Connection::Listener listener;
    listener.domain_changed = [mailbox = mailbox_](const std::string& uuid) {
        const std::lock_guard lock(mailbox->mutex);
        mailbox->changed_domains.insert(uuid);
        mailbox->arrived.notify_all();
    };
    listener.closed = [mailbox = mailbox_](std::string_view why) {
        const std::lock_guard lock(mailbox->mutex);
        mailbox->why_closed = why;
        mailbox->arrived.notify_all();
    };
    link_ = Link::make(entry_.uri, Access::read_only, settings_, std::move(listener));
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

HostWatcher::~HostWatcher() = default;

bool HostWatcher::has_outcome() const {
    const std::lock_guard lock(mutex_);
    return has_outcome_;
}

bool HostWatcher::has_spoken() const {
    const std::lock_guard lock(mutex_);
    return has_spoken_;
}

HostState HostWatcher::state() const {
    const std::lock_guard lock(mutex_);
    return entry_.state;
}

void HostWatcher::add_to(Snapshot& snapshot) const {
    const std::lock_guard lock(mutex_);
    snapshot.hosts.push_back(entry_);
    for (const auto& [uuid, domain] : domains_) snapshot.domains.push_back(domain);
}

HostEntry HostWatcher::copy_entry() const {
    const std::lock_guard lock(mutex_);
    return entry_;
}

void HostWatcher::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            {
                const std::lock_guard lock(mailbox_->mutex);
                mailbox_->why_closed.clear();
            }
            const Link::Lease connection =
                link_->lease(Clock::now() + settings_.connect_timeout, Clock::time_point::max());
            watch(*connection, stop);
        } catch (const HostUnavailable& error) {
            enter(HostState::unreachable, error.what());
            wait_before_retry(stop, with_jitter(std::min(error.retry_after(), Link::longest_back_off)));
        } catch (const std::exception& error) {
            enter(HostState::unreachable, error.what());
            wait_before_retry(stop, with_jitter(Link::longest_back_off));
        }
    }
    has_ended_ = true;
    changed_();
}

void HostWatcher::watch(Connection& connection, const std::stop_token& stop) {
    list(connection);
    enter(HostState::up, {});
    auto recount_at = Clock::now() + recount_;
    while (!stop.stop_requested()) {
        std::set<std::string> changed_domains;
        {
            std::unique_lock lock(mailbox_->mutex);
            mailbox_->arrived.wait_until(lock, stop, recount_at, [&] {
                return !mailbox_->why_closed.empty() || connection.is_broken() || !mailbox_->changed_domains.empty();
            });
            if (!mailbox_->why_closed.empty() || connection.is_broken()) {
                std::string why = std::exchange(mailbox_->why_closed, {});
                lock.unlock();
                enter(HostState::unreachable, why.empty() ? "the connection broke" : why);
                return;
            }
            changed_domains.swap(mailbox_->changed_domains);
        }
        try {
            if (changed_domains.empty()) {
                const bool has_changed = recount(connection);
                recount_at = Clock::now() + recount_;
                if (!has_changed) continue;
            }
            refresh(connection, changed_domains);
        } catch (const LibvirtError&) {
            if (connection.check_after_failure()) throw;
            list(connection);  // one domain's trouble: the whole list tells what is true
        }
        changed_();
    }
}

void HostWatcher::list(Connection& connection) {
    {
        const std::lock_guard lock(mailbox_->mutex);
        mailbox_->changed_domains.clear();  // what comes from here on is newer than the list
    }
    std::map<std::string, DomainEntry> listed;
    for (const auto& domain : ask(connection, [&] { return list_all(connection.get()); })) {
        if (auto entry = ask(connection, [&] { return describe_if_there(domain.get(), name_, *owners_); }))
            listed.emplace(entry->uuid, std::move(*entry));
    }
    HostEntry host = copy_entry();
    ask(connection, [&] { ask_resources(connection.get(), host); });
    host.uuid = ask(connection, [&] { return host_uuid(connection.get()); });
    const std::lock_guard lock(mutex_);
    entry_ = std::move(host);  // which only this thread writes
    domains_ = std::move(listed);
    has_spoken_ = true;
}

void HostWatcher::refresh(Connection& connection, const std::set<std::string>& uuids) {
    for (const auto& uuid : uuids) {
        auto entry = ask(connection, [&] { return look_up(connection, uuid, name_, *owners_); });
        const std::lock_guard lock(mutex_);
        if (entry) {
            domains_.insert_or_assign(uuid, std::move(*entry));
        } else {
            domains_.erase(uuid);
        }
    }
}

// Whether anything was not as it was known. A domain's trouble leaves it as it was; what an event is under way about
// is that event's.
bool HostWatcher::recount(Connection& connection) {
    HostEntry host = copy_entry();
    bool has_changed = ask(connection, [&] { return ask_resources(connection.get(), host); });
    {
        const std::lock_guard lock(mutex_);
        entry_ = std::move(host);
    }
    for (const auto& domain : ask(connection, [&] { return list_all(connection.get()); })) {
        virDomainInfo info{};
        std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
        virDomainGetUUIDString(domain.get(), uuid.data());
        if (ask(connection, [&] { return virDomainGetInfo(domain.get(), &info); }) != 0) continue;
        const std::lock_guard lock(mutex_);
        const auto known = domains_.find(uuid.data());
        if (known == domains_.end() || known->second.state != info.state) continue;
        has_changed = take_resources(known->second, info) || has_changed;
    }
    return has_changed;
}

// A host that cannot be reached keeps the domains that it had: nobody says that they are gone.
void HostWatcher::enter(HostState state, const std::string& error) {
    {
        const std::lock_guard lock(mutex_);
        if (entry_.state != state) entry_.since = std::time(nullptr);
        entry_.state = state;
        has_outcome_ = true;
        entry_.error = first_bytes(error, longest_error);
    }
    changed_();
}

void HostWatcher::wait_before_retry(const std::stop_token& stop, std::chrono::milliseconds wait) {
    std::unique_lock lock(mailbox_->mutex);
    mailbox_->arrived.wait_for(lock, stop, wait, [] { return false; });
}

}  // namespace core
