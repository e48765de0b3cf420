// libxml2's memory on a thread while a region lives there.
#include "fcgi/region.h"

#include <gtest/gtest.h>
#include <libxml/globals.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "fcgi/transformation.h"

namespace {

using fcgi::Region;
using Excess = fcgi::Region::Excess;

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

class ARegion : public testing::Test {
  protected:
    ARegion() { fcgi::start_libxslt(); }

    static constexpr std::chrono::milliseconds long_time{60'000};
    int stops = 0;
    const std::function<void()> count_stops = [this] { ++stops; };
};

TEST_F(ARegion, GivesEachBlockItsOwnRoom) {
    const Region region(64 * mebibyte, long_time, count_stops);
    std::vector<std::pair<char*, std::size_t>> blocks;
    for (std::size_t size : {0, 1, 15, 16, 17, 1008, 1023, 1024, 1025, 5000, 100'000, 5'000'000, 24, 24, 24}) {
        auto* const block = static_cast<char*>(xmlMalloc(size));
        ASSERT_NE(block, nullptr);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 16, 0U) << size;
        EXPECT_TRUE(region.owns(block));
        std::memset(block, static_cast<int>(blocks.size()), size);
        blocks.emplace_back(block, size);
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        for (std::size_t at = 0; at < blocks[i].second; ++at) ASSERT_EQ(blocks[i].first[at], static_cast<char>(i));
    }
    EXPECT_EQ(stops, 0);
}

TEST_F(ARegion, GivesAFreedBlockToTheNextOfItsSize) {
    const Region region(mebibyte, long_time, count_stops);
    for (const std::size_t size : {8, 100, 1024, 1025, 100'000}) {
        std::set<void*> seen;
        for (int i = 0; i < 10'000; ++i) {
            void* const block = xmlMalloc(size);
            seen.insert(block);
            xmlFree(block);
        }
        EXPECT_EQ(seen.size(), 1U) << size;
    }
    xmlFree(nullptr);
    volatile std::size_t too_much = std::numeric_limits<std::size_t>::max() - 8;  // a constant the compiler refuses
    EXPECT_EQ(xmlMalloc(too_much), nullptr);
    EXPECT_EQ(region.excess(), Excess::none);
}

TEST_F(ARegion, KeepsWhatStandsInABlockThatGrows) {
    const Region region(64 * mebibyte, long_time, count_stops);
    auto* block = static_cast<char*>(xmlRealloc(nullptr, 1));
    *block = 'x';
    for (std::size_t size = 2; size < mebibyte; size *= 2) {
        block = static_cast<char*>(xmlRealloc(block, size));
        std::memset(block + size / 2, 'x', size / 2);
        ASSERT_EQ(std::string(block, size), std::string(size, 'x'));
    }
    EXPECT_EQ(xmlRealloc(block, 10), block);
}

TEST_F(ARegion, LeavesToOthersWhatIsTheirs) {
    auto* before = static_cast<char*>(xmlMalloc(10));
    std::strcpy(before, "before");
    void* freed = xmlMalloc(10);
    std::thread other;
    {
        const Region region(mebibyte, long_time, count_stops);
        EXPECT_FALSE(region.owns(before));
        before = static_cast<char*>(xmlRealloc(before, 5000));
        EXPECT_FALSE(region.owns(before));
        xmlFree(freed);
        other = std::thread([&region] {
            void* const its_own = xmlMalloc(10);
            EXPECT_FALSE(region.owns(its_own));
            xmlFree(its_own);
        });
        other.join();
    }
    EXPECT_STREQ(before, "before");
    xmlFree(before);
}

TEST_F(ARegion, LeavesWhatOutlivesIt) {
    char* kept = nullptr;
    char* grown = nullptr;
    {
        const Region region(mebibyte, long_time, count_stops);
        kept = xmlMemStrdup("kept");
        grown = xmlMemStrdup("grown");
    }
    const Region next(mebibyte, long_time, count_stops);
    std::memset(xmlMalloc(1000), 'x', 1000);
    EXPECT_FALSE(next.owns(kept));
    EXPECT_STREQ(kept, "kept");
    grown = static_cast<char*>(xmlRealloc(grown, 1000));
    EXPECT_STREQ(grown, "grown");
    std::thread([kept] { xmlFree(kept); }).join();
}

TEST_F(ARegion, StopsWhatTakesTooMuch) {
    const Region region(mebibyte, long_time, count_stops);
    for (int i = 0; i < 15; ++i) static_cast<void>(xmlMalloc(mebibyte / 16));
    EXPECT_EQ(region.excess(), Excess::none) << "as much as it may have";
    static_cast<void>(xmlMalloc(mebibyte / 16));
    EXPECT_EQ(region.excess(), Excess::memory);
    void* const more = xmlMalloc(10);
    EXPECT_NE(more, nullptr) << "what ends has to allocate, too";
    EXPECT_GT(stops, 0);
}

TEST_F(ARegion, StopsWhatTakesTooLong) {
    const Region region(mebibyte, std::chrono::milliseconds(5), count_stops);
    while (region.excess() == Excess::none) xmlFree(xmlMalloc(10));
    EXPECT_EQ(region.excess(), Excess::time);
    EXPECT_EQ(stops, 1);
    xmlFree(xmlMalloc(10));
    EXPECT_EQ(stops, 2) << "and again each time";
}

}  // namespace
