// A libvirtd of the test's own that has storage: a folder as a pool, with one volume in it.
#pragma once

#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/handle.h"

namespace tests {

using PoolHandle = std::unique_ptr<virStoragePool, core::FreeWith<virStoragePoolFree>>;
using VolumeHandle = std::unique_ptr<virStorageVol, core::FreeWith<virStorageVolFree>>;

// The daemon runs as a user without rights, whose session it is: the machine's own is another.
class StorageHost {
  public:
    explicit StorageHost(std::uint64_t volume_size) {
        std::string name = (std::filesystem::temp_directory_path() / "virt-fcgi-storage-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        std::filesystem::create_directory(folder_ / "pool");
        std::ofstream(folder_ / "libvirtd.conf") << "auth_unix_rw = \"none\"\nlog_outputs = \"2:stderr\"\n";
        give(folder_);
        give(folder_ / "pool");
        start();
        libvirt_ = open();
        const std::string pool = "<pool type='dir'><name>pool</name><target><path>" + (folder_ / "pool").string() +
                                 "</path></target></pool>";
        pool_.reset(virStoragePoolCreateXML(libvirt_.get(), pool.c_str(), 0));
        const std::string volume = "<volume><name>a \"disk\".img</name><capacity>" + std::to_string(volume_size) +
                                   "</capacity><target><format type='raw'/></target></volume>";
        volume_.reset(virStorageVolCreateXML(pool_.get(), volume.c_str(), 0));
        if (volume_ == nullptr) throw std::runtime_error(virGetLastErrorMessage());
    }
    StorageHost(const StorageHost&) = delete;
    StorageHost& operator=(const StorageHost&) = delete;
    ~StorageHost() {
        volume_.reset();
        pool_.reset();
        libvirt_.reset();
        kill(daemon_, SIGKILL);
        waitpid(daemon_, nullptr, 0);
        std::filesystem::remove_all(folder_);
    }

    [[nodiscard]] std::string uri() const { return "qemu+unix:///session?socket=" + socket_path().string(); }
    // The daemon hangs: connections stay open and nothing answers.
    void pause() const { kill(daemon_, SIGSTOP); }
    void resume() const { kill(daemon_, SIGCONT); }

    // What the volume's file has.
    [[nodiscard]] std::string content() const {
        std::ifstream file(path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void fill(const std::string& content) const { std::ofstream(path(), std::ios::binary) << content; }
    [[nodiscard]] std::string key() const { return virStorageVolGetKey(volume_.get()); }

  private:
    [[nodiscard]] std::string path() const { return key(); }  // of a file they are the same

    static void give(const std::filesystem::path& path) {
        const passwd* nobody = getpwnam("nobody");
        if (geteuid() == 0 && chown(path.c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
            throw std::runtime_error("chown");
    }

    // It inherits its socket as from systemd (sd_listen_fds(3)): who connects waits until it is ready.
    [[noreturn]] void become_daemon(const passwd& user, int socket) const {
        constexpr int first_inherited = 3;
        if (socket != first_inherited) dup2(socket, first_inherited);
        fcntl(first_inherited, F_SETFD, 0);
        setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
        setenv("LISTEN_FDS", "1", 1);
        setenv("LISTEN_FDNAMES", "libvirtd.socket", 1);
        if (geteuid() == 0 && (setgid(user.pw_gid) != 0 || setuid(user.pw_uid) != 0)) _exit(1);
        const int log = open_log();
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        const std::string config = (folder_ / "libvirtd.conf").string();
        for (const char* name : {"HOME", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"})
            setenv(name, folder_.c_str(), 1);
        for (const char* name : {"DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS"})
            setenv(name, ("unix:path=" + folder_.string() + "/no-bus").c_str(), 1);
        setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
        execlp("libvirtd", "libvirtd", "--config", config.c_str(), nullptr);
        _exit(1);
    }
    [[nodiscard]] int open_log() const {
        constexpr mode_t mode = 0600;
        return ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, mode);
    }

    [[nodiscard]] std::filesystem::path socket_path() const { return folder_ / "socket"; }

    void start() {
        const passwd user = *getpwnam("nobody");
        const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{AF_UNIX, {}};
        socket_path().string().copy(address.sun_path, sizeof address.sun_path - 1);
        if (bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            listen(listening, SOMAXCONN) != 0)
            throw std::runtime_error("a socket for libvirtd");
        daemon_ = fork();
        if (daemon_ == 0) become_daemon(user, listening);
        close(listening);  // so that its end is the socket's
    }

    [[nodiscard]] core::ConnectHandle open() const {
        core::ConnectHandle made{virConnectOpen(uri().c_str())};
        if (made == nullptr) throw std::runtime_error("libvirtd does not start");
        return made;
    }

    std::filesystem::path folder_;
    pid_t daemon_ = -1;
    core::ConnectHandle libvirt_;
    PoolHandle pool_;
    VolumeHandle volume_;
};

}  // namespace tests
