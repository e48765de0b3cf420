#include "fcgi/conversation.h"

#include <fcgiapp.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <vector>

#include "core/text.h"
#include "fcgi/status.h"

namespace fcgi {
namespace {

// What a request has that brings bytes to be passed on and not read: nothing else of ours takes this type.
constexpr std::string_view bulk_type = "application/octet-stream";
// Bytes that a source gives at once.
constexpr std::size_t source_room = std::size_t{256} << 10;

std::string_view parameter(const FCGX_Request& request, const char* name) {
    const char* value = FCGX_GetParam(name, request.envp);
    return value != nullptr ? std::string_view(value) : std::string_view();
}

// Parameters that say who may do what: one that came twice, or that is none of ours, must not go unnoticed.
void check_names(const FCGX_Request& from, Request& request) {
    static constexpr std::array known{std::string_view("VIRT_AUTHENTICATE"), std::string_view("VIRT_READ_ONLY"),
                                      std::string_view("VIRT_SECRETS"), std::string_view("VIRT_STYLESHEET"),
                                      std::string_view("REMOTE_USER")};
    std::array<int, known.size()> times{};
    for (char** entry = from.envp; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view name = std::string_view(*entry).substr(0, std::string_view(*entry).find('='));
        const auto found = std::ranges::find(known, name);
        if (found != known.end() && ++times.at(static_cast<std::size_t>(found - known.begin())) > 1)
            request.doubled = name;
        if (found == known.end() && name.starts_with("VIRT_")) request.unknown = name;
    }
}

Request read_parameters(const FCGX_Request& from) {
    Request request;
    request.method = parameter(from, "REQUEST_METHOD");
    request.prefix = parameter(from, "SCRIPT_NAME");
    request.path = parameter(from, "PATH_INFO");
    request.query = parameter(from, "QUERY_STRING");
    request.content_type = parameter(from, "CONTENT_TYPE");
    request.accept = parameter(from, "HTTP_ACCEPT");
    request.accept_language = parameter(from, "HTTP_ACCEPT_LANGUAGE");
    request.prefer = parameter(from, "HTTP_PREFER");
    request.if_none_match = parameter(from, "HTTP_IF_NONE_MATCH");
    request.host = parameter(from, "HTTP_HOST");
    request.origin = parameter(from, "HTTP_ORIGIN");
    request.sec_fetch_site = parameter(from, "HTTP_SEC_FETCH_SITE");
    request.remote_user = parameter(from, "REMOTE_USER");
    request.remote_addr = parameter(from, "REMOTE_ADDR");
    request.authenticate = parameter(from, "VIRT_AUTHENTICATE");
    request.read_only = parameter(from, "VIRT_READ_ONLY");
    request.stylesheet = parameter(from, "VIRT_STYLESHEET");
    request.secrets = parameter(from, "VIRT_SECRETS");
    check_names(from, request);
    while (request.prefix.ends_with('/')) request.prefix.remove_suffix(1);
    return request;
}

// None if CONTENT_LENGTH says nothing.
std::optional<std::uint64_t> read_promise(const FCGX_Request& from) {
    const std::string_view length = parameter(from, "CONTENT_LENGTH");
    if (length.empty()) return std::nullopt;
    std::uint64_t promised = 0;
    std::from_chars(length.data(), length.data() + length.size(), promised);
    return promised;
}

bool is_bulk(const Request& request) {
    return request.method == "POST" && request.content_type.substr(0, request.content_type.find(';')) == bulk_type;
}

std::string head_of(const Response& response) {
    std::string head = fmt::format("Status: {} {}\r\n", response.status, phrase(response.status));
    for (const auto& [name, value] : response.headers)
        fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
    // What an answer without a body would have had for a length is not known (RFC 9110, section 8.6).
    const bool has_length = !response.source && response.status != status_not_modified;
    if (has_length) fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.content().size());
    return head + "\r\n";
}

}  // namespace

