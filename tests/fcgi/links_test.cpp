#include "fcgi/links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcgi/schema.h"

namespace {

using fcgi::Format;
using fcgi::Surroundings;
using testing::HasSubstr;
using testing::Not;

const fcgi::Urls urls("/virt");

Surroundings at(const std::string& href) {
    Surroundings surroundings;
    surroundings.href = href;
    surroundings.trail = {{"/virt/", "network"}, {"/virt/a/", "a"}, {"/virt/a/b", "b"}};
    return surroundings;
}

TEST(Links, LeadToTheOtherRepresentationsUpAndToTheGrammar) {
    EXPECT_EQ(fcgi::links(at("/virt/a/b"), Format::xml, true, urls),
              "</virt/a/b?format=html>; rel=\"alternate\"; type=\"text/html\", "
              "</virt/a/b?format=json>; rel=\"alternate\"; type=\"application/json\", "
              "</virt/a/b?format=text>; rel=\"alternate\"; type=\"text/plain\", "
              "</virt/a/>; rel=\"up\", "
              "</virt/-/schema/answers.rng>; rel=\"describedby\"; type=\"application/xml\"; title=\"version " +
                  std::string(fcgi::vocabulary_version) + "\"");
}

TEST(Links, KeepTheQuery) {
    const auto header = fcgi::links(at("/virt/a/?q=x"), Format::html, false, urls);
    EXPECT_THAT(header, HasSubstr("</virt/a/?q=x&format=xml>; rel=\"alternate\""));
    EXPECT_THAT(header, Not(HasSubstr("describedby")));
    EXPECT_THAT(header, Not(HasSubstr("text/html")));
}

TEST(Links, LeadFromACommandToItsObjectAndFromTheFirstPageNowhere) {
    EXPECT_THAT(fcgi::links(at("/virt/a/b/domainGetInfo"), Format::xml, true, urls),
                HasSubstr("</virt/a/b>; rel=\"up\""));
    Surroundings first;
    first.href = "/virt/";
    first.trail = {{"/virt/", "network"}};
    EXPECT_THAT(fcgi::links(first, Format::xml, true, urls), Not(HasSubstr("rel=\"up\"")));
}

TEST(Links, LeadFromWhatAQueryChoosesToWhereItBelongs) {
    Surroundings chosen = at("/virt/a/c?form&domain=1");
    chosen.trail.push_back({"/virt/a/c?form&domain=1", "c"});
    EXPECT_THAT(fcgi::links(chosen, Format::xml, false, urls), HasSubstr("</virt/a/b>; rel=\"up\""));
}

TEST(Links, FitIntoTheHeadersOfAWebServer) {
    const std::string longest = "/virt/" + std::string(fcgi::longest_linked - 6, 'a');
    EXPECT_THAT(fcgi::links(at(longest), Format::xml, false, urls), HasSubstr("alternate"));
    EXPECT_EQ(fcgi::links(at(longest + "a"), Format::xml, false, urls), "</virt/a/b>; rel=\"up\"");
    Surroundings deep = at("/virt/x");
    deep.trail.push_back({longest + "a", "a"});
    EXPECT_THAT(fcgi::links(deep, Format::xml, false, urls), Not(HasSubstr("rel=\"up\"")));
}

TEST(TheSchema, IsThereWithAllThatItIncludes) {
    const auto whole = fcgi::find_schema("answers.rng");
    ASSERT_TRUE(whole);
    EXPECT_THAT(*whole, HasSubstr("<grammar"));
    std::size_t included = 0;
    for (auto at = whole->find("href=\""); at != std::string_view::npos; at = whole->find("href=\"", at + 1)) {
        const auto name = whole->substr(at + 6, whole->find('"', at + 6) - at - 6);
        EXPECT_TRUE(fcgi::find_schema(name)) << name;
        ++included;
    }
    EXPECT_GE(included, 7U);
    for (const char* name : {"", "answers", "../schema/answers.rng", "page.rng", "answers.rng/", "/etc/passwd"})
        EXPECT_FALSE(fcgi::find_schema(name)) << name;
}

}  // namespace
