#include "core/uri.h"

#include <fmt/format.h>
#include <libxml/uri.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

namespace core {
namespace {

struct FreeUri {
    void operator()(xmlURI* uri) const noexcept { xmlFreeURI(uri); }
};

std::string text_of(const char* text) {
    return text != nullptr ? text : "";
}

// ASCII's letters: as libvirt compares.
std::string lower(std::string_view text) {
    std::string small(text);
    for (char& c : small) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return small;
}

std::string decoded(std::string_view text) {
    std::string plain(text.size(), '\0');
    // Writes no more than it reads, and a null at the end, for which a string has room.
    if (!text.empty()) xmlURIUnescapeString(text.data(), static_cast<int>(text.size()), plain.data());
    plain.resize(std::char_traits<char>::length(plain.c_str()));
    return plain;
}

// Both & and ; part the parameters, as in libvirt's virURIParseParams().
UriQuery parse_query(std::string_view text) {
    UriQuery query;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("&;"), text.size());
        const std::string_view pair = text.substr(0, end);
        const auto equals = std::min(pair.find('='), pair.size());
        if (equals > 0)
            query.emplace_back(decoded(pair.substr(0, equals)),
                               decoded(pair.substr(std::min(equals + 1, pair.size()))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return query;
}

bool is_unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

std::string escaped(std::string_view text, std::string_view also_plain) {
    std::string uri;
    for (const char c : text) {
        if (is_unreserved(static_cast<unsigned char>(c)) || also_plain.find(c) != std::string_view::npos) {
            uri += c;
        } else {
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return uri;
}

// The program beside ours that is started for ssh: see core/ssh.
std::string ssh_program() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return (program.parent_path() / VIRT_FCGI_LIBEXEC / "ssh").lexically_normal().string();
}

}  // namespace

std::optional<std::string> Uri::value(std::string_view name) const {
    const auto is_it = [&](const auto& parameter) { return lower(parameter.first) == lower(name); };
    const auto found = std::ranges::find_if(query.rbegin(), query.rend(), is_it);
    return found != query.rend() ? std::optional(found->second) : std::nullopt;
}

std::optional<Uri> parse_uri(const std::string& uri) {
    const std::unique_ptr<xmlURI, FreeUri> parsed(xmlParseURI(uri.c_str()));
    if (parsed == nullptr || parsed->scheme == nullptr) return std::nullopt;
    const std::string_view scheme(parsed->scheme);
    const auto plus = std::min(scheme.find('+'), scheme.size());
    std::string server = text_of(parsed->server);
    if (server.starts_with('[') && server.ends_with(']')) server = server.substr(1, server.size() - 2);
    std::string transport = lower(scheme.substr(std::min(plus + 1, scheme.size())));
    if (transport.empty() && !server.empty()) transport = "tls";
    return Uri{std::string(scheme.substr(0, plus)),
               std::move(transport),
               text_of(parsed->user),
               std::move(server),
               parsed->port > 0 ? std::to_string(parsed->port) : std::string(),
               parse_query(text_of(parsed->query_raw))};
}

std::string uri_escape(std::string_view text) {
    return escaped(text, "");
}

std::string to_string(const UriQuery& query) {
    std::string text;
    for (const auto& [name, value] : query)
        text += fmt::format("{}{}={}", text.empty() ? '?' : '&', uri_escape(name), escaped(value, ":/@,"));
    return text;
}

bool has_client_certificate(const Uri& uri) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (const auto folder = uri.value("pkipath")) return fs::exists(fs::path(*folder) / "clientcert.pem", error);
    const char* home = std::getenv("HOME");
    return (home != nullptr && fs::exists(fs::path(home) / ".pki/libvirt/clientcert.pem", error)) ||
           fs::exists("/etc/pki/libvirt/clientcert.pem", error);
}

std::string why_insecure(const Uri& uri) {
    if (uri.transport == "tcp") return "tcp is not encrypted, and does not prove who answers";
    // As libvirt reads them: any number but 0 is true.
    if (uri.value("no_verify").value_or("0") != "0") return "no_verify takes anybody for the host";
    if (lower(uri.value("known_hosts_verify").value_or("")) == "ignore")
        return "known_hosts_verify=ignore takes anybody for the host";
    if (lower(uri.value("transport").value_or("")) == "http")
        return "http is not encrypted, and does not prove who answers";
    return {};
}

bool writes_known_hosts(const Uri& uri) {
    return lower(uri.value("known_hosts_verify").value_or("")) == "auto";
}

std::string for_opening(const std::string& uri) {
    const auto parsed = parse_uri(uri);
    if (!parsed || parsed->transport != "ssh") return uri;
    UriQuery more;
    if (!parsed->value("no_tty")) more.emplace_back("no_tty", "1");
    if (!parsed->value("command")) more.emplace_back("command", ssh_program());
    if (more.empty()) return uri;
    const std::string added = to_string(more).substr(1);
    const auto fragment = std::min(uri.find('#'), uri.size());
    const std::string_view before = std::string_view(uri).substr(0, fragment);
    return fmt::format("{}{}{}{}", before, before.find('?') == before.npos ? '?' : '&', added, uri.substr(fragment));
}

}  // namespace core
