// A tree of values as XML, JSON and text.
#pragma once

#include <libxml/tree.h>

#include <string>

#include "core/node.h"
#include "core/xml_document.h"

namespace fcgi {

// A document with this root. What XML cannot carry is replaced by U+FFFD.
[[nodiscard]] core::XmlDocument to_document(const core::Node& node);

// Appends the element of this node to another, and returns it. An element without xmlns has its parent's namespace.
xmlNode* append(xmlNode* parent, const core::Node& node);

// The document, with an XML declaration.
[[nodiscard]] std::string to_xml(const core::Node& node);

// An object. Bytes that are not UTF-8 are replaced by U+FFFD; control characters are escaped and arrive whole.
[[nodiscard]] std::string to_json(const core::Node& node);

// The bare value if there is only one; otherwise a line `path: value` for each, with libvirt's constant names.
[[nodiscard]] std::string to_plain_text(const core::Node& node);

// Bytes that differ for trees that differ in any name, value or order.
[[nodiscard]] std::string to_bytes(const core::Node& node);

}  // namespace fcgi
