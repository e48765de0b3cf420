#include "core/device_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <new>
#include <optional>
#include <utility>

#include "core/device_form.h"
#include "core/error.h"
#include "core/ownership.h"
#include "core/text.h"
#include "core/xml_document.h"

namespace core {
namespace {

constexpr std::size_t longest_reason = 256;  // bytes of libxml2's message, which quotes the document

// ---- a device, as an owner describes it or libvirt does ----

using Value = std::optional<std::string>;

struct Disk {
    Value type;
    std::string device;
    Value format, pool, volume, target, bus, serial;
    bool has_source;
    bool is_readonly;

    [[nodiscard]] bool is_cdrom() const { return device == "cdrom"; }
};

struct Interface {
    Value type, network, model;
    Value mac;  // in small letters
};

const xmlChar* chars(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

Value attribute_of(const xmlNode* node, const char* name) {
    const xmlAttr* attribute = node != nullptr ? xmlHasNsProp(node, chars(name), nullptr) : nullptr;
    if (attribute == nullptr) return std::nullopt;
    return text_of(reinterpret_cast<const xmlNode*>(attribute));
}

Disk read_disk(const xmlNode* node) {
    const xmlNode* source = find_child(node, "source");
    const xmlNode* target = find_child(node, "target");
    const xmlNode* serial = find_child(node, "serial");
    return {.type = attribute_of(node, "type"),
            .device = attribute_of(node, "device").value_or("disk"),
            .format = attribute_of(find_child(node, "driver"), "type"),
            .pool = attribute_of(source, "pool"),
            .volume = attribute_of(source, "volume"),
            .target = attribute_of(target, "dev"),
            .bus = attribute_of(target, "bus"),
            .serial = serial != nullptr ? Value(text_of(serial)) : std::nullopt,
            .has_source = source != nullptr,
            .is_readonly = find_child(node, "readonly") != nullptr};
}

Interface read_interface(const xmlNode* node) {
    Value mac = attribute_of(find_child(node, "mac"), "address");
    const auto lower = [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (mac.has_value()) std::ranges::transform(*mac, mac->begin(), lower);
    return {.type = attribute_of(node, "type"),
            .network = attribute_of(find_child(node, "source"), "network"),
            .model = attribute_of(find_child(node, "model"), "type"),
            .mac = std::move(mac)};
}

// The domain's devices of a kind: a list for each of its documents.
template <class Device>
using Existing = std::vector<std::vector<Device>>;

template <class Device>
std::vector<Device> devices_in(const std::string& domain_xml, std::string_view kind, Device (*read)(const xmlNode*)) {
    const XmlDocument document = parse_xml(printable_xml(domain_xml));
    const xmlNode* domain = document != nullptr ? xmlDocGetRootElement(document.get()) : nullptr;
    if (domain == nullptr || !is_element(domain, "domain")) refuse("the domain's own document cannot be read");
    std::vector<Device> devices;
    const xmlNode* parent = find_child(domain, "devices");
    for (const xmlNode* node = parent != nullptr ? parent->children : nullptr; node != nullptr; node = node->next)
        if (is_element(node, kind)) devices.push_back(read(node));
    return devices;
}

template <class Device>
Existing<Device> existing_devices(const DeviceRequest& request, std::string_view kind,
                                  Device (*read)(const xmlNode*)) {
    if (request.domain.empty()) refuse("the domain's own document cannot be read");
    Existing<Device> existing;
    for (const std::string& domain_xml : request.domain) existing.push_back(devices_in(domain_xml, kind, read));
    return existing;
}

// ---- the domain as it is ----

template <class Device>
void check_room(const Existing<Device>& existing, std::size_t most, std::string_view kind) {
    for (const auto& devices : existing) {
        if (devices.size() >= most)
            refuse("the domain has {} {} already, and the policy allows no more than {}", devices.size(), kind, most);
    }
}

// libvirt takes a cdrom on a target that is taken for another medium in what is there, and a card by its address.
template <class Device>
void check_is_free(const Existing<Device>& existing, const Value& name, Value Device::*names) {
    for (const auto& devices : existing) {
        if (name.has_value() && std::ranges::find(devices, name, names) != devices.end())
            refuse("the domain has a device {} already", shown(*name));
    }
}

// What libvirt could take the name to mean, in whichever document it looks. Refuses if there is nothing.
template <class Device>
std::vector<Device> devices_called(const Existing<Device>& existing, const std::string& name, Value Device::*names) {
    std::vector<Device> found;
    for (const auto& devices : existing)
        std::ranges::copy_if(devices, std::back_inserter(found),
                             [&](const Device& device) { return device.*names == name; });
    if (found.empty()) refuse("the domain has no device {}", shown(name));
    return found;
}

void check_is_meant(const Disk& existing, const Disk& described, DeviceAction action) {
    if (action == DeviceAction::update && !existing.is_cdrom())
        refuse("{} of the domain is no cdrom, and only a cdrom's medium can be updated", shown(*described.target));
    const bool is_volume = existing.type == "volume" && existing.pool == described.pool &&
                           existing.volume == described.volume && existing.device == described.device;
    const bool is_on_bus = !described.bus.has_value() || existing.bus == described.bus;
    if ((action == DeviceAction::detach && !is_volume) || !is_on_bus)
        refuse("{} of the domain is another disk than the one you describe", shown(*described.target));
}

void check_is_meant(const Interface& existing, const Interface& described) {
    if (existing.network != described.network)
        refuse("{} of the domain is not in the network {}", shown(*described.mac), shown(*described.network));
}

// ---- the new document: a tree of libxml2's, in which no value can become markup ----

// A value that is not there leaves its attribute out.
using Attributes = std::initializer_list<std::pair<const char*, Value>>;

template <class Node>
Node* made(Node* node) {
    if (node == nullptr) throw std::bad_alloc();
    return node;
}

class NewDevice {
  public:
    NewDevice(const char* name, const Attributes& attributes)
        : document_(made(xmlNewDoc(chars("1.0")))),
          device_(made(xmlNewDocNode(document_.get(), nullptr, chars(name), nullptr))) {
        xmlDocSetRootElement(document_.get(), device_);
        set(device_, attributes);
    }

    void add(const char* name, const Attributes& attributes, const char* text = nullptr) {
        set(made(xmlNewTextChild(device_, nullptr, chars(name), chars(text))), attributes);
    }

    // Without XML declaration, in ASCII: what is not ASCII stands as character references.
    [[nodiscard]] std::string text() const { return to_text(device_); }

  private:
    static void set(xmlNode* node, const Attributes& attributes) {
        for (const auto& [name, value] : attributes)
            if (value.has_value()) made(xmlNewProp(node, chars(name), chars(value->c_str())));
    }

    XmlDocument document_;
    xmlNode* device_;
};

std::string write_disk(const Disk& disk, const std::string& format, DeviceAction action) {
    const bool is_new = disk.has_source && action != DeviceAction::detach;
    NewDevice device("disk", {{"type", disk.has_source ? "volume" : "file"}, {"device", disk.device}});
    if (is_new) device.add("driver", {{"name", "qemu"}, {"type", format}});
    if (disk.has_source) device.add("source", {{"pool", disk.pool}, {"volume", disk.volume}});
    device.add("target", {{"dev", disk.target}, {"bus", disk.bus}});
    if (disk.is_readonly || disk.is_cdrom()) device.add("readonly", {});
    if (is_new && disk.serial.has_value()) device.add("serial", {}, disk.serial->c_str());
    return device.text();
}

std::string write_interface(const Interface& interface, const std::string& filter, DeviceAction action) {
    NewDevice device("interface", {{"type", "network"}});
    if (interface.mac.has_value()) device.add("mac", {{"address", interface.mac}});
    device.add("source", {{"network", interface.network}});
    if (action == DeviceAction::detach) return device.text();
    device.add("model", {{"type", interface.model.value_or("virtio")}});
    if (!filter.empty()) device.add("filterref", {{"filter", filter}});
    return device.text();
}

// ---- what depends on policy and owner ----

void check_volume(const DevicePolicy& policy, std::string_view owner, const Disk& disk) {
    if (!disk.pool.has_value() || !disk.volume.has_value()) refuse("<disk> needs a <source> with pool and volume");
    if (std::ranges::find(policy.pools, *disk.pool) == policy.pools.end())
        refuse("the policy allows no volumes of the pool {}", shown(*disk.pool));
    const std::string beginning = fmt::format("{}{}", owner, policy.separator);
    if (beginning.find(policy.separator) != owner.size())
        refuse("no volume can be yours: your name and the separator {} cannot be told apart",
               shown(policy.separator));
    const std::string& volume = *disk.volume;
    if (!volume.starts_with(beginning) || volume.size() == beginning.size())
        refuse("the volume {} is not yours: yours begin with {}, and more follows", shown(volume), shown(beginning));
}

void check_disk(const DevicePolicy& policy, const DeviceRequest& request, const Disk& disk) {
    const bool is_update = request.action == DeviceAction::update;
    const bool is_ejection = is_update && !disk.has_source;
    if (disk.type != "volume" && !(is_ejection && disk.type == "file"))
        refuse("the policy allows no type {} in <disk>, only: volume", shown(disk.type.value_or("")));
    if (is_update && !disk.is_cdrom())
        refuse("a disk can be attached and detached, not updated: only a cdrom's medium can");
    if (!disk.target.has_value()) refuse("<disk> needs a <target> with dev");
    if (disk.format.value_or(policy.format) != policy.format)
        refuse("the policy allows no type {} in <driver>, only: {}", shown(*disk.format), policy.format);
    if (!is_ejection) check_volume(policy, request.owner, disk);
}

void check_interface(const DevicePolicy& policy, const DeviceRequest& request, const Interface& interface) {
    // An update could drop the administrator's filter or limits.
    if (request.action == DeviceAction::update) refuse("an interface can be attached and detached, not updated");
    if (!interface.type.has_value()) refuse("<interface> needs the type network");
    if (!interface.network.has_value()) refuse("<interface> needs a <source> with network");
    if (std::ranges::find(policy.networks, *interface.network) == policy.networks.end())
        refuse("the policy allows no interface in the network {}", shown(*interface.network));
    if (request.action == DeviceAction::detach && !interface.mac.has_value())
        refuse("<interface> needs a <mac> with address, by which it is found");
}

std::string allowed_disk(const DevicePolicy& policy, const DeviceRequest& request, const xmlNode* node) {
    if (policy.pools.empty()) refuse("this site lets owners attach no volumes");
    Disk disk = read_disk(node);
    check_disk(policy, request, disk);
    const auto existing = existing_devices(request, "disk", read_disk);
    if (request.action == DeviceAction::attach) {
        check_room(existing, policy.most_disks, "disks");
        check_is_free(existing, disk.target, &Disk::target);
    } else {
        const auto meant = devices_called(existing, *disk.target, &Disk::target);
        for (const Disk& each : meant) check_is_meant(each, disk, request.action);
        disk.bus = meant.front().bus;  // where libvirt is to look; it would guess from the target
    }
    return write_disk(disk, policy.format, request.action);
}

std::string allowed_interface(const DevicePolicy& policy, const DeviceRequest& request, const xmlNode* node) {
    if (policy.networks.empty()) refuse("this site lets owners attach no interfaces");
    const Interface interface = read_interface(node);
    check_interface(policy, request, interface);
    const auto existing = existing_devices(request, "interface", read_interface);
    if (request.action == DeviceAction::attach) {
        check_room(existing, policy.most_interfaces, "interfaces");
        check_is_free(existing, interface.mac, &Interface::mac);
    } else {
        for (const Interface& each : devices_called(existing, *interface.mac, &Interface::mac))
            check_is_meant(each, interface);
    }
    return write_interface(interface, policy.filter, request.action);
}

XmlDocument parse_device(const DeviceRequest& request) {
    if (request.device.size() > longest_device)
        refuse("the policy allows no document of more than {} bytes", longest_device);
    XmlError error{"it is not UTF-8, or has a NUL"};
    const bool is_text = is_utf8(request.device) && request.device.find('\0') == std::string_view::npos;
    XmlDocument document = is_text ? parse_xml(request.device, &error) : nullptr;
    if (document != nullptr) return document;
    const std::string reason = first_bytes(printable_xml(error.reason), longest_reason);
    throw ArgumentError(request.parameter, fmt::format("{} is not well-formed XML: {}", request.parameter, reason),
                        error.line);
}

}  // namespace

std::string allowed_device(const DevicePolicy& policy, const DeviceRequest& request) {
    if (!is_owner_name(request.owner)) refuse("only an owner with a name may change devices");
    const XmlDocument document = parse_device(request);
    const xmlNode* device = check_form(*document);
    return is_element(device, "disk") ? allowed_disk(policy, request, device)
                                      : allowed_interface(policy, request, device);
}

}  // namespace core
