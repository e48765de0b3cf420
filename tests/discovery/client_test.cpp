// The client where there is no Avahi at all: its thread, its tasks and its end. With Avahi it is tested by domumdns.
#include "discovery/client.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <future>
#include <vector>

namespace {

using discovery::Client;
using namespace std::chrono_literals;

constexpr auto deadline = 30s;

// Before a client is there.
struct NoBus {
    NoBus() { setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1); }
};

class AClientWithoutAvahi : public testing::Test {
  protected:
    const NoBus no_bus_;
    std::vector<std::string> events_;
    Client client_{{[this](AvahiClient*) { events_.emplace_back("running"); },
                    [this](const std::string&) { events_.emplace_back("gone"); }}};
};

TEST_F(AClientWithoutAvahi, RunsTasksOnOneThreadInTheirOrder) {
    std::vector<int> order;
    std::vector<std::thread::id> threads;
    std::promise<void> done;
    for (int i = 0; i < 3; ++i) {
        client_.post([&, i] {
            order.push_back(i);
            threads.push_back(std::this_thread::get_id());
        });
    }
    client_.after(20ms, [&] {
        order.push_back(4);
        done.set_value();
    });
    client_.after(10ms, [&] { order.push_back(3); });
    ASSERT_EQ(done.get_future().wait_for(deadline), std::future_status::ready);
    EXPECT_THAT(order, testing::ElementsAre(0, 1, 2, 3, 4));
    EXPECT_THAT(threads, testing::Each(threads[0]));
    EXPECT_NE(threads[0], std::this_thread::get_id());
}

TEST_F(AClientWithoutAvahi, OutlivesATaskThatThrows) {
    std::promise<void> done;
    client_.post([] { throw std::runtime_error("a task's trouble"); });
    client_.post([&] { done.set_value(); });
    EXPECT_EQ(done.get_future().wait_for(deadline), std::future_status::ready);
}

TEST_F(AClientWithoutAvahi, LetsATaskPostAnother) {
    std::promise<void> done;
    client_.post([&] { client_.post([&] { done.set_value(); }); });
    EXPECT_EQ(done.get_future().wait_for(deadline), std::future_status::ready);
}

TEST_F(AClientWithoutAvahi, NeverRunsAndGoesOnTrying) {
    std::promise<void> done;
    client_.after(Client::first_retry * 4, [&] { done.set_value(); });
    ASSERT_EQ(done.get_future().wait_for(deadline), std::future_status::ready);
    EXPECT_THAT(events_, testing::IsEmpty());
}

TEST(AClient, EndsWithoutWaitingForTasksThatAreNotDue) {
    const NoBus no_bus;
    bool has_run = false;
    {
        Client({[](AvahiClient*) {}, [](const std::string&) {}}).after(1h, [&] { has_run = true; });
    }
    EXPECT_FALSE(has_run);
}

}  // namespace
