// What every slot of the adapter (slots.h) is, unless it says otherwise.
#pragma once

#include <cstdint>

#include "core/command.h"

namespace core {

struct NoSlot {
    static constexpr bool takes_return = false;  // the function's return value is how much of it there is

    void on(const Object&) {}
    void read(const api::Function&, const api::Parameter&, const Arguments&) {}
    void count(std::int64_t /*returned*/) {}
    void write(const api::Parameter&, Outcome&) const {}
};
inline NoSlot no_slot;

}  // namespace core
