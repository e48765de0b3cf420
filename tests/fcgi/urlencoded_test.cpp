#include "fcgi/urlencoded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "fcgi/problem.h"
#include "tests/core/thrown.h"

namespace {

using fcgi::decode_form;
using fcgi::Limits;
using fcgi::ProblemError;
using testing::HasSubstr;
using tests::thrown_by;

constexpr Limits small{.body = 100, .path = 100, .query = 100, .argument = 5, .arguments = 3};

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs decoded(std::string_view encoded, const Limits& limits = {}) {
    Pairs pairs;
    for (auto& [name, value] : decode_form(encoded, limits)) pairs.emplace_back(name, value);
    return pairs;
}

TEST(AForm, IsTakenApart) {
    EXPECT_EQ(decoded(""), Pairs{});
    EXPECT_EQ(decoded("a=1&b=2"), (Pairs{{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(decoded("a"), (Pairs{{"a", ""}}));
    EXPECT_EQ(decoded("a="), (Pairs{{"a", ""}}));
    EXPECT_EQ(decoded("=1"), (Pairs{{"", "1"}}));
    EXPECT_EQ(decoded("a=b=c"), (Pairs{{"a", "b=c"}}));
    EXPECT_EQ(decoded("a=1&a=2"), (Pairs{{"a", "1"}, {"a", "2"}}));
    EXPECT_EQ(decoded("a=1;b=2"), (Pairs{{"a", "1;b=2"}}));
}

TEST(AForm, MayHaveEmptyPairsBetween) {
    EXPECT_EQ(decoded("&&a=1&&&b=2&"), (Pairs{{"a", "1"}, {"b", "2"}}));
}

TEST(AForm, IsDecodedOnce) {
    EXPECT_EQ(decoded("n%61me=%26%3D%2B+%25%32%35"), (Pairs{{"name", "&=+ %25"}}));
    EXPECT_EQ(decoded("a=%c3%BC%f0%9f%90%a7"), (Pairs{{"a", "ü🐧"}}));
    EXPECT_EQ(decoded("a=\xC3\xBC"), (Pairs{{"a", "ü"}}));
}

TEST(AForm, WithABrokenEscapeNamesItsArgument) {
    for (const std::string value : {"%", "%4", "%zz", "%4g", "%%41", "% 41", "%-1", "%+1", "%0x"}) {
        const auto error = thrown_by<core::ArgumentError>([&] { return decode_form("a=1&memory=" + value, {}); });
        EXPECT_EQ(error.argument(), "memory") << value;
        EXPECT_THAT(error.what(), HasSubstr("hexadecimal")) << value;
    }
    EXPECT_THROW(static_cast<void>(decode_form("mem%4=1", {})), core::ArgumentError);
}

TEST(AForm, WithNulOrOtherBytesThanUtf8NamesItsArgument) {
    for (const std::string value : {"%00", "a%00b", "%FF", "%C0%80", "%ED%A0%80", "%C3"}) {
        const auto error = thrown_by<core::ArgumentError>([&] { return decode_form("xml=" + value, {}); });
        EXPECT_EQ(error.argument(), "xml") << value;
    }
    EXPECT_THROW(static_cast<void>(decode_form("%00=1", {})), core::ArgumentError);
    EXPECT_THROW(static_cast<void>(decode_form(std::string_view("a=\0", 3), {})), core::ArgumentError);
}

TEST(AForm, MayHaveAValueAsLongAsTheLimitAndNoLonger) {
    EXPECT_EQ(decoded("a=12345", small), (Pairs{{"a", "12345"}}));
    EXPECT_EQ(decoded("a=%31%32%33%34%35", small), (Pairs{{"a", "12345"}}));  // its length is that of what it means
    const auto error = thrown_by<core::ArgumentError>([] { return decode_form("a=123456", small); });
    EXPECT_EQ(error.argument(), "a");
    EXPECT_THAT(error.what(), HasSubstr("6 bytes; at most 5"));
}

TEST(AForm, MayHaveAsManyArgumentsAsTheLimitAndNoMore) {
    EXPECT_EQ(decoded("a=1&b=2&c=3&", small).size(), 3U);
    const auto error = thrown_by<ProblemError>([] { return decode_form("a=1&b=2&c=3&d=4", small); });
    EXPECT_EQ(error.problem().status, 400);
    EXPECT_THAT(error.problem().detail, HasSubstr("more than 3 arguments"));
}

TEST(AForm, MayHaveANameAsLongAsTheLimitAndNoLonger) {
    const std::string longest(fcgi::longest_argument_name, 'x');
    EXPECT_EQ(decoded(longest + "=1").size(), 1U);
    std::string escaped;
    for (std::size_t i = 0; i < longest.size(); ++i) escaped += "%78";
    EXPECT_EQ(decoded(escaped + "=1"), (Pairs{{longest, "1"}}));
    EXPECT_EQ(thrown_by<ProblemError>([&] { return decode_form(longest + "x=1", {}); }).problem().status, 400);
    EXPECT_EQ(thrown_by<ProblemError>([&] { return decode_form(escaped + "%78=1", {}); }).problem().status, 400);
}

TEST(AFieldsText, HasItsOwnLineEndsAgain) {
    EXPECT_EQ(fcgi::with_plain_line_ends("a\r\n\r\nb\r\n"), "a\n\nb\n");
    EXPECT_EQ(fcgi::with_plain_line_ends("\r\n"), "\n");
    EXPECT_EQ(fcgi::with_plain_line_ends(""), "");
}

TEST(AFieldsText, ThatIsNoBrowsersIsAsItCame) {
    for (const char* text : {"a", "a\nb", "a\r\nb\n", "a\n\r\nb", "a\r\nb\r", "\r", "\r\r\n", "\n\r"})
        EXPECT_EQ(fcgi::with_plain_line_ends(text), text);
}

TEST(ASegment, IsEncodedSoThatItDecodesToItself) {
    EXPECT_EQ(fcgi::encode_segment("vm-1._~Z"), "vm-1._~Z");
    EXPECT_EQ(fcgi::encode_segment("a b/c?d#e%f+g"), "a%20b%2Fc%3Fd%23e%25f%2Bg");
    EXPECT_EQ(fcgi::encode_segment("ü\x01\"<>"), "%C3%BC%01%22%3C%3E");
    std::string all;
    for (int c = 1; c < 128; ++c) all += static_cast<char>(c);
    EXPECT_EQ(decoded("a=" + fcgi::encode_segment(all)), (Pairs{{"a", all}}));
}

}  // namespace
