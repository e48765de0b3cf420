#include "core/commands/owner_guards.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/device_policy.h"
#include "core/error.h"
#include "core/ownership.h"
#include "core/text.h"
#include "core/xml_document.h"

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

// The text of the only element of this name.
std::string text_in(const xmlNode* snapshot, std::string_view name) {
    const xmlNode* element = find_child(snapshot, name);
    if (element == nullptr) return {};
    if (xmlChildElementCount(const_cast<xmlNode*>(element)) != 0 || element->properties != nullptr)
        throw Refused(fmt::format("an owner's <{}> holds text and nothing else", name));
    std::string text = text_of(element);
    if (text.size() > longest_owners_description || text != printable_xml(text))
        throw Refused(fmt::format("an owner's <{}> has at most {} bytes, all of characters that XML can carry", name,
                                  longest_owners_description));
    return text;
}

std::string snapshot_name(const xmlNode* snapshot) {
    std::string name = text_in(snapshot, "name");
    if (name.size() > longest_snapshot_name || name.starts_with('.') || name.find('/') != std::string::npos)
        throw Refused(
            fmt::format("an owner's snapshot has a name of at most {} bytes, without a slash and not beginning "
                        "with a dot",
                        longest_snapshot_name));
    return name;
}

void check_room(virDomainPtr domain) {
    const int count = virDomainSnapshotNum(domain, 0);
    if (count < 0) throw_last_error("virDomainSnapshotNum");
    if (count >= most_owners_snapshots)
        throw Refused(fmt::format("the domain has {} snapshots: its owner may make no more than {}", count,
                                  most_owners_snapshots));
}

void check_elements(const xmlNode* snapshot) {
    if (!is_element(snapshot, "domainsnapshot") || snapshot->properties != nullptr)
        throw Refused("a snapshot is a <domainsnapshot> without attributes");
    std::vector<std::string> seen;
    for (const xmlNode* node = snapshot->children; node != nullptr; node = node->next) {
        if (node->type != XML_ELEMENT_NODE) continue;
        std::string name(reinterpret_cast<const char*>(node->name));
        const bool is_ours = is_element(node, "name") || is_element(node, "description");
        if (!is_ours || std::ranges::find(seen, name) != seen.end())
            throw Refused(fmt::format("an owner's snapshot has one <name> and one <description>, and no {}",
                                      quoted(first_bytes(name, longest_owners_title))));
        seen.push_back(std::move(name));
    }
}

void add_text(xmlNode* parent, const char* name, const std::string& text) {
    const auto as_xml = [](const char* chars) { return reinterpret_cast<const xmlChar*>(chars); };
    if (!text.empty()) xmlNewTextChild(parent, nullptr, as_xml(name), as_xml(text.c_str()));
}

std::string snapshot_anew(const std::string& document) {
    const XmlDocument given = parse_xml(document);
    const xmlNode* root = xmlDocGetRootElement(given.get());
    check_elements(root);
    const XmlDocument made(xmlNewDoc(reinterpret_cast<const xmlChar*>("1.0")));
    xmlNode* snapshot = xmlNewNode(nullptr, reinterpret_cast<const xmlChar*>("domainsnapshot"));
    if (made == nullptr || snapshot == nullptr) throw std::bad_alloc();
    xmlDocSetRootElement(made.get(), snapshot);
    add_text(snapshot, "name", snapshot_name(root));
    add_text(snapshot, "description", text_in(root, "description"));
    return to_text(snapshot);
}

// Of the domain as the snapshot has it; none if it has none of that kind.
std::optional<std::vector<std::string>> owners_in(const XmlDocument& snapshot, std::string_view kind) {
    xmlNode* domain = find_child(xmlDocGetRootElement(snapshot.get()), kind);
    if (domain == nullptr) return std::nullopt;
    xmlNodeSetName(domain, reinterpret_cast<const xmlChar*>("domain"));
    return describe_domain(to_text(domain)).owners;
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
    const char* given = arguments.text(parameter("virDomainSetMetadata", "metadata"));
    const std::string text = given != nullptr ? given : "";
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

Arguments guard_snapshot(const Object& object, const Arguments& arguments, const OwnerCall& /*owner*/) {
    constexpr unsigned allowed = VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC | VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE;
    constexpr std::string_view xml = "xmlDesc";
    static_cast<void>(refuse_flags(arguments, "virDomainSnapshotCreateXML", ~allowed, "these flags"));
    std::vector<Argument> all = arguments.all();
    const std::string document = arguments.xml(parameter("virDomainSnapshotCreateXML", xml));
    std::ranges::find(all, xml, &Argument::name)->value = snapshot_anew(document);
    check_room(object.domain);
    return Arguments(std::move(all));
}

Arguments guard_revert(const Object& object, const Arguments& arguments, const OwnerCall& owner) {
    constexpr unsigned allowed = VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING | VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED;
    static_cast<void>(refuse_flags(arguments, "virDomainRevertToSnapshot", ~allowed, "these flags"));
    if (owner.source.kind != OwnerSource::Kind::metadata) return arguments;
    const OwnedText text(virDomainSnapshotGetXMLDesc(object.as<virDomainSnapshotPtr>(), 0));
    if (text == nullptr) throw_last_error("virDomainSnapshotGetXMLDesc");
    const XmlDocument snapshot = parse_xml(printable_xml(text.get()));
    const auto now = describe_domain(xml_of(object.domain, 0)).owners;
    const auto then = snapshot != nullptr ? owners_in(snapshot, "domain") : std::nullopt;
    const auto then_persistent = snapshot != nullptr ? owners_in(snapshot, "inactiveDomain") : std::nullopt;
    if (then != now || then_persistent.value_or(now) != now)
        throw Refused("the snapshot is of a time when the domain had other owners");
    return arguments;
}

}  // namespace core::commands
