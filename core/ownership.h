// Who owns a domain, and what it calls itself, read from libvirt's own document.
//
// Owners stand in the domain's metadata:
//   <virt:owners xmlns:virt="urn:virt-fcgi:owners:1"><virt:owner>client1</virt:owner></virt:owners>
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core {

inline constexpr std::string_view owners_namespace = "urn:virt-fcgi:owners:1";
// Stands in URLs for "no owner".
inline constexpr std::string_view no_owner = "_";

// What the directory keeps of a domain; what is longer is cut, and further owners are left out.
inline constexpr std::size_t longest_title = 1024;      // bytes
inline constexpr std::size_t longest_owner_name = 256;  // bytes; a longer one is no owner's
inline constexpr std::size_t most_owners = 32;

struct DomainDescription {
    std::string title;
    std::vector<std::string> owners;  // sorted, each once
};

// Whether the name can stand in a URL as an owner: not empty, `-`, `_`, `.` or `..`, no slash or control character,
// UTF-8.
[[nodiscard]] bool is_owner_name(std::string_view name) noexcept;

// From a document of virDomainGetXMLDesc. What cannot be read counts as absent: a domain without a readable owner has
// none.
[[nodiscard]] DomainDescription describe_domain(std::string_view domain_xml);

}  // namespace core
