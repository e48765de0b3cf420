#include "fcgi/probe.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "core/error.h"
#include "core/event_loop.h"
#include "core/probe.h"
#include "core/remote_name.h"
#include "core/text.h"
#include "core/transport.h"
#include "core/uri.h"
#include "discovery/browser.h"
#include "fcgi/master.h"

namespace fcgi {
namespace {

// A host is seen a second after it was announced; one that mDNS has to ask for again takes longer.
constexpr std::chrono::seconds longest_search{5};

int exit_status(core::Trouble trouble) {
    switch (trouble) {
        case core::Trouble::look_up:
            return 3;
        case core::Trouble::connect:
            return 4;
        case core::Trouble::identity:
            return 5;
        case core::Trouble::credentials:
            return 6;
        case core::Trouble::silence:
            return 7;
        case core::Trouble::refusal:
            break;
    }
    return 8;
}

// The URI of the host that announces itself by this name.
std::string find_by_mdns(const discovery::BrowserSettings& settings, const std::string& name) {
    std::mutex mutex;
    std::condition_variable changed;
    std::string uri;
    std::set<std::string> others;
    const discovery::Browser browser(
        settings,
        [&](const core::Hints& hints) {
            const std::lock_guard lock(mutex);
            for (const auto& host : hints.hosts) {
                others.insert(host.name);
                if (host.name == name) uri = host.uri;
            }
            changed.notify_all();
        },
        [](const std::string&) {});
    std::unique_lock lock(mutex);
    changed.wait_for(lock, longest_search, [&] { return !uri.empty(); });
    if (!uri.empty()) return uri;
    throw std::runtime_error(fmt::format(
        "there is no host {}: neither in [hosts], nor announced by mDNS within {} s, {}", core::quoted(name),
        longest_search.count(),
        others.empty() ? "where no host is" : fmt::format("where there are: {}", fmt::join(others, ", "))));
}

std::string uri_of(const Configuration& configuration, const std::string& name) {
    if (const auto host = configuration.hosts.find(name); host != configuration.hosts.end()) return host->second;
    if (name.find(':') == std::string::npos && configuration.discovery.is_enabled)
        return find_by_mdns(configuration.discovery, name);
    if (name.find(':') == std::string::npos && !name.empty()) {
        throw std::runtime_error(
            fmt::format("there is no host {} in [hosts], and [discovery] is not enabled; a URI or a name such as "
                        "remote:tls:HOST would do too",
                        core::quoted(name)));
    }
    core::ResolvedName resolved = core::resolve(name);
    for (const auto& warning : resolved.warnings) fmt::print(stderr, "virt-fcgi: {}\n", warning);
    return std::move(resolved.uri);
}

// Hosts say what they like.
void print_line(std::string_view title, std::string_view text) {
    fmt::print("{:<12} {}\n", title, core::one_line(text));
}

// Whoever interrupts us leaves no program behind that was on its way to the host.
void end_politely() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::thread([set] {
        int number = 0;
        sigwait(&set, &number);
        core::Transport::cut_all();
        _exit(128 + number);
    }).detach();
}

void print_step(std::string_view step, std::chrono::nanoseconds took, std::string_view found) {
    const std::chrono::duration<double, std::milli> ms = took;
    print_line(step, fmt::format("{:8.1f} ms  {}", ms.count(), found));
}

}  // namespace

int probe(const Configuration& configuration, const std::string& name) {
    std::signal(SIGPIPE, SIG_IGN);
    end_politely();
    check_secrets(configuration);
    become_user(configuration.responder);
    core::Connection::read_passwords_from(configuration.auth_file);
    core::silence_libvirt_stderr();
    core::event_loop::start();
    const std::string uri = uri_of(configuration, name);
    print_line("URI", uri);
    if (const auto parsed = core::parse_uri(uri); parsed && !core::why_insecure(*parsed).empty())
        print_line("insecure", core::why_insecure(*parsed));
    const core::Probe found = core::probe(uri, configuration.libvirt);
    for (const auto& step : found.steps) print_step(step.name, step.took, step.found);
    if (found.failure) {
        print_step(found.failure->step, found.failure->took, "failed");
        print_line("reason", found.failure->reason);
        if (!found.failure->mend.empty()) print_line("to mend it", found.failure->mend);
        return exit_status(found.failure->trouble);
    }
    for (const auto& [fact, value] : found.facts) print_line(fact, value);
    return 0;
}

}  // namespace fcgi
