// Parsing XML that comes from others: no network, no document type and so no entities, errors returned and not
// printed.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

#include "core/handle.h"

namespace core {

using XmlDocument = std::unique_ptr<xmlDoc, FreeWith<xmlFreeDoc>>;

struct XmlError {
    std::string reason;  // "line 3: Opening and ending tag mismatch …"
    int line = 0;        // 0: no line in particular
};
// The parsed document, or null with the reason in `error`.
[[nodiscard]] XmlDocument parse_xml(std::string_view text, XmlError* error = nullptr);

[[nodiscard]] bool is_element(const xmlNode* node, std::string_view name, std::string_view in_namespace = {});
// The first child element of this name; null if there is none, or no parent.
[[nodiscard]] xmlNode* find_child(const xmlNode* parent, std::string_view name, std::string_view in_namespace = {});
// The element as it stands in a document, without an XML declaration.
[[nodiscard]] std::string to_text(xmlNode* element);
// All text in the node; empty for null.
[[nodiscard]] std::string text_of(const xmlNode* node);
// The attribute's value, of no namespace; empty if the element has none.
[[nodiscard]] std::string attribute_of(const xmlNode* element, const char* name);

}  // namespace core
