// XSL stylesheets, compiled once: pages out of XML, on the server.
//
// A sheet is code that the operator chose, in front of data that he did not: it can read no file, write none and
// reach no network; it may include its neighbours in its own folder while it is compiled, and must not disable output
// escaping.
#pragma once

#include <libxml/tree.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace fcgi {

struct Asset {
    std::string media_type;
    std::string content;
};

// One folder below the stylesheet folder: page.xsl and assets/. Immutable; transforms may run in many threads.
class Stylesheet {
  public:
    // Throws std::runtime_error with the sheet's own error.
    explicit Stylesheet(const std::filesystem::path& folder);
    Stylesheet(const Stylesheet&) = delete;
    Stylesheet& operator=(const Stylesheet&) = delete;
    ~Stylesheet();

    // The page. Throws std::runtime_error if the sheet failed; half a page is never returned.
    [[nodiscard]] std::string transform(xmlDocPtr document) const;
    [[nodiscard]] const Asset* asset(const std::string& name) const;

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
    std::map<std::string, Asset> assets_;
};

class Stylesheets {
  public:
    // Compiles every folder that has a page.xsl. Throws std::runtime_error, also when the default one is missing.
    Stylesheets(const std::filesystem::path& folder, std::string default_name);

    // Null if there is none of this name.
    [[nodiscard]] const Stylesheet* find(std::string_view name) const;
    [[nodiscard]] const Stylesheet& standard() const { return *find(default_name_); }
    [[nodiscard]] const std::string& default_name() const noexcept { return default_name_; }

  private:
    std::string default_name_;
    std::map<std::string, std::unique_ptr<const Stylesheet>, std::less<>> sheets_;
};

}  // namespace fcgi
