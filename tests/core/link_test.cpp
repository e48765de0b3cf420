// Connections that open late, fail, or never open.
#include "core/link.h"

#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "tests/core/silent_host.h"
#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Access;
using core::Connection;
using core::HostUnavailable;
using core::Link;
using tests::in;
using tests::SilentHost;
using tests::thrown_by;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class ALink : public tests::TestDriver {
  protected:
    ALink() {
        std::string name = (fs::temp_directory_path() / "virt-fcgi-link-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~ALink() override { fs::remove_all(folder_); }

    static HostUnavailable refusal(Link& link, std::chrono::milliseconds patience = 10s) {
        return thrown_by<HostUnavailable>([&] { return link.lease(in(patience)); });
    }

    // Asks until the link answers.
    static Link::Lease lease_in_the_end(Link& link) {
        const auto deadline = in(30s);
        for (;;) {
            try {
                return link.lease(deadline);
            } catch (const HostUnavailable& error) {
                if (core::Clock::now() > deadline) throw;
                std::this_thread::yield();
            }
        }
    }

    fs::path folder_;
};

TEST_F(ALink, OpensAConnectionWhenItIsFirstNeededAndLendsItAgain) {
    const auto link = Link::make(uri, Access::read_only, settings);
    const Connection* first = &*link->lease(in(10s));
    const auto second = link->lease(in(10s));
    EXPECT_EQ(&*second, first);
    EXPECT_EQ(virConnectIsAlive(second->get()), 1);
}

TEST_F(ALink, LendsNoConnectionToTwoAtOnce) {
    const auto link = Link::make(uri, Access::read_only, {10s, no_keep_alive, 2});
    const auto first = link->lease(in(10s));
    std::optional second(link->lease(in(10s)));
    EXPECT_NE(&*first, &**second);
    EXPECT_THAT(refusal(*link, 20ms).what(), testing::HasSubstr("slow"));
    const Connection* free = &**second;
    second.reset();
    EXPECT_EQ(&*link->lease(in(10s)), free);
}

TEST_F(ALink, LetsNobodyWaitBehindACallThatTakesLong) {
    const auto link = Link::make(uri, Access::read_only, {10s, no_keep_alive, 1});
    const auto lease = link->lease(in(10s));
    const auto before = core::Clock::now();
    EXPECT_FALSE(refusal(*link, 60s).timed_out());
    EXPECT_LT(core::Clock::now() - before, 30s);
    EXPECT_GE(core::Clock::now() - before, Link::longest_wait_behind_calls / 2);
    const auto again = core::Clock::now();
    EXPECT_FALSE(refusal(*link, 60s).timed_out());
    EXPECT_LT(core::Clock::now() - again, Link::longest_wait_behind_calls);  // the next ones are told at once
}

TEST_F(ALink, ServesMoreThreadsThanItHasConnections) {
    const auto link = Link::make(uri, Access::read_only, {10s, no_keep_alive, 2});
    std::atomic<int> lent = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 50; ++round) {
                    const auto lease = link->lease(in(30s));
                    most = std::max<int>(most, ++lent);
                    EXPECT_EQ(lease->kept_domains(), 0U);
                    --lent;
                }
            });
        }
    }
    EXPECT_GE(most, 1);
    EXPECT_LE(most, 2);
}

TEST_F(ALink, SaysWhyItCannotOpen) {
    const auto error = refusal(*Link::make("test://" + (folder_ / "none.xml").string(), Access::read_only, settings));
    EXPECT_FALSE(error.timed_out());
    EXPECT_GT(error.retry_after(), 0ms);
    EXPECT_THAT(error.what(), testing::HasSubstr("none.xml"));
}

TEST_F(ALink, FailsAtOnceWhileItBacksOffAndOpensAfterwards) {
    const fs::path file = folder_ / "late.xml";
    const auto link = Link::make("test://" + file.string(), Access::read_only, settings);
    const auto first = refusal(*link);
    std::ofstream(file) << "<node/>";
    const auto second = refusal(*link);  // within the back-off: nobody has tried
    EXPECT_STREQ(second.what(), first.what());
    EXPECT_FALSE(second.timed_out());
    EXPECT_EQ(virConnectIsAlive(lease_in_the_end(*link)->get()), 1);
}

TEST_F(ALink, WaitsLongerAfterEachFailureUpToALimit) {
    const auto link = Link::make("test://" + (folder_ / "none.xml").string(), Access::read_only, settings);
    std::vector<std::chrono::milliseconds> waits;
    const auto deadline = in(30s);
    // The time left shrinks while nobody tries, and jumps up with each attempt that has failed.
    for (auto left = 0ms; waits.size() < 5; std::this_thread::yield()) {
        ASSERT_LT(core::Clock::now(), deadline);
        const auto now_left = refusal(*link).retry_after();
        if (now_left > left) waits.push_back(now_left);
        left = now_left;
    }
    EXPECT_LE(waits[0], Link::first_back_off);
    EXPECT_GT(waits[2], waits[0]);
    EXPECT_GT(waits[4], waits[2]);
    EXPECT_LE(waits[4], Link::longest_back_off);
}

