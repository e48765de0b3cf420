#include "core/device_form.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <vector>

#include "core/device_policy.h"
#include "core/text.h"
#include "core/xml_document.h"

namespace core {
namespace {

constexpr std::size_t longest_shown = 64;  // bytes

bool is_listed(std::string_view value, std::string_view words) {
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        if (value == word) return true;
        words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    return false;
}

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view word_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";

bool is_of(std::string_view text, std::string_view characters) {
    return text.find_first_not_of(characters) == std::string_view::npos;
}

// 26 of a kind are enough: libvirt adds controllers for more, which stay when the disks have gone.
bool is_target(std::string_view name, std::string_view) {
    return name.size() == 3 && is_listed(name.substr(0, 2), "vd sd hd") && is_of(name.substr(2), small_letters);
}

bool is_serial(std::string_view text, std::string_view) {
    return !text.empty() && text.size() <= 20 && is_of(text, word_characters);
}

bool is_volume_name(std::string_view name, std::string_view) {
    const auto is_good = [](unsigned char c) { return c >= 0x20 && c != 0x7F && c != '/'; };
    return name.size() <= longest_volume_name && name != "." && name != ".." && is_utf8(name) &&
           std::ranges::all_of(name, is_good);
}

// One card's address and not a group's: the lowest bit of the first byte is 0.
bool is_mac(std::string_view address, std::string_view) {
    constexpr std::string_view form = "xx:xx:xx:xx:xx:xx";
    if (address.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i)
        if (!is_of(address.substr(i, 1), form[i] == ':' ? ":" : hex_digits)) return false;
    return !is_of(address.substr(1, 1), "13579bdfBDF") && !is_of(address, "0:");
}

// It depends on more than the value: see device_policy.cpp.
bool is_for_the_policy(std::string_view, std::string_view) {
    return true;
}

constexpr std::string_view its_text = "#text";  // as no attribute is called

// One thing that a document may hold.
struct Part {
    std::string_view element;       // the device itself, or a child of it
    std::string_view attribute;     // empty: the element has none
    std::string_view allowed = {};  // which values, for the message; for is_listed they are its words
    bool (*is_allowed)(std::string_view value, std::string_view allowed) = is_listed;
};
using Parts = std::span<const Part>;

constexpr auto parts_of_disks = std::to_array<Part>({
    {"disk", "type", {}, is_for_the_policy},
    {"disk", "device", "disk cdrom"},
    {"driver", "name", "qemu"},
    {"driver", "type", {}, is_for_the_policy},
    {"source", "pool", {}, is_for_the_policy},
    {"source", "volume", "up to 255 bytes without / and control characters", is_volume_name},
    {"target", "dev", "vd, sd or hd and one small letter", is_target},
    {"target", "bus", "virtio sata scsi usb ide"},
    {"readonly", {}},
    {"serial", its_text, "1 to 20 letters, digits, _ and -", is_serial},
});

constexpr auto parts_of_interfaces = std::to_array<Part>({
    {"interface", "type", "network"},
    {"source", "network", {}, is_for_the_policy},
    {"mac", "address", "six bytes like 52:54:00:12:34:56, of one card", is_mac},
    {"model", "type", "virtio e1000 e1000e rtl8139"},
});

std::string_view view(const xmlChar* text) {
    return reinterpret_cast<const char*>(text);
}

// Whole, for look-ups; a message takes named().
std::string_view name_of(const xmlNode* node) {
    return view(node->name);
}

// XML lets no character into a name that could break a line or a quotation.
std::string named(const xmlNode* element) {
    return "<" + first_bytes(std::string(name_of(element)), longest_shown) + ">";
}

std::vector<const xmlNode*> elements_in(const xmlNode* parent) {
    std::vector<const xmlNode*> elements;
    for (const xmlNode* node = parent->children; node != nullptr; node = node->next)
        if (node->type == XML_ELEMENT_NODE) elements.push_back(node);
    return elements;
}

const Part* find_part(Parts parts, std::string_view element, std::string_view attribute) {
    const auto part = std::ranges::find_if(
        parts, [&](const Part& each) { return each.element == element && each.attribute == attribute; });
    return part != parts.end() ? &*part : nullptr;
}

void check_value(const Part& part, std::string_view value) {
    if (part.is_allowed(value, part.allowed)) return;
    const std::string_view what = part.attribute == its_text ? "text" : part.attribute;
    refuse("the policy allows no {} {} in <{}>, only: {}", what, shown(value), part.element, part.allowed);
}

void check_attributes(const xmlNode* element, Parts parts) {
    if (element->ns != nullptr || element->nsDef != nullptr)
        refuse("the policy allows no namespaces, and {} has one", named(element));
    for (const xmlAttr* attribute = element->properties; attribute != nullptr; attribute = attribute->next) {
        const Part* part = find_part(parts, name_of(element), view(attribute->name));
        if (part == nullptr || attribute->ns != nullptr)
            refuse("the policy allows no attribute {} in {}", shown(view(attribute->name)), named(element));
        check_value(*part, text_of(reinterpret_cast<const xmlNode*>(attribute)));  // how libxml2 inherits
    }
}

// Nothing but elements, comments, and text where there may be some.
void check_text(const xmlNode* element, Parts parts) {
    const Part* part = find_part(parts, name_of(element), its_text);
    for (const xmlNode* node = element->children; node != nullptr; node = node->next) {
        if (node->type == XML_ELEMENT_NODE || node->type == XML_COMMENT_NODE) continue;
        if (node->type != XML_TEXT_NODE)
            refuse("the policy allows no CDATA, entity or processing instruction in {}", named(element));
        if (part == nullptr && xmlIsBlankNode(node) == 0)
            refuse("the policy allows no text {} in {}", shown(text_of(node)), named(element));
    }
    if (part != nullptr) check_value(*part, text_of(element));
}

void check_element(const xmlNode* element, Parts parts) {
    check_attributes(element, parts);
    check_text(element, parts);
}

[[noreturn]] void refuse_element(const xmlNode* element, const xmlNode* parent) {
    refuse("the policy allows no element {} in {}", named(element), named(parent));
}

void check_device(const xmlNode* device, Parts parts) {
    check_element(device, parts);
    std::set<std::string_view> seen;
    for (const xmlNode* element : elements_in(device)) {
        const bool is_part = std::ranges::find(parts, name_of(element), &Part::element) != parts.end();
        if (!is_part || name_of(element) == name_of(device)) refuse_element(element, device);
        if (!seen.insert(name_of(element)).second)
            refuse("the policy allows no second {} in {}", named(element), named(device));
        if (const auto inner = elements_in(element); !inner.empty()) refuse_element(inner.front(), element);
        check_element(element, parts);
    }
}

}  // namespace

std::string shown(std::string_view text) {
    return quoted(first_bytes(std::string(text), longest_shown));
}

const xmlNode* check_form(const xmlDoc& document) {
    for (const xmlNode* node = document.children; node != nullptr; node = node->next)
        if (node->type != XML_ELEMENT_NODE && node->type != XML_COMMENT_NODE)
            refuse("the policy allows no processing instruction beside the device");
    const xmlNode* device = xmlDocGetRootElement(&document);
    for (const Parts parts : {Parts(parts_of_disks), Parts(parts_of_interfaces)}) {
        if (name_of(device) != parts.front().element) continue;
        check_device(device, parts);
        return device;
    }
    refuse("the policy allows no device {}, only <disk> and <interface>", named(device));
}

}  // namespace core
