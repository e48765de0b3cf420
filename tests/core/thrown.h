// What a call throws, for tests that look at more than the type.
#pragma once

#include <stdexcept>

namespace tests {

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
