// The grammar of the answers in RELAX NG, as it stands in docs/schema/: part of the program, no file is read for it.
#pragma once

#include <optional>
#include <string_view>

namespace fcgi {

// That of the answers, of which "answers.rng" tells too, and docs/representations.md how it grows.
inline constexpr std::string_view vocabulary_version = "1.1";

// "answers.rng", or one of those that it includes; none for any other name.
[[nodiscard]] std::optional<std::string_view> find_schema(std::string_view name) noexcept;

}  // namespace fcgi
