// Who owns a domain, and what it calls itself, as its own host says it.
#pragma once

#include <libvirt/libvirt.h>

#include <map>
#include <memory>
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

// Where owners are written: [owners] of the configuration. A client's own name is never cut, folded or guessed: two
// owners are the same when their bytes are.
struct OwnerSource {
    enum class Kind : std::uint8_t {
        metadata,  // <virt:owners xmlns:virt="urn:virt-fcgi:owners:1"><virt:owner>client1</virt:owner></virt:owners>
        name_prefix,  // what stands before the first separator of the domain's name: "client1_vm1"
        file,         // `listed`
    };
    Kind kind = Kind::metadata;
    std::string separator = "_";
    std::map<std::string, std::vector<std::string>, std::less<>> listed = {};  // UUID, or HOST/NAME, → owners
};

struct DomainIdentity {
    std::string_view host;
    std::string_view name;
    std::string_view uuid;  // lower case
};

struct DomainDescription {
    std::string title;
    std::vector<std::string> owners;  // of its metadata: sorted, each once
};

// Whether the name can stand in a URL as an owner: not empty, `-`, `_`, `.` or `..`, no slash or control character,
// nothing that printable_xml() replaces, for that would make two names one, nor U+FFFD itself.
[[nodiscard]] bool is_owner_name(std::string_view name);

// From a document of virDomainGetXMLDesc. What cannot be read counts as absent: a domain without a readable owner has
// none. Nor has one whose metadata names owners twice.
[[nodiscard]] DomainDescription describe_domain(std::string_view domain_xml);

// The domain's owners: sorted, each once, no more than most_owners; each is_owner_name().
[[nodiscard]] std::vector<std::string> owners_of(const OwnerSource& source, const DomainIdentity& domain,
                                                 const DomainDescription& description);

// One name a line; what is no owner's name, or one too many, is an ArgumentError of this argument. Sorted, each once.
[[nodiscard]] std::vector<std::string> parse_owners(std::string_view argument, std::string_view lines);

// Asks the domain's host now. Throws LibvirtError.
[[nodiscard]] std::vector<std::string> ask_owners(const OwnerSource& source, std::string_view host,
                                                  virDomainPtr domain);

// The text before the first separator, if something follows it; else empty.
[[nodiscard]] std::string_view prefix_of(std::string_view name, std::string_view separator) noexcept;

}  // namespace core
