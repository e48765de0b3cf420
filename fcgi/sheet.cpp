#include "fcgi/sheet.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxslt/documents.h>
#include <libxslt/imports.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <array>
#include <mutex>
#include <stdexcept>

#include "core/handle.h"
#include "core/xml_document.h"

namespace fcgi {
namespace {

namespace fs = std::filesystem;

using CompiledSheet = std::unique_ptr<xsltStylesheet, core::FreeWith<xsltFreeStylesheet>>;

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

bool equals(const xmlChar* text, const char* other) {
    return xmlStrcasecmp(text, reinterpret_cast<const xmlChar*>(other)) == 0;
}

// A page is HTML in UTF-8, with everything escaped that comes from others: text as the method of output is not, and a
// browser ends a section of CDATA early.
void refuse_other_output(const xsltStylesheet* sheet) {
    for (; sheet != nullptr; sheet = sheet->next) {
        if (sheet->method != nullptr && !equals(sheet->method, "html") && !equals(sheet->method, "xml"))
            throw std::runtime_error("the output method must be html or xml");
        if (sheet->methodURI != nullptr) throw std::runtime_error("the output method must be html or xml");
        if (sheet->encoding != nullptr && !equals(sheet->encoding, "UTF-8"))
            throw std::runtime_error("the output encoding must be UTF-8");
        if (sheet->cdataSection != nullptr && xmlHashSize(sheet->cdataSection) > 0)
            throw std::runtime_error("cdata-section-elements are not allowed");
        refuse_other_output(sheet->imports);
    }
}

// The sheet of a language: the set's own, and over it the words of that language.
std::string sheet_of_language(const std::string& language) {
    return fmt::format(R"(<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">)"
                       R"(<xsl:import href="page.xsl"/><xsl:import href="languages/{}.xsl"/></xsl:stylesheet>)",
                       language);
}

// A sheet that stands nowhere, as if it were a file of the folder.
CompiledSheet compile_text(const std::string& text, const fs::path& file) {
    core::XmlDocument document(xmlReadMemory(text.data(), static_cast<int>(text.size()), file.c_str(), nullptr, 0));
    if (document == nullptr) throw std::runtime_error("it is not well-formed");
    CompiledSheet sheet(xsltParseStylesheetDoc(document.get()));
    if (sheet != nullptr) static_cast<void>(document.release());  // the sheet's now
    return sheet;
}

void prepare_libxslt() {
    start_libxslt();
    static std::once_flag once;
    std::call_once(once, [] { xsltSetLoaderFunc(load); });
}

// Where libxslt may read from, and what it says, while this lives on the thread.
class Compiling {
  public:
    Compiling(const fs::path* folder, std::string& errors) {
        compiling_folder = folder;
        xsltSetGenericErrorFunc(&errors, collect_error);
        xmlSetGenericErrorFunc(&errors, collect_error);
    }
    ~Compiling() {
        silence_libxslt();
        xmlSetGenericErrorFunc(nullptr, nullptr);
        compiling_folder = nullptr;
    }
    Compiling(const Compiling&) = delete;
    Compiling& operator=(const Compiling&) = delete;
};

// What `parse` makes of files in the folder, or of none if that is null.
template <typename Parse>
CompiledSheet compile_with(const fs::path* folder, const Parse& parse) {
    prepare_libxslt();
    std::string errors;
    const Compiling compiling(folder, errors);
    CompiledSheet sheet = parse();
    if (sheet == nullptr || sheet->errors > 0)
        throw std::runtime_error(errors.empty() ? "it cannot be compiled" : errors);
    refuse_unescaped_output(sheet.get());
    refuse_other_output(sheet.get());
    return sheet;
}

CompiledSheet compile(const fs::path& folder, const std::string& language) {
    const fs::path canonical = fs::canonical(folder);
    const fs::path page = canonical / "page.xsl";
    return compile_with(&canonical, [&] {
        if (!language.empty())
            return compile_text(sheet_of_language(language), canonical / ("page." + language + ".xsl"));
        return CompiledSheet(xsltParseStylesheetFile(reinterpret_cast<const xmlChar*>(page.c_str())));
    });
}

}  // namespace

struct Sheet::Compiled {
    CompiledSheet sheet;
};

Sheet::Sheet(const fs::path& folder, const std::string& language)
    : compiled_(std::make_unique<Compiled>(Compiled{compile(folder, language)})) {}

Sheet::Sheet(const std::string& text)
    : compiled_(std::make_unique<Compiled>(
          Compiled{compile_with(nullptr, [&] { return compile_text(text, "page.xsl"); })})) {}

Sheet::~Sheet() = default;

std::string Sheet::transform(const MakeDocument& make_document, const TransformationLimits& limits) const {
    return run_sheet(compiled_->sheet.get(), make_document, limits);
}

}  // namespace fcgi
