#include "fcgi/representation.h"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <new>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace fcgi {
namespace {

using core::Node;
using core::Scalar;
using core::to_text;
using Json = nlohmann::ordered_json;

// libxml2 returns null when it has no memory.
template <typename T>
T* made(T* it) {
    if (it == nullptr) throw std::bad_alloc();
    return it;
}

const xmlChar* chars(const std::string& text) {
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

// Only texts can have what XML cannot carry.
std::string printable(const Scalar& value) {
    const auto* const text = std::get_if<std::string>(&value);
    return text != nullptr ? core::printable_xml(*text) : to_text(value);
}

void add_text(xmlNode* element, const std::string& text) {
    if (!text.empty()) xmlAddChild(element, made(xmlNewDocText(element->doc, chars(text))));
}

void append_children(xmlNode* element, const Node& node) {
    for (const auto& child : node.children) {
        if (child.kind == Node::Kind::inline_list)
            append_children(element, child);
        else
            append(element, child);
    }
}

void fill(xmlNode* element, const Node& node) {
    for (const auto& [name, value] : node.attributes) {
        if (name == "xmlns")
            xmlSetNs(element, made(xmlNewNs(element, chars(printable(value)), nullptr)));
        else
            made(xmlNewProp(element, chars(name), chars(printable(value))));
    }
    if (node.kind == Node::Kind::leaf) add_text(element, printable(node.value));
    append_children(element, node);
}

void put(std::string& bytes, std::string_view text) {
    const std::size_t size = text.size();
    bytes.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
}

void put(std::string& bytes, const Node& node) {
    put(bytes, node.name);
    put(bytes, to_text(node.value));
    bytes += static_cast<char>(node.kind);
    bytes += fmt::format("{} {} ", node.attributes.size(), node.children.size());
    for (const auto& [name, value] : node.attributes) {
        put(bytes, name);
        put(bytes, to_text(value));
    }
    for (const auto& child : node.children) put(bytes, child);
}

Json json_of(const Scalar& value) {
    return std::visit(
        [](const auto& held) -> Json {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::monostate>)
                return nullptr;
            else if constexpr (std::is_same_v<Held, double>)
                return std::isfinite(held) ? Json(held) : Json(to_text(held));  // JSON has no such numbers
            else
                return held;
        },
        value);
}

bool is_list(const Node& node) {
    return node.kind == Node::Kind::list || node.kind == Node::Kind::inline_list;
}

Json json_of(const Node& node) {
    if (is_list(node)) {
        Json array = Json::array();
        for (const auto& child : node.children) array.push_back(json_of(child));
        return array;
    }
    if (node.kind == Node::Kind::leaf && node.attributes.empty()) return json_of(node.value);
    Json object = Json::object();
    for (const auto& [name, value] : node.attributes) {
        if (name != "xmlns") object[name] = json_of(value);
    }
    if (node.kind == Node::Kind::leaf) object["value"] = json_of(node.value);
    for (const auto& child : node.children) object[child.name] = json_of(child);
    return object;
}

// A constant is told by its name, which says more than its number.
std::string told(const Node& leaf) {
    for (const auto& [name, value] : leaf.attributes) {
        if (name == "enum") return to_text(value);
    }
    return to_text(leaf.value);
}

// A value among others keeps to its line, or it could pass for the next.
std::string one_line(std::string value) {
    std::ranges::replace(value, '\n', ' ');
    return value;
}

void write_lines(const Node& node, const std::string& path, std::string& lines) {
    if (node.kind == Node::Kind::leaf) {
        lines += fmt::format("{}: {}\n", path, one_line(told(node)));
        return;
    }
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& [name, value] : node.attributes) {
        if (name != "xmlns" && !path.empty())
            lines += fmt::format("{}{}: {}\n", prefix, name, one_line(to_text(value)));
    }
    std::size_t index = 0;
    for (const auto& child : node.children) {
        const std::string step = is_list(node) ? fmt::format("{}", index++) : child.name;
        const auto name =
            std::ranges::find(child.attributes, "name", [](const auto& attribute) { return attribute.first; });
        const bool is_param = child.name == "param" && name != child.attributes.end();
        write_lines(child, prefix + (is_param ? to_text(name->second) : step), lines);
    }
}

std::string clean(std::string_view text) {
    std::string printable = core::printable_xml(text);
    std::ranges::replace(printable, '\r', '?');
    return printable;
}

}  // namespace

core::XmlDocument to_document(const Node& node) {
    core::XmlDocument document(made(xmlNewDoc(chars("1.0"))));
    xmlNode* const root = made(xmlNewDocRawNode(document.get(), nullptr, chars(node.name), nullptr));
    xmlDocSetRootElement(document.get(), root);
    fill(root, node);
    return document;
}

xmlNode* append(xmlNode* parent, const Node& node) {
    xmlNode* const element = made(xmlNewDocRawNode(parent->doc, parent->ns, chars(node.name), nullptr));
    xmlAddChild(parent, element);
    fill(element, node);
    return element;
}

std::string to_xml(const Node& node) {
    const core::XmlDocument document = to_document(node);
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + core::to_text(xmlDocGetRootElement(document.get())) +
           "\n";
}

std::string to_json(const Node& node) {
    return json_of(node).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string to_plain_text(const Node& node) {
    if (node.children.size() == 1 && node.children[0].kind == Node::Kind::leaf)
        return clean(to_text(node.children[0].value)) + "\n";
    std::string lines;
    write_lines(node, "", lines);
    return lines.empty() ? "done\n" : clean(lines);
}

std::string to_bytes(const Node& node) {
    std::string bytes;
    put(bytes, node);
    return bytes;
}

}  // namespace fcgi
