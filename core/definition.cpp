#include "core/definition.h"

#include <algorithm>
#include <array>

#include "core/xml_document.h"

namespace core {
namespace {

// Graphics have passwords, disks of the network have cookies.
bool can_have_secret(const xmlNode* device) {
    constexpr std::array<std::string_view, 3> with_password{"vnc", "spice", "rdp"};
    if (is_element(device, "graphics"))
        return std::ranges::find(with_password, attribute_of(device, "type")) != with_password.end();
    return is_element(device, "disk") && attribute_of(device, "type") == "network";
}

}  // namespace

bool may_lack_secrets(std::string_view domain_xml) {
    const XmlDocument document = parse_xml(domain_xml);
    if (document == nullptr) return true;
    const xmlNode* devices = find_child(xmlDocGetRootElement(document.get()), "devices");
    const xmlNode* device = devices != nullptr ? devices->children : nullptr;
    while (device != nullptr && !can_have_secret(device)) device = device->next;
    return device != nullptr;
}

}  // namespace core
