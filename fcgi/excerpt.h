// The place in a document that is wrong, for who wrote it.
#pragma once

#include <optional>
#include <string_view>

#include "core/arguments.h"
#include "core/node.h"

namespace fcgi {

inline constexpr int lines_around = 2;                  // that are shown before the wrong one, and after it
inline constexpr std::size_t longest_shown_line = 240;  // bytes; of a longer one that much is shown

// The lines around this one of the text; none if it has no such line.
[[nodiscard]] std::optional<core::Node> excerpt_node(std::string_view argument, std::string_view text, int line);

// The first that is a document, or begins like one; null if there is none.
[[nodiscard]] const core::Argument* find_document(const core::Arguments& arguments);

}  // namespace fcgi
