#include "core/ownership.h"

#include <algorithm>

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

}  // namespace

bool is_owner_name(std::string_view name) noexcept {
    if (name.empty() || name.size() > longest_owner_name || name == "-" || name == no_owner || name == "." ||
        name == ".." || !is_utf8(name))
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
    const xmlNode* owners = find_child(find_child(domain, "metadata"), "owners", owners_namespace);
    for (const xmlNode* node = owners != nullptr ? owners->children : nullptr; node != nullptr; node = node->next) {
        if (!is_element(node, "owner", owners_namespace)) continue;
        if (std::string name = trimmed(text_of(node)); is_owner_name(name))
            description.owners.push_back(std::move(name));
    }
    std::ranges::sort(description.owners);
    description.owners.erase(std::ranges::unique(description.owners).begin(), description.owners.end());
    if (description.owners.size() > most_owners) description.owners.resize(most_owners);
    return description;
}

}  // namespace core
