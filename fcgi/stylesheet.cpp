#include "fcgi/stylesheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/digest.h"
#include "fcgi/last_resort.h"
#include "fcgi/negotiation.h"

namespace fcgi {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_asset = 1U << 20U;

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

// The names of the files in languages/, the one that page.xsl has by itself before the others; none if there are
// none.
std::vector<std::string> find_languages(const fs::path& folder) {
    std::vector<std::string> found;
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".xsl") continue;
        const std::string tag = entry.path().stem().string();
        if (!is_language_tag(tag))
            throw std::runtime_error(fmt::format("{} is not named by a language tag", entry.path().string()));
        found.push_back(tag);
    }
    std::ranges::sort(found);
    const auto own = std::ranges::find(found, own_language);
    if (own == found.end()) throw std::runtime_error(fmt::format("languages/{}.xsl is missing", own_language));
    std::rotate(found.begin(), own, own + 1);
    return found;
}

// The digest of all that a sheet may be made of: the files of the folder, by name, but for the assets.
std::string version_of(const fs::path& folder) {
    std::vector<std::string> files;
    for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
        if (entry.depth() == 0 && entry->path().filename() == "assets") entry.disable_recursion_pending();
        if (!entry->is_regular_file()) continue;
        const std::string name = entry->path().lexically_relative(folder).string();
        files.push_back(core::sha256_hex(name) + core::sha256_hex(read_file(entry->path())));
    }
    std::ranges::sort(files);
    return core::sha256_hex(fmt::format("{}", fmt::join(files, " ")));
}

}  // namespace

Stylesheet::Stylesheet(const fs::path& folder) {
    try {
        version_ = version_of(folder);
        languages_ = find_languages(folder / "languages");
        sheets_.push_back(std::make_unique<const Sheet>(folder, ""));
        for (std::size_t i = 1; i < languages_.size(); ++i) {
            try {
                sheets_.push_back(std::make_unique<const Sheet>(folder, languages_[i]));
            } catch (const std::exception& error) {
                throw std::runtime_error(fmt::format("language {}: {}", languages_[i], error.what()));
            }
        }
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

const Sheet& Stylesheet::sheet(std::string_view language) const {
    const auto found = std::ranges::find(languages_, language);
    const auto index = found != languages_.end() ? found - languages_.begin() : 0;
    return *sheets_[static_cast<std::size_t>(index)];
}

const Asset* Stylesheet::asset(const std::string& name) const {
    const auto found = assets_.find(name);
    return found != assets_.end() ? &found->second : nullptr;
}

Stylesheets::Stylesheets(const fs::path& folder, std::string default_name)
    : default_name_(std::move(default_name)), last_resort_(std::string(last_resort_sheet)) {
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

std::string Stylesheets::describe() const {
    std::string lines;
    for (const auto& [name, sheet] : sheets_) {
        const auto languages = sheet->languages();
        lines += languages.empty() ? fmt::format("{}\n", name)
                                   : fmt::format("{} in {}\n", name, fmt::join(languages, ", "));
    }
    return lines;
}

}  // namespace fcgi
