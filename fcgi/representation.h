// A tree of values as XML, JSON and text.
#pragma once

#include <string>

#include "core/node.h"

namespace fcgi {

// A document with an XML declaration. What XML cannot carry is replaced by U+FFFD.
[[nodiscard]] std::string to_xml(const core::Node& node);

// An object. Bytes that are not UTF-8 are replaced by U+FFFD; control characters are escaped and arrive whole.
[[nodiscard]] std::string to_json(const core::Node& node);

// The bare value if there is only one; otherwise a line `path: value` for each, with libvirt's constant names.
[[nodiscard]] std::string to_plain_text(const core::Node& node);

}  // namespace fcgi
