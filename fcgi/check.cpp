// Everything about a configuration that the file alone does not show.
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "core/text.h"
#include "fcgi/listen_socket.h"
#include "fcgi/master.h"
#include "fcgi/stylesheet.h"

namespace fcgi {
namespace {

// Without making the file: whoever checks may be another user than the one who will write it.
void check_writable(const std::filesystem::path& file) {
    if (file.empty()) return;
    const bool is_there = std::filesystem::exists(file);
    if (access(is_there ? file.c_str() : file.parent_path().c_str(), is_there ? W_OK : W_OK | X_OK) == 0) return;
    throw std::runtime_error(
        fmt::format("[log] audit: {} cannot be written: {}", core::quoted(file.string()), std::strerror(errno)));
}

std::string check(const Configuration& configuration) {
    const auto& responder = configuration.responder;
    if (std::string wrong = wrong_address(responder.socket); !wrong.empty()) return "[responder] socket: " + wrong;
    if (!responder.user.empty() && getpwnam(responder.user.c_str()) == nullptr) {
        return fmt::format("[responder] user: there is no user {}", core::quoted(responder.user));
    }
    if (!responder.group.empty() && getgrnam(responder.group.c_str()) == nullptr) {
        return fmt::format("[responder] group: there is no group {}", core::quoted(responder.group));
    }
    try {
        const Stylesheets stylesheets(configuration.stylesheet_folder, configuration.default_stylesheet);
        check_writable(configuration.audit_file);
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

}  // namespace

std::string check_in_child(const Configuration& configuration) {
    std::array<int, 2> answer{};
    if (pipe(answer.data()) != 0) return "no pipe can be made";
    const pid_t pid = fork();
    if (pid < 0) return "no process can be started";
    if (pid == 0) {
        const std::string wrong = check(configuration);
        [[maybe_unused]] const ssize_t written = write(answer[1], wrong.data(), wrong.size());
        _exit(wrong.empty() ? 0 : 1);
    }
    close(answer[1]);
    std::string wrong;
    std::array<char, 1024> chunk{};
    for (ssize_t got = read(answer[0], chunk.data(), chunk.size()); got != 0;
         got = read(answer[0], chunk.data(), chunk.size())) {
        if (got > 0)
            wrong.append(chunk.data(), static_cast<std::size_t>(got));
        else if (errno != EINTR)
            break;
    }
    close(answer[0]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (status != 0 && wrong.empty()) wrong = "the check of the stylesheets was killed";
    return wrong;
}

}  // namespace fcgi
