#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>
namespace core {
struct DevicePolicy {
    std::vector<std::string> pools = {};
    std::string separator = "_";
    std::string format = "raw";
    std::vector<std::string> networks = {};
    std::string filter = {};
    std::size_t most_disks = 8;
    std::size_t most_interfaces = 4;
};
enum class DeviceAction : std::uint8_t { attach, detach, update };
struct DeviceRequest {
    DeviceAction action;
    std::string_view owner;
    std::string_view device;
    std::vector<std::string> domain;
};
[[nodiscard]] std::string allowed_device(const DevicePolicy& policy, const DeviceRequest& request);
}  // namespace core