struct Conversation::Wire {
    explicit Wire(int connection) {
        [[maybe_unused]] static const int once = FCGX_Init();
        // libfcgi gets a connection and no socket to accept another: a broken one ends here instead of blocking in
        // accept.
        FCGX_InitRequest(&request, -1, 0);
        request.ipcFd = connection;
        // Or it would close the connection as the last request's; the new request sets it anew.
        request.keepConnection = 1;
    }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    // All was read: closing at once cannot reset the connection before the answer has arrived, and libfcgi need not
    // linger for the web server's side. Otherwise it must. Without an end record no answer passes for a whole one.
    ~Wire() {
        if (is_read_whole) FCGX_Detach(&request);
        if (!is_broken_off) FCGX_Finish_r(&request);
        FCGX_Free(&request, 1);
    }

    FCGX_Request request{};
    bool is_read_whole = false;  // nothing more of the request will come
    bool is_broken_off = false;  // the answer
};

Conversation::Conversation(int connection, const Limits& limits) : wire_(std::make_unique<Wire>(connection)) {
    FCGX_Request& request = wire_->request;
    if (FCGX_Accept_r(&request) != 0) return;
    message_ = read_parameters(request);
    unread_.promised = read_promise(request);
    if (is_bulk(message_) && unread_.promised != 0 && FCGX_GetError(request.in) == 0) {
        unread_.read = [this](std::span<char> room) { return read_some(room); };
        message_.unread = &unread_;
        has_request_ = true;
    } else {
        read_body(limits.body);
    }
}

Conversation::~Conversation() = default;

// Reads no more than the limit, whatever CONTENT_LENGTH says.
void Conversation::read_body(std::size_t limit) {
    FCGX_Stream* const in = wire_->request.in;
    bool is_too_large = unread_.promised.value_or(0) > limit;
    std::array<char, 8192> chunk{};
    // The stream remembers an error of the parameters too: what was cut there or aborted is no request.
    while (!is_too_large && FCGX_GetError(in) == 0) {
        const int got = FCGX_GetStr(chunk.data(), chunk.size(), in);
        if (got <= 0) break;
        body_.append(chunk.data(), static_cast<std::size_t>(got));
        is_too_large = body_.size() > limit;
    }
    if (is_too_large) body_.clear();
    // All that was promised came, if anything was, and the record that ends it.
    has_request_ = FCGX_GetError(in) == 0 &&
                   (is_too_large || !unread_.promised.has_value() || body_.size() == *unread_.promised);
    wire_->is_read_whole = !is_too_large;
    message_.body = body_;
    message_.is_body_too_large = is_too_large;
}

std::size_t Conversation::read_some(std::span<char> room) {
    FCGX_Stream* const in = wire_->request.in;
    const int got = FCGX_GetStr(room.data(), static_cast<int>(room.size()), in);
    const auto count = static_cast<std::size_t>(std::max(got, 0));
    read_ += count;
    const bool is_end = count < room.size();
    const bool is_short = is_end && unread_.promised.has_value() && read_ != *unread_.promised;
    if (FCGX_GetError(in) != 0 || is_short) throw BrokenBody(read_);
    wire_->is_read_whole = is_end;
    return count;
}

void Conversation::limit_waiting(std::chrono::milliseconds limit) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(limit);
    const timeval time{seconds.count(), std::chrono::microseconds(limit - seconds).count()};
    for (const int way : {SO_RCVTIMEO, SO_SNDTIMEO})
        setsockopt(wire_->request.ipcFd, SOL_SOCKET, way, &time, sizeof time);
}

bool Conversation::put(std::string_view bytes) {
    FCGX_Stream* const out = wire_->request.out;
    return FCGX_PutStr(bytes.data(), static_cast<int>(bytes.size()), out) >= 0 && FCGX_GetError(out) == 0;
}

void Conversation::write(const Response& response) {
    wire_->is_broken_off = !put(head_of(response));
    if (message_.method == "HEAD" || wire_->is_broken_off) return;
    if (!response.source) {
        wire_->is_broken_off = !put(response.content());
        return;
    }
    try {
        write_from(response.source);
    } catch (const std::exception& error) {
        wire_->is_broken_off = true;
        spdlog::error("an answer was broken off: {}", core::quoted(error.what()));
    }
}

void Conversation::write_from(const Response::Source& source) {
    std::vector<char> room(source_room);
    while (!wire_->is_broken_off) {
        const std::size_t got = source(room);
        if (got == 0) return;
        wire_->is_broken_off = !put({room.data(), got});
    }
}

}  // namespace fcgi
