// What a libvirt function returned: whether it failed, and its place in the result.
#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <concepts>
#include <limits>

#include "core/command.h"
#include "core/fields.h"

namespace core {

template <class T>
[[nodiscard]] bool has_failed(const T& returned) noexcept {
    if constexpr (std::is_pointer_v<T>)
        return returned == nullptr;
    else if constexpr (std::signed_integral<T>)
        return returned < 0;
    // Unsigned ones say 0 or all ones, which can be true values: libvirt's error tells.
    else
        return (returned == 0 || returned == std::numeric_limits<T>::max()) && virGetLastErrorCode() != VIR_ERR_OK;
}

inline void write_return(std::string_view text, const api::Function& about, Outcome& outcome) {
    if (about.name.ends_with("XMLDesc") || about.returns_info.find("XML") != std::string_view::npos) {
        outcome.document = std::string(text);
    } else {
        outcome.result.add(Node::leaf("value", std::string(text)));
    }
}

template <std::integral T>
void write_return(T returned, const api::Function& about, Outcome& outcome) {
    if (about.returns == api::Returns::nothing) return;
    // What libvirt's own bindings show as -1: "there is none".
    const bool is_none = std::unsigned_integral<T> && returned == std::numeric_limits<T>::max();
    outcome.result.add(
        leaf("value", is_none ? Scalar(std::int64_t{-1}) : to_scalar(returned), about.returns_unit, {}));
}

// Owned text is freed here; borrowed text is copied.
inline void write_return(char* text, const api::Function& about, Outcome& outcome) {
    const OwnedText owned(text);
    write_return(std::string_view(text), about, outcome);
}
inline void write_return(const char* text, const api::Function& about, Outcome& outcome) {
    write_return(std::string_view(text), about, outcome);
}
// A connection is lent; it is that of the host which was called.
inline void write_return(virConnectPtr /*connection*/, const api::Function& /*about*/, Outcome& outcome) {
    outcome.result.add(Node::object("host", {Target::host, {}}));
}

// Whether the object belongs to the one that the function was called on: libvirt's "the reference counter is not
// increased".
[[nodiscard]] inline bool lends(const api::Function& about) noexcept {
    return about.name.ends_with("GetDomain") || about.name.ends_with("GetNetwork");
}

// The handle is freed here, unless it is lent.
template <ObjectHandle T>
void write_return(T returned, const api::Function& about, Outcome& outcome) {
    const AnyHandle handle = lends(about) ? AnyHandle(nullptr, [](void*) {}) : own(returned);
    outcome.object = reference_of(returned);
    outcome.result.add(Node::object(to_string(outcome.object->target), *outcome.object));
}

}  // namespace core
