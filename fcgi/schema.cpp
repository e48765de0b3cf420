#include "fcgi/schema.h"

#include <array>

namespace fcgi {
namespace {

struct File {
    std::string_view name;
    std::string_view text;
};

constexpr auto files = std::to_array<File>({
#include "schema_files.h"
});

}  // namespace

std::optional<std::string_view> find_schema(std::string_view name) noexcept {
    for (const File& file : files) {
        if (file.name == name) return file.text;
    }
    return std::nullopt;
}

}  // namespace fcgi
