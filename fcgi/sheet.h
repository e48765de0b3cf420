// One XSL sheet, compiled once: pages out of XML, on the server.
//
// A sheet is code that the operator chose, in front of data that he did not: it can read no file, write none and
// reach no network; it may include its neighbours in its own folder while it is compiled, and must not disable output
// escaping, and gives HTML in UTF-8.
#pragma once

#include <libxml/tree.h>

#include <filesystem>
#include <memory>
#include <string>

#include "fcgi/transformation.h"

namespace fcgi {

// Immutable; transforms may run in many threads.
class Sheet {
  public:
    // page.xsl of the folder, with the words of languages/LANGUAGE.xsl over its own unless the language is empty.
    // Throws std::runtime_error with the sheet's own error.
    Sheet(const std::filesystem::path& folder, const std::string& language);
    // A sheet that stands in no folder and includes nothing.
    explicit Sheet(const std::string& text);
    Sheet(const Sheet&) = delete;
    Sheet& operator=(const Sheet&) = delete;
    ~Sheet();

    // The page. Throws SheetFailure; half a page is never returned.
    [[nodiscard]] std::string transform(const MakeDocument& make_document,
                                        const TransformationLimits& limits = {}) const;

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace fcgi
