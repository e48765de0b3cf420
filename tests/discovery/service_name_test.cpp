// Names and texts at the limits of DNS-SD.
#include "discovery/service_name.h"

#include <gmock/gmock.h>

#include "core/text.h"

namespace {

using discovery::longest_service_name;
using discovery::longest_text;
using discovery::service_name;
using discovery::text_entry;
using testing::EndsWith;
using testing::MatchesRegex;
using testing::StartsWith;

std::string times(std::size_t count, std::string_view text) {
    std::string result;
    while (count-- > 0) result += text;
    return result;
}

TEST(AServiceName, IsTheNameItselfUpTo63Bytes) {
    EXPECT_EQ(service_name("vm1"), "vm1");
    EXPECT_EQ(service_name("Ünï.co de #2"), "Ünï.co de #2");
    EXPECT_EQ(service_name(times(63, "a")), times(63, "a"));
    EXPECT_EQ(service_name(times(31, "ä") + "b"), times(31, "ä") + "b");
}

TEST(AServiceName, IsCutAndEndsInAHashBeyondThat) {
    EXPECT_THAT(service_name(times(64, "a")), MatchesRegex(times(54, "a") + "-[0-9a-f]{8}"));
    EXPECT_EQ(service_name(times(64, "a")).size(), longest_service_name);
    EXPECT_NE(service_name(times(64, "a")), service_name(times(65, "a")));
    EXPECT_NE(service_name(times(64, "a") + "b"), service_name(times(64, "a") + "c"));
    EXPECT_EQ(service_name(times(64, "a")), service_name(times(64, "a")));
}

TEST(AServiceName, HasTheSameHashOnEveryMachine) {
    EXPECT_EQ(service_name(times(64, "a")), times(54, "a") + "-d96f0f85");
}

TEST(AServiceName, IsCutAtACharacter) {
    for (const std::string_view character : {"a", "ä", "€", "🖥"}) {
        for (std::size_t lead = 0; lead < 4; ++lead) {
            const std::string name = service_name(times(lead, "x") + times(64, character));
            EXPECT_LE(name.size(), longest_service_name);
            EXPECT_GT(name.size(), longest_service_name - 4);
            EXPECT_TRUE(core::is_utf8(name)) << name;
        }
    }
}

TEST(AServiceName, HasNoControlCharacterAndIsUtf8) {
    EXPECT_EQ(service_name("a\tb\nc\x7f"), "a\uFFFDb\uFFFDc\uFFFD");
    EXPECT_EQ(service_name("a\xFF"), "a\uFFFD");
    EXPECT_EQ(service_name(std::string("a\0b", 3)), "a\uFFFDb");
    const std::string hostile = service_name(times(300, "\x80"));
    EXPECT_LE(hostile.size(), longest_service_name);
    EXPECT_TRUE(core::is_utf8(hostile));
}

TEST(AServiceName, IsNeverEmpty) {
    EXPECT_EQ(service_name(""), "unnamed");
}

TEST(AServiceName, OfALaterAttemptIsNumberedAndStillFits) {
    EXPECT_EQ(service_name("vm1", 1), "vm1");
    EXPECT_EQ(service_name("vm1", 2), "vm1 #2");
    EXPECT_EQ(service_name("vm1 #2", 2), "vm1 #2 #2");
    EXPECT_EQ(service_name(times(60, "a"), 2), times(60, "a") + " #2");
    EXPECT_THAT(service_name(times(61, "a"), 2), MatchesRegex(times(51, "a") + "-[0-9a-f]{8} #2"));
    EXPECT_EQ(service_name(times(61, "a"), 2).size(), longest_service_name);
    EXPECT_THAT(service_name(times(31, "ä"), 4294967295), EndsWith(" #4294967295"));
    EXPECT_LE(service_name(times(31, "ä"), 4294967295).size(), longest_service_name);
}

TEST(ATextEntry, HoldsAnyBytes) {
    EXPECT_EQ(text_entry("uuid", ""), "uuid=");
    EXPECT_EQ(text_entry("name", "a=\x80\n"), "name=a=\x80\n");
}

TEST(ATextEntry, IsCutVisiblyBeyond255Bytes) {
    EXPECT_EQ(text_entry("name", times(250, "a")), "name=" + times(250, "a"));
    EXPECT_EQ(text_entry("name", times(251, "a")), "name=" + times(247, "a") + "…");
    EXPECT_EQ(text_entry("name", times(251, "a")).size(), longest_text);
    EXPECT_EQ(text_entry("name", times(125, "ä")), "name=" + times(125, "ä"));
    EXPECT_EQ(text_entry("name", times(126, "ä")), "name=" + times(123, "ä") + "…");
    EXPECT_THAT(text_entry("name", times(300, "\x80")), StartsWith("name="));
}

}  // namespace
