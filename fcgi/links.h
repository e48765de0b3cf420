// Where a program goes from an answer (RFC 8288): its other representations, what it belongs to, and its grammar.
#pragma once

#include <string>

#include "fcgi/negotiation.h"
#include "fcgi/page.h"
#include "fcgi/route.h"

namespace fcgi {

// Bytes of an address that is linked to; with a longer one the headers would not fit into a web server's buffer.
inline constexpr std::size_t longest_linked = 1000;

// The value of a Link header. `describes`: the answer is of our own vocabulary, and not a document of libvirt's.
[[nodiscard]] std::string links(const Surroundings& surroundings, Format format, bool describes, const Urls& urls);

}  // namespace fcgi
