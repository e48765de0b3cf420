// The audit log: one line for each change that was tried, done or not.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/arguments.h"
#include "core/command.h"
#include "core/objects.h"

namespace fcgi {

// What is known of an attempt when it ends. Whatever a client sent may stand in it: to_line() makes it harmless.
struct Attempt {
    std::string_view user;              // REMOTE_USER
    std::string_view from;              // REMOTE_ADDR
    std::string_view mode = "unknown";  // of the site
    std::string_view method;
    std::string host;   // empty: it was not found out
    std::string owner;  // of the address: OWNER, VM and COMMAND
    std::string domain;
    std::string uuid;
    std::vector<core::Step> path;  // to an object of the domain or of the host, if it is about one
    std::string function;          // "virDomainCreate"; COMMAND as it came if there is no such function
    core::Arguments arguments;     // that were read before it ended
    std::string xml_argument;      // the name of the one that is a document
    std::string hidden_argument;   // and of the one that holds a secret, whatever its name
    int status = 0;                // of the answer
    std::string result;            // "done", or why not
    std::chrono::duration<double, std::milli> taken{};

    void name_function(const core::Command& command);
};

// `user="admin" from="127.0.0.1" …`: key=value pairs, values of clients in double quotes with control characters,
// quotes, backslashes and what is not UTF-8 as \xNN, cut at longest_told bytes. Of documents and secrets, also of
// arguments whose name speaks of one, only the size is told.
[[nodiscard]] std::string to_line(const Attempt& attempt);

// Whether an argument of this name holds what nobody should read over a shoulder: a password, a key.
[[nodiscard]] bool is_secret_name(std::string_view name);

inline constexpr std::size_t longest_told = 200;  // bytes of a value

// Any thread may use it.
class Audit {
  public:
    // Appends to the file, which is made if need be, readable to its owner and group; none: to the program's log,
    // whatever its level. Throws std::system_error.
    explicit Audit(const std::filesystem::path& file = {});
    Audit(const Audit&) = delete;
    Audit& operator=(const Audit&) = delete;
    ~Audit();

    // A whole line in one write, so that the processes that share the file do not mix theirs. What cannot be written
    // goes to the program's log instead.
    void write(const Attempt& attempt) noexcept;

  private:
    const std::filesystem::path path_;
    int file_ = -1;
};

}  // namespace fcgi
