// Whether a change was asked for by a page of another site. Browsers send passwords along with such requests.
#pragma once

#include "fcgi/message.h"

namespace fcgi {

// Sec-Fetch-Site decides where it came; then Origin, which must be this host's; a client that sends neither is no
// browser.
[[nodiscard]] bool is_from_another_site(const Request& request) noexcept;

}  // namespace fcgi
