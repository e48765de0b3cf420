// domumdns: announces a hypervisor and its domains by mDNS.
#include <avahi-common/domain.h>
#include <fmt/format.h>
#include <poll.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <array>
#include <csignal>
#include <system_error>

#include "core/error.h"
#include "core/event_loop.h"
#include "core/host_watcher.h"
#include "core/text.h"
#include "discovery/announcement.h"
#include "discovery/host_identity.h"
#include "discovery/publisher.h"

namespace discovery {
namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr std::uint16_t default_port = 16514;  // libvirt's, for TLS
constexpr core::LinkSettings link_settings{std::chrono::seconds(10), {std::chrono::seconds(2), 2}, 1};
// A hung libvirt or Avahi may hold up the end. Avahi withdraws what was announced when the process is gone, too.
constexpr unsigned longest_leave_seconds = 5;

struct Settings {
    AnnouncementSettings announcement{first_label_of_host_name(), std::string(domain_service_type),
                                      default_max_domains, default_port, false};
    std::string uri;
    std::string host_uuid;
    std::string log_level = "info";
};

class File {
  public:
    // Throws std::system_error, with what was tried, if the descriptor is none.
    File(int descriptor, const char* what) : descriptor_(descriptor) {
        if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { close(descriptor_); }
    [[nodiscard]] int get() const noexcept { return descriptor_; }

  private:
    const int descriptor_;
};

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

// Follows the host's libvirt and tells the publisher.
class Program {
  public:
    // REQUIRES: ending_signals() are blocked.
    explicit Program(Settings settings)
        : settings_(std::move(settings)),
          announcement_(settings_.announcement),
          watcher_(core::new_host("this host", settings_.uri), link_settings, std::make_shared<core::OwnerSource>(),
                   {}, [this] { eventfd_write(changed_.get(), 1); }),
          publisher_(told_announced) {}

    // Until one of ending_signals() comes.
    void run() {
        for (;;) {
            std::array<pollfd, 2> files{pollfd{signals_.get(), POLLIN, 0}, pollfd{changed_.get(), POLLIN, 0}};
            if (poll(files.data(), files.size(), -1) < 0) continue;
            if (files[0].revents != 0) break;
            eventfd_t count = 0;
            eventfd_read(changed_.get(), &count);
            follow();
        }
        spdlog::info("ends: withdraws what it announced");
    }

  private:
    void follow() {
        core::Snapshot snapshot;
        watcher_.add_to(snapshot);
        const auto& host = snapshot.hosts.at(0);
        tell(host);
        if (host.state == core::HostState::up) learn_uuid(host.uuid);
        if (uuid_.empty()) return;
        if (host.state != core::HostState::up) {
            publisher_.publish(announcement_.only_host(uuid_).services);
            return;
        }
        Wanted wanted = announcement_.choose(uuid_, std::move(snapshot.domains));
        tell_left_out(wanted);
        publisher_.publish(std::move(wanted.services));
    }

    void tell(const core::HostEntry& host) {
        if (host.state == state_) return;
        state_ = host.state;
        if (state_ == core::HostState::up) spdlog::info("libvirt is there");
        if (state_ == core::HostState::unreachable) {
            spdlog::warn("libvirt cannot be reached, no domain is announced: {}", core::quoted(host.error));
        }
    }

    void learn_uuid(const std::string& from_libvirt) {
        std::string uuid = choose_host_uuid(settings_.host_uuid, from_libvirt, read_machine_id());
        if (uuid.empty()) uuid = choose_host_uuid({}, {}, read_machine_id(dbus_machine_id_file));
        if (uuid == uuid_) return;
        uuid_ = std::move(uuid);
        if (uuid_.empty()) {
            spdlog::error(
                "nothing is announced: neither libvirt nor {} nor {} tells this host's UUID; give --host-uuid",
                machine_id_file, dbus_machine_id_file);
        } else {
            spdlog::info("this host's UUID is {}", uuid_);
        }
    }

    // Once, and again only when there was room for all in between.
    void tell_left_out(const Wanted& wanted) {
        const bool is_news = !std::exchange(has_left_out_, !wanted.left_out.empty());
        if (!is_news || !has_left_out_) return;
        const std::size_t left_out = wanted.left_out.size();
        const std::size_t announced = wanted.services.size() - 1;
        spdlog::warn(
            "{} of {} domains are announced, which is the limit (--max-domains); left out: {}, from {} to {}",
            announced, announced + left_out, left_out, core::quoted(wanted.left_out.front()),
            core::quoted(wanted.left_out.back()));
    }

