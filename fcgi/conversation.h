// One connection of the web server: the request that comes over it, and the answer that goes back. All that knows
// FastCGI is behind this.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "fcgi/limits.h"
#include "fcgi/message.h"

namespace fcgi {

// One thread at a time. Closes the connection at its end.
class Conversation {
  public:
    // Owns the connected socket. Reads the request, but for a body that is left unread (message.h).
    Conversation(int connection, const Limits& limits);
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    ~Conversation();

    // Null if no whole request came. Lasts as long as the conversation.
    [[nodiscard]] const Request* request() const noexcept { return has_request_ ? &message_ : nullptr; }

    // The other side may keep us waiting no longer than this for the next bytes, nor for taking some.
    void limit_waiting(std::chrono::milliseconds limit) const;
    // Once. What a source throws, or a client who has gone, breaks the answer off: the web server sees no end of it.
    void write(const Response& response);

  private:
    struct Wire;  // libfcgi's

    void read_body(std::size_t limit);
    [[nodiscard]] std::size_t read_some(std::span<char> room);
    void write_from(const Response::Source& source);
    [[nodiscard]] bool put(std::string_view bytes);

    std::unique_ptr<Wire> wire_;
    Request message_;
    std::string body_;
    UnreadBody unread_;
    std::uint64_t read_ = 0;  // bytes of the body
    bool has_request_ = false;
};

}  // namespace fcgi
