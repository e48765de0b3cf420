#include "fcgi/audit.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "core/text.h"

namespace fcgi {
namespace {

std::string told(std::string_view value) {
    if (value.size() <= longest_told) return core::quoted(value);
    return core::quoted(core::first_bytes(std::string(value), longest_told)) + "…";
}

// A name as a key that cannot pass for another pair: what is no letter, digit, _, - or . as \xNN.
std::string key(std::string_view name) {
    constexpr std::size_t longest_key = 64;  // bytes of the name
    std::string text;
    for (const unsigned char c : name.substr(0, longest_key)) {
        const bool is_plain = c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.');
        text += is_plain ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{:02x}", c);
    }
    return text;
}

void add_arguments(std::string& line, const Attempt& attempt) {
    for (const auto& [name, value] : attempt.arguments.all()) {
        const bool is_hidden =
            name == attempt.xml_argument || name == attempt.hidden_argument || is_secret_name(name);
        line +=
            fmt::format(" arg.{}={}", key(name), is_hidden ? fmt::format("({} bytes)", value.size()) : told(value));
    }
}

// "2026-11-21T20:00:00.123Z"
std::string now() {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(since)),
                       since.time_since_epoch().count() % 1000);
}

// To the program's log, past its level.
void log(const std::string& line) {
    const spdlog::details::log_msg message(spdlog::default_logger_raw()->name(), spdlog::level::info, line);
    for (const auto& sink : spdlog::default_logger_raw()->sinks()) {
        sink->log(message);
        sink->flush();
    }
}

}  // namespace

void Attempt::name_function(const core::Command& command) {
    function = command.function;
    const auto* const xml = command.xml_parameter();
    xml_argument = xml != nullptr ? xml->name : "";
    hidden_argument = command.hidden_parameter;
}

bool is_secret_name(std::string_view name) {
    static constexpr std::array words{std::string_view("pass"), std::string_view("secret"),
                                      std::string_view("private")};
    const auto is_in_name = [&](std::string_view word) {
        const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
        return !std::ranges::search(name, word, same).empty();
    };
    return std::ranges::any_of(words, is_in_name);
}

std::string to_line(const Attempt& attempt) {
    std::string line =
        fmt::format("change user={} from={} mode={} method={} host={} owner={} domain={} uuid={} function={}",
                    told(attempt.user), told(attempt.from), attempt.mode, told(attempt.method), told(attempt.host),
                    told(attempt.owner), told(attempt.domain), told(attempt.uuid), told(attempt.function));
    for (const auto& step : attempt.path) line += fmt::format(" {}={}", to_string(step.target), told(step.key));
    add_arguments(line, attempt);
    line +=
        fmt::format(" status={} result={} ms={:.1f}", attempt.status, told(attempt.result), attempt.taken.count());
    return line;
}

Audit::Audit(const std::filesystem::path& file) : path_(file) {
    if (path_.empty()) return;
    constexpr mode_t mode = 0640;
    file_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, mode);
    if (file_ < 0) {
        throw std::system_error(errno, std::generic_category(),
                                fmt::format("the audit log {} cannot be opened", core::quoted(path_.string())));
    }
}

Audit::~Audit() {
    if (file_ >= 0) close(file_);
}

void Audit::write(const Attempt& attempt) noexcept {
    try {
        const std::string line = to_line(attempt);
        if (file_ < 0) return log(line);
        const std::string whole = fmt::format("time={} {}\n", now(), line);
        const ssize_t written = ::write(file_, whole.data(), whole.size());
        if (written == static_cast<ssize_t>(whole.size())) return;
        if (written > 0 && ::write(file_, "\n", 1) < 0)  // half a line: the next one is another
            spdlog::error("the audit log {} ends with half a line", core::quoted(path_.string()));
        spdlog::error("the audit log {} cannot be written", core::quoted(path_.string()));
        log(line);
    } catch (const std::exception& error) {
        spdlog::error("a change could not be told to the audit log: {}", core::quoted(error.what()));
    }
}

}  // namespace fcgi
