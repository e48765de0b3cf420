#include "fcgi/stylesheet.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <array>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include "core/handle.h"
#include "core/xml_document.h"

namespace fcgi {
namespace {

namespace fs = std::filesystem;

using CompiledSheet = std::unique_ptr<xsltStylesheet, core::FreeWith<xsltFreeStylesheet>>;
using Transformation = std::unique_ptr<xsltTransformContext, core::FreeWith<xsltFreeTransformContext>>;
using Security = std::unique_ptr<xsltSecurityPrefs, core::FreeWith<xsltFreeSecurityPrefs>>;

// Steps of one transformation; a page of a thousand domains takes about a hundred thousand.
constexpr unsigned long most_steps = 50'000'000;
// Nested templates; the pages need about ten.
constexpr int deepest_template = 500;
constexpr std::uintmax_t largest_asset = 1U << 20U;

// libxslt reports through a C callback of printf's kind.
void collect_error(void* into, const char* format, ...) __attribute__((format(printf, 2, 3)));
void collect_error(void* into, const char* format, ...) {
    std::array<char, 512> line{};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line.data(), line.size(), format, arguments);
    va_end(arguments);
    static_cast<std::string*>(into)->append(line.data());
}

// While a sheet is compiled, it may read its own folder only; the loader has no argument for it.
thread_local const fs::path* compiling_folder = nullptr;

bool is_inside(const fs::path& file, const fs::path& folder) {
    std::error_code error;
    const fs::path relative = fs::relative(fs::canonical(file, error), folder, error);
    return !error && !relative.empty() && *relative.begin() != "..";
}

xmlDocPtr load(const xmlChar* uri, xmlDictPtr dictionary, int options, void* /*context*/, xsltLoadType type) {
    if (type == XSLT_LOAD_DOCUMENT || compiling_folder == nullptr || uri == nullptr) return nullptr;
    const std::unique_ptr<char, core::FreeWith<[](void* memory) { xmlFree(memory); }>> path(
        xmlURIUnescapeString(reinterpret_cast<const char*>(uri), 0, nullptr));
    if (path == nullptr || !is_inside(path.get(), *compiling_folder)) return nullptr;
    const std::unique_ptr<xmlParserCtxt, core::FreeWith<xmlFreeParserCtxt>> parser(xmlNewParserCtxt());
    if (parser == nullptr) return nullptr;
    if (dictionary != nullptr && parser->dict != nullptr) {
        xmlDictFree(parser->dict);
        parser->dict = dictionary;
        xmlDictReference(dictionary);
    }
    constexpr int forbidden = XML_PARSE_NOENT | XML_PARSE_DTDLOAD | XML_PARSE_DTDATTR;
    return xmlCtxtReadFile(parser.get(), path.get(), nullptr, (options & ~forbidden) | XML_PARSE_NONET);
}

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

void start_libxslt() {
    static std::once_flag once;
    std::call_once(once, [] {
        xmlInitParser();
        xsltInit();
        xsltSetLoaderFunc(load);
    });
}

bool disables_escaping(const xmlNode* node) {
    for (; node != nullptr; node = node->next) {
        if (node->type == XML_TEXT_NODE && node->name == xmlStringTextNoenc) return true;  // was an xsl:text
        if (node->type != XML_ELEMENT_NODE) continue;
        if (xmlHasProp(node, reinterpret_cast<const xmlChar*>("disable-output-escaping")) != nullptr) return true;
        if (disables_escaping(node->children)) return true;
    }
    return false;
}

void refuse_unescaped_output(const xsltStylesheet* sheet) {
    for (; sheet != nullptr; sheet = sheet->next) {
        if (sheet->doc != nullptr && disables_escaping(sheet->doc->children)) {
            throw std::runtime_error("disable-output-escaping is not allowed in a stylesheet");
        }
        for (const xsltDocument* included = sheet->docList; included != nullptr; included = included->next) {
            if (disables_escaping(included->doc->children)) {
                throw std::runtime_error("disable-output-escaping is not allowed in a stylesheet");
            }
        }
        refuse_unescaped_output(sheet->imports);
    }
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    if (!file) throw std::runtime_error(fmt::format("{} cannot be read", path.string()));
    return content.str();
}

std::string_view asset_type(const fs::path& path) {
    const std::string extension = path.extension().string();
    if (extension == ".css") return "text/css; charset=utf-8";
    if (extension == ".js") return "text/javascript; charset=utf-8";
    if (extension == ".svg") return "image/svg+xml";
    if (extension == ".png") return "image/png";
    return {};
}

CompiledSheet compile(const fs::path& folder) {
    start_libxslt();
    std::string errors;
    const fs::path canonical = fs::canonical(folder);
    compiling_folder = &canonical;
    xsltSetGenericErrorFunc(&errors, collect_error);
    xmlSetGenericErrorFunc(&errors, collect_error);
    CompiledSheet sheet(xsltParseStylesheetFile(reinterpret_cast<const xmlChar*>((canonical / "page.xsl").c_str())));
    xsltSetGenericErrorFunc(nullptr, nullptr);
    xmlSetGenericErrorFunc(nullptr, nullptr);
    compiling_folder = nullptr;
    if (sheet == nullptr || sheet->errors > 0)
        throw std::runtime_error(errors.empty() ? "it cannot be compiled" : errors);
    refuse_unescaped_output(sheet.get());
    return sheet;
}

}  // namespace

