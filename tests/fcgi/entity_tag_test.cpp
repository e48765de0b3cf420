// Whether a client has what it would get.
#include "fcgi/entity_tag.h"

#include <gmock/gmock.h>

namespace {

using fcgi::names_tag;

const std::string tag = fcgi::strong_tag("content");

TEST(ATag, IsTheSameForTheSameContentOnly) {
    EXPECT_EQ(tag, fcgi::strong_tag("content"));
    EXPECT_NE(tag, fcgi::strong_tag("contents"));
    EXPECT_THAT(tag, testing::MatchesRegex("\"[0-9a-f]{32}\""));
    EXPECT_EQ(fcgi::weak_tag("content"), "W/" + tag);
    EXPECT_EQ(fcgi::strong_tag(""), "\"e3b0c44298fc1c149afbf4c8996fb924\"");
}

TEST(ATag, IsNamedByItselfAndByItsWeakForm) {
    for (const auto& mine : {tag, "W/" + tag}) {
        for (const auto& header : {tag, "W/" + tag, "\"a\", " + tag, tag + ",\"b\"", "W/\"a\" ,\t" + tag + " ",
                                   ",, " + tag, "\"a,\"," + tag, std::string("*"), std::string(" * ")})
            EXPECT_TRUE(names_tag(header, mine)) << header;
    }
}

TEST(ATag, IsNotNamedByAnythingElse) {
    const std::string bare = tag.substr(1, tag.size() - 2);
    for (const auto& header : {std::string(), std::string("\"a\""), bare, "\"" + bare, bare + "\"", "w/" + tag,
                               "W/ " + tag, "a" + tag, "\"a\" " + tag, std::string("**"), std::string("* a"),
                               "\"x" + bare + "\"", "\"a,W/" + tag, "'" + bare + "'"})
        EXPECT_FALSE(names_tag(header, tag)) << header;
}

}  // namespace
