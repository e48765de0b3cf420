// SHA-256 (FIPS 180-4), for telling whether two texts are the same: nothing secret depends on it.
#pragma once

#include <string>
#include <string_view>

namespace core {

// In hexadecimal, 64 digits.
[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace core
