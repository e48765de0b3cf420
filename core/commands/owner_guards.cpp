#include "core/commands/owner_guards.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/device_policy.h"
#include "core/error.h"
#include "core/text.h"

namespace core::commands {
namespace {

const api::Parameter& parameter(std::string_view function, std::string_view name) {
    const api::Function* about = api::find_function(function);
    return *std::ranges::find(about->parameters, name, &api::Parameter::name);
}

std::string xml_of(virDomainPtr domain, unsigned flags) {
    const OwnedText xml(virDomainGetXMLDesc(domain, flags));
    if (xml == nullptr) throw_last_error("virDomainGetXMLDesc");
    return xml.get();
}

// The domain as it runs, and as it will start again.
std::vector<std::string> documents_of(virDomainPtr domain) {
    const int is_persistent = virDomainIsPersistent(domain);
    if (is_persistent < 0) throw_last_error("virDomainIsPersistent");
    std::vector<std::string> documents{xml_of(domain, 0)};
    if (is_persistent == 1) documents.push_back(xml_of(domain, VIR_DOMAIN_XML_INACTIVE));
    return documents;
}

Arguments guard_device(DeviceAction action, const Object& object, const Arguments& arguments,
                       const OwnerCall& owner) {
    constexpr std::string_view xml = "xml";  // as all of libvirt's functions for devices call it
    const std::string device = arguments.xml(parameter("virDomainAttachDevice", xml));
    const DeviceRequest request{action, owner.owner, xml, device, documents_of(object.domain)};
    std::vector<Argument> all = arguments.all();
    std::ranges::find(all, xml, &Argument::name)->value = allowed_device(owner.devices, request);
    return Arguments(std::move(all));
}

Arguments refuse_flags(const Arguments& arguments, std::string_view function, unsigned refused,
                       std::string_view name) {
    if ((arguments.flags(parameter(function, "flags")) & refused) != 0)
        throw Refused(fmt::format("an owner may not call {} with {}", function, name));
    return arguments;
}

}  // namespace

Arguments guard_attach(const Object& object, const Arguments& arguments, const OwnerCall& owner) {
    return guard_device(DeviceAction::attach, object, arguments, owner);
}

Arguments guard_detach(const Object& object, const Arguments& arguments, const OwnerCall& owner) {
    return guard_device(DeviceAction::detach, object, arguments, owner);
}

Arguments guard_update(const Object& object, const Arguments& arguments, const OwnerCall& owner) {
    return guard_device(DeviceAction::update, object, arguments, owner);
}

Arguments guard_metadata(const Object& /*object*/, const Arguments& arguments, const OwnerCall& /*owner*/) {
    const int type = arguments.integer<int>(parameter("virDomainSetMetadata", "type"));
    if (type != VIR_DOMAIN_METADATA_TITLE && type != VIR_DOMAIN_METADATA_DESCRIPTION) {
        throw Refused(fmt::format(
            "an owner may set the title (type {}) and the description (type {}) of his domain, no other metadata",
            static_cast<int>(VIR_DOMAIN_METADATA_TITLE), static_cast<int>(VIR_DOMAIN_METADATA_DESCRIPTION)));
    }
    const std::string text = arguments.text(parameter("virDomainSetMetadata", "metadata"));
    const std::size_t longest = type == VIR_DOMAIN_METADATA_TITLE ? longest_owners_title : longest_owners_description;
    if (text.size() > longest)
        throw Refused(fmt::format("the text has {} bytes: an owner may write at most {}", text.size(), longest));
    if (text != printable_xml(text)) throw Refused("the text has a character that XML cannot carry");
    return arguments;
}

Arguments guard_scheduler(const Object& /*object*/, const Arguments& arguments, const OwnerCall& /*owner*/) {
    for (const auto& [name, value] : arguments.all()) {
        if (name.ends_with("_quota") || name.ends_with("_period"))
            throw Refused(fmt::format("an owner may not set {}: it limits him", quoted(name)));
    }
    return arguments;
}

Arguments guard_memory(const Object& /*object*/, const Arguments& arguments, const OwnerCall& /*owner*/) {
    return refuse_flags(arguments, "virDomainSetMemoryFlags", VIR_DOMAIN_MEM_MAXIMUM, "VIR_DOMAIN_MEM_MAXIMUM");
}

Arguments guard_vcpus(const Object& /*object*/, const Arguments& arguments, const OwnerCall& /*owner*/) {
    return refuse_flags(arguments, "virDomainSetVcpusFlags", VIR_DOMAIN_VCPU_MAXIMUM | VIR_DOMAIN_VCPU_GUEST,
                        "VIR_DOMAIN_VCPU_MAXIMUM or VIR_DOMAIN_VCPU_GUEST");
}

}  // namespace core::commands
