// virt-fcgi: libvirt on the web.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "core/command.h"
#include "core/remote_name.h"
#include "fcgi/configuration.h"
#include "fcgi/master.h"
#include "fcgi/notify.h"
#include "fcgi/probe.h"

namespace {

constexpr int exit_usage = 2;

void start_log() {
    auto logger = spdlog::stderr_logger_mt("virt-fcgi");
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l [%P] %v");
    logger->flush_on(spdlog::level::debug);
    spdlog::set_default_logger(std::move(logger));
}

int check(const fcgi::Configuration& configuration) {
    for (const auto& warning : configuration.warnings) fmt::print(stderr, "virt-fcgi: {}\n", warning);
    const fcgi::Check checked = fcgi::check_in_child(configuration);
    if (!checked.wrong.empty()) {
        fmt::print(stderr, "virt-fcgi: {}\n", checked.wrong);
        return 1;
    }
    const auto& responder = configuration.responder;
    fmt::print("would listen on {}\n", responder.socket.empty() ? "an inherited socket" : responder.socket);
    fmt::print("would run {} workers with {} threads each\n", responder.workers, responder.threads);
    fmt::print("would use the stylesheets of {}\n", configuration.stylesheet_folder.string());
    fmt::print("{}", checked.found);
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

// One line each: name, HTTP method, what it is called on, who may, what it does, whether it shows secrets; separated
// by tabs.
void print_commands() {
    for (const auto& command : core::all_commands()) {
        fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", command.name, command.is_read() ? "GET" : "POST",
                   to_string(command.target), to_string(command.who), to_string(command.effect),
                   command.is_secret ? "secret" : "open");
    }
}

// The name, and below it a mark at the character that is wrong.
void print_wrong(const std::string& name, const core::NameError& error) {
    fmt::print(stderr, "virt-fcgi: at character {}: {}\n", error.position() + 1, error.what());
    if (!std::ranges::all_of(name, [](unsigned char c) { return c >= 0x20 && c < 0x7F; }) || name.size() > 200)
        return;
    fmt::print(stderr, "    {}\n    {:>{}}\n", name, '^', error.position() + 1);
}

int resolve(const std::string& name) {
    const core::ResolvedName resolved = core::resolve(name);
    for (const auto& warning : resolved.warnings) fmt::print(stderr, "virt-fcgi: {}\n", warning);
    fmt::print("{}\n", resolved.uri);
    return 0;
}

struct Task {
    std::string file;
    bool only_checks = false;
    std::optional<std::string> name_to_resolve;
    std::optional<std::string> name_to_probe;
};

int run(const Task& task) {
    if (task.name_to_resolve) return resolve(*task.name_to_resolve);
    const auto chosen = task.file.empty() ? std::nullopt : std::optional<std::filesystem::path>(task.file);
    fcgi::Configuration configuration = fcgi::read_configuration(chosen);
    if (task.only_checks) return check(configuration);
    if (task.name_to_probe) {
        const int status = fcgi::probe(configuration, *task.name_to_probe);
        std::fflush(nullptr);
        fcgi::exit_child(status);  // libvirt's threads may still be at work
    }
    start_log();
    fcgi::apply_log_level(configuration);
    fcgi::Master(std::move(configuration), chosen).run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"libvirt on the web, as a FastCGI application behind any web server"};
    Task task;
    app.add_option(
        "-c,--config", task.file,
        fmt::format("the configuration file (default: {} if it exists)", fcgi::default_configuration_file));
    app.add_option(
           "--resolve", task.name_to_resolve,
           "print the libvirt URI that a host's name means, such as \"remote:tls:HOST name=xen:///\"; then exit")
        ->option_text("NAME");
    app.add_option(
           "--probe", task.name_to_probe,
           "try a host step by step, read-only, and say what is there or what is wrong; NAME is one of [hosts], a "
           "host that mDNS announces, a URI, or a name as above; then exit")
        ->option_text("NAME");
    app.add_flag("--check", task.only_checks,
                 "say what is wrong with the configuration, or what would run; then exit");
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
        "Exit status: 0 it ran, 1 it could not, 2 the command line, or the name in it, is wrong.\n"
        "Of --probe also: 3 the host's name has no address, 4 there is no way to it, 5 it does not prove who it is,\n"
        "6 it does not accept us, 7 it does not answer in time, 8 libvirt there refuses.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    try {
        return run(task);
    } catch (const core::NameError& error) {
        print_wrong(task.name_to_resolve.value_or(task.name_to_probe.value_or("")), error);
        return exit_usage;
    } catch (const std::exception& error) {
        fmt::print(stderr, "virt-fcgi: {}\n", error.what());
        return 1;
    }
}
