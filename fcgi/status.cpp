#include "fcgi/status.h"

#include <algorithm>
#include <array>

#include "core/api/metadata.h"

namespace fcgi {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};
constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{204, "No Content"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{304, "Not Modified"},
    Phrase{400, "Bad Request"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{409, "Conflict"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{422, "Unprocessable Content"},
    Phrase{429, "Too Many Requests"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
};

struct Mapping {
    std::string_view code;
    int status;
};
constexpr std::array mappings{
    Mapping{"VIR_ERR_ACCESS_DENIED", 403},
    Mapping{"VIR_ERR_AGENT_UNRESPONSIVE", 504},
    Mapping{"VIR_ERR_AGENT_UNSYNCED", 409},
    Mapping{"VIR_ERR_ARGUMENT_UNSUPPORTED", 422},
    Mapping{"VIR_ERR_BLOCK_COPY_ACTIVE", 409},
    Mapping{"VIR_ERR_CHECKPOINT_INCONSISTENT", 409},
    Mapping{"VIR_ERR_CONFIG_UNSUPPORTED", 422},
    Mapping{"VIR_ERR_CPU_INCOMPATIBLE", 409},
    Mapping{"VIR_ERR_DEVICE_MISSING", 404},
    Mapping{"VIR_ERR_DOM_EXIST", 409},
    Mapping{"VIR_ERR_INVALID_ARG", 400},
    Mapping{"VIR_ERR_MULTIPLE_DOMAINS", 409},
    Mapping{"VIR_ERR_NETWORK_EXIST", 409},
    Mapping{"VIR_ERR_NO_CLIENT", 404},
    Mapping{"VIR_ERR_NO_DEVICE", 404},
    Mapping{"VIR_ERR_NO_DOMAIN", 404},
    Mapping{"VIR_ERR_NO_DOMAIN_BACKUP", 404},
    Mapping{"VIR_ERR_NO_DOMAIN_CHECKPOINT", 404},
    Mapping{"VIR_ERR_NO_DOMAIN_METADATA", 404},
    Mapping{"VIR_ERR_NO_DOMAIN_SNAPSHOT", 404},
    Mapping{"VIR_ERR_NO_INTERFACE", 404},
    Mapping{"VIR_ERR_NO_NETWORK", 404},
    Mapping{"VIR_ERR_NO_NETWORK_PORT", 404},
    Mapping{"VIR_ERR_NO_NODE_DEVICE", 404},
    Mapping{"VIR_ERR_NO_NWFILTER", 404},
    Mapping{"VIR_ERR_NO_NWFILTER_BINDING", 404},
    Mapping{"VIR_ERR_NO_SECRET", 404},
    Mapping{"VIR_ERR_NO_SERVER", 404},
    Mapping{"VIR_ERR_NO_STORAGE_POOL", 404},
    Mapping{"VIR_ERR_NO_STORAGE_VOL", 404},
    Mapping{"VIR_ERR_NO_SUPPORT", 501},
    Mapping{"VIR_ERR_OPERATION_DENIED", 403},
    Mapping{"VIR_ERR_OPERATION_INVALID", 409},
    Mapping{"VIR_ERR_OPERATION_TIMEOUT", 504},
    Mapping{"VIR_ERR_OPERATION_UNSUPPORTED", 501},
    Mapping{"VIR_ERR_RESOURCE_BUSY", 409},
    Mapping{"VIR_ERR_SNAPSHOT_REVERT_RISKY", 409},
    Mapping{"VIR_ERR_STORAGE_VOL_EXIST", 409},
    Mapping{"VIR_ERR_XML_DETAIL", 400},
    Mapping{"VIR_ERR_XML_ERROR", 400},
    Mapping{"VIR_ERR_XML_INVALID_SCHEMA", 400},
};
static_assert(std::ranges::is_sorted(mappings, {}, &Mapping::code));

std::string_view constant_name(std::string_view enum_name, int value) noexcept {
    const auto* in = core::api::find_enum(enum_name);
    const auto* constant = in != nullptr ? core::api::find_constant(*in, value) : nullptr;
    return constant != nullptr ? constant->name : std::string_view();
}

}  // namespace

std::string_view phrase(int status) noexcept {
    const auto found = std::ranges::find(phrases, status, &Phrase::status);
    return found != phrases.end() ? found->text : "Unknown";
}

int status_of_libvirt_error(int code) noexcept {
    const auto name = libvirt_error_name(code);
    const auto found = std::ranges::lower_bound(mappings, name, {}, &Mapping::code);
    return found != mappings.end() && found->code == name ? found->status : 502;
}

std::string_view libvirt_error_name(int code) noexcept {
    return constant_name("virErrorNumber", code);
}
std::string_view libvirt_domain_name(int domain) noexcept {
    return constant_name("virErrorDomain", domain);
}

}  // namespace fcgi
