#include "core/error.h"

#include <libvirt/virterror.h>

namespace core {

void throw_last_error(std::string_view call) {
    const virError* error = virGetLastError();
    if (error == nullptr) throw LibvirtError(call, VIR_FROM_NONE, VIR_ERR_INTERNAL_ERROR, "libvirt gave no reason");
    const char* message = error->message != nullptr ? error->message : "libvirt gave no reason";
    throw LibvirtError(call, error->domain, error->code, message);
}

void silence_libvirt_stderr() noexcept {
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) noexcept {});
}

}  // namespace core
