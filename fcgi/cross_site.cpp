#include "fcgi/cross_site.h"

namespace fcgi {

bool is_from_another_site(const Request& request) noexcept {
    if (!request.sec_fetch_site.empty())
        return request.sec_fetch_site != "same-origin" && request.sec_fetch_site != "none";
    if (request.origin.empty()) return false;
    const auto scheme_end = request.origin.find("://");
    return scheme_end == std::string_view::npos || request.host.empty() ||
           request.origin.substr(scheme_end + 3) != request.host;
}

}  // namespace fcgi
