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

void put_moment(xmlDoc* page, std::int64_t generated) {
    const auto chars = [](const char* text) { return reinterpret_cast<const xmlChar*>(text); };
    xmlSetProp(xmlDocGetRootElement(page), chars("generated"), chars(utc_time(generated).c_str()));
}

// libvirt's document, wrapped so that it cannot pass for ours, with its text beside it; only the text if it cannot be
// parsed.
core::XmlDocument with_document(Node page, const std::string& text) {
    const core::XmlDocument document = text.size() <= largest_document ? core::parse_xml(text) : nullptr;
    Node& answer = page.add(Node::record("answer"));
    if (document == nullptr) {
        answer.add(Node::leaf("text", text));
        return core::parse_xml(to_xml(page));
    }
    answer.add(Node::record("document"));
    answer.add(Node::leaf("source", text));
    core::XmlDocument whole = core::parse_xml(to_xml(page));
    if (whole == nullptr) throw std::runtime_error("the page's envelope is not well-formed");
    xmlNode* wrapper = xmlFirstElementChild(xmlGetLastChild(xmlDocGetRootElement(whole.get())));
    xmlNode* copy = xmlDocCopyNode(xmlDocGetRootElement(document.get()), whole.get(), 1);
    if (copy == nullptr) throw std::bad_alloc();
    xmlAddChild(wrapper, copy);
    return whole;
}

}  // namespace

std::string render_page(const Request& request, const Site& site, const Surroundings& surroundings,
                        const Content& content, const Sheet& sheet, std::string* meaning) {
    Node page = envelope(request, site, surroundings, content.beside);
    std::string text;
    if (!content.document) {
        page.add(Node::record("answer")).add(content.node);
        text = to_xml(page);
        if (meaning != nullptr) *meaning = text;
    }
    return sheet.transform([&] {
        core::XmlDocument whole =
            content.document ? with_document(page, core::printable_xml(*content.document)) : core::parse_xml(text);
        if (whole == nullptr) throw std::runtime_error("the page's envelope is not well-formed");
        put_moment(whole.get(), surroundings.generated);
        return whole;
    });
}

}  // namespace fcgi
