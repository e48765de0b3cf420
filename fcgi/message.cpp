#include "fcgi/message.h"

#include <array>

namespace fcgi {
namespace {

constexpr std::array texts_of_requests{&Request::method,
                                       &Request::prefix,
                                       &Request::path,
                                       &Request::query,
                                       &Request::content_type,
                                       &Request::accept,
                                       &Request::accept_language,
                                       &Request::prefer,
                                       &Request::if_none_match,
                                       &Request::host,
                                       &Request::origin,
                                       &Request::sec_fetch_site,
                                       &Request::remote_user,
                                       &Request::remote_addr,
                                       &Request::authenticate,
                                       &Request::read_only,
                                       &Request::stylesheet,
                                       &Request::secrets,
                                       &Request::doubled,
                                       &Request::unknown,
                                       &Request::body};
// Another one belongs into the list.
static_assert(sizeof(Request) == texts_of_requests.size() * sizeof(std::string_view) + 2 * sizeof(void*));

}  // namespace

KeptRequest::KeptRequest(const Request& original) : request_(original) {
    request_.unread = nullptr;
    texts_.reserve(texts_of_requests.size());  // so that none of them moves
    for (const auto text : texts_of_requests) request_.*text = texts_.emplace_back(original.*text);
}

}  // namespace fcgi
