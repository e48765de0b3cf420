// One rendering for a generation and a view.
#include "fcgi/render_cache.h"

#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using fcgi::RenderCache;

class ARendering : public testing::Test {
  protected:
    RenderCache cache;
    std::atomic<int> times = 0;

    core::Clock::time_point now = core::Clock::now();

    std::string get(std::uint32_t generation, const std::string& view, const std::string& text = "text") {
        const auto kept = cache.get(
            generation, view,
            [&] {
                ++times;
                return fcgi::Rendering{text};
            },
            now);
        return kept->body;
    }
};

TEST_F(ARendering, IsMadeOnceForAGenerationAndAView) {
    EXPECT_EQ(get(1, "a", "first"), "first");
    EXPECT_EQ(get(1, "a", "second"), "first");
    EXPECT_EQ(get(1, "b", "other"), "other");
    EXPECT_EQ(get(2, "a", "second"), "second");
    EXPECT_EQ(times, 3);
}

TEST_F(ARendering, IsMadeByOneThreadForAll) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(get(1, "a"), "text"); });
    threads.clear();
    EXPECT_EQ(times, 1);
}

TEST_F(ARendering, ThatFailsIsTriedAgain) {
    const auto fail = []() -> fcgi::Rendering { throw std::runtime_error("no"); };
    EXPECT_THROW(static_cast<void>(cache.get(1, "a", fail)), std::runtime_error);
    EXPECT_EQ(get(1, "a"), "text");
}

TEST_F(ARendering, IsForgottenWhenThereAreTooMany) {
    for (std::size_t i = 0; i < RenderCache::most_views; ++i) get(1, std::to_string(i));
    get(1, "0");
    EXPECT_EQ(times, static_cast<int>(RenderCache::most_views));  // all fit
    get(1, "one more");
    get(1, "0");
    EXPECT_EQ(times, static_cast<int>(RenderCache::most_views) + 2);
}

TEST_F(ARendering, IsForgottenWhenTheyAreTooLarge) {
    const std::string half(RenderCache::most_bytes / 2, 'x');
    get(1, "a", half);
    get(1, "b", half);
    get(1, "a");
    EXPECT_EQ(times, 2);  // exactly what may be kept
    get(1, "c", "x");
    get(1, "a", half);
    EXPECT_EQ(times, 4);
}

TEST_F(ARendering, ThatIsTooLargeIsNotKept) {
    const std::string most(RenderCache::most_bytes, 'x');
    get(1, "a", most);
    get(1, "a", most);
    EXPECT_EQ(times, 1);
    EXPECT_EQ(get(1, "b", most + "x").size(), most.size() + 1);
    get(1, "b", most + "x");
    EXPECT_EQ(times, 3);
}

TEST_F(ARendering, IsMadeAnewWhenItIsTooOld) {
    EXPECT_EQ(get(1, "a", "first"), "first");
    now += RenderCache::longest_kept - std::chrono::nanoseconds(1);
    EXPECT_EQ(get(1, "a", "second"), "first");
    now += std::chrono::nanoseconds(1);
    EXPECT_EQ(get(1, "a", "second"), "second");
    now += RenderCache::longest_kept - std::chrono::nanoseconds(1);
    EXPECT_EQ(get(1, "a", "third"), "second");
}

TEST_F(ARendering, CountsOnceHoweverOftenItIsMadeAnew) {
    const std::string half(RenderCache::most_bytes / 2, 'x');
    for (int i = 0; i < 3; ++i) {
        get(1, "a", half);
        now += RenderCache::longest_kept;
    }
    get(1, "b", half);
    get(1, "c", "");
    EXPECT_EQ(times, 5);
    get(1, "b", half);
    EXPECT_EQ(times, 5);  // both fit
}

}  // namespace
