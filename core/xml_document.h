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

// The parsed document, or null with the reason ("line 3: Opening and ending tag mismatch …") in `error`.
[[nodiscard]] XmlDocument parse_xml(std::string_view text, std::string* error = nullptr);

}  // namespace core
