// The lines around the one that is wrong.
#include "fcgi/excerpt.h"

#include <gmock/gmock.h>

#include <limits>

#include "fcgi/representation.h"

namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::string excerpt(std::string_view text, int line) {
    const auto node = fcgi::excerpt_node("xml", text, line);
    return node ? fcgi::to_xml(*node) : "";
}

TEST(AnExcerpt, HasTwoLinesBeforeAndAfter) {
    const std::string all = excerpt("1\n2\n3\n4\n5\n6\n7", 4);
    EXPECT_THAT(
        all,
        EndsWith("<excerpt argument=\"xml\" line=\"4\"><line number=\"2\">2</line><line number=\"3\">3</line>"
                 "<line number=\"4\">4</line><line number=\"5\">5</line><line number=\"6\">6</line></excerpt>\n"));
}

TEST(AnExcerpt, EndsWithItsText) {
    EXPECT_THAT(excerpt("1\n2", 2), EndsWith("<line number=\"1\">1</line><line number=\"2\">2</line></excerpt>\n"));
    EXPECT_THAT(excerpt("", 1), HasSubstr("<line number=\"1\""));
}

TEST(AnExcerpt, IsNoneOfALineThatIsNotThere) {
    for (const int line : {0, -1, 3, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()})
        EXPECT_EQ(excerpt("1\n2", line), "") << line;
}

TEST(AnExcerpt, CutsALineThatIsTooLong) {
    const std::string longest(fcgi::longest_shown_line, 'x');
    EXPECT_THAT(excerpt(longest, 1), HasSubstr(">" + longest + "<"));
    EXPECT_THAT(excerpt(longest + "y", 1), HasSubstr(">" + longest + "<"));
    const std::string before(fcgi::longest_shown_line - 1, 'x');
    EXPECT_THAT(excerpt(before + "\xC3\xA9", 1), HasSubstr(">" + before + "<"));  // no half character
}

TEST(AnExcerpt, IsOfTheFirstArgumentThatLooksLikeADocument) {
    const core::Arguments arguments({{"key", "k"}, {"metadata", "\n <x>"}, {"other", "<y>"}});
    EXPECT_EQ(fcgi::find_document(arguments)->name, "metadata");
    EXPECT_EQ(fcgi::find_document(core::Arguments({{"a", "b"}, {"c", " "}})), nullptr);
}

}  // namespace
