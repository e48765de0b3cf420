// What tests of core start from: arguments as a user gives them, and what a call throws.
#pragma once

#include <stdexcept>
#include <utility>
#include <vector>

#include "core/arguments.h"

namespace tests {

[[nodiscard]] inline core::Arguments given(std::vector<core::Argument> all) {
    return core::Arguments(std::move(all));
}

// The exception of this type; anything else, and nothing, fails the test.
template <class Error, class Call>
[[nodiscard]] Error thrown_by(const Call& call) {
    try {
        static_cast<void>(call());
    } catch (const Error& error) {
        return error;
    }
    throw std::logic_error("the call was expected to throw and did not");
}

}  // namespace tests
