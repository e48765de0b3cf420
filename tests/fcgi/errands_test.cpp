#include "fcgi/errands.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <atomic>
#include <memory>
#include <semaphore>

#include <pthread.h>

namespace {

using fcgi::Errands;

TEST(Errands, AreCountedAndWaitedFor) {
    Errands errands;
    std::counting_semaphore<> go_on{0};
    std::atomic<int> done = 0;
    for (int i = 0; i < 3; ++i) {
        errands.start("test", [&] {
            go_on.acquire();
            ++done;
        });
    }
    EXPECT_EQ(errands.count(), 3);
    pollfd ended{errands.descriptor(), POLLIN, 0};
    EXPECT_EQ(poll(&ended, 1, 0), 0);
    go_on.release(3);
    EXPECT_EQ(poll(&ended, 1, 30'000), 1);
    errands.wait();
    EXPECT_EQ(errands.count(), 0);
    EXPECT_EQ(done, 3);
}

TEST(Errands, AreDestroyedBeforeTheyCountAsDone) {
    Errands errands;
    const auto held = std::make_shared<int>();
    errands.start("test", [held] {});
    errands.wait();
    EXPECT_EQ(held.use_count(), 1);
}

TEST(Errands, HaveThreadsWithAName) {
    std::array<char, 16> name{};
    {
        Errands errands;
        errands.start("fifteen letters", [&] { pthread_getname_np(pthread_self(), name.data(), name.size()); });
    }
    EXPECT_STREQ(name.data(), "fifteen letters");
}

}  // namespace
