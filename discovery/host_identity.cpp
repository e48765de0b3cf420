#include "discovery/host_identity.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <fstream>

#include "core/text.h"

namespace discovery {

namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

std::string with_dashes(std::string_view digits) {
    constexpr std::size_t digits_of_uuid = 32;
    std::string uuid(digits);
    if (digits.size() != digits_of_uuid) return uuid;
    for (const std::size_t at : {8U, 13U, 18U, 23U}) uuid.insert(at, 1, '-');
    return uuid;
}

}  // namespace

std::string first_label_of_host_name() {
    std::array<char, HOST_NAME_MAX + 1> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    const std::string_view whole(name.data());
    const auto label = whole.substr(0, whole.find('.'));
    return label.empty() ? "localhost" : std::string(label);
}

std::string read_machine_id(const char* file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

std::string choose_host_uuid(std::string_view given, std::string_view from_libvirt, std::string_view machine_id) {
    for (const auto& candidate : {std::string(given), std::string(from_libvirt), with_dashes(machine_id)}) {
        if (core::is_uuid(candidate)) return lower(candidate);
    }
    return {};
}

}  // namespace discovery
