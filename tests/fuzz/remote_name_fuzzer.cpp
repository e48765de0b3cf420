// libFuzzer's entry for the names of hosts: whatever comes, it is a URI that can be read, or an error at one of the
// name's characters.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/remote_name.h"
#include "core/uri.h"

namespace {

void require(bool holds) {
    if (!holds) std::abort();
}

void check(std::string_view name, core::Placeholders placeholders) {
    try {
        const std::string uri = core::resolve(name, placeholders).uri;
        require(core::parse_uri(core::sample_of(uri)).has_value());
        require(core::resolve(uri, placeholders).uri == uri);
        static_cast<void>(core::for_opening(uri));
    } catch (const core::NameError& error) {
        require(error.position() <= name.size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string name(reinterpret_cast<const char*>(data), size);
    check(name, core::Placeholders::none);
    check(name, core::Placeholders::allowed);
    return 0;
}
