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

// What a sheet says to its operator: errors, and xsl:message, of which there may be any number.
void collect_reason(void* into, const char* format, ...) __attribute__((format(printf, 2, 3)));
void collect_reason(void* into, const char* format, ...) {
    auto& reason = *static_cast<std::string*>(into);
    if (reason.size() >= longest_reason) return;
    std::array<char, longest_reason> line{};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line.data(), line.size(), format, arguments);
    va_end(arguments);
    reason.append(line.data(), std::min(std::strlen(line.data()), longest_reason - reason.size()));
}

void collect_error(void* into, xmlError* error) {
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
constexpr unsigned long products_of_step = 1024;

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
    explicit Listener(std::string& reason) { xmlSetGenericErrorFunc(&reason, collect_reason); }
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

Context prepare(xsltStylesheet* sheet, xmlDocPtr document, const TransformationLimits& limits, std::string& reason) {
    Context context(xsltNewTransformContext(sheet, document));
    if (context == nullptr) throw std::bad_alloc();
    xsltSetTransformErrorFunc(context.get(), &reason, collect_reason);
    context->xpathCtxt->error = collect_error;
    context->xpathCtxt->userData = &reason;
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
    return std::move(output.text);
}

}  // namespace

void start_libxslt() {
    static std::once_flag once;
    std::call_once(once, [] {
        Region::install();
        xmlInitParser();
        xsltInit();
        silence_libxslt();
    });
}

void silence_libxslt() {
    xsltSetGenericErrorFunc(nullptr, ignore);
}

std::string run_sheet(xsltStylesheet* sheet, const MakeDocument& make_document, const TransformationLimits& limits) {
    std::string reason;
    const Listener listener(reason);
    xsltTransformContext* running = nullptr;
    const Region region(limits.memory, limits.time, [&running] {
        if (running != nullptr) stop(*running);
    });
    const Forgetting last_error;
    const core::XmlDocument input = make_document();
    const Context context = prepare(sheet, input.get(), limits, reason);
    running = context.get();
    const core::XmlDocument page(xsltApplyStylesheetUser(sheet, input.get(), nullptr, nullptr, nullptr, running));
    if (region.excess() == Region::Excess::memory)
        throw SheetFailure(fmt::format("it takes more than {} bytes of memory", limits.memory));
    if (region.excess() == Region::Excess::time)
        throw SheetFailure(fmt::format("it takes longer than {} ms", limits.time.count()));
    if (page == nullptr || context->state != XSLT_STATE_OK) {
        if (context->opCount >= limits.steps || context->xpathCtxt->opCount >= limits.steps)
            throw SheetFailure(fmt::format("it takes more than {} steps", limits.steps));
        throw SheetFailure(reason.empty() ? "it says no reason" : reason);
    }
    return write_out(page.get(), sheet, limits.output);
}

}  // namespace fcgi
