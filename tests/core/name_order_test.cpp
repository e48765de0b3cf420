// Names in the order in which people look for them.
#include "core/name_order.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

using core::compare_names;

TEST(AName, StandsWhereItsNumbersSay) {
    const std::vector<std::string> sorted{"",
                                          "10",
                                          "a",
                                          "a 1",
                                          "a 1 b",
                                          "a1",
                                          "a2",
                                          "a10",
                                          "a10b2",
                                          "a10b10",
                                          "b",
                                          "B2",
                                          "b3",
                                          "vm",
                                          "VM1",
                                          "vm2",
                                          "vm10",
                                          "vm99999999999999999999999",
                                          "vm100000000000000000000000",
                                          "vmx",
                                          "z",
                                          "é"};
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (std::size_t j = 0; j < sorted.size(); ++j)
            EXPECT_TRUE(compare_names(sorted[i], sorted[j]) == (i <=> j)) << sorted[i] << " and " << sorted[j];
    }
}

TEST(AName, IsEqualToNoOther) {
    const std::vector<std::string> alike{"VM1", "VM01", "vM1", "vm1", "vm01", "vm001"};
    for (const auto& a : alike) {
        for (const auto& b : alike) {
            EXPECT_EQ(compare_names(a, b) == 0, &a == &b) << a << b;
            EXPECT_EQ(compare_names(a, b) < 0, compare_names(b, a) > 0) << a << b;
            EXPECT_TRUE(compare_names(a, "vm2") < 0);
            EXPECT_TRUE(compare_names(a, "vm0") > 0);
        }
    }
}

TEST(AName, HasItsPlaceAmongAnyOthers) {
    std::vector<std::string> names;
    const std::string letters("a0B9 \xC3");
    for (const char a : letters) {
        for (const char b : letters) {
            for (const char c : letters) names.push_back({a, b, c});
        }
    }
    std::ranges::sort(names, [](const auto& a, const auto& b) { return compare_names(a, b) < 0; });
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t j = i + 1; j < names.size(); ++j)
            ASSERT_TRUE(compare_names(names[i], names[j]) < 0) << names[i] << " and " << names[j];
    }
}

}  // namespace
