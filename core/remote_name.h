// Names of hosts: libvirt's URIs, and the names that its remote driver had before them.
//
//   remote:PROTOCOL:PATH [VARIABLE=VALUE …]
//
//   tls, tcp   PATH is HOST[:PORT]                  without a port libvirt's own: 16514, 16509
//   ssh        PATH is [USER@]HOST[:PORT]           22, or what ssh is configured for
//   unix       PATH is a socket's absolute path
//   ext        PATH is a program: an absolute path, or a name that is looked for in PATH
//   name       what the far side opens, such as xen:///; without it, libvirt there probes
//   command    of ssh only: the program that is started instead of it
//
//   remote:/PATH            means  remote:unix:/PATH
//   remote://HOST[:PORT]    means  remote:tls:HOST[:PORT]
//
// PATH is taken as it stands; in a VALUE "+" is a space and %XX a byte. An IPv6 address stands in brackets.
// docs/remote-names.md has it at length.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace core {

inline constexpr std::size_t longest_remote_name = 4096;  // bytes

// The name is wrong: at which byte of it, counted from 0, and what would be right there.
class NameError : public std::runtime_error {
  public:
    NameError(const std::string& sentence, std::size_t position)
        : std::runtime_error(sentence), position_(position) {}

    [[nodiscard]] std::size_t position() const noexcept { return position_; }

  private:
    std::size_t position_;
};

struct ResolvedName {
    std::string uri;                    // each part is escaped: libvirt reads what was written
    std::vector<std::string> warnings;  // about variables that are not known and therefore ignored
};

// What mDNS gives may stand in a template, {host}, {name} and {port}, but not where it would reach a program or say
// what is believed: besides host, port and path, only in a few parameters. In the older form, in the places of host
// and port.
enum class Placeholders : std::uint8_t { none, allowed };

// The URI that the name means; a URI means itself. Throws NameError.
[[nodiscard]] ResolvedName resolve(std::string_view name, Placeholders placeholders = Placeholders::none);

// The URI with an address and a port in the places of its placeholders.
[[nodiscard]] std::string sample_of(std::string_view uri_template);

}  // namespace core
