// A responder on a socket, whose handler tells what it saw.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <atomic>
#include <mutex>
#include <string>

#include "fcgi/responder.h"
#include "tests/fcgi/fastcgi_client.h"

namespace tests {

class Wire : public testing::Test {
  protected:
    explicit Wire(int threads = 2, std::uint64_t max_requests = 0)
        : responder({listener.descriptor(), threads, max_requests, {.body = body_limit}}, errands,
                    [this](const fcgi::Request& request) { return answer(request); }) {}

    static constexpr std::size_t body_limit = 100'000;

    // "METHOD prefix path?query body", so that a test can see what arrived.
    virtual fcgi::Response answer(const fcgi::Request& request) {
        ++handled;
        std::string text(request.method);
        text.append(" ")
            .append(request.prefix)
            .append(" ")
            .append(request.path)
            .append("?")
            .append(request.query)
            .append(" ");
        text.append(request.is_body_too_large ? "too large" : std::string_view(request.body));
        return {200, {{"Content-Type", "text/plain"}}, text};
    }

    [[nodiscard]] Answer ask(const std::string& bytes) const {
        const FastCgiClient client(listener.path());
        client.send(bytes);
        return client.read_all();
    }
    // That the responder serves the next client as if nothing had happened.
    void expect_still_serving() const { EXPECT_EQ(ask(request(get("/still"))).body(), "GET /virt /still? "); }

    [[nodiscard]] bool has_stopped(int timeout_ms) const {
        pollfd ready{responder.stop_descriptor(), POLLIN, 0};
        return poll(&ready, 1, timeout_ms) == 1;
    }

    Listener listener;
    std::atomic<int> handled = 0;
    fcgi::Errands errands;
    fcgi::Responder responder;  // last: its threads use the others
};

}  // namespace tests
