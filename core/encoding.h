// Bytes and bitmaps as text: hexadecimal, base64, and libvirt's way to write sets of CPUs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace core {

[[nodiscard]] std::string hexadecimal(std::span<const unsigned char> bytes);

// RFC 4648, section 4: with padding, without line breaks.
[[nodiscard]] std::string encode_base64(std::span<const unsigned char> bytes);
// None for what is no base64.
[[nodiscard]] std::optional<std::vector<unsigned char>> decode_base64(std::string_view text);

// A bitmap as libvirt writes CPU sets: "0-3,5"; empty if no bit is set.
[[nodiscard]] std::string cpu_set(std::span<const unsigned char> bitmap);
// "0-3,^2,8": the bitmap, as long as its highest CPU needs. None for what is no such set, or is empty, or has a CPU
// at or above the limit. https://libvirt.org/formatdomain.html#cpu-allocation
[[nodiscard]] std::optional<std::vector<unsigned char>> parse_cpu_set(std::string_view text, unsigned limit);

}  // namespace core
