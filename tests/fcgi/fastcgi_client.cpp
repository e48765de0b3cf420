#include "tests/fcgi/fastcgi_client.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace tests {
namespace {

constexpr int patience_ms = 30'000;
constexpr std::size_t header_bytes = 8;

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

std::string length(std::size_t bytes) {
    if (bytes < 128) return {static_cast<char>(bytes)};
    return {static_cast<char>(bytes >> 24 | 0x80), static_cast<char>(bytes >> 16), static_cast<char>(bytes >> 8),
            static_cast<char>(bytes)};
}

std::size_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

Answer parse(std::string_view bytes) {
    Answer answer;
    while (bytes.size() >= header_bytes) {
        const auto type = static_cast<Record>(bytes[1]);
        const std::size_t size = byte_at(bytes, 4) << 8 | byte_at(bytes, 5);
        answer.types.push_back(static_cast<std::uint8_t>(type));
        if (type == Record::stdout_) answer.output += bytes.substr(header_bytes, size);
        if (type == Record::end) answer.has_ended = true;
        bytes.remove_prefix(std::min(header_bytes + size + byte_at(bytes, 6), bytes.size()));
    }
    return answer;
}

}  // namespace

std::string record(Record type, std::string_view content, std::uint16_t request_id) {
    std::string bytes{1,
                      static_cast<char>(type),
                      static_cast<char>(request_id >> 8),
                      static_cast<char>(request_id),
                      static_cast<char>(content.size() >> 8),
                      static_cast<char>(content.size()),
                      0,
                      0};
    return bytes.append(content);
}

std::string begin(bool keeps_connection) {
    constexpr char responder_role = 1;
    const char keeps = keeps_connection ? 1 : 0;
    return record(Record::begin, std::string{0, responder_role, keeps, 0, 0, 0, 0, 0});
}

std::string pairs(const Parameters& parameters) {
    std::string bytes;
    for (const auto& [name, value] : parameters) bytes += length(name.size()) + length(value.size()) + name + value;
    return bytes;
}

std::string request(Parameters parameters, std::string_view body) {
    const auto has_length = [](const auto& parameter) { return parameter.first == "CONTENT_LENGTH"; };
    if (std::ranges::none_of(parameters, has_length))
        parameters.emplace_back("CONTENT_LENGTH", std::to_string(body.size()));
    std::string bytes = begin() + record(Record::params, pairs(parameters)) + record(Record::params);
    constexpr std::size_t most = 65535;
    for (; !body.empty(); body.remove_prefix(std::min(most, body.size())))
        bytes += record(Record::stdin_, body.substr(0, most));
    return bytes + record(Record::stdin_);
}

Parameters get(const std::string& path) {
    return {{"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/virt"}, {"PATH_INFO", path}};
}

Parameters post(const std::string& path) {
    return {{"REQUEST_METHOD", "POST"}, {"SCRIPT_NAME", "/virt"}, {"PATH_INFO", path}};
}

std::string Answer::body() const {
    const auto end = output.find("\r\n\r\n");
    if (end == std::string::npos) throw std::runtime_error("an answer without header lines: " + output);
    return output.substr(end + 4);
}

std::string Answer::header(std::string_view name) const {
    const std::string lines = "\r\n" + output.substr(0, output.find("\r\n\r\n")) + "\r\n";
    const auto found = lines.find("\r\n" + std::string(name) + ": ");
    if (found == std::string::npos) return {};
    const auto from = found + name.size() + 4;
    return lines.substr(from, lines.find("\r\n", from) - from);
}

FastCgiClient::FastCgiClient(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const sockaddr_un address = address_of(path);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
}

FastCgiClient::~FastCgiClient() {
    close(socket_);
}

void FastCgiClient::wait(short event) const {
    pollfd ready{socket_, event, 0};
    if (poll(&ready, 1, patience_ms) != 1) throw std::runtime_error("the responder does not answer");
}

void FastCgiClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        wait(POLLOUT);
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) fail("send");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void FastCgiClient::send_what_is_taken(std::string_view bytes) const {
    try {
        send(bytes);
    } catch (const std::system_error& error) {
        if (error.code() != std::errc::broken_pipe && error.code() != std::errc::connection_reset) throw;
    }
}

void FastCgiClient::finish() const {
    shutdown(socket_, SHUT_WR);
}

Answer FastCgiClient::read_all() const {
    std::string bytes;
    std::array<char, 4096> chunk{};
    for (;;) {
        wait(POLLIN);
        const ssize_t got = recv(socket_, chunk.data(), chunk.size(), 0);
        if (got < 0 && errno != ECONNRESET) fail("recv");
        if (got <= 0) return parse(bytes);
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

Listener::Listener() : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    folder_ = (std::filesystem::temp_directory_path() / "virt-fcgi-wire-XXXXXX").string();
    if (mkdtemp(folder_.data()) == nullptr) fail("mkdtemp");
    path_ = folder_ + "/socket";
    const sockaddr_un address = address_of(path_);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(socket_, 64) != 0)
        fail("listen");
}

Listener::~Listener() {
    close(socket_);
    std::filesystem::remove_all(folder_);
}

}  // namespace tests
