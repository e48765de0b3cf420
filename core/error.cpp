#include "core/error.h"

#include <fmt/format.h>
#include <libvirt/virterror.h>

#include <cstdlib>

namespace core {

namespace {

std::string_view what_is_silent(NoAnswer::Step step) {
    switch (step) {
        case NoAnswer::Step::connect:
            return "nothing takes the connection";
        case NoAnswer::Step::handshake:
            return "the host takes the connection, and then says nothing to the handshake";
        case NoAnswer::Step::open:
            return "libvirt there takes the connection, and then says nothing";
        case NoAnswer::Step::program:
            break;
    }
    return "the program that leads to the host says nothing, or nothing comes from libvirt behind it";
}

}  // namespace

NoAnswer::NoAnswer(Step step, std::chrono::milliseconds limit)
    : std::runtime_error(fmt::format("{}: given up after {:.3g} s", what_is_silent(step),
                                     std::chrono::duration<double>(limit).count())),
      step_(step) {}

void throw_last_error(std::string_view call) {
    const virError* error = virGetLastError();
    if (error == nullptr) throw LibvirtError(call, VIR_FROM_NONE, VIR_ERR_INTERNAL_ERROR, "libvirt gave no reason");
    const char* message = error->message != nullptr ? error->message : "libvirt gave no reason";
    throw LibvirtError(call, error->domain, error->code, message);
}

void silence_libvirt_stderr() noexcept {
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) noexcept {});
    // Its warnings: a host that cannot be connected to would fill our log with them.
    setenv("LIBVIRT_DEBUG", "error", 0);
}

}  // namespace core
