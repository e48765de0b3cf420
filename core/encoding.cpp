#include "core/encoding.h"

#include <fmt/format.h>
#include <gnutls/gnutls.h>

#include <algorithm>
#include <charconv>
#include <new>

namespace core {
namespace {

bool has_bit(std::span<const unsigned char> bitmap, std::size_t bit) {
    return bit / 8 < bitmap.size() && (bitmap[bit / 8] >> (bit % 8) & 1) != 0;
}

gnutls_datum_t datum(std::span<const unsigned char> bytes) {
    return {const_cast<unsigned char*>(bytes.data()), static_cast<unsigned>(bytes.size())};
}

// What GnuTLS allocated.
struct Datum : gnutls_datum_t {
    Datum() : gnutls_datum_t{nullptr, 0} {}
    Datum(const Datum&) = delete;
    Datum& operator=(const Datum&) = delete;
    ~Datum() { gnutls_free(data); }
};

bool is_base64(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
           c == '=';
}

// Takes a number from the front.
std::optional<unsigned> take_cpu(std::string_view& text, unsigned limit) {
    unsigned cpu = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cpu);
    if (error != std::errc() || cpu >= limit) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return cpu;
}

bool take_range(std::string_view range, unsigned limit, std::vector<bool>& cpus) {
    const bool is_left_out = range.starts_with('^');
    if (is_left_out) range.remove_prefix(1);
    const auto first = take_cpu(range, limit);
    auto last = first;
    if (!is_left_out && range.starts_with('-')) {
        range.remove_prefix(1);
        last = take_cpu(range, limit);
    }
    if (!first || !last || *last < *first || !range.empty()) return false;
    if (cpus.size() <= *last) cpus.resize(*last + 1);
    std::fill(cpus.begin() + *first, cpus.begin() + *last + 1, !is_left_out);
    return true;
}

}  // namespace

std::string hexadecimal(std::span<const unsigned char> bytes) {
    std::string text;
    for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
    return text;
}

std::string cpu_set(std::span<const unsigned char> bitmap) {
    std::string text;
    const std::size_t bits = bitmap.size() * 8;
    for (std::size_t from = 0; from < bits; ++from) {
        if (!has_bit(bitmap, from)) continue;
        std::size_t to = from;
        while (has_bit(bitmap, to + 1)) ++to;
        if (!text.empty()) text += ',';
        text += from == to ? fmt::format("{}", from) : fmt::format("{}-{}", from, to);
        from = to;
    }
    return text;
}

std::string encode_base64(std::span<const unsigned char> bytes) {
    const gnutls_datum_t from = datum(bytes);
    Datum text;
    if (gnutls_base64_encode2(&from, &text) < 0) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(text.data), text.size};
}

std::optional<std::vector<unsigned char>> decode_base64(std::string_view text) {
    if (text.empty()) return std::vector<unsigned char>();
    if (text.size() % 4 != 0 || !std::ranges::all_of(text, is_base64)) return std::nullopt;
    const gnutls_datum_t from = datum({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    Datum bytes;
    if (gnutls_base64_decode2(&from, &bytes) < 0) return std::nullopt;
    return std::vector<unsigned char>(bytes.data, bytes.data + bytes.size);
}

std::optional<std::vector<unsigned char>> parse_cpu_set(std::string_view text, unsigned limit) {
    std::vector<bool> cpus;
    for (bool is_last = false; !is_last;) {
        const auto end = std::min(text.find(','), text.size());
        is_last = end == text.size();
        if (!take_range(text.substr(0, end), limit, cpus)) return std::nullopt;
        text.remove_prefix(is_last ? end : end + 1);
    }
    std::vector<unsigned char> bitmap((cpus.size() + 7) / 8);
    for (std::size_t cpu = 0; cpu < cpus.size(); ++cpu) {
        if (cpus[cpu]) bitmap[cpu / 8] = static_cast<unsigned char>(bitmap[cpu / 8] | 1U << cpu % 8);
    }
    if (std::ranges::none_of(cpus, [](bool bit) { return bit; })) return std::nullopt;
    return bitmap;
}

}  // namespace core
