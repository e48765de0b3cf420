// An HTTP request as the web server hands it over, and the answer: checked values in, bytes out, no FastCGI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fcgi {

// A body of bytes to be passed on: nobody has read it yet.
struct UnreadBody {
    std::optional<std::uint64_t> promised;  // CONTENT_LENGTH
    // Fills the room with the next bytes; less than the room: the end. Throws BrokenBody.
    std::function<std::size_t(std::span<char>)> read;
};

// The client, or the web server, went away before all of the body had come.
class BrokenBody : public std::runtime_error {
  public:
    explicit BrokenBody(std::uint64_t got)
        : std::runtime_error("the body broke off after " + std::to_string(got) + " bytes") {}
};

// The views last as long as the FastCGI request. A parameter that did not come is empty.
struct Request {
    std::string_view method;  // REQUEST_METHOD
    std::string_view prefix;  // SCRIPT_NAME: "/virt", no slash at the end
    std::string_view path;    // PATH_INFO: decoded once, by the web server
    std::string_view query;   // QUERY_STRING: still encoded
    std::string_view content_type;
    std::string_view accept;
    std::string_view accept_language;
    std::string_view prefer;          // HTTP_PREFER (RFC 7240)
    std::string_view if_none_match;   // HTTP_IF_NONE_MATCH
    std::string_view host;            // HTTP_HOST
    std::string_view origin;          // HTTP_ORIGIN
    std::string_view sec_fetch_site;  // HTTP_SEC_FETCH_SITE
    std::string_view remote_user;
    std::string_view remote_addr;
    std::string_view authenticate;  // VIRT_AUTHENTICATE
    std::string_view read_only;     // VIRT_READ_ONLY
    std::string_view stylesheet;    // VIRT_STYLESHEET
    std::string_view secrets;       // VIRT_SECRETS
    std::string_view doubled;       // the name of a VIRT_… or REMOTE_USER that came twice
    std::string_view unknown;       // the name of a VIRT_… that is none of ours
    std::string_view body;
    bool is_body_too_large = false;      // more than the limit came; `body` is empty then
    const UnreadBody* unread = nullptr;  // of a POST of application/octet-stream, instead of `body`

    [[nodiscard]] bool is_get() const { return method == "GET" || method == "HEAD"; }
};

// A request whose texts are its own: it may outlast the one that it was made of. It has no unread body.
class KeptRequest {
  public:
    explicit KeptRequest(const Request& original);
    KeptRequest(const KeptRequest&) = delete;
    KeptRequest& operator=(const KeptRequest&) = delete;

    [[nodiscard]] const Request& get() const noexcept { return request_; }

  private:
    Request request_;
    std::vector<std::string> texts_;
};

inline constexpr int status_not_modified = 304;  // has no body

struct Response {
    // Fills the room with the next bytes, at least one; 0: the end.
    using Source = std::function<std::size_t(std::span<char>)>;

    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::shared_ptr<const std::string> shared_body = {};  // instead of `body`: one that many responses have
    Source source = {};                                   // instead of both; what it throws breaks the answer off
    // Instead of all: makes the response, on a thread of its own for as long as it takes. Must not throw.
    std::function<Response()> later = {};

    [[nodiscard]] std::string_view content() const { return shared_body != nullptr ? *shared_body : body; }
};

}  // namespace fcgi
