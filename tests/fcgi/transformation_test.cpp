// Sheets that would not end, or would take all there is: each limit, just within it and just over it.
#include "fcgi/transformation.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/xml_document.h"
#include "fcgi/region.h"
#include "fcgi/representation.h"
#include "fcgi/sheet.h"
#include "tests/core/thrown.h"

namespace {

using fcgi::Sheet;
using fcgi::SheetFailure;
using fcgi::TransformationLimits;
using testing::HasSubstr;

std::string sheet_of(const std::string& body) {
    return "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
           "xmlns:x='http://xmlsoft.org/XSLT/namespace'>" +
           body + "</xsl:stylesheet>";
}

std::string page_of(int elements) {
    std::string page = "<page>";
    for (int i = 0; i < elements; ++i) page += "<a/>";
    return page + "</page>";
}

std::string run(const std::string& body, const TransformationLimits& limits = {}, int elements = 1000) {
    return Sheet(sheet_of(body)).transform([&] { return core::parse_xml(page_of(elements)); }, limits);
}

// A small part of what the program allows, so that it is soon reached.
const TransformationLimits little{
    .steps = 500'000, .time = std::chrono::milliseconds(300), .memory = std::size_t{16} << 20U};

std::string failure(const std::string& body, const TransformationLimits& limits = little, int elements = 1000) {
    return tests::thrown_by<SheetFailure>([&] {
               static_cast<void>(run(body, limits, elements));
               return 0;
           })
        .what();
}

// Three times in each other: a thousand million steps for a thousand elements.
std::string often(const std::string& what) {
    return "<xsl:template match='/'><x><xsl:for-each select='//a'><xsl:for-each select='//a'><xsl:for-each "
           "select='//a'>" +
           what + "</xsl:for-each></xsl:for-each></xsl:for-each></x></xsl:template>";
}

// Calls itself `depth` times, each time with more.
std::string recursive(const std::string& parameter, const std::string& next, int depth = 1'000'000) {
    return fmt::format(
        "<xsl:template match='/' name='t'><xsl:param name='d' select='1'/><xsl:param name='s' select='{}'/>"
        "<xsl:if test='$d = 1'><x/></xsl:if><xsl:if test='$d &lt; {}'><xsl:call-template name='t'><xsl:with-param "
        "name='d' select='$d + 1'/>"
        "<xsl:with-param name='s' select='{}'/></xsl:call-template></xsl:if></xsl:template>",
        parameter, depth, next);
}

TEST(ASheet, MayTakeSoManyStepsAndNoMore) {
    const std::string body =
        "<xsl:template match='/'><x><xsl:for-each select='//a'>y</xsl:for-each></x></xsl:template>";
    TransformationLimits limits;
    const auto fits = [&](unsigned long steps) {
        limits.steps = steps;
        try {
            return !run(body, limits).empty();
        } catch (const SheetFailure& error) {
            EXPECT_THAT(error.what(), HasSubstr(fmt::format("more than {} steps", steps)));
            return false;
        }
    };
    unsigned long least = 1;
    for (unsigned long step = 4096; step > 0; step /= 2) {
        if (!fits(least + step)) least += step;
    }
    EXPECT_TRUE(fits(least + 1));
    EXPECT_FALSE(fits(least));
    EXPECT_GT(least, 1000U);  // a step for each element
    EXPECT_LT(least, 8000U);
}

TEST(ASheet, MayNestSoDeepAndNoDeeper) {
    const TransformationLimits limits;
    const auto nested = [](int depth) { return recursive("1", "1", depth); };
    // The template and what it calls by; the first one of all is another's.
    const int deepest = [&] {
        for (int depth = 1;; ++depth) {
            try {
                static_cast<void>(run(nested(depth), limits));
            } catch (const SheetFailure&) {
                return depth - 1;
            }
        }
    }();
    EXPECT_GT(deepest, limits.depth / 4);
    EXPECT_LE(deepest, limits.depth);
    EXPECT_THAT(failure(nested(deepest + 1), limits), HasSubstr("recursion"));
}

TEST(ASheet, MayWriteSoMuchAndNoMore) {
    const std::string body =
        "<xsl:output method='html'/><xsl:template match='/'><p><xsl:for-each "
        "select='//a'>y</xsl:for-each></p></xsl:template>";
    TransformationLimits limits;
    limits.output = run(body).size();
    EXPECT_GT(limits.output, 1000U);
    EXPECT_EQ(run(body, limits).size(), limits.output);
    --limits.output;
    EXPECT_THAT(failure(body, limits), HasSubstr(fmt::format("more than {} bytes", limits.output)));
}

TEST(ASheet, MayHoldSoMuchMemoryAndNoMore) {
    // A text of a mebibyte, all those that it grew from, and two copies of it.
    const std::string body = recursive("\"0123456789abcdef\"", "concat($s, $s)", 17);
    TransformationLimits limits;
    limits.memory = std::size_t{5} << 20U;
    EXPECT_NO_THROW(static_cast<void>(run(body, limits)));
    limits.memory = std::size_t{1} << 20U;
    EXPECT_THAT(failure(body, limits), HasSubstr("1048576 bytes of memory"));
}

TEST(ASheet, MayWorkSoLongAndNoLonger) {
    TransformationLimits limits;
    limits.steps = 0;  // none
    limits.time = std::chrono::milliseconds(200);
    EXPECT_NO_THROW(static_cast<void>(run(often("<xsl:if test='a'/>"), limits, 10)));
    EXPECT_THAT(failure(often("<xsl:if test='a'/>"), limits), HasSubstr("200 ms"));
}

TEST(ASheet, ThatRecursesWithoutEndIsStopped) {
    EXPECT_THAT(failure("<xsl:template match='/' name='again'><xsl:call-template name='again'/></xsl:template>"),
                HasSubstr("recursion"));
    EXPECT_THAT(failure("<xsl:template match='/'><xsl:apply-templates select='.'/></xsl:template>"),
                HasSubstr("recursion"));
    EXPECT_THROW(static_cast<void>(run("<xsl:variable name='a' select='$b'/><xsl:variable name='b' select='$a'/>"
                                       "<xsl:template match='/'><xsl:value-of select='$a'/></xsl:template>")),
                 SheetFailure);
}

TEST(ASheet, ThatRecursesTwiceEachTimeIsStopped) {
    EXPECT_THAT(
        failure("<xsl:template match='/' name='t'><xsl:param name='d' select='0'/><xsl:if test='$d &lt; 60'>"
                "<xsl:call-template name='t'><xsl:with-param name='d' select='$d + 1'/></xsl:call-template>"
                "<xsl:call-template name='t'><xsl:with-param name='d' select='$d + 1'/></xsl:call-template></xsl:if>"
                "</xsl:template>"),
        testing::AnyOf(HasSubstr("steps"), HasSubstr("ms")));
}

TEST(ASheet, ThatLoopsForAgesIsStopped) {
    for (const std::string what :
         {"<xsl:if test='count(//a) = 7'>y</xsl:if>", "<xsl:message>again</xsl:message>", ""})
        EXPECT_THAT(failure(often(what)), testing::AnyOf(HasSubstr("steps"), HasSubstr("ms"))) << what;
}

TEST(ASheet, ThatBuildsGigabytesIsStopped) {
    EXPECT_THAT(failure(recursive("\"0123456789abcdef\"", "concat($s, $s)")), HasSubstr("memory"));
    EXPECT_THAT(failure(often("<b>and again and again and again and again and again and again</b>")),
                HasSubstr("memory"));
    EXPECT_THAT(failure(often("and again and again and again and again and again and again and again and again")),
                HasSubstr("memory"));
    EXPECT_THAT(
        failure(
            "<xsl:template match='/' name='t'><xsl:param name='s' select='//a'/><xsl:variable "
            "name='n'><q><xsl:copy-of "
            "select='$s'/><xsl:copy-of select='$s'/></q></xsl:variable><xsl:call-template name='t'><xsl:with-param "
            "name='s' select='$n'/></xsl:call-template></xsl:template>"),
        HasSubstr("memory"));
}

// Each is one step that looks for a long text in a longer one, byte by byte.
TEST(ASheet, ThatSearchesForAgesInOneStepIsStopped) {
    for (const std::string search :
         {"contains($s, $t)", "substring-before($s, $t)", "substring-after($s, $t)", "translate($s, $t, $t)"}) {
        const std::string body =
            "<xsl:template match='/' name='t'><xsl:param name='s' select=\"'0000000000000000'\"/><xsl:choose>"
            "<xsl:when test='string-length($s) &lt; 4000000'><xsl:call-template name='t'><xsl:with-param name='s' "
            "select='concat($s, $s)'/></xsl:call-template></xsl:when><xsl:otherwise><xsl:variable name='t' "
            "select=\"concat(substring($s, 1, 1000000), '1')\"/><x><xsl:value-of select='" +
            search + "'/></x></xsl:otherwise></xsl:choose></xsl:template>";
        EXPECT_THAT(failure(body, {}), HasSubstr("steps")) << search;
        std::string fragments = body;  // which are no texts before the function makes them some
        const std::string text = "select=\"concat(substring($s, 1, 1000000), '1')\"/>";
        fragments.replace(fragments.find(text), text.size(),
                          "><xsl:value-of " + text +
                              "</xsl:variable><xsl:variable name='u'><xsl:value-of "
                              "select='$s'/></xsl:variable>");
        fragments.replace(fragments.find("($s, $t"), 3, "($u");
        EXPECT_THAT(failure(fragments, {}), HasSubstr("steps")) << fragments;
    }
    EXPECT_THAT(run("<xsl:template match='/'><x><xsl:value-of select=\"concat(contains(/, /*), "
                    "translate(count(/*), 1, true()), contains(false(), 's'))\"/></x></xsl:template>"),
                HasSubstr(">truettrue</x>"));
    EXPECT_THAT(run("<xsl:template match='/'><x><xsl:value-of select=\"concat(contains('abc', 'b'), "
                    "substring-before('abc', 'b'), substring-after('abc', 'b'), translate('abc', 'b', 'd'))\"/></x>"
                    "</xsl:template>"),
                HasSubstr(">trueacadc</x>"));
    EXPECT_THROW(static_cast<void>(run("<xsl:template match='/'><x><xsl:value-of select='contains(1)'/></x>"
                                       "</xsl:template>")),
                 SheetFailure);
}

// As deep as copies of copies make it: what walks the tree must not run out of stack.
TEST(ASheet, ThatMakesADeepTreeHarmsNothing) {
    constexpr int step = 200;
    std::string open;
    std::string close;
    for (int i = 0; i < step; ++i) {
        open += "<q>";
        close += "</q>";
    }
    const std::string body =
        "<xsl:output method='html'/><xsl:template match='/'><xsl:variable name='n'><xsl:call-template name='t'/>"
        "</xsl:variable><x><xsl:copy-of select='$n'/></x></xsl:template><xsl:template name='t'><xsl:param name='d' "
        "select='0'/><xsl:variable name='n'><xsl:if test='$d &lt; 120'><xsl:call-template name='t'><xsl:with-param "
        "name='d' select='$d + 1'/></xsl:call-template></xsl:if></xsl:variable>" +
        open + "<xsl:copy-of select='$n'/>" + close + "</xsl:template>";
    EXPECT_GT(run(body).size(), std::size_t{120} * step * 7);
}

TEST(ASheet, GivesNoHalfPage) {
    EXPECT_THAT(failure("<xsl:template match='/'><x>first half<xsl:message terminate='yes'>stop here</xsl:message>"
                        "second half</x></xsl:template>"),
                HasSubstr("stop here"));
    EXPECT_THAT(
        failure("<xsl:template match='/'><x>first half<xsl:value-of select='nonsense()'/></x></xsl:template>"),
        HasSubstr("nonsense"));
    EXPECT_THROW(static_cast<void>(run(often("<xsl:value-of select='$nosuch'/>"), little)), SheetFailure);
    // After these libxslt itself goes on.
    for (const std::string value : {"nonsense()", "1 +"}) {
        EXPECT_THAT(
            failure("<xsl:template match='/'><x>first half<xsl:number value='" + value + "'/></x></xsl:template>"),
            testing::AnyOf(HasSubstr("nonsense"), HasSubstr("XPath")))
            << value;
    }
    EXPECT_THAT(failure("<xsl:template match='/'/>"), HasSubstr("empty"));
}

TEST(ASheet, TakesNoTestForFalseWhereItsStepsEnd) {
    const std::string body =
        "<xsl:template match='/'><x><xsl:for-each select='//a'><xsl:if test='position() = last()'>last"
        "</xsl:if></xsl:for-each></x></xsl:template>";
    TransformationLimits limits;
    for (limits.steps = 1; limits.steps < 200; ++limits.steps) {
        try {
            EXPECT_THAT(run(body, limits, 3), HasSubstr("last")) << limits.steps;
        } catch (const SheetFailure&) {  // as it should, below some number
        }
    }
}

// libxml2 looks for the end of each beginning in all that follows it, and escapes nothing between them.
TEST(ASheet, WritesACommentInAnAttributeAsText) {
    const auto page = [](const std::string& value, const TransformationLimits& limits = {}) {
        const Sheet sheet(
            sheet_of("<xsl:output method='html'/><xsl:template match='/page'><p title='{.}'/>"
                     "</xsl:template>"));
        return sheet.transform(
            [&] {
                core::Node node = core::Node::record("page");
                node.add(core::Node::leaf("text", value));
                return fcgi::to_document(node);
            },
            limits);
    };
    EXPECT_THAT(page("a<!--&quot; &lt;b> \" &amp;-->c"), HasSubstr("&amp;quot; &amp;lt;b&gt; \" &amp;amp;--&gt;c"));
    EXPECT_THAT(page("<!--"), HasSubstr("\"&lt;!--\""));
    std::string most;
    for (int i = 0; i < 256; ++i) most += "<!--";
    EXPECT_THAT(page(most), HasSubstr("&lt;!--&lt;!--\""));
    EXPECT_THROW(static_cast<void>(page(most + "<!--")), SheetFailure);
}

TEST(ASheet, IsNotHeardForever) {
    const std::string told = failure(often("<xsl:message>chatter</xsl:message><xsl:message terminate='yes'/>"));
    EXPECT_LE(told.size(), 500U);
    TransformationLimits limits;
    limits.steps = 100'000;
    limits.time = std::chrono::hours(1);
    EXPECT_THAT(failure(often("<xsl:message>chatter</xsl:message>"), limits), HasSubstr("100000 steps"));
}

// No other functions than XSLT's own are there: none that evaluates a text, reads a file, or waits.
TEST(ASheet, HasNoFunctionsOfOthers) {
    const std::string namespaces =
        "xmlns:dyn='http://exslt.org/dynamic' xmlns:re='http://exslt.org/regular-expressions' "
        "xmlns:str='http://exslt.org/strings' xmlns:func='http://exslt.org/functions' "
        "xmlns:crypto='http://exslt.org/crypto' xmlns:date='http://exslt.org/dates-and-times'";
    for (const std::string call : {"dyn:evaluate(\"1\")", "re:match(\"a\", \"(a*)*b\")", "str:padding(1000000000)",
                                   "crypto:md5(\"a\")", "date:date()", "unparsed-text(\"/etc/passwd\")"}) {
        EXPECT_THROW(static_cast<void>(run("<xsl:template match='/'><x " + namespaces + "><xsl:value-of select='" +
                                           call + "'/></x></xsl:template>")),
                     SheetFailure)
            << call;
    }
}

// But for what libxslt keeps for all sheets, from the first time on.
TEST(ASheet, LeavesNothingBehindHoweverItEnds) {
    const std::vector<std::string> bodies{
        often("<xsl:if test='a'/>"),
        recursive("\"0123456789abcdef\"", "concat($s, $s)"),
        "<xsl:template match='/' name='again'><xsl:call-template name='again'/></xsl:template>",
        "<xsl:template match='/'><x><b a='{nosuch()}'/></x></xsl:template>",
        "<xsl:template match='/'><x><xsl:for-each select='//a'><b><xsl:message terminate='yes'>x</xsl:message></b>"
        "</xsl:for-each></x></xsl:template>",
        "<xsl:template match='/'><x><xsl:copy-of select=\"document('/etc/passwd')\"/></x></xsl:template>",
        "<xsl:key name='k' match='a' use='count(//a)'/><xsl:template match='/'><x><xsl:variable "
        "name='v'><xsl:for-each select=\"//a\"><xsl:sort select='.'/><xsl:copy-of select='//a'/></xsl:for-each>"
        "</xsl:variable><xsl:value-of select=\"key('k', $v)\"/><xsl:copy-of select='$v'/></x></xsl:template>",
        "<xsl:template match='/'><x><xsl:for-each select='//a'><y:z "
        "xmlns:y='urn:y'/></xsl:for-each></x></xsl:template>"};
    const auto run_all = [&] {
        for (const auto& body : bodies) {
            const Sheet sheet(sheet_of(body));
            for (const std::size_t kibibytes : {16, 64, 256, 1024, 4096, 16384}) {
                TransformationLimits limits = little;
                limits.memory = kibibytes << 10U;
                try {
                    static_cast<void>(sheet.transform([] { return core::parse_xml(page_of(1000)); }, limits));
                } catch (const SheetFailure&) {
                    continue;
                }
            }
        }
    };
    run_all();
    const std::size_t left = fcgi::Region::left_behind();
    run_all();
    EXPECT_EQ(fcgi::Region::left_behind(), left);
}

TEST(ASheet, WorksAgainAfterItFailed) {
    const Sheet sheet(
        sheet_of("<xsl:template match='/'><x><xsl:for-each select='//a'><xsl:for-each select='//a'>"
                 "<b/></xsl:for-each></xsl:for-each></x></xsl:template>"));
    TransformationLimits limits;
    limits.memory = std::size_t{1} << 20U;
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(static_cast<void>(sheet.transform([&] { return core::parse_xml(page_of(1000)); }, limits)),
                     SheetFailure);
        EXPECT_THAT(sheet.transform([&] { return core::parse_xml(page_of(2)); }, limits),
                    HasSubstr("<b/><b/><b/><b/>"));
    }
}

}  // namespace
