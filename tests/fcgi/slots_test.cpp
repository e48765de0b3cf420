#include "fcgi/slots.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

namespace {

TEST(Slots, AreNoMoreThanThereAre) {
    fcgi::Slots slots(2);
    const auto first = slots.take();
    auto second = slots.take();
    EXPECT_NE(first, nullptr);
    EXPECT_NE(second, nullptr);
    EXPECT_EQ(slots.take(), nullptr);
    second.reset();
    EXPECT_NE(slots.take(), nullptr);
}

TEST(Slots, AreCountedRightByManyThreads) {
    fcgi::Slots slots(3);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 1000; ++round) static_cast<void>(slots.take());
            });
        }
    }
    const std::vector all{slots.take(), slots.take(), slots.take()};
    EXPECT_NE(all.back(), nullptr);
    EXPECT_EQ(slots.take(), nullptr);
}

TEST(Slots, MayGoBeforeThoseWhoHoldThem) {
    auto slots = std::make_unique<fcgi::Slots>(1);
    const auto held = slots->take();
    slots.reset();
    EXPECT_NE(held, nullptr);
}

}  // namespace
