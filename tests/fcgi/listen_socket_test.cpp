#include "fcgi/listen_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/core/thrown.h"
#include "tests/fcgi/fastcgi_client.h"

namespace {

using fcgi::ListenSocket;
using testing::HasSubstr;
namespace fs = std::filesystem;

class AListenSocket : public testing::Test {
  protected:
    AListenSocket() {
        std::string name = (fs::temp_directory_path() / "virt-fcgi-listen-XXXXXX").string();
        folder = mkdtemp(name.data());
    }
    ~AListenSocket() override { fs::remove_all(folder); }

    [[nodiscard]] std::string path(const std::string& name = "socket") const { return (folder / name).string(); }
    static fcgi::Configuration::Responder on(const std::string& address) {
        fcgi::Configuration::Responder responder;
        responder.socket = address;
        return responder;
    }
    static std::string refusal(const std::string& address) {
        return tests::thrown_by<std::runtime_error>([&] {
                   const ListenSocket socket(on(address));
                   return 0;
               })
            .what();
    }
    fs::path folder;
};

TEST_F(AListenSocket, OnAPathHasItsModeAndGoesWithIt) {
    auto settings = on(path());
    settings.socket_mode = 0620;
    {
        const ListenSocket socket(settings);
        struct stat status {};
        ASSERT_EQ(stat(path().c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0620U);
        EXPECT_TRUE(socket.is_own());
        EXPECT_EQ(socket.description(), path());
        EXPECT_NO_THROW(const tests::FastCgiClient client(path()));
    }
    EXPECT_FALSE(fs::exists(path()));
}

TEST_F(AListenSocket, TakesThePlaceOfOneThatWasLeftOver) {
    {
        const tests::Listener other;
        fs::rename(other.path(), path());
    }
    ASSERT_TRUE(fs::is_socket(path()));  // and nobody listens
    const ListenSocket socket(on(path()));
    EXPECT_NO_THROW(const tests::FastCgiClient client(path()));
}

TEST_F(AListenSocket, LeavesOneThatIsInUseAlone) {
    const tests::Listener other;
    fs::rename(other.path(), path());
    EXPECT_THAT(refusal(path()), HasSubstr("another process listens there"));
    EXPECT_NO_THROW(const tests::FastCgiClient client(path()));
}

TEST_F(AListenSocket, NeverReplacesAFileThatIsNoSocket) {
    std::ofstream(path()) << "precious";
    EXPECT_THAT(refusal(path()), HasSubstr(path()));
    EXPECT_TRUE(fs::is_regular_file(path()));
    fs::create_symlink("/nowhere", path("link"));
    EXPECT_THAT(refusal(path("link")), HasSubstr(path("link")));
}

TEST_F(AListenSocket, CanCloseItsPathToNewClientsAndServeThoseWhoWait) {
    ListenSocket socket(on(path()));
    const tests::FastCgiClient waiting(path());
    socket.close_to_new();
    EXPECT_FALSE(fs::exists(path()));
    const int accepted = accept(socket.descriptor(), nullptr, nullptr);
    EXPECT_GE(accepted, 0);
    close(accepted);
}

TEST_F(AListenSocket, NeedsAPathThatFits) {
    EXPECT_THAT(refusal("/" + std::string(200, 'x')), HasSubstr("at most 107 bytes"));
    EXPECT_THAT(refusal(path("no/such/folder")), HasSubstr("No such file"));
}

TEST_F(AListenSocket, OnAPortIsOnLoopbackOnly) {
    for (const std::string address : {"0.0.0.0:9000", "192.0.2.1:9000", "[::]:9000", "example.com:9000", ":9000",
                                      "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1",
                                      "127.0.0.1:90x", "9000", "x", "relative/path"}) {
        EXPECT_THAT(refusal(address), HasSubstr("loopback")) << address;
    }
}

TEST_F(AListenSocket, OnAPortThatIsTakenIsAnError) {
    const int taken = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(bind(taken, reinterpret_cast<const sockaddr*>(&address), size), 0);
    ASSERT_EQ(listen(taken, 1), 0);
    ASSERT_EQ(getsockname(taken, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const std::string port = std::to_string(ntohs(address.sin_port));
    EXPECT_THAT(refusal("127.0.0.1:" + port), HasSubstr("in use"));
    close(taken);
    const ListenSocket socket(on("localhost:" + port));
    EXPECT_EQ(socket.description(), "localhost:" + port);
}

TEST_F(AListenSocket, IsInheritedAsDescriptorZeroWhenNoneIsConfigured) {
    const int before = dup(STDIN_FILENO);
    {
        const tests::Listener listener;
        ASSERT_EQ(dup2(listener.descriptor(), STDIN_FILENO), STDIN_FILENO);
        const ListenSocket socket(on(""));
        EXPECT_EQ(socket.descriptor(), STDIN_FILENO);
        EXPECT_FALSE(socket.is_own());
    }
    const int nothing = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(dup2(nothing, STDIN_FILENO), STDIN_FILENO);
    EXPECT_THAT(refusal(""), HasSubstr("none was inherited"));
    close(nothing);
    dup2(before, STDIN_FILENO);
    close(before);
}

}  // namespace
