// virt-fcgi: libvirt on the web.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <cstdio>

#include "core/command.h"
#include "fcgi/configuration.h"
#include "fcgi/master.h"
#include "fcgi/notify.h"

namespace {

constexpr int exit_usage = 2;

void start_log() {
    auto logger = spdlog::stderr_logger_mt("virt-fcgi");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l [%P] %v");
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
}

int check(const fcgi::Configuration& configuration) {
    if (const std::string wrong = fcgi::check_in_child(configuration); !wrong.empty()) {
        fmt::print(stderr, "virt-fcgi: {}\n", wrong);
        return 1;
    }
    const auto& responder = configuration.responder;
    fmt::print("would listen on {}\n", responder.socket.empty() ? "an inherited socket" : responder.socket);
    fmt::print("would run {} workers with {} threads each\n", responder.workers, responder.threads);
    fmt::print("would use the stylesheets of {}\n", configuration.stylesheet_folder.string());
    for (const auto& [name, uri] : configuration.hosts) fmt::print("would ask host {} at {}\n", name, uri);
    const auto& discovery = configuration.discovery;
    if (discovery.is_enabled) {
        fmt::print("would look for hosts by mDNS, whose names match {}, at {}\n", fmt::join(discovery.allow, " or "),
                   discovery.uri);
    } else if (configuration.hosts.empty()) {
        fmt::print("would ask no host: [hosts] is empty, and [discovery] is not enabled\n");
    }
    return 0;
}

// One line each: name, HTTP method, what it is called on, who may; separated by tabs.
void print_commands() {
    for (const auto& command : core::all_commands()) {
        fmt::print("{}\t{}\t{}\t{}\n", command.name, command.effect == core::Effect::read ? "GET" : "POST",
                   to_string(command.target), to_string(command.who));
    }
}

int run(const std::string& file, bool only_checks) {
    const auto chosen = file.empty() ? std::nullopt : std::optional<std::filesystem::path>(file);
    fcgi::Configuration configuration = fcgi::read_configuration(chosen);
    if (only_checks) return check(configuration);
    start_log();
    fcgi::apply_log_level(configuration);
    fcgi::Master(std::move(configuration), chosen).run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"libvirt on the web, as a FastCGI application behind any web server"};
    std::string file;
    bool only_checks = false;
    app.add_option(
        "-c,--config", file,
        fmt::format("the configuration file (default: {} if it exists)", fcgi::default_configuration_file));
    app.add_flag("--check", only_checks, "say what is wrong with the configuration, or what would run; then exit");
    app.add_flag_callback(
        "--commands",
        [] {
            print_commands();
            throw CLI::Success();
        },
        "print what can be called: name, method, object, and who may (reader, owner or admin); then exit");
    app.set_version_flag("--version", "virt-fcgi " VIRT_FCGI_VERSION);
    app.footer(
        "Signals: HUP reloads the configuration and the stylesheets, TERM finishes what is under way and stops.\n"
        "Exit status: 0 it ran, 1 it could not, 2 the command line is wrong.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    try {
        return run(file, only_checks);
    } catch (const std::exception& error) {
        fmt::print(stderr, "virt-fcgi: {}\n", error.what());
        return 1;
    }
}
