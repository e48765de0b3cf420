#include "fcgi/responder.h"

#include <fcgiapp.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include "core/text.h"
#include "fcgi/status.h"

namespace fcgi {
namespace {

// Bounds the last round of a thread where new connections can still come.
constexpr int longest_backlog = 1024;

std::string_view parameter(const FCGX_Request& request, const char* name) {
    const char* value = FCGX_GetParam(name, request.envp);
    return value != nullptr ? std::string_view(value) : std::string_view();
}

struct Body {
    std::string content;
    bool is_too_large = false;
    bool is_whole =
        true;  // all that CONTENT_LENGTH promised came, if it promised anything, and the record that ends it
};

// Reads no more than the limit, whatever CONTENT_LENGTH says.
Body read_body(const FCGX_Request& request, std::size_t limit) {
    Body body;
    std::size_t promised = 0;
    const std::string_view length = parameter(request, "CONTENT_LENGTH");
    std::from_chars(length.data(), length.data() + length.size(), promised);
    body.is_too_large = promised > limit;
    std::array<char, 8192> chunk{};
    // The stream remembers an error of the parameters too: what was cut there or aborted is no request.
    while (!body.is_too_large && FCGX_GetError(request.in) == 0) {
        const int got = FCGX_GetStr(chunk.data(), chunk.size(), request.in);
        if (got <= 0) break;
        body.content.append(chunk.data(), static_cast<std::size_t>(got));
        body.is_too_large = body.content.size() > limit;
    }
    if (body.is_too_large) body.content.clear();
    body.is_whole =
        FCGX_GetError(request.in) == 0 && (body.is_too_large || length.empty() || body.content.size() == promised);
    return body;
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

Request make_request(const FCGX_Request& from, const Body& body) {
    Request request;
    request.method = parameter(from, "REQUEST_METHOD");
    request.prefix = parameter(from, "SCRIPT_NAME");
    request.path = parameter(from, "PATH_INFO");
    request.query = parameter(from, "QUERY_STRING");
    request.content_type = parameter(from, "CONTENT_TYPE");
    request.accept = parameter(from, "HTTP_ACCEPT");
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
    request.body = body.content;
    request.is_body_too_large = body.is_too_large;
    while (request.prefix.ends_with('/')) request.prefix.remove_suffix(1);
    return request;
}

void write_response(const FCGX_Request& to, const Response& response, bool with_body) {
    std::string head = fmt::format("Status: {} {}\r\n", response.status, phrase(response.status));
    for (const auto& [name, value] : response.headers)
        fmt::format_to(std::back_inserter(head), "{}: {}\r\n", name, value);
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n\r\n", response.content().size());
    FCGX_PutStr(head.data(), static_cast<int>(head.size()), to.out);
    if (with_body) FCGX_PutStr(response.content().data(), static_cast<int>(response.content().size()), to.out);
}

void watch(int epoll, int descriptor, std::uint32_t events) {
    epoll_event event{events, {.fd = descriptor}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "responder");
    }
}

}  // namespace

Responder::Responder(const ResponderSettings& settings, Handler handler)
    : settings_(settings), handler_(std::move(handler)), stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    FCGX_Init();
    if (stop_ < 0) throw std::system_error(errno, std::generic_category(), "responder");
    for (int i = 0; i < settings_.threads; ++i) {
        ++running_;
        threads_.emplace_back([this] {
            pthread_setname_np(pthread_self(), "request");
            serve();
            const std::lock_guard lock(mutex_);
            --running_;
            ended_.notify_all();
        });
    }
}

Responder::~Responder() {
    stop(false);
    for (auto& thread : threads_) thread.join();
    close(stop_);
}

void Responder::stop(bool with_backlog) noexcept {
    if (with_backlog) drains_backlog_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof one);
}

void Responder::join() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return running_ == 0; });
}

bool Responder::join_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return ended_.wait_until(lock, deadline, [this] { return running_ == 0; });
}

// True: a connection may wait. False: the end.
bool Responder::wait_for_connection(int epoll) const {
    std::array<epoll_event, 2> ready{};
    const int count = epoll_wait(epoll, ready.data(), static_cast<int>(ready.size()), -1);
    for (int i = 0; i < count; ++i) {
        if (ready[static_cast<std::size_t>(i)].data.fd == stop_) return false;
    }
    return true;
}

void Responder::serve() {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    watch(epoll, settings_.listen_descriptor, EPOLLIN | EPOLLEXCLUSIVE);
    watch(epoll, stop_, EPOLLIN);
    while (wait_for_connection(epoll)) static_cast<void>(serve_next());
    // One more at least: the connection that this thread alone was woken for, together with the stop.
    for (int i = 0; serve_next() && drains_backlog_ && i < longest_backlog; ++i) {
    }
    close(epoll);
}

// False if no connection waits.
bool Responder::serve_next() {
    const int connection = accept4(settings_.listen_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) {
        // The connection stays in the socket until a descriptor is free: a pause, or every thread would spin.
        if (errno == EMFILE || errno == ENFILE) pause_unless_stopped();
        return false;
    }
    try {
        serve_connection(connection);
    } catch (const std::exception& error) {
        spdlog::error("a connection was given up: {}", core::quoted(error.what()));
    }
    return true;
}

void Responder::pause_unless_stopped() const {
    constexpr int pause_ms = 50;
    pollfd stop{stop_, POLLIN, 0};
    poll(&stop, 1, pause_ms);
}

void Responder::serve_connection(int connection) {
    FCGX_Request request;
    // libfcgi gets a connection and no socket to accept another: a broken one ends here instead of blocking in
    // accept.
    FCGX_InitRequest(&request, -1, 0);
    request.ipcFd = connection;
    request.keepConnection =
        1;  // or it would close the connection as the last request's; the new request sets it anew
    const std::unique_ptr<FCGX_Request, decltype([](FCGX_Request* ended) {
                              FCGX_Finish_r(ended);
                              FCGX_Free(ended, 1);
                          })>
        at_end(&request);
    if (FCGX_Accept_r(&request) == 0) {
        const Body body = read_body(request, settings_.limits.body);
        if (body.is_whole) {
            const Request message = make_request(request, body);
            write_response(request, handler_(message), message.method != "HEAD");
        }
        // All was read: closing at once cannot reset the connection before the answer has arrived, and libfcgi need
        // not linger for the web server's side. Otherwise it must.
        if (!body.is_too_large) FCGX_Detach(&request);
    }
    if (settings_.max_requests != 0 && ++served_ == settings_.max_requests) stop(false);
}

}  // namespace fcgi
