// An owner's devices, a domain to put them into, and what the policy says to them.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "core/device_policy.h"
#include "core/error.h"
#include "tests/core/thrown.h"

namespace tests {

inline const std::string disk =
    "<disk type='volume' device='disk'><driver name='qemu' type='raw'/><source pool='owners' volume='client1_data'/>"
    "<target dev='vdb' bus='virtio'/><readonly/><serial>data-1</serial></disk>";
inline const std::string cdrom =
    "<disk type='volume' device='cdrom'><source pool='owners' volume='client1_iso'/><target dev='hdc'/></disk>";
inline const std::string ejection =
    "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>";
inline const std::string interface =
    "<interface type='network'><source network='tenants'/><mac address='52:54:00:AB:cd:01'/>"
    "<model type='e1000'/></interface>";

[[nodiscard]] inline std::string domain_with(const std::string& devices) {
    return "<domain type='kvm'><name>vm1</name><metadata><devices><disk/></devices></metadata><devices>" + devices +
           "</devices></domain>";
}

inline const std::string usual_domain = domain_with(
    "<disk type='file' device='disk'><source file='/system.img'/><target dev='vda' bus='virtio'/></disk>"
    "<disk type='volume' device='disk'><source pool='owners' volume='client1_data' index='1'/>"
    "<target dev='vdb' bus='virtio'/></disk>"
    "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>"
    "<interface type='bridge'><mac address='52:54:00:ab:cd:01'/><source network='tenants' bridge='br0'/></interface>"
    "<interface type='bridge'><mac address='52:54:00:ab:cd:02'/><source bridge='br1'/></interface>");

// Where what is attached has room.
inline const std::string bare_domain = domain_with(
    "<disk type='file' device='disk'><source file='/system.img'/><target dev='vda' bus='virtio'/></disk>");

[[nodiscard]] inline core::DevicePolicy site_policy() {
    core::DevicePolicy policy;
    policy.pools = {"owners"};
    policy.networks = {"tenants"};
    policy.filter = "clean-traffic";
    return policy;
}

struct Given {
    std::string device;
    core::DeviceAction action = core::DeviceAction::attach;
    std::string owner = "client1";
    core::DevicePolicy policy = site_policy();
    std::vector<std::string> domain = {usual};

    static constexpr const char* usual = "the usual one";
};

[[nodiscard]] inline std::string allowed(const Given& given) {
    const bool is_usual = given.domain == std::vector<std::string>{Given::usual};
    const std::string& usual = given.action == core::DeviceAction::attach ? bare_domain : usual_domain;
    return core::allowed_device(given.policy, {.action = given.action,
                                               .owner = given.owner,
                                               .parameter = "xml",
                                               .device = given.device,
                                               .domain = is_usual ? std::vector{usual} : given.domain});
}

[[nodiscard]] inline std::string refusal(const Given& given) {
    return thrown_by<core::Refused>([&] { return allowed(given); }).what();
}

[[nodiscard]] inline std::string error(const std::string& device) {
    return thrown_by<core::ArgumentError>([&] { return allowed({device}); }).what();
}

[[nodiscard]] inline std::string with(std::string text, const std::string& old, const std::string& replacement) {
    const auto at = text.find(old);
    if (at == std::string::npos) throw std::logic_error(old + " is not in " + text);
    return text.replace(at, old.size(), replacement);
}

[[nodiscard]] inline std::string volume(const std::string& name) {
    return with(disk, "client1_data", name);
}

}  // namespace tests
