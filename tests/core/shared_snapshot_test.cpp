#include "core/shared_snapshot.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "core/directory_index.h"

namespace {

using core::SharedSnapshot;
using Bytes = std::vector<std::uint8_t>;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::chrono::steady_clock::time_point in(milliseconds wait) {
    return std::chrono::steady_clock::now() + wait;
}

// A child process of the test; killed at the end of its scope.
class Child {
  public:
    template <class Work>
    explicit Child(const Work& work) : pid_(fork()) {
        if (pid_ != 0) return;
        work();
        _exit(0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }

  private:
    pid_t pid_;
};

TEST(ASharedSnapshot, HasNothingUntilSomethingWasPublished) {
    const SharedSnapshot shared(100);
    EXPECT_EQ(shared.generation(), 0U);
    EXPECT_FALSE(shared.copy());
    EXPECT_FALSE(shared.wait_for_other_than(0, in(milliseconds(5))));
}

TEST(ASharedSnapshot, CountsItsGenerations) {
    SharedSnapshot shared(100);
    for (std::uint8_t i = 1; i <= 5; ++i) {
        ASSERT_TRUE(shared.publish(Bytes(i, i)));
        ASSERT_EQ(shared.generation(), i);
        EXPECT_EQ(shared.copy()->generation, i);
        EXPECT_EQ(shared.copy()->content, Bytes(i, i));
    }
}

TEST(ASharedSnapshot, HoldsAsMuchAsItsCapacityAndNotOneByteMore) {
    SharedSnapshot shared(100);
    EXPECT_TRUE(shared.publish(Bytes(100, 1)));
    EXPECT_FALSE(shared.publish(Bytes(101, 2)));
    EXPECT_EQ(shared.generation(), 1U);
    EXPECT_EQ(shared.copy()->content, Bytes(100, 1));
    EXPECT_TRUE(shared.publish(Bytes(100, 3)));  // both buffers have the room
    EXPECT_EQ(shared.copy()->content, Bytes(100, 3));
    EXPECT_TRUE(shared.publish(Bytes()));
    EXPECT_EQ(shared.copy()->content, Bytes());
}

TEST(ASharedSnapshot, OutlivesTheProcessThatWroteIt) {
    SharedSnapshot shared(100);
    {
        const Child writer([&] {
            static_cast<void>(shared.publish(Bytes(3, 7)));
            ::pause();
        });
        ASSERT_TRUE(shared.wait_for_other_than(0, in(seconds(30))));
    }
    EXPECT_EQ(shared.copy()->content, Bytes(3, 7));
}

// Each generation is filled with one byte, which tells its size too.
TEST(ASharedSnapshot, GivesNoTornCopyWhileAnotherProcessWrites) {
    constexpr std::size_t most = 1 << 16;
    SharedSnapshot shared(most);
    const Child writer([&] {
        for (unsigned i = 1;; ++i)
            static_cast<void>(shared.publish(Bytes(most - i % 251, static_cast<std::uint8_t>(i % 251))));
    });
    ASSERT_TRUE(shared.wait_for_other_than(0, in(seconds(30))));
    std::uint32_t last = 0;
    int seen = 0;
    const auto deadline = in(seconds(60));
    while (seen < 2000 && std::chrono::steady_clock::now() < deadline) {
        const auto copy = shared.copy();
        ASSERT_TRUE(copy);
        ASSERT_GE(copy->generation, last);
        seen += copy->generation != last ? 1 : 0;
        last = copy->generation;
        const auto value = static_cast<std::uint8_t>(last % 251);
        ASSERT_EQ(copy->content.size(), most - value);
        ASSERT_TRUE(std::ranges::all_of(copy->content, [&](std::uint8_t byte) { return byte == value; }))
            << "torn at generation " << last;
    }
    EXPECT_EQ(seen, 2000);
}

TEST(AReaderThatWaits, IsWokenByAnotherProcess) {
    SharedSnapshot shared(100);
    ASSERT_TRUE(shared.publish(Bytes(1)));
    const Child writer([&] { static_cast<void>(shared.publish(Bytes(2))); });
    EXPECT_TRUE(shared.wait_for_other_than(1, in(seconds(30))));
    EXPECT_EQ(shared.generation(), 2U);
}

TEST(ADirectoryReader, MakesOneIndexOfEachGeneration) {
    SharedSnapshot shared;
    core::DirectoryReader reader(shared);
    EXPECT_EQ(reader.current()->generation(), 0U);
    ASSERT_TRUE(shared.publish(core::encode(core::Snapshot{{{"alpha", core::HostState::up, 0, ""}}, {}})));
    const auto first = reader.current();
    EXPECT_EQ(first->generation(), 1U);
    EXPECT_NE(first->host("alpha"), nullptr);
    EXPECT_EQ(reader.current(), first);
    ASSERT_TRUE(shared.publish(core::encode({})));
    EXPECT_EQ(reader.current()->host("alpha"), nullptr);
    EXPECT_NE(first->host("alpha"), nullptr);  // who still holds the old one reads on
}

TEST(ADirectoryReader, ServesManyThreadsWhileGenerationsChange) {
    SharedSnapshot shared;
    core::DirectoryReader reader(shared);
    std::atomic<bool> is_over = false;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            while (!is_over) {
                const auto index = reader.current();
                const auto expected = index->generation() == 0 ? 0U : index->generation() % 7;
                ASSERT_EQ(index->snapshot().domains.size(), expected);
            }
        });
    }
    for (std::uint32_t generation = 1; generation <= 500; ++generation) {
        core::Snapshot snapshot;
        snapshot.domains.resize(generation % 7);
        ASSERT_TRUE(shared.publish(core::encode(snapshot)));
    }
    is_over = true;
}

}  // namespace
