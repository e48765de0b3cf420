// A FastCGI client that writes its records by hand: right ones, and wrong ones.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

// The record types of the FastCGI specification, section 8.
enum class Record : std::uint8_t {
    begin = 1,
    abort = 2,
    end = 3,
    params = 4,
    stdin_ = 5,
    stdout_ = 6,
    stderr_ = 7,
    get_values = 9,
    get_values_result = 10
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string record(Record type, std::string_view content = "", std::uint16_t request_id = 1);
[[nodiscard]] std::string begin(bool keeps_connection = false);
[[nodiscard]] std::string pairs(const Parameters& parameters);

// A whole request; CONTENT_LENGTH is the body's unless it is given.
[[nodiscard]] std::string request(Parameters parameters, std::string_view body = "");
[[nodiscard]] Parameters get(const std::string& path);
[[nodiscard]] Parameters post(const std::string& path);

struct Answer {
    std::string output;      // what came as stdout: header lines, an empty line, the body
    bool has_ended = false;  // whether the end record came
    std::vector<std::uint8_t> types;

    [[nodiscard]] std::string body() const;
    [[nodiscard]] std::string header(std::string_view name) const;
};

// A connection to a Unix socket. Everything has a deadline, after which it throws.
class FastCgiClient {
  public:
    explicit FastCgiClient(const std::string& path);
    FastCgiClient(const FastCgiClient&) = delete;
    FastCgiClient& operator=(const FastCgiClient&) = delete;
    ~FastCgiClient();

    void send(std::string_view bytes) const;
    // What can be sent until the other side has enough; it may close meanwhile.
    void send_what_is_taken(std::string_view bytes) const;
    // Nothing more comes from here; an answer can still be read.
    void finish() const;
    // Reads until the connection is closed.
    [[nodiscard]] Answer read_all() const;

  private:
    void wait(short event) const;
    int socket_;
};

// A listening socket for a responder, in a folder of its own.
class Listener {
  public:
    Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();
    [[nodiscard]] int descriptor() const noexcept { return socket_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    std::string folder_;
    std::string path_;
    int socket_;
};

}  // namespace tests
