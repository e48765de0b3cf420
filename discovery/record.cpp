#include "discovery/record.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.h"

namespace discovery {
namespace {

constexpr std::string_view nil_uuid = "00000000-0000-0000-0000-000000000000";

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool is_one_of(std::string_view text, std::string_view more) {
    return std::ranges::all_of(text, [&](unsigned char c) {
        return c < 0x80 && (std::isalnum(c) != 0 || more.find(static_cast<char>(c)) != std::string_view::npos);
    });
}

bool is_host_name(std::string_view name) {
    return !name.empty() && name.size() <= Limits::host_name && is_one_of(name, "-.") && name.front() != '.' &&
           name.front() != '-' && name.find("..") == std::string_view::npos;
}

// Space and '#' because Avahi renames "h1" to "h1 #2" where the name is taken.
bool is_host_instance(std::string_view name) {
    return !name.empty() && name.size() <= Limits::instance && is_one_of(name, "-._ #") && name != "." &&
           name != "..";
}

bool is_domain_name(std::string_view name) {
    return !name.empty() && name.size() <= Limits::name && core::is_utf8(name) && name != "." && name != ".." &&
           std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/'; });
}

bool is_allowed(const std::string& host_name, const std::vector<std::string>& allow) {
    return std::ranges::any_of(allow, [&](const std::string& pattern) {
        return fnmatch(pattern.c_str(), host_name.c_str(), FNM_CASEFOLD) == 0;
    });
}

std::string_view without_scope(std::string_view address) {
    return address.substr(0, address.find('%'));
}

// Whether it is the address of one machine: not of this one itself, of none, of many.
bool is_unicast(std::string_view address) {
    const std::string text(without_scope(address));
    if (in_addr v4{}; inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        const std::uint32_t number = ntohl(v4.s_addr);
        const std::uint32_t first = number >> 24U;
        return first != 0 && first != 127 && first < 224;
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return false;
    return !IN6_IS_ADDR_UNSPECIFIED(&v6) && !IN6_IS_ADDR_LOOPBACK(&v6) && !IN6_IS_ADDR_MULTICAST(&v6) &&
           !IN6_IS_ADDR_V4MAPPED(&v6) && !IN6_IS_ADDR_V4COMPAT(&v6);
}

// None: it is not there, or there twice. Keys are compared without case: RFC 6763 section 6.4.
std::optional<std::string_view> txt_value(const std::vector<std::string>& txt, std::string_view key) {
    std::optional<std::string_view> value;
    for (const std::string_view entry : txt) {
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos || lower(entry.substr(0, equals)) != key) continue;
        if (value) return std::nullopt;
        value = entry.substr(equals + 1);
    }
    return value;
}

std::optional<std::string> txt_uuid(const std::vector<std::string>& txt, std::string_view key) {
    const auto value = txt_value(txt, key);
    if (!value || !core::is_uuid(*value) || *value == nil_uuid) return std::nullopt;
    return lower(*value);
}

}  // namespace

std::string_view to_string(Refusal refusal) noexcept {
    static constexpr std::array<std::string_view, 10> sentences{
        "its host is not in [discovery] allow",
        "its host name is none",
        "its name cannot be a host's or a domain's",
        "its address is not that of a machine in the network",
        "its address is this machine's own",
        "its port is none",
        "its TXT record is not one of ours",
        "its UUID is none",
        "there are more records than [discovery] max_records allows",
        "its host has announced too many",
    };
    return sentences.at(static_cast<std::size_t>(refusal));
}

std::variant<Record, Refusal> check(Kind kind, std::string_view instance, const Resolved& resolved,
                                    const std::vector<std::string>& allow,
                                    const std::vector<std::string>& own_addresses) {
    if (!is_host_name(resolved.host_name)) return Refusal::bad_host_name;
    Record record{lower(resolved.host_name), resolved.address, resolved.port, {}, {}, {}};
    if (!is_allowed(record.host_name, allow)) return Refusal::host_not_allowed;
    if (!resolved.is_local) {
        if (!is_unicast(resolved.address)) return Refusal::bad_address;
        if (std::ranges::find(own_addresses, without_scope(resolved.address)) != own_addresses.end())
            return Refusal::own_address;
    }
    if (resolved.port == 0) return Refusal::bad_port;
    std::size_t size = 0;
    for (const auto& entry : resolved.txt) size += entry.size() + 1;
    if (size > Limits::txt || txt_value(resolved.txt, "txtvers") != "1") return Refusal::bad_txt;
    const auto uuid = txt_uuid(resolved.txt, "uuid");
    if (!uuid) return Refusal::bad_uuid;
    record.uuid = *uuid;
    if (kind == Kind::host) {
        if (!is_host_instance(instance)) return Refusal::bad_name;
        record.name = instance;
        record.host_uuid = *uuid;
        return record;
    }
    const auto name = txt_value(resolved.txt, "name");
    if (!name || !is_domain_name(*name)) return Refusal::bad_name;
    record.name = *name;
    const auto host = txt_uuid(resolved.txt, "host");
    if (!host) return Refusal::bad_uuid;
    record.host_uuid = *host;
    return record;
}

std::string fill_uri(std::string_view uri_template, const Record& record) {
    std::string address;
    for (const char c : record.address) address += c == '%' ? std::string("%25") : std::string(1, c);
    if (address.find(':') != std::string::npos) address = "[" + address + "]";
    const std::array<std::pair<std::string_view, std::string>, 3> values{
        {{"{host}", address}, {"{name}", record.host_name}, {"{port}", std::to_string(record.port)}}};
    std::string uri(uri_template);
    for (const auto& [placeholder, value] : values) {
        for (auto at = uri.find(placeholder); at != std::string::npos; at = uri.find(placeholder, at + value.size()))
            uri.replace(at, placeholder.size(), value);
    }
    return uri;
}

}  // namespace discovery
