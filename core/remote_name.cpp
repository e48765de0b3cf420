#include "core/remote_name.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <tuple>

#include "core/text.h"
#include "core/uri.h"

namespace core {
namespace {

constexpr std::string_view prefix = "remote:";
constexpr std::string_view separators = " \t";
// What mDNS could give in the places of the placeholders.
using Samples = std::array<std::pair<std::string_view, std::string_view>, 3>;
constexpr Samples samples{{{"{host}", "192.0.2.1"}, {"{name}", "h.local"}, {"{port}", "1"}}};
constexpr Samples other_samples{{{"{host}", "192.0.2.2"}, {"{name}", "i.local"}, {"{port}", "2"}}};
constexpr std::array<std::string_view, 5> protocols{"tls", "unix", "ssh", "ext", "tcp"};

bool is_letter_or_digit(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// One piece of the name, and where in the name it begins.
struct Piece {
    std::string_view text;
    std::size_t at;

    [[nodiscard]] Piece from(std::size_t begin, std::size_t length = std::string_view::npos) const {
        return {text.substr(begin, length), at + begin};
    }
    [[nodiscard]] std::size_t end() const { return at + text.size(); }
};

std::vector<Piece> split(const Piece& whole) {
    std::vector<Piece> pieces;
    for (std::size_t begin = whole.text.find_first_not_of(separators); begin != std::string_view::npos;) {
        const auto end = std::min(whole.text.find_first_of(separators, begin), whole.text.size());
        pieces.push_back(whole.from(begin, end - begin));
        begin = whole.text.find_first_not_of(separators, end);
    }
    return pieces;
}

// "a+b%2bc" is "a b+c".
std::string decode(const Piece& value) {
    std::string text;
    for (std::size_t i = 0; i < value.text.size(); ++i) {
        if (value.text[i] != '%') {
            text += value.text[i] == '+' ? ' ' : value.text[i];
            continue;
        }
        const int high = i + 1 < value.text.size() ? hex_digit(value.text[i + 1]) : -1;
        const int low = i + 2 < value.text.size() ? hex_digit(value.text[i + 2]) : -1;
        if (high < 0 || low < 0)
            throw NameError("after % stand two hexadecimal digits; a % itself is written %25", value.at + i);
        if (high == 0 && low == 0) throw NameError("%00 ends a text: no value can have it", value.at + i);
        text += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return text;
}

void check_port(const Piece& port) {
    unsigned number = 0;
    const char* const end = port.text.data() + port.text.size();
    const auto [stopped, error] = std::from_chars(port.text.data(), end, number);
    if (port.text.empty()) throw NameError("a port is missing: a number from 1 to 65535", port.at);
    if (error == std::errc::invalid_argument || (error == std::errc() && stopped != end)) {
        const auto good = static_cast<std::size_t>(stopped - port.text.data());
        throw NameError("a port is a number from 1 to 65535", port.at + good);
    }
    if (error != std::errc() || number == 0 || number > 65'535)
        throw NameError("a port is a number from 1 to 65535", port.at);
}

// "[fe80::1%eth0]", as it stands in a URI: RFC 6874 has the % of a zone escaped.
std::string bracketed(const Piece& inside) {
    const auto percent = inside.text.find('%');
    const std::string address(inside.text.substr(0, percent));
    in6_addr parsed{};
    if (inet_pton(AF_INET6, address.c_str(), &parsed) != 1)
        throw NameError("in brackets stands an IPv6 address", inside.at);
    if (percent == std::string_view::npos) return fmt::format("[{}]", address);
    Piece zone = inside.from(percent + 1);
    if (zone.text.starts_with("25") && zone.text.size() > 2) zone = zone.from(2);
    const auto wrong = std::ranges::find_if_not(
        zone.text, [](unsigned char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
    if (zone.text.empty() || wrong != zone.text.end()) {
        throw NameError("after the % of an IPv6 address stands the name of a network interface",
                        zone.at + static_cast<std::size_t>(wrong - zone.text.begin()));
    }
    return fmt::format("[{}%25{}]", address, zone.text);
}

void check_host(const Piece& host) {
    if (host.text.empty())
        throw NameError("a host is missing: a name, an IPv4 address, or an IPv6 one in brackets", host.at);
    if (host.text.front() == '-') throw NameError("a host does not begin with \"-\"", host.at);
    const auto wrong = std::ranges::find_if_not(
        host.text, [](unsigned char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
    if (wrong == host.text.end()) return;
    throw NameError(*wrong == '@'
                        ? "only ssh takes a user before the host"
                        : "a host has letters, digits, \".\", \"-\" and \"_\"; an IPv6 address stands in brackets",
                    host.at + static_cast<std::size_t>(wrong - host.text.begin()));
}

std::string user_part(const Piece& user) {
    if (user.text.empty()) throw NameError("before the @ a user is missing", user.at);
    if (user.text.front() == '-') throw NameError("a user does not begin with \"-\"", user.at);
    return uri_escape(user.text) + "@";
}

// "[user@]host[:port]" as the authority of a URI.
std::string authority(Piece path, bool takes_user, Placeholders placeholders) {
    std::string uri;
    if (const auto at = path.text.rfind('@'); takes_user && at != std::string_view::npos) {
        uri = user_part(path.from(0, at));
        path = path.from(at + 1);
    }
    std::size_t host_end = 0;
    const bool is_template =
        placeholders == Placeholders::allowed && (path.text.starts_with("{host}") || path.text.starts_with("{name}"));
    if (is_template) {
        host_end = path.text.find('}') + 1;
        uri += path.text.substr(0, host_end);
    } else if (path.text.starts_with('[')) {
        const auto close = path.text.find(']');
        if (close == std::string_view::npos) throw NameError("this bracket is not closed", path.at);
        uri += bracketed(path.from(1, close - 1));
        host_end = close + 1;
    } else {
        host_end = std::min(path.text.rfind(':'), path.text.size());
        check_host(path.from(0, host_end));
        uri += path.text.substr(0, host_end);
    }
    const Piece rest = path.from(host_end);
    if (rest.text.empty()) return uri;
    if (rest.text.front() != ':') throw NameError("after the host stands nothing, or \":\" and a port", rest.at);
    if (placeholders != Placeholders::allowed || rest.text != ":{port}") check_port(rest.from(1));
    return uri + std::string(rest.text);
}

std::string absolute(const Piece& path) {
    if (!path.text.starts_with('/'))
        throw NameError("a socket is given by its absolute path: it begins with \"/\"", path.at);
    return std::string(path.text);
}

std::string program(const Piece& path) {
    if (path.text.empty()) throw NameError("a program is missing", path.at);
    if (path.text.front() != '/' && path.text.find('/') != std::string_view::npos)
        throw NameError("a program is given by its absolute path, or by a name without \"/\"", path.at);
    return std::string(path.text);
}

struct Variables {
    std::optional<std::string> name;
    std::optional<std::string> command;
    std::vector<std::string> warnings;
};

Variables read_variables(const std::vector<Piece>& pieces, std::string_view protocol) {
    Variables variables;
    std::set<std::string_view> seen;
    for (const auto& piece : pieces) {
        const auto equals = piece.text.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            throw NameError("here stands a variable: VARIABLE=VALUE, with \"+\" for a space in the value",
                            equals == 0 ? piece.at : piece.end());
        }
        const std::string_view variable = piece.text.substr(0, equals);
        if (!seen.insert(variable).second)
            throw NameError(fmt::format("{} is given twice", quoted(variable)), piece.at);
        const std::string value = decode(piece.from(equals + 1));
        if (variable == "name") {
            variables.name = value;
        } else if (variable == "command" && protocol == "ssh") {
            if (value.empty()) throw NameError("a program is missing", piece.end());
            variables.command = value;
        } else {
            variables.warnings.push_back(
                fmt::format("the variable {} is ignored: {}", quoted(variable),
                            variable == "command" ? "it is for ssh only" : "there are name, and command for ssh"));
        }
    }
    return variables;
}

// The path is read first: what is wrong is told in the order in which it is written.
ResolvedName older(std::string_view protocol, const Piece& path, const std::vector<Piece>& variable_pieces,
                   Placeholders placeholders) {
    std::string host;
    UriQuery place;
    if (protocol == "unix") {
        place.emplace_back("socket", absolute(path));
    } else if (protocol == "ext") {
        place.emplace_back("command", program(path));
    } else {
        host = authority(path, protocol == "ssh", placeholders);
    }
    Variables variables = read_variables(variable_pieces, protocol);
    UriQuery query;
    if (variables.name && !variables.name->empty()) query.emplace_back("name", *variables.name);
    query.insert(query.end(), place.begin(), place.end());
    if (variables.command) query.emplace_back("command", *variables.command);
    return {fmt::format("remote+{}://{}/{}", protocol, host, to_string(query)), std::move(variables.warnings)};
}

ResolvedName older(const Piece& rest, Placeholders placeholders) {
    const auto end = std::min(rest.text.find_first_of(separators), rest.text.size());
    const std::vector<Piece> variables = split(rest.from(end));
    const Piece first = rest.from(0, end);
    if (first.text.starts_with("//")) return older("tls", first.from(2), variables, placeholders);
    if (first.text.starts_with('/')) return older("unix", first, variables, placeholders);
    const auto colon = first.text.find(':');
    const std::string_view protocol = first.text.substr(0, colon);
    if (std::ranges::find(protocols, protocol) == protocols.end())
        throw NameError(fmt::format("after \"remote:\" stands {}, or a path", fmt::join(protocols, ", ")), first.at);
    if (colon == std::string_view::npos)
        throw NameError(fmt::format("after {} stand \":\" and where to find it", protocol), first.end());
    return older(protocol, first.from(colon + 1), variables, placeholders);
}

// remote://server/?name=… is a URI: only the server alone is short for something.
bool is_older(std::string_view name) {
    if (!name.starts_with(prefix)) return false;
    const std::string_view rest = name.substr(prefix.size());
    const std::string_view first = rest.substr(0, rest.find_first_of(separators));
    return !first.starts_with("//") || first.find_first_of("/?#", 2) == std::string_view::npos;
}

std::string fill(std::string_view uri_template, const Samples& fillings) {
    std::string uri(uri_template);
    for (const auto& [placeholder, filling] : fillings) {
        for (auto at = uri.find(placeholder); at != std::string::npos; at = uri.find(placeholder))
            uri.replace(at, placeholder.size(), filling);
    }
    return uri;
}

// What the far side is told, and where files are: no matter to anybody but the host itself.
constexpr std::array<std::string_view, 4> harmless_parameters{"pkipath", "socket", "keyfile", "name"};

// What starts programs, and as whom, and what is believed: it must be the same whatever mDNS gives.
auto fixed_parts(const Uri& uri) {
    UriQuery fixed = uri.query;
    for (auto& [name, value] : fixed) {
        if (std::ranges::find(harmless_parameters, name) != harmless_parameters.end()) value.clear();
    }
    return std::tuple(uri.driver, uri.transport, uri.user, fixed);
}

void check_template(std::string_view name) {
    const auto position = std::min(name.find('{'), name.size());
    const auto one = parse_uri(fill(name, samples));
    const auto another = parse_uri(fill(name, other_samples));
    if (!one || !another)
        throw NameError("with a host in the places of {host}, {name} and {port} this is no URI", position);
    if (fixed_parts(*one) == fixed_parts(*another)) return;
    throw NameError(fmt::format("what mDNS gives may stand for a host and a port, in a path, and in {}",
                                fmt::join(harmless_parameters, ", ")),
                    position);
}

ResolvedName as_uri(std::string_view name, Placeholders placeholders) {
    const std::string_view legal =
        placeholders == Placeholders::allowed ? "-._~:/?#[]@!$&'()*+,;=%{}" : "-._~:/?#[]@!$&'()*+,;=%";
    const auto wrong = std::ranges::find_if_not(name, [&](unsigned char c) {
        return is_letter_or_digit(c) || legal.find(static_cast<char>(c)) != legal.npos;
    });
    if (wrong != name.end()) {
        throw NameError("a URI has no such character: it is written % and two hexadecimal digits",
                        static_cast<std::size_t>(wrong - name.begin()));
    }
    if (placeholders == Placeholders::allowed) {
        check_template(name);
    } else if (!parse_uri(std::string(name))) {
        throw NameError("this is no URI such as qemu:///system, and no name such as remote:tls:HOST", 0);
    }
    return {std::string(name), {}};
}

}  // namespace

std::string sample_of(std::string_view uri_template) {
    return fill(uri_template, samples);
}

ResolvedName resolve(std::string_view name, Placeholders placeholders) {
    if (name.empty()) throw NameError("a name is missing, such as qemu:///system or remote:tls:HOST", 0);
    if (name.size() > longest_remote_name)
        throw NameError(fmt::format("a name has at most {} bytes", longest_remote_name), longest_remote_name);
    if (const auto null = name.find('\0'); null != std::string_view::npos)
        throw NameError("a name has no null byte", null);
    if (is_older(name)) return older(Piece{name.substr(prefix.size()), prefix.size()}, placeholders);
    return as_uri(name, placeholders);
}

}  // namespace core
