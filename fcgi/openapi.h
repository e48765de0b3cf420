// What can be called, as an OpenAPI 3.1 document: for clients that are made from one, and for tools that read it.
#pragma once

#include <string>
#include <string_view>

#include "core/access.h"

namespace fcgi {

// An operation for each function that this visitor may call, at addresses below the prefix. JSON.
[[nodiscard]] std::string openapi_document(core::CommandTable table, const core::Visitor& visitor,
                                           std::string_view prefix);

}  // namespace fcgi
