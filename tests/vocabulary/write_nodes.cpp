// Writes trees as the program does: a line of JSON that describes a node in, a line with its XML and its JSON out.
//
//   {"kind": "record", "name": "result", "attributes": [["function", "virX"]], "children": [...]}
//   {"kind": "leaf", "name": "value", "value": 5}
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "fcgi/representation.h"

namespace {

using core::Node;
using core::Scalar;
using nlohmann::json;

Scalar scalar_of(const json& value) {
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number_unsigned()) return value.get<std::uint64_t>();
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (value.is_number_float()) return value.get<double>();
    if (value.is_string()) return value.get<std::string>();
    throw std::runtime_error("no scalar: " + value.dump());
}

Node node_of(const json& told) {
    const auto name = told.at("name").get<std::string>();
    const auto kind = told.at("kind").get<std::string>();
    Node node = kind == "leaf"     ? Node::leaf(name, scalar_of(told.at("value")))
                : kind == "record" ? Node::record(name)
                : kind == "list"   ? Node::list(name)
                : kind == "inline" ? Node::inline_list(name)
                                   : throw std::runtime_error("no kind: " + kind);
    for (const auto& each : told.value("attributes", json::array()))
        node.with(each.at(0).get<std::string>(), scalar_of(each.at(1)));
    for (const auto& child : told.value("children", json::array())) node.add(node_of(child));
    return node;
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const Node node = node_of(json::parse(line));
        std::cout << json::array({fcgi::to_xml(node), fcgi::to_json(node)}).dump() << '\n';
    }
}
