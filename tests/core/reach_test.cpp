// Whether a port answers, within a time of ours.
#include "core/reach.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string endpoint(const std::string& uri) {
    const auto found = core::tcp_endpoint(uri);
    return found ? found->host + " " + found->port : "none";
}

TEST(ATcpEndpoint, IsThatOfLibvirtsTransports) {
    EXPECT_EQ(endpoint("qemu+tls://h1/system"), "h1 16514");
    EXPECT_EQ(endpoint("qemu://h1/system"), "h1 16514");
    EXPECT_EQ(endpoint("qemu+tcp://h1/system"), "h1 16509");
    EXPECT_EQ(endpoint("test+tcp://10.0.0.3:7000/default"), "10.0.0.3 7000");
    EXPECT_EQ(endpoint("qemu+libssh://root@h1/system"), "h1 22");
    EXPECT_EQ(endpoint("qemu+libssh2://h1:2222/system?keyfile=/k"), "h1 2222");
    EXPECT_EQ(endpoint("remote+tls://server:9000/?name=xen:///"), "server 9000");
    EXPECT_EQ(endpoint("qemu+tls://[2001:db8::1]/system"), "2001:db8::1 16514");
    EXPECT_EQ(endpoint("qemu+tls://[fe80::1%25eth0]:9/system"), "fe80::1%eth0 9");
}

TEST(ATcpEndpoint, IsNoneWhereAnotherConnects) {
    for (const char* uri : {"qemu:///system", "test:///default", "qemu+unix:///system?socket=/s",
                            "qemu+ssh://h1/system", "qemu+ext:///system?command=/c", "esx://h1/", "vpx://h1/dc",
                            "hyperv://h1/", "nonsense", "", "qemu+tls:///system"}) {
        EXPECT_EQ(endpoint(uri), "none") << uri;
    }
}

// A listening socket on loopback whose backlog the test may fill.
class Listener {
  public:
    explicit Listener(int backlog) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket_, backlog) != 0 ||
            getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error("no listening socket");
        }
        port_ = ntohs(address.sin_port);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() {
        for (const int each : waiting_) close(each);
        close(socket_);
    }
    [[nodiscard]] core::Endpoint endpoint() const { return {"127.0.0.1", std::to_string(port_)}; }

    // Takes the places in the backlog: the next connection gets no answer.
    void fill() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port_);
        for (int i = 0; i < 4; ++i) {
            waiting_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
            static_cast<void>(connect(waiting_.back(), reinterpret_cast<sockaddr*>(&address), sizeof address));
        }
    }

  private:
    int socket_;
    std::uint16_t port_ = 0;
    std::vector<int> waiting_;
};

std::string failure(const core::Endpoint& endpoint, std::chrono::milliseconds limit) {
    try {
        core::reach(endpoint, limit);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "reached";
}

TEST(AHost, IsReachedWhenItTakesTheConnection) {
    const Listener listener(4);
    EXPECT_EQ(failure(listener.endpoint(), 10s), "reached");
}

TEST(AHost, ThatRefusesIsSaidToRefuse) {
    std::optional<Listener> listener(std::in_place, 4);
    const core::Endpoint endpoint = listener->endpoint();
    listener.reset();
    EXPECT_EQ(failure(endpoint, 10s), "127.0.0.1 port " + endpoint.port + ": Connection refused");
}

TEST(AHost, ThatSaysNothingIsGivenUpInTime) {
    Listener listener(0);
    listener.fill();
    const auto before = std::chrono::steady_clock::now();
    EXPECT_THAT(failure(listener.endpoint(), 200ms), HasSubstr("no answer within 0.2 s"));
    EXPECT_GE(std::chrono::steady_clock::now() - before, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
}

TEST(AHost, WithoutAddressIsSaidToHaveNone) {
    EXPECT_THAT(failure({"no-such-host.invalid", "1"}, 10s), HasSubstr("no-such-host.invalid: "));
}

}  // namespace
