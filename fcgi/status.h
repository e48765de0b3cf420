// HTTP's status codes (RFC 9110), and which of them a libvirt error becomes.
#pragma once

#include <string_view>

namespace fcgi {

// "Not Found"
[[nodiscard]] std::string_view phrase(int status) noexcept;

// One table for all functions. What libvirt could not do for a reason of its own is 502: the fault is behind us.
[[nodiscard]] int status_of_libvirt_error(int code) noexcept;

// "VIR_ERR_NO_DOMAIN", "VIR_FROM_QEMU"; empty for a number that libvirt-api.xml does not know.
[[nodiscard]] std::string_view libvirt_error_name(int code) noexcept;
[[nodiscard]] std::string_view libvirt_domain_name(int domain) noexcept;

}  // namespace fcgi
