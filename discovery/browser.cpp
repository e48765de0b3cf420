#include "discovery/browser.h"

#include <avahi-client/lookup.h>
#include <avahi-common/address.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/strlst.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <spdlog/spdlog.h>

#include <array>
#include <map>

#include "core/text.h"
#include "discovery/cache.h"
#include "discovery/client.h"

namespace discovery {
namespace {

// A host that gives no IPv4 address by then is used by its IPv6 one.
constexpr std::chrono::milliseconds ipv4_alone{1200};

// News that come closer together than this are one turn.
constexpr std::chrono::milliseconds burst{20};
// After a browser could not be made.
constexpr std::chrono::milliseconds browse_pause{1000};

constexpr const char* host_service_type = "_libvirt._tcp";

struct FreeBrowser {
    void operator()(AvahiServiceBrowser* browser) const noexcept { avahi_service_browser_free(browser); }
};
struct FreeResolver {
    void operator()(AvahiServiceResolver* resolver) const noexcept { avahi_service_resolver_free(resolver); }
};
using ServiceBrowser = std::unique_ptr<AvahiServiceBrowser, FreeBrowser>;
using Resolver = std::unique_ptr<AvahiServiceResolver, FreeResolver>;

std::vector<std::string> own_addresses() {
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype([](ifaddrs* addresses) { freeifaddrs(addresses); })> guard(list);
    std::vector<std::string> addresses;
    for (const ifaddrs* each = list; each != nullptr; each = each->ifa_next) {
        const int family = each->ifa_addr != nullptr ? each->ifa_addr->sa_family : AF_UNSPEC;
        if (family != AF_INET && family != AF_INET6) continue;
        std::array<char, NI_MAXHOST> text{};
        const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        if (getnameinfo(each->ifa_addr, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0) continue;
        const std::string_view address(text.data());
        addresses.emplace_back(address.substr(0, address.find('%')));
    }
    return addresses;
}

std::string written(const AvahiAddress& address, AvahiIfIndex interface) {
    std::array<char, AVAHI_ADDRESS_STR_MAX> text{};
    avahi_address_snprint(text.data(), text.size(), &address);
    std::string result(text.data());
    if (address.proto == AVAHI_PROTO_INET6 && result.starts_with("fe80:")) {
        std::array<char, IF_NAMESIZE> name{};
        if (if_indextoname(static_cast<unsigned>(interface), name.data()) != nullptr)
            result += "%" + std::string(name.data());
    }
    return result;
}

std::vector<std::string> strings(AvahiStringList* list) {
    std::vector<std::string> result;
    for (; list != nullptr; list = avahi_string_list_get_next(list)) {
        const auto* text = reinterpret_cast<const char*>(avahi_string_list_get_text(list));
        result.emplace_back(text, avahi_string_list_get_size(list));
    }
    return result;
}

}  // namespace

// All but look_again_for() happens on the client's thread.
class Browser::Session {
  public:
    Session(const BrowserSettings& settings, std::function<void(core::Hints)> tell,
            std::function<void(const std::string&)> log)
        : service_type_(settings.service_type),
          tell_(std::move(tell)),
          cache_({settings.uri, settings.allow, settings.max_records, log}, Cache::Clock::now),
          client_({[this](AvahiClient* client) { begin(client); }, [this](const std::string&) { end(); }}) {}

    void look_again_for(std::set<std::string> hosts) {
        client_.post([this, lost = std::move(hosts)]() mutable {
            cache_.look_again_for(std::move(lost));
            go_on();
        });
    }

  private:
    // What Avahi's callbacks carry: who asked, and for what.
    struct Question {
        Session* session;
        Service service;
        std::uint64_t number;
        Resolver ipv4 = {};
        Resolver ipv6 = {};
        std::optional<Resolved> ipv6_answer = {};
        bool may_be_ipv6 = false;
    };

    void begin(AvahiClient* client) {
        avahi_ = client;
        cache_.back_in_sight();
        browse(Kind::host);
        browse(Kind::domain);
        go_on();
    }

    void end() {
        questions_.clear();
        browsers_.clear();
        avahi_ = nullptr;
        cache_.lost_sight();
    }

    void browse(Kind kind) {
        const char* type = kind == Kind::host ? host_service_type : service_type_.c_str();
        ServiceBrowser browser(
            avahi_service_browser_new(avahi_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, type, nullptr, AvahiLookupFlags{},
                                      kind == Kind::host ? browsed<Kind::host> : browsed<Kind::domain>, this));
        if (browser == nullptr) return browse_later(kind);
        browsers_[kind] = std::move(browser);
    }

    void browse_later(Kind kind) {
        spdlog::error("mDNS cannot be browsed: {}", avahi_strerror(avahi_client_errno(avahi_)));
        client_.after(browse_pause, [this, kind] {
            if (avahi_ != nullptr) browse(kind);
        });
    }

    template <Kind kind>
    static void browsed(AvahiServiceBrowser* /*browser*/, AvahiIfIndex interface, AvahiProtocol protocol,
                        AvahiBrowserEvent event, const char* name, const char* /*type*/, const char* domain,
                        AvahiLookupResultFlags flags, void* userdata) noexcept {
        auto* self = static_cast<Session*>(userdata);
        try {
            if (event == AVAHI_BROWSER_NEW) {
                self->cache_.appeared({kind, interface, name, domain}, protocol,
                                      (flags & AVAHI_LOOKUP_RESULT_LOCAL) != 0);
            } else if (event == AVAHI_BROWSER_REMOVE) {
                self->cache_.disappeared({kind, interface, name, domain}, protocol);
            } else if (event == AVAHI_BROWSER_FAILURE) {
                self->browse_later(kind);
            }
            self->go_on_soon();
        } catch (const std::exception& error) {
            spdlog::error("browsing mDNS failed: {}", error.what());
        }
    }

