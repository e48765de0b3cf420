#include "fcgi/page.h"

#include <array>

#include "core/text.h"
#include "core/xml_document.h"
#include "fcgi/directory_view.h"
#include "fcgi/representation.h"
#include "fcgi/route.h"

namespace fcgi {
namespace {

using core::Node;

// Bytes of a document that gets a page of its own kind; a longer one, which no honest host has, is shown as text.
constexpr std::size_t largest_document = std::size_t{512} << 10;

void add_list(Node& page, std::string_view name, const std::vector<Node>& children) {
    if (children.empty()) return;
    page.add(Node::list(name)).children = children;
}

Node envelope(const Request& request, const Site& site, const Surroundings& surroundings,
              const std::vector<Node>& beside) {
    Node page = Node::record("page");
    page.with("root", request.prefix)
        .with("href", surroundings.href)
        .with("command", surroundings.command)
        .with("mode", site.mode())
        .with("user", request.remote_user);
    page.with("assets", Urls(request.prefix).assets());
    page.with("commands", Urls(request.prefix).commands());
    if (!site.visitor.is_read_only) page.with("jobs", Urls(request.prefix).jobs());
    if (!site.is_owners()) page.with("hosts", Urls(request.prefix).hosts());
    page.with("edit", surroundings.edit);
    Node trail = Node::list("trail");
    for (const auto& step : surroundings.trail) {
        Node& node = trail.add(Node::leaf("step", step.text)).with("href", step.href);
        if (step.is_collection) node.with("collection", step.text);
    }
    page.add(std::move(trail));
    Node representations = Node::list("representations");
    const char* separator = surroundings.href.find('?') == std::string::npos ? "?" : "&";
    for (const char* format : {"xml", "json", "text"}) {
        if (!request.is_get()) break;  // a GET of this address says something else
        representations.add(Node::record("representation"))
            .with("format", format)
            .with("href", surroundings.href + separator + "format=" + format);
    }
    page.add(std::move(representations));
    if (surroundings.object) {
        Node object = *surroundings.object;
        object.attributes.emplace(object.attributes.begin(), "kind", object.name);
        object.name = "object";
        page.add(std::move(object));
    }
    Node commands = Node::list("commands");
    commands.children = surroundings.commands;
    page.add(std::move(commands));
    if (surroundings.view) page.add(*surroundings.view);
    add_list(page, "collections", surroundings.collections);
    add_list(page, "beside", beside);
    if (surroundings.form) page.add(*surroundings.form);
    if (surroundings.excerpt) page.add(*surroundings.excerpt);
    return page;
}

// libvirt's document, wrapped so that it cannot pass for ours, with its text beside it; only the text if it cannot be
// parsed.
void append_document(xmlNode* answer, const std::string& text) {
    const core::XmlDocument document = text.size() <= largest_document ? core::parse_xml(text) : nullptr;
    if (document == nullptr) {
        append(answer, Node::leaf("text", text));
        return;
    }
    xmlNode* const wrapper = append(answer, Node::record("document"));
    xmlNode* const copy = xmlDocCopyNode(xmlDocGetRootElement(document.get()), answer->doc, 1);
    if (copy == nullptr) throw std::bad_alloc();
    xmlAddChild(wrapper, copy);
    append(answer, Node::leaf("source", text));
}

}  // namespace

std::string render_page(const Request& request, const Site& site, const Surroundings& surroundings,
                        const Content& content, const Sheet& sheet, std::string* meaning) {
    Node page = envelope(request, site, surroundings, content.beside);
    if (meaning != nullptr) *meaning = to_bytes(page) + to_bytes(content.node) + content.document.value_or("");
    page.with("generated", utc_time(surroundings.generated));
    return sheet.transform([&] {
        core::XmlDocument whole = to_document(page);
        xmlNode* const answer = append(xmlDocGetRootElement(whole.get()), Node::record("answer"));
        if (content.document)
            append_document(answer, core::printable_xml(*content.document));
        else
            append(answer, content.node);
        return whole;
    });
}

}  // namespace fcgi
