// Pages before any sheet has made HTML of them: the envelope as it is.
#pragma once

#include <string>
#include <string_view>

#include "fcgi/stylesheet.h"

namespace tests {

inline const fcgi::Stylesheets& envelopes() {
    static const fcgi::Stylesheets sheets(SOURCE_FOLDER "/tests/fcgi/sheets", "envelope");
    return sheets;
}

// From the first `<name` on to its end; empty if there is none.
inline std::string part(const std::string& envelope, const std::string& name) {
    const auto begin = envelope.find("<" + name + ">");
    const auto with_attributes = envelope.find("<" + name + " ");
    const auto from = std::min(begin, with_attributes);
    if (from == std::string::npos) return {};
    const auto end = envelope.find("</" + name + ">", from);
    return end != std::string::npos ? envelope.substr(from, end - from) : envelope.substr(from);
}

}  // namespace tests