    // Callbacks come in bursts: one turn serves them all, outside of Avahi's own loops over its objects.
    void go_on_soon() {
        if (std::exchange(is_going_on_soon_, true)) return;
        client_.after(burst, [this] {
            is_going_on_soon_ = false;
            go_on();
        });
    }

    void go_on() {
        cache_.expire();
        for (const auto& service : cache_.overdue()) {
            cache_.not_resolved(service);
        }
        std::erase_if(questions_, [this](const auto& asked) { return !cache_.is_resolving(asked.first); });
        if (avahi_ != nullptr) {
            for (const Kind kind : {Kind::host, Kind::domain}) {
                if (cache_.wants_new_browse(kind)) browse(kind);
            }
            while (const auto service = cache_.next_to_resolve()) ask(*service);
        }
        if (core::Hints hints = cache_.hints(); hints != told_) {
            told_ = hints;
            tell_(std::move(hints));
        }
        wait_for_next();
    }

    void wait_for_next() {
        const auto due = cache_.next_due();
        if (!due || (waking_at_ && *waking_at_ <= *due && *waking_at_ > Cache::Clock::now())) return;
        waking_at_ = due;
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*due - Cache::Clock::now());
        client_.after(std::max(wait, std::chrono::milliseconds(1)), [this] { go_on(); });
    }

    void ask(const Service& service) {
        const auto number = ++last_question_;
        auto question = std::make_unique<Question>(Question{this, service, number});
        question->ipv4 = resolver(*question, AVAHI_PROTO_INET);
        question->ipv6 = resolver(*question, AVAHI_PROTO_INET6);
        if (question->ipv4 == nullptr || question->ipv6 == nullptr) {
            spdlog::error("mDNS cannot be asked: {}", avahi_strerror(avahi_client_errno(avahi_)));
            return cache_.not_resolved(service);
        }
        questions_[service] = std::move(question);
        client_.after(ipv4_alone, [this, service, number] {
            const auto asked = questions_.find(service);
            if (asked == questions_.end() || asked->second->number != number) return;
            asked->second->may_be_ipv6 = true;
            if (asked->second->ipv6_answer) take(*asked->second, *std::move(asked->second->ipv6_answer));
        });
    }

    Resolver resolver(Question& question, AvahiProtocol address_protocol) {
        const Service& service = question.service;
        const char* type = service.kind == Kind::host ? host_service_type : service_type_.c_str();
        // Asked over the protocol whose address is wanted: Avahi publishes it nowhere else.
        return Resolver(avahi_service_resolver_new(avahi_, service.interface, address_protocol,
                                                   service.instance.c_str(), type, service.domain.c_str(),
                                                   address_protocol, AvahiLookupFlags{}, answered, &question));
    }

    void take(const Question& question, Resolved answer) {
        cache_.resolved(question.service, std::move(answer), own_addresses());
        go_on_soon();  // which frees the resolvers, outside of their own callbacks
    }

    static void answered(AvahiServiceResolver* /*resolver*/, AvahiIfIndex interface, AvahiProtocol /*protocol*/,
                         AvahiResolverEvent event, const char* /*name*/, const char* /*type*/, const char* /*domain*/,
                         const char* host_name, const AvahiAddress* address, std::uint16_t port, AvahiStringList* txt,
                         AvahiLookupResultFlags /*flags*/, void* userdata) noexcept {
        auto* question = static_cast<Question*>(userdata);
        Session* self = question->session;
        try {
            if (event != AVAHI_RESOLVER_FOUND || address == nullptr) return;  // its time runs out
            Resolved answer{host_name, written(*address, interface), port, strings(txt), false};
            if (address->proto == AVAHI_PROTO_INET6 && !question->may_be_ipv6) {
                question->ipv6_answer = std::move(answer);
            } else {
                self->take(*question, std::move(answer));
            }
        } catch (const std::exception& error) {
            spdlog::error("an mDNS answer could not be used: {}", core::quoted(error.what()));
        }
    }

    const std::string service_type_;
    const std::function<void(core::Hints)> tell_;
    Cache cache_;
    core::Hints told_;
    AvahiClient* avahi_ = nullptr;
    std::map<Kind, ServiceBrowser> browsers_;
    std::map<Service, std::unique_ptr<Question>> questions_;
    std::uint64_t last_question_ = 0;
    bool is_going_on_soon_ = false;
    std::optional<Cache::Clock::time_point> waking_at_;
    Client client_;  // last: its thread uses the others
};

Browser::Browser(const BrowserSettings& settings, std::function<void(core::Hints hints)> tell,
                 std::function<void(const std::string& line)> log)
    : session_(std::make_unique<Session>(settings, std::move(tell), std::move(log))) {}

Browser::~Browser() = default;

void Browser::look_again_for(std::set<std::string> hosts) {
    session_->look_again_for(std::move(hosts));
}

}  // namespace discovery