TEST_F(ALink, GivesUpOnASilentHostWhenItsTimeIsUp) {
    SilentHost silent(folder_ / "socket");
    const auto link = Link::make(silent.uri(), Access::read_only, {200ms, no_keep_alive, 4});
    const auto before = core::Clock::now();
    const auto error = refusal(*link, 30s);
    EXPECT_TRUE(error.timed_out());
    EXPECT_GE(core::Clock::now() - before, 200ms);
    EXPECT_LT(core::Clock::now() - before, 10s);
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    silent.hang_up();
    EXPECT_FALSE(refusal(*Link::make("test+unix:///default?socket=" + (folder_ / "none").string(), Access::read_only,
                                     settings))
                     .timed_out());
}

TEST_F(ALink, GivesUpWhenTheCallersTimeIsUpBeforeItsOwn) {
    SilentHost silent(folder_ / "socket");
    const auto link = Link::make(silent.uri(), Access::read_only, {20s, no_keep_alive, 4});
    EXPECT_TRUE(refusal(*link, 50ms).timed_out());
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    silent.hang_up();
    EXPECT_FALSE(refusal(*link, 30s).timed_out());  // the attempt has ended with the host's hanging up
}

TEST_F(ALink, OpensNothingWhileTooManyAttemptsOfAllLinksHang) {
    SilentHost silent(folder_ / "socket");
    const int others = Link::attempts_under_way();
    core::LinkSettings two_attempts{200ms, no_keep_alive, 1};
    two_attempts.most_attempts = others + 2;
    const std::array links{Link::make(silent.uri(), Access::read_only, two_attempts),
                           Link::make(silent.uri(), Access::read_only, two_attempts),
                           Link::make(silent.uri(), Access::read_only, two_attempts)};
    EXPECT_TRUE(refusal(*links[0], 30s).timed_out());
    EXPECT_TRUE(refusal(*links[1], 30s).timed_out());
    EXPECT_EQ(silent.accept_all(10'000), 2U);
    EXPECT_THAT(refusal(*links[2]).what(), testing::HasSubstr("too many connections"));
    silent.hang_up();
    EXPECT_EQ(virConnectIsAlive(lease_in_the_end(*Link::make(uri, Access::read_only, two_attempts))->get()), 1);
}

TEST_F(ALink, NeverMakesTwoAttemptsAtOnce) {
    SilentHost silent(folder_ / "socket");
    const auto link = Link::make(silent.uri(), Access::read_only, {100ms, no_keep_alive, 4});
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_TRUE(refusal(*link).timed_out()); });
    }
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(refusal(*link).timed_out());
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    silent.hang_up();
    while (refusal(*link).timed_out()) std::this_thread::yield();
}

TEST_F(ALink, MakesOneAttemptAtATimeTogetherWithTheOtherOneToItsHost) {
    SilentHost silent(folder_ / "socket");
    const auto slot = std::make_shared<core::OpeningSlot>();
    const core::LinkSettings patient{100ms, no_keep_alive, 4};
    const auto reading = Link::make(silent.uri(), Access::read_only, patient, {}, slot);
    const auto changing = Link::make(silent.uri(), Access::read_write, patient, {}, slot);
    EXPECT_TRUE(refusal(*reading).timed_out());
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(refusal(*changing).timed_out());
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    silent.hang_up();
    while (refusal(*changing).timed_out()) {
        silent.accept_all(0);
        silent.hang_up();
    }
    EXPECT_GE(silent.accept_all(0), 2U);
}

TEST_F(ALink, WakesWhoWaitedForTheOtherOnesAttempt) {
    SilentHost silent(folder_ / "socket");
    const auto slot = std::make_shared<core::OpeningSlot>();
    const auto reading = Link::make(silent.uri(), Access::read_only, {20s, no_keep_alive, 4}, {}, slot);
    const auto changing = Link::make(uri, Access::read_write, {20s, no_keep_alive, 4}, {}, slot);
    std::jthread first([&] { EXPECT_FALSE(refusal(*reading, 60s).timed_out()); });
    EXPECT_EQ(silent.accept_all(10'000), 1U);  // its attempt is under way
    std::jthread second([&] { EXPECT_EQ(virConnectIsAlive(changing->lease(in(60s))->get()), 1); });
    silent.hang_up();
}

TEST_F(ALink, MayGoWhileItStillOpens) {
    SilentHost silent(folder_ / "socket");
    auto link = Link::make(silent.uri(), Access::read_only, {20ms, no_keep_alive, 4});
    const std::weak_ptr<Link> watched = link;
    EXPECT_TRUE(refusal(*link).timed_out());
    link.reset();
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    silent.hang_up();
    const auto deadline = in(30s);
    while (!watched.expired() && core::Clock::now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(watched.expired());  // the thread that opens has let go
}

}  // namespace
