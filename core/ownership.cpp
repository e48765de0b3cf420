#include "core/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/handle.h"
#include "core/text.h"
#include "core/xml_document.h"

namespace core {
namespace {

std::string trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto from = text.find_first_not_of(space);
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(space) - from + 1));
}

// The one <owners>; none if there is none, or if another one contradicts it.
const xmlNode* find_owners(const xmlNode* metadata) {
    const xmlNode* owners = find_child(metadata, "owners", owners_namespace);
    for (const xmlNode* other = owners != nullptr ? owners->next : nullptr; other != nullptr; other = other->next) {
        if (is_element(other, "owners", owners_namespace)) return nullptr;
    }
    return owners;
}

std::vector<std::string> owner_names(const xmlNode* owners) {
    std::vector<std::string> names;
    for (const xmlNode* node = owners->children; node != nullptr; node = node->next) {
        const bool is_plain = xmlChildElementCount(const_cast<xmlNode*>(node)) == 0;
        if (is_element(node, "owner", owners_namespace) && is_plain) names.push_back(trimmed(text_of(node)));
    }
    return names;
}

std::vector<std::string> normalised(std::vector<std::string> names) {
    std::erase_if(names, [](const std::string& name) { return !is_owner_name(name); });
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    if (names.size() > most_owners) names.resize(most_owners);
    return names;
}

}  // namespace

bool is_owner_name(std::string_view name) {
    if (name.empty() || name.size() > longest_owner_name || name == "-" || name == no_owner || name == "." ||
        name == ".." || name != printable_xml(name) || name.find("\xEF\xBF\xBD") != std::string_view::npos)
        return false;
    return std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/'; });
}

DomainDescription describe_domain(std::string_view domain_xml) {
    DomainDescription description;
    // A title may hold what XML may not, and libvirt passes it on: that must not hide whose the domain is.
    const XmlDocument document = parse_xml(printable_xml(domain_xml));
    const xmlNode* domain = document != nullptr ? xmlDocGetRootElement(document.get()) : nullptr;
    if (const xmlNode* title = find_child(domain, "title"))
        description.title = first_bytes(text_of(title), longest_title);
    if (const xmlNode* owners = find_owners(find_child(domain, "metadata")))
        description.owners = normalised(owner_names(owners));
    return description;
}

std::string_view prefix_of(std::string_view name, std::string_view separator) noexcept {
    const auto end = name.find(separator);
    if (end == std::string_view::npos || end + separator.size() == name.size()) return {};
    return name.substr(0, end);
}

std::vector<std::string> owners_of(const OwnerSource& source, const DomainIdentity& domain,
                                   const DomainDescription& description) {
    if (source.kind == OwnerSource::Kind::metadata) return description.owners;
    if (source.kind == OwnerSource::Kind::name_prefix)
        return normalised({std::string(prefix_of(domain.name, source.separator))});
    std::vector<std::string> names;
    for (const auto& key : {std::string(domain.uuid), fmt::format("{}/{}", domain.host, domain.name)}) {
        const auto found = source.listed.find(key);
        if (found != source.listed.end()) names.insert(names.end(), found->second.begin(), found->second.end());
    }
    return normalised(std::move(names));
}

std::vector<std::string> parse_owners(std::string_view argument, std::string_view lines) {
    std::vector<std::string> names;
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        std::string name = trimmed(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (name.empty()) continue;
        if (!is_owner_name(name)) {
            throw ArgumentError(
                argument,
                fmt::format("{} is no owner's name: {} must be names of up to {} bytes, one a line, without "
                            "a slash, and not -, _, . or ..",
                            quoted(first_bytes(name, longest_owner_name)), argument, longest_owner_name));
        }
        names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    if (names.size() > most_owners) {
        throw ArgumentError(argument,
                            fmt::format("{} names came: {} must be at most {}", names.size(), argument, most_owners));
    }
    return names;
}

std::vector<std::string> ask_owners(const OwnerSource& source, std::string_view host, virDomainPtr domain) {
    DomainDescription description;
    if (source.kind == OwnerSource::Kind::metadata) {
        const OwnedText xml(virDomainGetXMLDesc(domain, 0));
        if (xml == nullptr) throw_last_error("virDomainGetXMLDesc");
        description = describe_domain(xml.get());
    }
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    virDomainGetUUIDString(domain, uuid.data());
    const char* name = virDomainGetName(domain);
    return owners_of(source, {host, name != nullptr ? name : "", uuid.data()}, description);
}

}  // namespace core
