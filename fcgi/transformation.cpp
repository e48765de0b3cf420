#include "fcgi/transformation.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>

#include "core/handle.h"
#include "core/xml_document.h"
#include "fcgi/region.h"

namespace fcgi {
namespace {

using Context = std::unique_ptr<xsltTransformContext, core::FreeWith<xsltFreeTransformContext>>;
using Security = std::unique_ptr<xsltSecurityPrefs, core::FreeWith<xsltFreeSecurityPrefs>>;

// Bytes of what a failed sheet says that are told.
constexpr std::size_t longest_reason = 500;

// What libxslt reports of a transformation.
struct Report {
    std::string text;             // errors, and what xsl:message says, of which there may be any number
    bool is_xpath_wrong = false;  // libxslt goes on after some of these errors
};

void collect_reason(void* into, const char* format, ...) __attribute__((format(printf, 2, 3)));
void collect_reason(void* into, const char* format, ...) {
    std::string& reason = static_cast<Report*>(into)->text;
    if (reason.size() >= longest_reason) return;
    std::array<char, longest_reason> line{};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line.data(), line.size(), format, arguments);
    va_end(arguments);
    reason.append(line.data(), std::min(std::strlen(line.data()), longest_reason - reason.size()));
}

void collect_error(void* into, xmlError* error) {
    static_cast<Report*>(into)->is_xpath_wrong = true;
    if (error->message != nullptr) collect_reason(into, "%s", error->message);
}

void ignore(void* /*context*/, const char* /*format*/, ...) {}

const xsltSecurityPrefs* nothing_allowed() {
    static const Security preferences = [] {
        Security made(xsltNewSecurityPrefs());
        for (const auto option : {XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
                                  XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK}) {
            xsltSetSecurityPrefs(made.get(), option, xsltSecurityForbid);
        }
        return made;
    }();
    return preferences.get();
}

// Bytes of two texts, multiplied, for one step.
constexpr unsigned long products_of_step = 16;

std::size_t length_of(const xmlXPathObject* text) {
    return text != nullptr && text->stringval != nullptr ? std::strlen(reinterpret_cast<const char*>(text->stringval))
                                                         : 0;
}

// A function that looks for its second text in its first, in time that grows with the product of both, pays for it in
// steps: it is one, and could last for hours. What is no text yet becomes one here and not in the function.
template <xmlXPathFunction function>
void pay_for(xmlXPathParserContext* parser, int count) {
    if (parser->valueNr >= 2 && count >= 2) {
        const int first = parser->valueNr - count;
        if (first >= 0) {
            xmlXPathContext& context = *parser->context;
            for (int place = first; place < first + 2; ++place)
                parser->valueTab[place] = xmlXPathConvertString(parser->valueTab[place]);
            parser->value = parser->valueTab[parser->valueNr - 1];
            const unsigned long cost =
                length_of(parser->valueTab[first]) * length_of(parser->valueTab[first + 1]) / products_of_step;
            if (context.opLimit != 0 && cost > context.opLimit - std::min(context.opCount, context.opLimit)) {
                context.opCount = context.opLimit;
                xmlXPathErr(parser, XPATH_OP_LIMIT_EXCEEDED);
                return;
            }
            context.opCount += cost;
        }
    }
    function(parser, count);
}

template <xmlXPathFunction function>
void have_paid(xmlXPathContext* context, const char* name) {
    const auto* const chars = reinterpret_cast<const xmlChar*>(name);
    xmlXPathRegisterFunc(context, chars, nullptr);
    if (xmlXPathRegisterFunc(context, chars, pay_for<function>) != 0) throw std::bad_alloc();
}

// What libxml2 tells a thread, while this lives on it.
class Listener {
  public:
    explicit Listener(Report& report) { xmlSetGenericErrorFunc(&report, collect_reason); }
    ~Listener() { xmlSetGenericErrorFunc(nullptr, nullptr); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
};

// What libxml2 remembers of its last error on this thread is not kept longer than this lives.
struct Forgetting {
    Forgetting() = default;
    ~Forgetting() { xmlResetLastError(); }
    Forgetting(const Forgetting&) = delete;
    Forgetting& operator=(const Forgetting&) = delete;
};

// No step is taken after the present one.
void stop(xsltTransformContext& context) noexcept {
    context.state = XSLT_STATE_STOPPED;
    context.opLimit = 1;
    context.opCount = 1;
    context.xpathCtxt->opLimit = 1;
    context.xpathCtxt->opCount = 1;
}

Context prepare(xsltStylesheet* sheet, xmlDocPtr document, const TransformationLimits& limits, Report& report) {
    Context context(xsltNewTransformContext(sheet, document));
    if (context == nullptr) throw std::bad_alloc();
    xsltSetTransformErrorFunc(context.get(), &report, collect_reason);
    context->xpathCtxt->error = collect_error;
    context->xpathCtxt->userData = &report;
    xsltSetCtxtSecurityPrefs(const_cast<xsltSecurityPrefs*>(nothing_allowed()), context.get());
    context->opLimit = limits.steps;
    context->xpathCtxt->opLimit = limits.steps;
    context->maxTemplateDepth = limits.depth;
    have_paid<xmlXPathContainsFunction>(context->xpathCtxt, "contains");
    have_paid<xmlXPathSubstringBeforeFunction>(context->xpathCtxt, "substring-before");
    have_paid<xmlXPathSubstringAfterFunction>(context->xpathCtxt, "substring-after");
    have_paid<xmlXPathTranslateFunction>(context->xpathCtxt, "translate");
    return context;
}

// A server-side include in an attribute is not escaped by libxml2's writer of HTML, which looks for the end of each
// in all that follows. So its beginning becomes a reference.
constexpr std::string_view include = "<!--";
// On a page: what they are made into is copied once for each.
constexpr int most_includes = 256;

void hide_from_includes(xmlAttr& attribute, int& includes) {
    const std::unique_ptr<xmlChar, core::FreeWith<[](void* memory) { xmlFree(memory); }>> value(
        xmlNodeListGetString(attribute.doc, attribute.children, 1));
    std::string_view rest = reinterpret_cast<const char*>(value.get());
    xmlFreeNodeList(attribute.children);
    attribute.children = nullptr;
    attribute.last = nullptr;
    const auto add = [&](xmlNode* node) {
        if (node == nullptr) throw std::bad_alloc();
        xmlAddChild(reinterpret_cast<xmlNode*>(&attribute), node);
    };
    const auto add_text = [&](std::string_view text) {
        add(xmlNewDocTextLen(attribute.doc, reinterpret_cast<const xmlChar*>(text.data()),
                             static_cast<int>(text.size())));
    };
    for (auto at = rest.find(include); at != std::string_view::npos; at = rest.find(include)) {
        if (++includes > most_includes)
            throw SheetFailure(fmt::format("{} is more than {} times in its attributes", include, most_includes));
        add_text(rest.substr(0, at));
        add(xmlNewReference(attribute.doc, reinterpret_cast<const xmlChar*>("lt")));
        rest.remove_prefix(at + 1);
    }
    add_text(rest);
}

bool has_include(const xmlAttr& attribute) {
    for (const xmlNode* node = attribute.children; node != nullptr; node = node->next) {
        const auto* const text = reinterpret_cast<const char*>(node->content);
        if (text == nullptr) continue;
        const char* const first = std::strchr(text, include.front());  // of most texts there is none
        if (first != nullptr && std::strstr(first, include.data()) != nullptr) return true;
    }
    return false;
}

void hide_from_includes(xmlDoc& page) {
    int includes = 0;
    for (xmlNode* node = page.children; node != nullptr;) {
        if (node->type == XML_ELEMENT_NODE) {
            for (xmlAttr* attribute = node->properties; attribute != nullptr; attribute = attribute->next)
                if (has_include(*attribute)) hide_from_includes(*attribute, includes);
        }
        if (node->type == XML_ELEMENT_NODE && node->children != nullptr) {
            node = node->children;
            continue;
        }
        while (node != nullptr && node->next == nullptr) {
            node = node->parent;
            if (node == nullptr || node->type != XML_ELEMENT_NODE) node = nullptr;
        }
        if (node != nullptr) node = node->next;
    }
}

// The page as it grows.
struct Output {
    std::string text;
    std::size_t most;
    bool is_too_long = false;

