#include "fcgi/configuration.h"

#include <fmt/format.h>

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <limits>
#include <set>

#include "core/remote_name.h"
#include "core/text.h"
#include "core/uri.h"
#include "fcgi/configuration_section.h"

namespace fcgi {
namespace {

namespace fs = std::filesystem;

void read_responder(const toml::table& root, const std::string& file, Configuration::Responder& responder) {
    using std::chrono::milliseconds;
    Section section(root, "responder", file);
    section.read("socket", responder.socket);
    section.read_mode("socket_mode", responder.socket_mode);
    section.read("workers", responder.workers, 1, 256);
    section.read("threads", responder.threads, 1, 256);
    section.read_duration("request_timeout", responder.request_timeout, milliseconds(100), milliseconds(3'600'000));
    section.read("max_requests", responder.max_requests, 0, std::numeric_limits<std::int64_t>::max());
    section.read("streams", responder.streams, 1, 256);
    section.read("jobs", responder.jobs, 1, 256);
    section.read_duration("stream_timeout", responder.stream_timeout, milliseconds(100), milliseconds(3'600'000));
    section.read("user", responder.user);
    section.read("group", responder.group);
    section.expect_nothing_more();
}

bool is_host_name(std::string_view name) {
    return !name.empty() && name.size() <= 253 && name != "." && name != ".." &&
           std::ranges::all_of(
               name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_'; });
}

// A name of either form as a URI that may be connected to.
std::string read_name(const Section& section, const std::string& key, const toml::node& node, const std::string& name,
                      core::Placeholders placeholders, Configuration& configuration) {
    std::string uri;
    try {
        core::ResolvedName resolved = core::resolve(name, placeholders);
        uri = std::move(resolved.uri);
        for (const auto& warning : resolved.warnings)
            configuration.warnings.push_back(fmt::format("{} {}: {}", section.name(), key, warning));
    } catch (const core::NameError& error) {
        section.refuse(key, node,
                       fmt::format("is wrong at character {}: {}; it is {}", error.position() + 1, error.what(),
                                   core::quoted(name)));
    }
    const auto parsed = core::parse_uri(placeholders == core::Placeholders::none ? uri : core::sample_of(uri));
    if (parsed && core::writes_known_hosts(*parsed)) {
        section.refuse(key, node,
                       "must not have known_hosts_verify=auto, which believes any key and writes it down: add the "
                       "host's key to known_hosts, and take known_hosts_verify=normal");
    }
    const std::string why = parsed ? core::why_insecure(*parsed) : std::string();
    if (why.empty()) return uri;
    if (!configuration.allow_insecure_transport) {
        section.refuse(key, node,
                       fmt::format("is insecure: {}. If nobody else is on that network, say so: [libvirt] "
                                   "allow_insecure_transport = true",
                                   why));
    }
    configuration.warnings.push_back(fmt::format("{} {} is insecure: {}", section.name(), key, why));
    return uri;
}

void read_hosts(const toml::table& root, const std::string& file, Configuration& configuration) {
    Section section(root, "hosts", file);
    section.each([&](const std::string& name, const toml::node& node) {
        const auto remote_name =
            section.need<std::string>(name, node, "a libvirt URI, or a name such as remote:tls:HOST");
        if (!is_host_name(name))
            section.refuse(core::quoted(name), node, "is no host name: letters, digits, '-', '.' and '_'");
        configuration.hosts.emplace(
            name, read_name(section, name, node, remote_name, core::Placeholders::none, configuration));
    });
}

void read_libvirt(const toml::table& root, const std::string& file, Configuration& configuration) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    core::LinkSettings& libvirt = configuration.libvirt;
    Section section(root, "libvirt", file);
    section.read_duration("connect_timeout", libvirt.connect_timeout, milliseconds(100), milliseconds(600'000));
    section.read_duration("open_timeout", libvirt.open_timeout, milliseconds(100), milliseconds(600'000));
    section.read_duration("keepalive_interval", libvirt.keep_alive.interval, seconds(0), seconds(3600));
    section.read("keepalive_count", libvirt.keep_alive.count, 0, 100);
    section.read("calls_per_host", libvirt.most_connections, 1, 256);
    section.read("allow_insecure_transport", configuration.allow_insecure_transport);
    std::string auth_file;
    section.read(
        "auth_file", auth_file, [](const std::string& path) { return path.starts_with('/'); }, "an absolute path");
    configuration.auth_file = auth_file;
    section.expect_nothing_more();
}

// "_domu._tcp": RFC 6763 section 7, RFC 6335 section 5.1.
bool is_service_type(std::string_view type) {
    constexpr std::string_view end = "._tcp";
    if (!type.starts_with('_') || !type.ends_with(end)) return false;
    const std::string_view name = type.substr(1, type.size() - 1 - end.size());
    return !name.empty() && name.size() <= 15 && name.front() != '-' && name.back() != '-' &&
           std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

void read_discovery(const toml::table& root, const std::string& file, Configuration& configuration) {
    discovery::BrowserSettings& discovery = configuration.discovery;
    Section section(root, "discovery", file);
    section.read("enabled", discovery.is_enabled);
    section.read("service_type", discovery.service_type, is_service_type, "a service type such as \"_domu._tcp\"");
    section.read("uri", discovery.uri);
    if (const auto* node = root["discovery"]["uri"].node()) {
        discovery.uri = read_name(section, "uri", *node, discovery.uri, core::Placeholders::allowed, configuration);
        if (discovery.uri.find("{host}") == std::string::npos && discovery.uri.find("{name}") == std::string::npos) {
            section.refuse("uri", *node,
                           fmt::format("must be a libvirt URI with {{host}} or {{name}} in it, such as "
                                       "\"qemu+tls://{{host}}/system\", and is {}",
                                       core::quoted(discovery.uri)));
        }
    }
    section.read("allow", discovery.allow);
    section.read("max_records", discovery.max_records, 1, 100'000);
    section.expect_nothing_more();
    if (discovery.is_enabled && discovery.allow.empty()) {
        fail(
            file, root.get("discovery")->source(),
            "[discovery] allow must name at least one pattern of host names, such as \"*.local\": without it no host "
            "is taken");
    }
}

void read_log(const toml::table& root, const std::string& file, Configuration& configuration) {
    Section log(root, "log", file);
    log.read("level", configuration.log_level);
    std::string audit;
    log.read(
        "audit", audit, [](const std::string& path) { return path.starts_with('/'); }, "an absolute path");
    configuration.audit_file = audit;
    log.expect_nothing_more();
    static const std::set<std::string> levels{"debug", "info", "warning", "error"};
    if (!levels.contains(configuration.log_level)) {
        fail(file, root.get("log")->source(),
             fmt::format("[log] level must be debug, info, warning or error, and is {}",
                         core::quoted(configuration.log_level)));
    }
}

void read_limits(const toml::table& root, const std::string& file, Limits& limits) {
    Section section(root, "limits", file);
    section.read("body", limits.body, 0, 1 << 30);
    section.read("path", limits.path, 16, 65'536);
    section.read("query", limits.query, 0, 1 << 20);
    section.read("argument", limits.argument, 1, 1 << 30);
    section.read("arguments", limits.arguments, 0, 10'000);
    section.expect_nothing_more();
}

void read_stylesheets(const toml::table& root, const std::string& file, Configuration& configuration) {
    Section stylesheets(root, "stylesheets", file);
    std::string folder = configuration.stylesheet_folder.string();
    stylesheets.read("folder", folder);
    configuration.stylesheet_folder = folder;
    stylesheets.read("default", configuration.default_stylesheet);
    stylesheets.expect_nothing_more();
}

}  // namespace

std::string read_file(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text;
    std::array<char, 4096> chunk{};
    while (stream.good()) {
        stream.read(chunk.data(), chunk.size());
        text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
    }
    // A folder can be opened: that it has no text shows only now.
    if (!stream.eof() || stream.bad()) throw ConfigurationError(fmt::format("{}: cannot be read", file));
    return text;
}

Configuration parse_configuration(std::string_view text, const std::string& name) {
    Configuration configuration;
    configuration.stylesheet_folder = VIRT_FCGI_STYLESHEET_FOLDER;
    try {
        const toml::table root = toml::parse(text, name);
        static const std::set<std::string_view> sections{"responder", "hosts",       "libvirt", "discovery", "owners",
                                                         "devices",   "stylesheets", "limits",  "log"};
        for (const auto& [key, node] : root) {
            if (!sections.contains(key.str()))
                fail(name, node.source(), fmt::format("there is no section [{}]", key.str()));
        }
        read_responder(root, name, configuration.responder);
        read_libvirt(root, name, configuration);
        configuration.libvirt.most_lasting =
            static_cast<std::size_t>(configuration.responder.streams + configuration.responder.jobs);
        configuration.libvirt.stream_timeout = configuration.responder.stream_timeout;
        read_hosts(root, name, configuration);
        read_discovery(root, name, configuration);
        read_limits(root, name, configuration.limits);
        read_owners(root, name, configuration.hosts, configuration.owners.source);
        read_devices(root, name, configuration.owners.devices);
        read_stylesheets(root, name, configuration);
        read_log(root, name, configuration);
    } catch (const toml::parse_error& error) {
        fail(name, error.source(), std::string(error.description()));
    }
    return configuration;
}

Configuration read_configuration(const std::optional<fs::path>& file) {
    const fs::path path = file.value_or(default_configuration_file);
    if (!file && !fs::exists(path)) return parse_configuration("", "defaults");
    return parse_configuration(read_file(path.string()), path.string());
}

}  // namespace fcgi
