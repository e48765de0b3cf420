// Sets of stylesheets: the sheets of each language, compiled once, and the files that their pages need.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fcgi/sheet.h"

namespace fcgi {

struct Asset {
    std::string media_type;
    std::string content;
};

// The language of page.xsl by itself, which imports languages/en.xsl.
inline constexpr std::string_view own_language = "en";

// One folder below the stylesheet folder: page.xsl, languages/ and assets/. Immutable.
class Stylesheet {
  public:
    // Throws std::runtime_error with the sheet's own error.
    explicit Stylesheet(const std::filesystem::path& folder);
    Stylesheet(const Stylesheet&) = delete;
    Stylesheet& operator=(const Stylesheet&) = delete;
    ~Stylesheet();

    // Language tags, own_language first; empty if the set has no languages/.
    [[nodiscard]] std::span<const std::string> languages() const noexcept { return languages_; }
    // That of one of the languages; of any other, and if there are none, page.xsl as it is.
    [[nodiscard]] const Sheet& sheet(std::string_view language = own_language) const;
    [[nodiscard]] const Asset* asset(const std::string& name) const;
    // Another one, if any sheet of the folder has changed.
    [[nodiscard]] const std::string& version() const noexcept { return version_; }

  private:
    std::string version_;
    std::vector<std::string> languages_;
    std::vector<std::unique_ptr<const Sheet>> sheets_;  // of each language; one if there are none
    std::map<std::string, Asset> assets_;
};

class Stylesheets {
  public:
    // Compiles every folder that has a page.xsl. Throws std::runtime_error, also when the default one is missing.
    Stylesheets(const std::filesystem::path& folder, std::string default_name);

    // Null if there is none of this name.
    [[nodiscard]] const Stylesheet* find(std::string_view name) const;
    // Draws problems, when a set fails. It is part of the program, and in own_language.
    [[nodiscard]] const Sheet& last_resort() const noexcept { return last_resort_; }
    [[nodiscard]] const Stylesheet& standard() const { return *find(default_name_); }
    // One line for each set: its name and its languages.
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] const std::string& default_name() const noexcept { return default_name_; }

  private:
    std::string default_name_;
    Sheet last_resort_;
    std::map<std::string, std::unique_ptr<const Stylesheet>, std::less<>> sheets_;
};

}  // namespace fcgi
