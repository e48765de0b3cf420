// The result of a command, before anybody chose how to write it: a tree of named leaves, records and lists.
//
// Names and units are libvirt's. The same tree becomes XML (a node is an element, its attributes are attributes) and
// JSON (a record is an object with its attributes and children as members, a list is an array, a leaf is its value,
// or an object of `value` and its attributes when it has any). An inline list is an array in JSON; in XML its
// elements stand in its parent, without an element around them.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/objects.h"

namespace core {

using Scalar = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;

struct Node {
    enum class Kind : std::uint8_t { leaf, record, list, inline_list };

    static Node leaf(std::string_view name, Scalar value) {
        return Node{std::string(name), Kind::leaf, std::move(value), {}, {}, {}};
    }
    static Node record(std::string_view name) { return Node{std::string(name), Kind::record, {}, {}, {}, {}}; }
    static Node list(std::string_view name) { return Node{std::string(name), Kind::list, {}, {}, {}, {}}; }
    static Node inline_list(std::string_view name) {
        return Node{std::string(name), Kind::inline_list, {}, {}, {}, {}};
    }

    // One of libvirt's objects. Its name, UUID and address become attributes where addresses are known.
    static Node object(std::string_view name, Reference reference) {
        Node node = record(name);
        node.reference = std::make_shared<const Reference>(std::move(reference));
        return node;
    }

    // Adds an attribute; an empty text adds nothing.
    Node& with(std::string_view attribute, Scalar its_value);
    template <std::convertible_to<std::string_view> Text>
    Node& with(std::string_view attribute, const Text& text) {
        return with(attribute, Scalar(std::string(std::string_view(text))));
    }

    // Appends a child and returns it; the reference lasts until the next add.
    Node& add(Node child) { return children.emplace_back(std::move(child)); }

    std::string name;
    Kind kind = Kind::record;
    Scalar value;
    std::vector<std::pair<std::string, Scalar>> attributes;
    std::vector<Node> children;
    std::shared_ptr<const Reference> reference = {};
};

// The scalar as people write it: numbers in decimal, booleans as true and false, nothing as nothing;
// NaN, INF and -INF.
[[nodiscard]] std::string to_text(const Scalar& value);

}  // namespace core