    static void told_announced(std::size_t services) {
        if (services > 0) spdlog::info("announced: this host and {} domains", services - 1);
    }

    const Settings settings_;
    const sigset_t ending_ = ending_signals();
    const File changed_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"};
    const File signals_{signalfd(-1, &ending_, SFD_CLOEXEC), "signalfd"};
    core::HostState state_ = core::HostState::connecting;
    std::string uuid_;
    bool has_left_out_ = false;
    Announcement announcement_;
    core::HostWatcher watcher_;
    Publisher publisher_;  // the last: what it announced is withdrawn first, whatever holds the watcher
};

void start_log(const std::string& level) {
    auto logger = spdlog::stderr_logger_mt("domumdns");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l [%P] %v");
    logger->flush_on(spdlog::level::debug);
    logger->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(logger));
}

CLI::Validator service_type() {
    return {[](const std::string& type) -> std::string {
                if (avahi_domain_equal(type.c_str(), std::string(host_service_type).c_str()) != 0)
                    return "is the type that hosts are announced as";
                return avahi_is_valid_service_type_strict(type.c_str()) != 0 ? ""
                                                                             : "is no service type like _domu._tcp";
            },
            ""};
}

CLI::Validator name() {
    return {[](const std::string& text) -> std::string { return text.empty() ? "must not be empty" : ""; }, ""};
}

CLI::Validator uuid() {
    return {[](const std::string& text) -> std::string { return core::is_uuid(text) ? "" : "is no UUID"; }, ""};
}

void describe_options(CLI::App& app, Settings& settings, bool& is_all) {
    auto& announcement = settings.announcement;
    app.add_option("-c,--connect", settings.uri, "the libvirt to follow, read-only (default: libvirt's own)")
        ->type_name("URI");
    auto* all = app.add_flag("--all", is_all, "announce all domains that libvirt knows (default)");
    app.add_flag("--active", announcement.is_only_active, "announce active domains only")->excludes(all);
    app.add_option("--service-type", announcement.service_type, "what domains are announced as")
        ->check(service_type())
        ->type_name("TYPE")
        ->capture_default_str();
    app.add_option("--max-domains", announcement.max_domains, "announce no more domains than this")
        ->check(CLI::Range(std::size_t{0}, longest_max_domains))
        ->capture_default_str();
    app.add_option("--port", announcement.port, "where libvirt's daemon listens")
        ->check(CLI::Range(1, 65535))
        ->capture_default_str();
    app.add_option("--name", announcement.host_name, "what the host is announced as")
        ->check(name())
        ->type_name("NAME")
        ->capture_default_str();
    app.add_option("--host-uuid", settings.host_uuid, "the host's UUID (default: libvirt's, or the machine's ID)")
        ->check(uuid())
        ->type_name("UUID");
    app.add_option("--log-level", settings.log_level, "debug, info, warning or error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
        ->type_name("LEVEL")
        ->capture_default_str();
    app.set_version_flag("--version", "domumdns " VIRT_FCGI_VERSION);
    app.footer(
        "Signals: TERM and INT withdraw what was announced, and end the program.\n"
        "Exit status: 0 it ran, 1 it could not, 2 the command line is wrong.");
}

int run(Settings settings) {
    const sigset_t ending = ending_signals();
    pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGALRM, [](int) { _exit(0); });
    start_log(settings.log_level);
    core::silence_libvirt_stderr();
    core::event_loop::start();
    Program program(std::move(settings));
    program.run();
    alarm(longest_leave_seconds);
    return 0;
}

}  // namespace
}  // namespace discovery

int main(int argc, char** argv) {
    CLI::App app{"Announces the domains of this host's libvirt by mDNS, and the host itself"};
    discovery::Settings settings;
    bool is_all = false;
    discovery::describe_options(app, settings, is_all);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : discovery::exit_usage;
    }
    try {
        return discovery::run(std::move(settings));
    } catch (const std::exception& error) {
        fmt::print(stderr, "domumdns: {}\n", error.what());
        return discovery::exit_failure;
    }
}
