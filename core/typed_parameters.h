// libvirt's typed parameters: an array that a function fills, or one made from params.NAME=value.
#pragma once

#include <libvirt/libvirt.h>

#include <span>
#include <vector>

#include "core/arguments.h"
#include "core/node.h"

namespace core {

class TypedParameters {
  public:
    TypedParameters() = default;
    TypedParameters(TypedParameters&& from) noexcept
        : parameters_(std::move(from.parameters_)), count_(std::exchange(from.count_, 0)) {}
    TypedParameters& operator=(TypedParameters&&) = delete;
    ~TypedParameters();

    // As much as one call of the function may return: libvirt's wire protocol sets it (REMOTE_…_PARAMETERS_MAX).
    void make_room_for(const api::Function& function);

    // Takes every argument params.NAME of the function. The type is libvirt's documented one for the name.
    // Throws ArgumentError: an unknown name, a value that does not fit the type, or no parameter at all for a
    // function that sets some.
    void read(const api::Function& function, const Arguments& arguments);

    [[nodiscard]] virTypedParameterPtr data() noexcept { return parameters_.data(); }
    [[nodiscard]] int count() const noexcept { return count_; }
    // In: the room; out: how many there are.
    [[nodiscard]] int* count_for_call() noexcept { return &count_; }

    [[nodiscard]] std::span<const virTypedParameter> all() const noexcept {
        return {parameters_.data(), static_cast<std::size_t>(count_)};
    }

  private:
    std::vector<virTypedParameter> parameters_;
    int count_ = 0;
};

// A list of `param` leaves with name and type.
[[nodiscard]] Node to_node(std::string_view name, std::span<const virTypedParameter> parameters);

// The names that a function's parameters can have, by libvirt's macros for it (VIR_DOMAIN_SCHEDULER_…); may be empty.
[[nodiscard]] std::vector<const api::TypedParameterName*> typed_parameter_names_of(const api::Function& function);

// Whether the argument params.NAME is a list by libvirt's documentation: it may come once for each of its values.
[[nodiscard]] bool is_list(std::string_view argument, const api::Function& function);

}  // namespace core
