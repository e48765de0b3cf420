#include "core/event_loop.h"

#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

class TheEventLoop : public testing::Test {
  protected:
    TheEventLoop() { core::event_loop::start(); }
};

// What a callback of libvirt's leaves behind.
struct Calls {
    std::atomic<int> count = 0;
    std::atomic<int> stop_at = 1;  // the callback switches itself off then
    std::atomic<int> last_events = 0;
    std::promise<std::thread::id> freed;

    static void timer(int id, void* opaque) {
        auto& calls = *static_cast<Calls*>(opaque);
        if (calls.count + 1 >= calls.stop_at) virEventUpdateTimeout(id, -1);
        ++calls.count;  // last: whoever sees the count may switch it on again
    }
    static void watch(int id, int /*fd*/, int events, void* opaque) {
        auto& calls = *static_cast<Calls*>(opaque);
        calls.last_events = events;
        if (calls.count + 1 >= calls.stop_at) virEventUpdateHandle(id, 0);
        ++calls.count;  // last: whoever sees the count may switch it on again
    }
    static void free(void* opaque) { static_cast<Calls*>(opaque)->freed.set_value(std::this_thread::get_id()); }

    // Where it was freed; anything but the loop's own thread is forbidden by libvirt.
    std::thread::id wait_until_freed() {
        auto future = freed.get_future();
        if (future.wait_for(patience) != std::future_status::ready) throw std::runtime_error("never freed");
        return future.get();
    }
    void wait_for(int wanted) const {
        const auto deadline = std::chrono::steady_clock::now() + patience;
        while (count < wanted && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
        ASSERT_GE(count, wanted);
    }
};

TEST_F(TheEventLoop, CallsATimerThatIsDueAtOnceAndSettleWaitsForIt) {
    Calls calls;
    const int id = virEventAddTimeout(0, Calls::timer, &calls, Calls::free);
    ASSERT_GT(id, 0);
    core::event_loop::settle();
    EXPECT_EQ(calls.count, 1);
    virEventUpdateTimeout(id, 0);
    core::event_loop::settle();
    EXPECT_EQ(calls.count, 2);
    EXPECT_EQ(virEventRemoveTimeout(id), 0);
    calls.wait_until_freed();
}

TEST_F(TheEventLoop, CallsATimerAgainAndAgainUntilItIsSwitchedOff) {
    Calls calls;
    calls.stop_at = 5;
    const int id = virEventAddTimeout(1, Calls::timer, &calls, Calls::free);
    calls.wait_for(5);
    core::event_loop::settle();
    ASSERT_EQ(virEventRemoveTimeout(id), 0);
    calls.wait_until_freed();
    EXPECT_EQ(calls.count, 5);
}

TEST_F(TheEventLoop, DoesNotCallATimerThatIsOff) {
    Calls off;
    Calls other;
    const int id = virEventAddTimeout(-1, Calls::timer, &off, Calls::free);
    const int other_id = virEventAddTimeout(0, Calls::timer, &other, Calls::free);
    core::event_loop::settle();
    EXPECT_EQ(off.count, 0);
    EXPECT_EQ(other.count, 1);
    virEventRemoveTimeout(id);
    virEventRemoveTimeout(other_id);
    off.wait_until_freed();
    other.wait_until_freed();
}

TEST_F(TheEventLoop, SettlesAtOnceWhenNothingIsDue) {
    Calls calls;
    const int id = virEventAddTimeout(3'600'000, Calls::timer, &calls, Calls::free);
    core::event_loop::settle();
    EXPECT_EQ(calls.count, 0);
    virEventRemoveTimeout(id);
    calls.wait_until_freed();
}

TEST_F(TheEventLoop, SettlesAlthoughADueTimerWasRemoved) {
    Calls calls;
    const int id = virEventAddTimeout(0, Calls::timer, &calls, Calls::free);
    virEventRemoveTimeout(id);
    core::event_loop::settle();
    calls.wait_until_freed();
    EXPECT_LE(calls.count, 1);
}

TEST_F(TheEventLoop, FreesOnItsOwnThreadAndNotWithinTheRemoval) {
    Calls calls;
    const int id = virEventAddTimeout(-1, Calls::timer, &calls, Calls::free);
    EXPECT_EQ(virEventRemoveTimeout(id), 0);
    EXPECT_NE(calls.wait_until_freed(), std::this_thread::get_id());
    EXPECT_EQ(virEventRemoveTimeout(id), -1);
}

TEST_F(TheEventLoop, CallsAWatchWhileItsDescriptorIsReadable) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    Calls calls;
    const int id = virEventAddHandle(ends[0], VIR_EVENT_HANDLE_READABLE, Calls::watch, &calls, Calls::free);
    ASSERT_GT(id, 0);
    ASSERT_EQ(write(ends[1], "x", 1), 1);
    calls.wait_for(1);
    EXPECT_EQ(calls.last_events, VIR_EVENT_HANDLE_READABLE);
    calls.stop_at = 2;
    virEventUpdateHandle(id, VIR_EVENT_HANDLE_READABLE);  // nobody has read: it is readable still
    calls.wait_for(2);
    EXPECT_EQ(virEventRemoveHandle(id), 0);
    calls.wait_until_freed();
    EXPECT_EQ(calls.count, 2);
    close(ends[0]);
    close(ends[1]);
}

TEST_F(TheEventLoop, TellsOfAHangUp) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    Calls calls;
    const int id = virEventAddHandle(ends[0], VIR_EVENT_HANDLE_READABLE, Calls::watch, &calls, Calls::free);
    close(ends[1]);
    calls.wait_for(1);
    EXPECT_NE(calls.last_events & VIR_EVENT_HANDLE_HANGUP, 0);
    virEventRemoveHandle(id);
    calls.wait_until_freed();
    close(ends[0]);
}

TEST_F(TheEventLoop, RefusesADescriptorThatIsNone) {
    Calls calls;
    EXPECT_EQ(virEventAddHandle(-1, VIR_EVENT_HANDLE_READABLE, Calls::watch, &calls, nullptr), -1);
    EXPECT_EQ(virEventRemoveHandle(4711), -1);
}

TEST_F(TheEventLoop, SaysWhetherAllThatWasRemovedHasBeenFreed) {
    struct Slow {
        std::promise<void> may_end;
        static void free(void* opaque) { static_cast<Slow*>(opaque)->may_end.get_future().wait(); }
    } slow;
    EXPECT_TRUE(core::event_loop::wait_until_freed(patience)) << "nothing was removed";
    const int id = virEventAddTimeout(-1, Calls::timer, &slow, Slow::free);
    virEventRemoveTimeout(id);
    EXPECT_FALSE(core::event_loop::wait_until_freed(std::chrono::milliseconds(20)));
    slow.may_end.set_value();
    EXPECT_TRUE(core::event_loop::wait_until_freed(patience));
}

TEST_F(TheEventLoop, SettlesForManyThreadsAtOnce) {
    Calls calls;
    calls.stop_at = 1;
    const int id = virEventAddTimeout(-1, Calls::timer, &calls, Calls::free);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 200; ++round) {
                    const int before = calls.count;
                    virEventUpdateTimeout(id, 0);
                    core::event_loop::settle();
                    EXPECT_GT(calls.count, before);
                }
            });
        }
    }
    virEventRemoveTimeout(id);
    calls.wait_until_freed();
}

}  // namespace
