// Integers at the limits of their C types, and one past them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/arguments.h"
#include "core/error.h"
#include "tests/core/thrown.h"

namespace {

using core::ArgumentError;
using core::Arguments;
using core::api::Parameter;
using testing::HasSubstr;
using tests::given;
using tests::thrown_by;

constexpr Parameter memory{
    .name = "memory", .type = "", .info = "the memory size in kilobytes", .unit = "KiB", .enums = {}};

Arguments with_memory(const std::string& value) {
    return given({{"memory", value}});
}

// The decimal number whose magnitude is one more.
std::string one_past(std::string number) {
    for (auto digit = number.rbegin(); digit != number.rend() && *digit != '-'; ++digit) {
        if (*digit != '9') {
            ++*digit;
            return number;
        }
        *digit = '0';
    }
    return number;
}

template <class T>
class AnIntegerArgument : public testing::Test {
  protected:
    using Limits = std::numeric_limits<T>;
    static std::string least() { return std::to_string(Limits::min()); }
    static std::string most() { return std::to_string(Limits::max()); }
    static ArgumentError refusal(const std::string& value) {
        return thrown_by<ArgumentError>([&] { return with_memory(value).integer<T>(memory); });
    }
};

using CTypes = testing::Types<int, unsigned, long, unsigned long, long long, unsigned long long>;
TYPED_TEST_SUITE(AnIntegerArgument, CTypes);

TYPED_TEST(AnIntegerArgument, IsTakenAtBothEndsOfItsType) {
    EXPECT_EQ(with_memory(this->least()).template integer<TypeParam>(memory), std::numeric_limits<TypeParam>::min());
    EXPECT_EQ(with_memory(this->most()).template integer<TypeParam>(memory), std::numeric_limits<TypeParam>::max());
}

TYPED_TEST(AnIntegerArgument, IsRefusedOnePastItsType) {
    const std::string below = std::is_signed_v<TypeParam> ? one_past(this->least()) : "-1";
    for (const std::string& value : {below, one_past(this->most())}) {
        const ArgumentError error = this->refusal(value);
        EXPECT_EQ(error.argument(), "memory");
        EXPECT_THAT(error.what(), HasSubstr(value));
        EXPECT_THAT(error.what(), HasSubstr("out of range"));
        EXPECT_THAT(error.what(), HasSubstr("from " + this->least() + " to " + this->most()));
    }
}

TYPED_TEST(AnIntegerArgument, IsOutOfRangeHoweverManyDigitsItHas) {
    EXPECT_THAT(this->refusal("1" + std::string(30, '0')).what(), HasSubstr("out of range"));
    EXPECT_THAT(this->refusal("-1" + std::string(30, '0')).what(), HasSubstr("out of range"));
}

TYPED_TEST(AnIntegerArgument, IsAWholeDecimalNumberAndNothingElse) {
    for (const std::string value :
         {"", " 1", "1 ", "+1", "0x10", "1e3", "1.0", "1,000", "one", "-", "--1", "1;", "١"}) {
        const ArgumentError error = this->refusal(value);
        EXPECT_EQ(error.argument(), "memory");
        EXPECT_THAT(error.what(), HasSubstr("not a number")) << '"' << value << '"';
    }
}

TYPED_TEST(AnIntegerArgument, MustNotBeMissing) {
    const auto error = thrown_by<ArgumentError>([] { return Arguments().integer<TypeParam>(memory); });
    EXPECT_EQ(error.argument(), "memory");
    EXPECT_THAT(error.what(), HasSubstr("memory is missing: the memory size in kilobytes"));
}

TEST(ARefusedArgument, IsQuotedWithoutControlCharactersAndCut) {
    const auto error =
        thrown_by<ArgumentError>([] { return with_memory("1\n\"2" + std::string(200, '3')).integer<int>(memory); });
    EXPECT_THAT(error.what(), HasSubstr("1\\x0a\\x222"));
    EXPECT_THAT(error.what(), HasSubstr("(204 bytes)"));
    EXPECT_LT(std::string(error.what()).size(), 250U);
}

TEST(AFloatingPointArgument, IsTakenFromZeroToItsLimits) {
    const Parameter load{"load", "double", "", "", {}};
    EXPECT_EQ(given({{"load", "-0.5"}}).number(load), -0.5);
    EXPECT_EQ(given({{"load", "1.7976931348623157e308"}}).number(load), std::numeric_limits<double>::max());
}

TEST(AFloatingPointArgument, IsAFiniteNumber) {
    const Parameter load{"load", "double", "", "", {}};
    for (const std::string value : {"", "x", "1.5x", " 1", "inf", "-inf", "nan", "1e999", "0x1p3", "1,5"}) {
        const auto error = thrown_by<ArgumentError>([&] { return given({{"load", value}}).number(load); });
        EXPECT_EQ(error.argument(), "load") << value;
    }
}

}  // namespace
