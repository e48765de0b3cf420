// libvirt's URIs, taken apart: https://libvirt.org/uri.html
//
//   DRIVER[+TRANSPORT]://[USER@][SERVER][:PORT]/[PATH][?NAME=VALUE[&…]]
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core {

using UriQuery = std::vector<std::pair<std::string, std::string>>;  // decoded

struct Uri {
    std::string driver;  // "qemu"
    std::string
        transport;  // as libvirt takes it, lower case: "tls" with a server and "" without one, if it names none
    std::string user;
    std::string server;  // a name or an address; IPv6 without brackets
    std::string port;    // empty: the transport's own
    UriQuery query;

    // The value that libvirt takes: the last one of this name, whatever its case; none: it is not there.
    [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
};

// None: it cannot be read as a URI.
[[nodiscard]] std::optional<Uri> parse_uri(const std::string& uri);

// With everything escaped that could mean something in a URI.
[[nodiscard]] std::string uri_escape(std::string_view text);
// "?name=value&…", escaped; nothing for an empty query.
[[nodiscard]] std::string to_string(const UriQuery& query);

// Whether libvirt finds a certificate to show to the host of a tls URI, where it looks for one.
[[nodiscard]] bool has_client_certificate(const Uri& uri);

// Whether libvirt would believe any ssh key, and write it down.
[[nodiscard]] bool writes_known_hosts(const Uri& uri);

// Why a connection to this URI proves nothing about who is at the other end, or can be read on its way: "tcp is not
// encrypted". Empty: it is encrypted and checked, or does not leave the machine.
[[nodiscard]] std::string why_insecure(const Uri& uri);

// The URI that libvirt is given for it: so that a program that it starts asks nobody anything and writes nowhere.
[[nodiscard]] std::string for_opening(const std::string& uri);

}  // namespace core
