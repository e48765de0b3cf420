#include "core/list_slots.h"

namespace core {

Node texts_node(std::string_view name, std::span<char* const> texts) {
    Node list = Node::list(name);
    for (const char* text : texts) list.add(Node::leaf("item", std::string(text != nullptr ? text : "")));
    return list;
}

void add_details(const virDomainFSInfo& info, Node& to) {
    to.add(texts_node("devAlias", {info.devAlias, info.ndevAlias}));
}

void add_details(const virDomainIOThreadInfo& info, Node& to) {
    const std::span bitmap(info.cpumap, static_cast<std::size_t>(info.cpumaplen));
    to.add(Node::leaf("cpumap", cpu_set(bitmap)));
}

void add_details(const virDomainInterface& interface, Node& to) {
    Node& addresses = to.add(Node::list("addrs"));
    for (const auto& address : std::span(interface.addrs, interface.naddrs))
        add_fields(address, addresses.add(Node::record("item")));
}

}  // namespace core