    static int write(void* into, const char* bytes, int count) {
        auto& output = *static_cast<Output*>(into);
        const auto size = static_cast<std::size_t>(count);
        output.is_too_long = output.is_too_long || size > output.most - output.text.size();
        if (output.is_too_long) return -1;
        output.text.append(bytes, size);
        return count;
    }
};

std::string write_out(xmlDoc* page, xsltStylesheet* sheet, std::size_t most) {
    Output output{{}, most};
    xmlOutputBuffer* const buffer = xmlOutputBufferCreateIO(Output::write, nullptr, &output, nullptr);
    if (buffer == nullptr) throw std::bad_alloc();
    const int saved = xsltSaveResultTo(buffer, page, sheet);
    const int closed = xmlOutputBufferClose(buffer);
    if (output.is_too_long) throw SheetFailure(fmt::format("its page has more than {} bytes", most));
    if (saved < 0 || closed < 0) throw SheetFailure("its page could not be written");
    if (output.text.empty()) throw SheetFailure("its page is empty");
    return std::move(output.text);
}

}  // namespace

void start_libxslt() {
    static std::once_flag once;
    std::call_once(once, [] {
        Region::install();
        xmlInitParser();
        xsltInit();
        static_cast<void>(nothing_allowed());  // which is for good, before there is a region
        silence_libxslt();
    });
}

void silence_libxslt() {
    xsltSetGenericErrorFunc(nullptr, ignore);
}

std::string run_sheet(xsltStylesheet* sheet, const MakeDocument& make_document, const TransformationLimits& limits) {
    Report report;
    const Listener listener(report);
    xsltTransformContext* running = nullptr;
    Region region(limits.memory, limits.time, [&running] {
        if (running != nullptr) stop(*running);
    });
    const Forgetting last_error;
    const core::XmlDocument input = make_document();
    const Context context = prepare(sheet, input.get(), limits, report);
    running = context.get();
    const core::XmlDocument page(xsltApplyStylesheetUser(sheet, input.get(), nullptr, nullptr, nullptr, running));
    running = nullptr;
    const auto check_region = [&] {
        region.look_at_limits();
        if (region.excess() == Region::Excess::memory)
            throw SheetFailure(fmt::format("it takes more than {} bytes of memory", limits.memory));
        if (region.excess() == Region::Excess::time)
            throw SheetFailure(fmt::format("it takes longer than {} ms", limits.time.count()));
    };
    check_region();
    // Also where libxslt took a test that it could not make for false.
    const auto most = std::max(context->opCount, context->xpathCtxt->opCount);
    if (limits.steps != 0 && most >= limits.steps)
        throw SheetFailure(fmt::format("it takes more than {} steps", limits.steps));
    if (page == nullptr || context->state != XSLT_STATE_OK || report.is_xpath_wrong)
        throw SheetFailure(!report.text.empty()    ? report.text
                           : report.is_xpath_wrong ? "an XPath expression in it is wrong"
                                                   : "it says no reason");
    hide_from_includes(*page);
    std::string text = write_out(page.get(), sheet, limits.output);
    check_region();
    return text;
}

}  // namespace fcgi
