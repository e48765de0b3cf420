#include "core/ownership.h"

#include <algorithm>

#include "core/text.h"
#include "core/xml_document.h"

namespace core {
namespace {

using Content = std::unique_ptr<xmlChar, FreeWith<[](void* memory) { xmlFree(memory); }>>;

std::string_view view(const xmlChar* text) {
    return text != nullptr ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

bool is_element(const xmlNode* node, std::string_view name, std::string_view in_namespace) {
    const std::string_view its_namespace = node->ns != nullptr ? view(node->ns->href) : std::string_view();
    return node->type == XML_ELEMENT_NODE && view(node->name) == name && its_namespace == in_namespace;
}

xmlNode* child(const xmlNode* parent, std::string_view name, std::string_view in_namespace = {}) {
    xmlNode* node = parent != nullptr ? parent->children : nullptr;
    while (node != nullptr && !is_element(node, name, in_namespace)) node = node->next;
    return node;
}

std::string content(const xmlNode* node) {
    const Content text(xmlNodeGetContent(node));
    return std::string(view(text.get()));
}

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
    if (const xmlNode* title = child(domain, "title")) description.title = first_bytes(content(title), longest_title);
    const xmlNode* owners = child(child(domain, "metadata"), "owners", owners_namespace);
    for (const xmlNode* node = owners != nullptr ? owners->children : nullptr; node != nullptr; node = node->next) {
        if (!is_element(node, "owner", owners_namespace)) continue;
        if (std::string name = trimmed(content(node)); is_owner_name(name))
            description.owners.push_back(std::move(name));
    }
    std::ranges::sort(description.owners);
    description.owners.erase(std::ranges::unique(description.owners).begin(), description.owners.end());
    if (description.owners.size() > most_owners) description.owners.resize(most_owners);
    return description;
}

}  // namespace core