struct Stylesheet::Compiled {
    CompiledSheet sheet;
};

Stylesheet::Stylesheet(const fs::path& folder) : compiled_(std::make_unique<Compiled>()) {
    try {
        compiled_->sheet = compile(folder);
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("stylesheet {}: {}", folder.string(), error.what()));
    }
    const fs::path assets = folder / "assets";
    if (!fs::is_directory(assets)) return;
    for (const auto& entry : fs::directory_iterator(assets)) {
        const std::string_view type = asset_type(entry.path());
        if (!entry.is_regular_file() || type.empty() || entry.file_size() > largest_asset) continue;
        assets_.emplace(entry.path().filename().string(), Asset{std::string(type), read_file(entry.path())});
    }
}

Stylesheet::~Stylesheet() = default;

std::string Stylesheet::transform(xmlDocPtr document) const {
    std::string errors;
    const Transformation context(xsltNewTransformContext(compiled_->sheet.get(), document));
    if (context == nullptr) throw std::bad_alloc();
    xsltSetTransformErrorFunc(context.get(), &errors, collect_error);
    xsltSetCtxtSecurityPrefs(const_cast<xsltSecurityPrefs*>(nothing_allowed()), context.get());
    context->opLimit = most_steps;
    context->xpathCtxt->opLimit = most_steps;
    context->maxTemplateDepth = deepest_template;
    const core::XmlDocument page(
        xsltApplyStylesheetUser(compiled_->sheet.get(), document, nullptr, nullptr, nullptr, context.get()));
    if (page == nullptr || context->state != XSLT_STATE_OK) {
        throw std::runtime_error(
            fmt::format("the stylesheet failed: {}", errors.empty() ? "no reason given" : errors));
    }
    xmlChar* text = nullptr;
    int length = 0;
    if (xsltSaveResultToString(&text, &length, page.get(), compiled_->sheet.get()) != 0) throw std::bad_alloc();
    const std::unique_ptr<xmlChar, core::FreeWith<[](void* memory) { xmlFree(memory); }>> owned(text);
    return text != nullptr ? std::string(reinterpret_cast<const char*>(text), static_cast<std::size_t>(length))
                           : std::string();
}

const Asset* Stylesheet::asset(const std::string& name) const {
    const auto found = assets_.find(name);
    return found != assets_.end() ? &found->second : nullptr;
}

Stylesheets::Stylesheets(const fs::path& folder, std::string default_name) : default_name_(std::move(default_name)) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (!fs::exists(entry.path() / "page.xsl")) continue;
        sheets_.emplace(entry.path().filename().string(), std::make_unique<const Stylesheet>(entry.path()));
    }
    if (error)
        throw std::runtime_error(fmt::format("the stylesheet folder {}: {}", folder.string(), error.message()));
    if (find(default_name_) == nullptr) {
        throw std::runtime_error(
            fmt::format("the stylesheet folder {} has no {}/page.xsl", folder.string(), default_name_));
    }
}

const Stylesheet* Stylesheets::find(std::string_view name) const {
    const auto found = sheets_.find(name);
    return found != sheets_.end() ? found->second.get() : nullptr;
}

}  // namespace fcgi
