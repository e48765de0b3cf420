// Whose the domains are, and what their owners may attach.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/ownership.h"
#include "fcgi/configuration_section.h"

namespace fcgi {
namespace {

using Kind = core::OwnerSource::Kind;

constexpr std::size_t longest_separator = 16;  // bytes
constexpr std::int64_t most_devices = 1000;

bool is_separator(std::string_view text) {
    const auto is_plain = [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '/'; };
    return !text.empty() && text.size() <= longest_separator && std::ranges::all_of(text, is_plain);
}

using Hosts = std::map<std::string, std::string>;

bool is_domain_key(std::string_view key, const Hosts& hosts) {
    const auto slash = key.find('/');
    return core::is_uuid(key) || (slash != std::string_view::npos &&
                                  hosts.contains(std::string(key.substr(0, slash))) && slash + 1 < key.size());
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

void read_one_owner(const std::string& file, const toml::key& key, const toml::node& domains, const Hosts& hosts,
                    core::OwnerSource& source) {
    const std::string owner(key.str());
    if (!core::is_owner_name(owner))
        fail(file, key.source(), fmt::format("{} is no name that an owner can have", core::quoted(owner)));
    constexpr std::string_view wanted = "a list of domains, each a UUID, or HOST/NAME with a host of [hosts]";
    const auto* list = domains.as_array();
    if (list == nullptr) fail(file, domains.source(), fmt::format("{} must be {}", core::quoted(owner), wanted));
    for (const auto& domain : *list) {
        const auto name = domain.value_exact<std::string>();
        if (!name || !is_domain_key(*name, hosts))
            fail(file, domain.source(), fmt::format("{} must be {}", core::quoted(owner), wanted));
        source.listed[core::is_uuid(*name) ? lower(*name) : *name].push_back(owner);
    }
}

// OWNER = ["UUID", "HOST/NAME", …]
void read_owners_file(const std::string& file, const Hosts& hosts, core::OwnerSource& source) {
    const std::string text = read_file(file);
    try {
        for (const auto& [key, node] : toml::parse(text, file)) read_one_owner(file, key, node, hosts, source);
    } catch (const toml::parse_error& error) {
        fail(file, error.source(), std::string(error.description()));
    }
}

}  // namespace

void read_owners(const toml::table& root, const std::string& file, const Hosts& hosts, core::OwnerSource& source) {
    static const std::map<std::string, Kind, std::less<>> kinds{
        {"metadata", Kind::metadata}, {"name-prefix", Kind::name_prefix}, {"file", Kind::file}};
    Section section(root, "owners", file);
    std::string kind = "metadata";
    std::string owners_file;
    section.read(
        "source", kind, [&](const std::string& text) { return kinds.contains(text); },
        R"("metadata", "name-prefix" or "file")");
    section.read("separator", source.separator, is_separator,
                 fmt::format("1 to {} printable characters without a slash", longest_separator));
    section.read(
        "file", owners_file, [](const std::string& path) { return path.starts_with('/'); }, "an absolute path");
    section.expect_nothing_more();
    source.kind = kinds.at(kind);
    const bool is_from_file = source.kind == Kind::file;
    if (is_from_file != !owners_file.empty()) {
        fail(file, root.get("owners")->source(),
             is_from_file ? "[owners] file must say where the owners are written"
                          : R"([owners] file is only for source = "file")");
    }
    if (is_from_file) read_owners_file(owners_file, hosts, source);
}

void read_devices(const toml::table& root, const std::string& file, core::DevicePolicy& devices) {
    Section section(root, "devices", file);
    section.read("pools", devices.pools);
    section.read("networks", devices.networks);
    section.read("separator", devices.separator, is_separator,
                 fmt::format("1 to {} printable characters without a slash", longest_separator));
    section.read(
        "format", devices.format, [](const std::string& text) { return text == "raw" || text == "qcow2"; },
        R"("raw" or "qcow2")");
    section.read("filter", devices.filter);
    section.read("disks", devices.most_disks, 0, most_devices);
    section.read("interfaces", devices.most_interfaces, 0, most_devices);
    section.expect_nothing_more();
}

}  // namespace fcgi
