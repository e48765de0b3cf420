// SHA-256 (FIPS 180-4), for telling whether two texts are the same: nothing secret depends on it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace core {

[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view text) noexcept;
// In hexadecimal, 64 digits.
[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace core
