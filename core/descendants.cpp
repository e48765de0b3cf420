#include "core/descendants.h"

#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <vector>

namespace core {
namespace {

bool signal_program(int descriptor, int signal) {
    return syscall(SYS_pidfd_send_signal, descriptor, signal, nullptr, 0) == 0;
}

// Each thread of a process has the children that it started.
std::vector<pid_t> children_of(pid_t process) {
    std::vector<pid_t> children;
    std::error_code gone;
    for (const auto& thread : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process), gone)) {
        std::ifstream file(thread.path() / "children");
        for (pid_t child = 0; file >> child;) children.push_back(child);
    }
    return children;
}

// Those found grow the list that is gone through.
std::vector<pid_t> stop_descendants(std::vector<pid_t> found) {
    for (std::size_t i = 0; i < found.size(); ++i) {
        kill(found[i], SIGSTOP);
        for (const pid_t child : children_of(found[i])) {
            if (std::ranges::find(found, child) == found.end()) found.push_back(child);
        }
    }
    return found;
}

}  // namespace

void kill_with_descendants(pid_t program, int descriptor) noexcept {
    try {
        if (!signal_program(descriptor, SIGSTOP)) return;
        std::vector<pid_t> children = children_of(program);
        // If it has been reaped by now, they may be another's.
        if (signal_program(descriptor, 0)) {
            for (const pid_t each : stop_descendants(std::move(children))) kill(each, SIGKILL);
        }
    } catch (const std::exception&) {
        // Out of memory or of descriptors: its process group ends all the same.
    }
    if (signal_program(descriptor, SIGKILL)) kill(-program, SIGKILL);
}

}  // namespace core
