// Everything about a configuration that the file alone does not show.
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "core/remote_name.h"
#include "core/text.h"
#include "core/uri.h"
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

// Who the service will be.
std::pair<uid_t, gid_t> identity(const Configuration::Responder& responder) {
    if (geteuid() != 0) return {geteuid(), getegid()};
    const passwd* user = responder.user.empty() ? nullptr : getpwnam(responder.user.c_str());
    const group* its_group = responder.group.empty() ? nullptr : getgrnam(responder.group.c_str());
    return {user != nullptr ? user->pw_uid : 0, its_group != nullptr ? its_group->gr_gid
                                                : user != nullptr    ? user->pw_gid
                                                                     : 0};
}

// Passwords: the service reads them, and nobody else.
void check_secret(const std::filesystem::path& file, std::string_view where, const Configuration& configuration) {
    const auto refuse = [&](const std::string& what) {
        throw std::runtime_error(fmt::format("{}: {} {}", where, core::quoted(file.string()), what));
    };
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (!S_ISREG(status.st_mode)) refuse("is no file");
    const auto [user, its_group] = identity(configuration.responder);
    const bool is_group_ours = status.st_gid == its_group;
    const mode_t others = is_group_ours ? S_IWGRP | S_IRWXO : S_IRWXG | S_IRWXO;
    if ((status.st_mode & others) != 0) {
        refuse(
            fmt::format("holds passwords, and others than the service may read or change it (mode {:04o}): chmod 600",
                        status.st_mode & 07777));
    }
    if (status.st_uid != 0 && status.st_uid != user) refuse("holds passwords, and belongs to another user");
    const bool may_read = user == 0 || (status.st_uid == user ? (status.st_mode & S_IRUSR) != 0
                                                              : is_group_ours && (status.st_mode & S_IRGRP) != 0);
    if (!may_read) refuse("cannot be read by the user whom the service runs as");
}

void check_auth_file(const std::string& uri, const std::string& where, const Configuration& configuration) {
    const auto parsed = core::parse_uri(uri);
    const auto file = parsed ? parsed->value("authfile") : std::nullopt;
    if (!file) return;
    if (!configuration.auth_file.empty())
        throw std::runtime_error(
            fmt::format("{}: libvirt reads no authfile= where there is a [libvirt] auth_file", where));
    check_secret(*file, where + ": authfile", configuration);
}

Check check(const Configuration& configuration) {
    const auto& responder = configuration.responder;
    if (std::string wrong = wrong_address(responder.socket); !wrong.empty())
        return {"[responder] socket: " + wrong, {}};
    if (!responder.user.empty() && getpwnam(responder.user.c_str()) == nullptr) {
        return {fmt::format("[responder] user: there is no user {}", core::quoted(responder.user)), {}};
    }
    if (!responder.group.empty() && getgrnam(responder.group.c_str()) == nullptr) {
        return {fmt::format("[responder] group: there is no group {}", core::quoted(responder.group)), {}};
    }
    try {
        const Stylesheets stylesheets(configuration.stylesheet_folder, configuration.default_stylesheet);
        check_writable(configuration.audit_file);
        check_secrets(configuration);
        return {{}, stylesheets.describe()};
    } catch (const std::exception& error) {
        return {error.what(), {}};
    }
}

}  // namespace

void check_secrets(const Configuration& configuration) {
    if (!configuration.auth_file.empty()) check_secret(configuration.auth_file, "[libvirt] auth_file", configuration);
    for (const auto& [name, uri] : configuration.hosts) check_auth_file(uri, "[hosts] " + name, configuration);
    check_auth_file(core::sample_of(configuration.discovery.uri), "[discovery] uri", configuration);
}

Check check_in_child(const Configuration& configuration) {
    std::array<int, 2> answer{};
    if (pipe(answer.data()) != 0) return {"no pipe can be made", {}};
    const pid_t pid = fork();
    if (pid < 0) return {"no process can be started", {}};
    if (pid == 0) {
        const Check result = check(configuration);
        const std::string& text = result.wrong.empty() ? result.found : result.wrong;
        [[maybe_unused]] const ssize_t written = write(answer[1], text.data(), text.size());
        _exit(result.wrong.empty() ? 0 : 1);
    }
    close(answer[1]);
    std::string text;
    std::array<char, 1024> chunk{};
    for (ssize_t got = read(answer[0], chunk.data(), chunk.size()); got != 0;
         got = read(answer[0], chunk.data(), chunk.size())) {
        if (got > 0)
            text.append(chunk.data(), static_cast<std::size_t>(got));
        else if (errno != EINTR)
            break;
    }
    close(answer[0]);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (status == 0) return {{}, text};
    return {text.empty() ? "the check of the stylesheets was killed" : text, {}};
}

}  // namespace fcgi
