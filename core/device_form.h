// The form of an owner's device: which elements, attributes and values it may hold at all, whoever asks and whatever
// the domain is. For device_policy.cpp alone.
#pragma once

#include <fmt/format.h>
#include <libxml/tree.h>

#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace core {

// Returns the root, a <disk> or an <interface>, if the document holds nothing but what the tables in device_form.cpp
// list: each element once, no namespace, no processing instruction. Throws Refused.
//
// The caller's are: what must not be missing, and the values that depend on policy, owner or action (a disk's type,
// the type of its driver, pools, whose a volume is, networks).
[[nodiscard]] const xmlNode* check_form(const xmlDoc& document);

// A text of the user's for a message: quoted, and not longer than a line takes.
[[nodiscard]] std::string shown(std::string_view text);

template <class... Arguments>
[[noreturn]] void refuse(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
    throw Refused(fmt::format(sentence, std::forward<Arguments>(arguments)...));
}

}  // namespace core
