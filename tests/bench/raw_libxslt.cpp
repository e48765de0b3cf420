// What libxslt itself can do, with nothing around it: one sheet over documents that are in memory already, into HTML
// in memory, one after the other. Prints one line of JSON.

#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
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

std::uint32_t median(std::vector<std::uint32_t>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void measure(xsltStylesheet* sheet, const std::vector<Document>& documents, double seconds) {
    std::vector<std::uint32_t> took_us;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (Clock::now() < end) {
        for (const Document& document : documents) {
            const auto begin = Clock::now();
            static_cast<void>(transform(sheet, document.get()));
            took_us.push_back(static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count()));
        }
    }
    std::printf("{\"requests\": %zu, \"p50_us\": %u}\n", took_us.size(), median(took_us));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) {
        std::fputs("usage: raw_libxslt SHEET SECONDS DOCUMENT...; 0 seconds: prints the page of the first\n", stderr);
        return 2;
    }
    try {
        const Sheet sheet = read_sheet(argv[1]);
        const std::vector<Document> documents = read_documents(argv + 3, argc - 3);
        const double seconds = std::stod(argv[2]);
        if (seconds > 0)
            measure(sheet.get(), documents, seconds);
        else
            std::fputs(transform(sheet.get(), documents.front().get()).c_str(), stdout);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "raw_libxslt: %s\n", error.what());
        return 1;
    }
    return 0;
}
