// What libxslt itself can do, with nothing around it: one sheet over documents that are in memory already, into HTML
// in memory, one at a time.

#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

template <auto Free>
struct Release {
    template <typename T>
    void operator()(T* handle) const {
        Free(handle);
    }
};

void free_text(xmlChar* text) {
    xmlFree(text);
}

using Document = std::unique_ptr<xmlDoc, Release<xmlFreeDoc>>;
using Sheet = std::unique_ptr<xsltStylesheet, Release<xsltFreeStylesheet>>;
using Text = std::unique_ptr<xmlChar, Release<free_text>>;

Sheet read_sheet(const char* file) {
    Sheet sheet(xsltParseStylesheetFile(reinterpret_cast<const xmlChar*>(file)));
    if (!sheet) throw std::runtime_error(std::string(file) + ": no stylesheet");
    return sheet;
}

std::vector<Document> read_documents(char** names, int count) {
    std::vector<Document> documents;
    for (int i = 0; i < count; ++i) {
        documents.emplace_back(xmlReadFile(names[i], nullptr, XML_PARSE_NONET));
        if (!documents.back()) throw std::runtime_error(std::string(names[i]) + ": no XML");
    }
    return documents;
}

std::string transform(xsltStylesheet* sheet, xmlDoc* document) {
    const Document page(xsltApplyStylesheet(sheet, document, nullptr));
    if (!page) throw std::runtime_error("the sheet failed");
    xmlChar* text = nullptr;
    int size = 0;
    if (xsltSaveResultToString(&text, &size, page.get(), sheet) != 0)
        throw std::runtime_error("the page was not saved");
    const Text owned(text);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

// For each line of the input, a document's number: its page, and then a line with the microseconds that took.
void serve(xsltStylesheet* sheet, const std::vector<Document>& documents) {
    std::size_t number = 0;
    while (std::scanf("%zu", &number) == 1) {
        const auto begin = Clock::now();
        static_cast<void>(transform(sheet, documents.at(number).get()));
        const std::chrono::duration<double, std::micro> took = Clock::now() - begin;
        std::printf("%.1f\n", took.count());
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs(
            "usage: raw_libxslt SHEET DOCUMENT...: numbers of documents are read, from 0, and times written\n"
            "       raw_libxslt SHEET DOCUMENT --page: its page\n",
            stderr);
        return 2;
    }
    try {
        const bool is_for_page = std::string(argv[argc - 1]) == "--page";
        const Sheet sheet = read_sheet(argv[1]);
        const std::vector<Document> documents = read_documents(argv + 2, argc - 2 - (is_for_page ? 1 : 0));
        if (is_for_page)
            std::fputs(transform(sheet.get(), documents.at(0).get()).c_str(), stdout);
        else
            serve(sheet.get(), documents);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "raw_libxslt: %s\n", error.what());
        return 1;
    }
    return 0;
}
