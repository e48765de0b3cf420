#include "core/xml_document.h"

#include <fmt/format.h>
#include <libxml/parser.h>

#include <limits>

namespace core {
namespace {

constexpr int parse_options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;

using ParserContext = std::unique_ptr<xmlParserCtxt, FreeWith<xmlFreeParserCtxt>>;

using Content = std::unique_ptr<xmlChar, FreeWith<[](void* memory) { xmlFree(memory); }>>;

std::string_view view(const xmlChar* text) {
    return text != nullptr ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

XmlError error_of(const ParserContext& parser) {
    const xmlError* error = xmlCtxtGetLastError(parser.get());
    if (error == nullptr || error->message == nullptr) return {"the document is not well-formed"};
    std::string_view message = error->message;
    while (!message.empty() && message.back() == '\n') message.remove_suffix(1);
    return {fmt::format("line {}: {}", error->line, message), error->line};
}

}  // namespace

XmlDocument parse_xml(std::string_view text, XmlError* error) {
    // libxml2 sets itself up when it is first used, and two threads must not do that at once.
    static const bool is_set_up = (xmlInitParser(), true);
    static_cast<void>(is_set_up);
    const ParserContext parser(xmlNewParserCtxt());
    if (parser == nullptr || text.size() > std::numeric_limits<int>::max()) throw std::bad_alloc();
    XmlDocument document(
        xmlCtxtReadMemory(parser.get(), text.data(), static_cast<int>(text.size()), nullptr, nullptr, parse_options));
    if (document == nullptr && error != nullptr) *error = error_of(parser);
    // Entities of the document's own could grow a few kilobytes to gigabytes.
    if (document != nullptr && document->intSubset != nullptr) {
        if (error != nullptr) *error = {"a document type declaration is not allowed"};
        return nullptr;
    }
    return document;
}

bool is_element(const xmlNode* node, std::string_view name, std::string_view in_namespace) {
    const std::string_view its_namespace = node->ns != nullptr ? view(node->ns->href) : std::string_view();
    return node->type == XML_ELEMENT_NODE && view(node->name) == name && its_namespace == in_namespace;
}

xmlNode* find_child(const xmlNode* parent, std::string_view name, std::string_view in_namespace) {
    xmlNode* node = parent != nullptr ? parent->children : nullptr;
    while (node != nullptr && !is_element(node, name, in_namespace)) node = node->next;
    return node;
}

std::string to_text(xmlNode* element) {
    const std::unique_ptr<xmlBuffer, FreeWith<xmlBufferFree>> buffer(xmlBufferCreate());
    if (buffer == nullptr || xmlNodeDump(buffer.get(), element->doc, element, 0, 0) < 0) throw std::bad_alloc();
    return std::string(view(xmlBufferContent(buffer.get())));
}

std::string text_of(const xmlNode* node) {
    const Content text(xmlNodeGetContent(node));
    return std::string(view(text.get()));
}

std::string attribute_of(const xmlNode* element, const char* name) {
    const Content value(xmlGetNoNsProp(const_cast<xmlNode*>(element), reinterpret_cast<const xmlChar*>(name)));
    return value != nullptr ? reinterpret_cast<const char*>(value.get()) : "";
}

}  // namespace core
