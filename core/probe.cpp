#include "core/probe.h"

#include <fmt/format.h>

#include "core/reach.h"
#include "core/uri.h"

namespace core {
namespace {

using Milestone = Transport::Milestone;

// libvirt's numbers: 1,000,000 × major + 1,000 × minor + release.
std::string version_text(unsigned long number) {
    return fmt::format("{}.{}.{}", number / 1'000'000, number / 1'000 % 1'000, number % 1'000);
}

std::string yes_or_no(int answer) {
    return answer < 0 ? "unknown" : answer == 0 ? "no" : "yes";
}

std::vector<std::pair<std::string, std::string>> ask_facts(virConnectPtr connection) {
    const OwnedText host_name(virConnectGetHostname(connection));
    const char* type = virConnectGetType(connection);
    unsigned long library = 0;
    unsigned long hypervisor = 0;
    const bool has_library = virConnectGetLibVersion(connection, &library) == 0;
    const bool has_hypervisor = virConnectGetVersion(connection, &hypervisor) == 0 && hypervisor != 0;
    const int active = virConnectNumOfDomains(connection);
    const int defined = virConnectNumOfDefinedDomains(connection);
    return {{"host name", host_name != nullptr ? host_name.get() : "unknown"},
            {"hypervisor", fmt::format("{}{}", type != nullptr ? type : "unknown",
                                       has_hypervisor ? " " + version_text(hypervisor) : "")},
            {"libvirt", has_library ? version_text(library) : "unknown"},
            {"encrypted", yes_or_no(virConnectIsEncrypted(connection))},
            {"secure", yes_or_no(virConnectIsSecure(connection))},
            {"domains", active < 0 || defined < 0 ? "unknown" : fmt::format("{} active, {} not", active, defined)}};
}

class Prober {
  public:
    Prober(const std::string& uri, const LinkSettings& settings) : uri_(uri), settings_(settings) {}

    Probe run() {
        try {
            reach_it();
            open_and_ask();
        } catch (const Unreached& error) {
            fail(error.trouble(), error.what(),
                 error.trouble() == Trouble::look_up
                     ? "correct the name, or give the address"
                     : "look whether the host is on, and whether its libvirtd listens there");
        } catch (const OpenError& error) {
            fail(error.trouble(), error.what(), error.mend());
        } catch (const NoAnswer& error) {
            fail(Trouble::silence, error.what(), "look at the host's load and at libvirtd's log there");
        } catch (const LibvirtError& error) {
            fail(Trouble::refusal, error.what(), {});
        }
        return std::move(probe_);
    }

  private:
    void reach_it() {
        const auto endpoint = tcp_endpoint(uri_);
        if (!endpoint) return;
        const Reached reached = reach(*endpoint, settings_.connect_timeout);
        probe_.steps.push_back({"look up", reached.look_up, reached.address});
        probe_.steps.push_back({"connect", reached.connect, fmt::format("port {}", endpoint->port)});
        begun_ = Clock::now();
    }

    void open_and_ask() {
        const auto transport = std::make_shared<Transport>();
        std::shared_ptr<Connection> connection;
        step_ = "open";
        try {
            connection = Connection::open(uri_, Access::read_only, settings_.keep_alive, {},
                                          {settings_.connect_timeout, settings_.open_timeout}, transport);
        } catch (...) {
            add_milestones(*transport);
            throw;
        }
        add_milestones(*transport);
        add("open", "authentication, and the driver there");
        step_ = "ask";
        const Deadline deadline(Clock::now() + settings_.open_timeout, transport);
        probe_.facts = ask_facts(connection->get());
        if (deadline.has_passed()) throw NoAnswer(NoAnswer::Step::open, settings_.open_timeout);
        if (connection->check_after_failure()) {
            probe_.facts.clear();
            return fail(Trouble::silence, "the connection ended while the host was asked",
                        "look at libvirtd's log there");
        }
        add("ask", {});
    }

    // What of the opening can be told apart.
    void add_milestones(const Transport& transport) {
        const auto connected = transport.reached(Milestone::connected);
        const auto registered = transport.reached(Milestone::registered);
        const bool is_program = transport.runs_a_program();
        if (!connected) {
            step_ = is_program || tcp_endpoint(uri_) || parse_uri(uri_)->transport == "unix" ? "connect" : "open";
            return;
        }
        if (!tcp_endpoint(uri_)) add_until(*connected, is_program ? "start" : "connect", {});
        const auto parsed = parse_uri(uri_);
        const bool has_handshake = parsed && (parsed->transport == "tls" || parsed->transport.starts_with("libssh"));
        if (!has_handshake) return;
        step_ = "handshake";
        if (!registered) return;
        add_until(*registered, "handshake", parsed->transport == "tls" ? "certificates" : "keys");
        step_ = "open";
    }

    void add_until(Clock::time_point end, std::string name, std::string found) {
        probe_.steps.push_back({std::move(name), end - begun_, std::move(found)});
        begun_ = end;
    }
    void add(std::string name, std::string found) { add_until(Clock::now(), std::move(name), std::move(found)); }

    // A program does all steps out of sight, and libvirt authenticates while it opens: its words tell which it was.
    [[nodiscard]] std::string failed_step(Trouble trouble) const {
        switch (trouble) {
            case Trouble::look_up:
                return "look up";
            case Trouble::connect:
                return "connect";
            case Trouble::identity:
                return "handshake";
            case Trouble::credentials:
                return "authenticate";
            default:
                return step_;
        }
    }

    void fail(Trouble trouble, std::string reason, std::string_view mend) {
        probe_.failure = {failed_step(trouble), Clock::now() - begun_, trouble, std::move(reason), std::string(mend)};
    }

    const std::string& uri_;
    const LinkSettings& settings_;
    std::string step_;
    Clock::time_point begun_ = Clock::now();
    Probe probe_;
};

}  // namespace

Probe probe(const std::string& uri, const LinkSettings& settings) {
    return Prober(uri, settings).run();
}

}  // namespace core
