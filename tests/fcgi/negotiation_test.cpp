#include "fcgi/negotiation.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

using fcgi::Format;
using fcgi::negotiate;

struct Case {
    const char* accept;
    std::optional<Format> expected;
};

class AnAcceptHeader : public testing::TestWithParam<Case> {};

TEST_P(AnAcceptHeader, GetsTheBestThatItTakes) {
    EXPECT_EQ(negotiate(GetParam().accept), GetParam().expected) << GetParam().accept;
}

const char* const firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const char* const chrome =
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7";

INSTANTIATE_TEST_SUITE_P(
    OfRealClients, AnAcceptHeader,
    testing::Values(Case{"", Format::xml}, Case{"*/*", Format::xml}, Case{firefox, Format::html},
                    Case{chrome, Format::html},
                    Case{"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", Format::html},
                    Case{"application/json", Format::json}, Case{"application/json, */*", Format::json},
                    Case{"application/json, text/plain, */*", Format::json}, Case{"application/xml", Format::xml},
                    Case{"text/xml", Format::xml}, Case{"text/plain", Format::text},
                    Case{"application/problem+json", Format::json}, Case{"application/problem+xml", Format::xml}));

INSTANTIATE_TEST_SUITE_P(WithQualities, AnAcceptHeader,
                         testing::Values(Case{"text/html;q=0.5, application/json;q=0.6", Format::json},
                                         Case{"text/html;q=0.500, application/json;q=0.501", Format::json},
                                         Case{"text/html;q=0, application/json;q=0.001", Format::json},
                                         Case{"text/html;q=0", std::nullopt}, Case{"*/*;q=0", std::nullopt},
                                         Case{"text/html;level=1;q=0.1, text/plain;q=0.2", Format::text},
                                         Case{"text/html ; Q=0.1 , text/plain ; Q=0.2", Format::text},
                                         Case{"application/xml;q=0, */*", Format::html},
                                         Case{"text/html;q=2, text/plain;q=0.1", Format::text},
                                         Case{"text/html;q=, text/plain;q=0.1", Format::text},
                                         Case{"text/html;q=-1, text/plain;q=0.1", Format::text},
                                         Case{"text/html;q=nan, text/plain;q=0.1", Format::text}));

INSTANTIATE_TEST_SUITE_P(
    ByHowMuchItSays, AnAcceptHeader,
    testing::Values(Case{"*/*, text/plain", Format::text}, Case{"text/*, application/json", Format::json},
                    Case{"text/*", Format::html}, Case{"text/*, text/html;q=0.1", Format::text},
                    Case{"*/*;q=0.9, text/*;q=0.1", Format::xml}, Case{"application/*", Format::xml},
                    Case{"application/*, application/xml;q=0.2", Format::json}, Case{"TEXT/HTML", Format::html},
                    Case{"TEXT/*", Format::html}, Case{"*/*;q=0.1, application/json;q=0.1", Format::json}));

INSTANTIATE_TEST_SUITE_P(OfJunk, AnAcceptHeader,
                         testing::Values(Case{"image/png", std::nullopt}, Case{",", std::nullopt},
                                         Case{";", std::nullopt}, Case{"   ", Format::xml},
                                         Case{",,,text/html,,", Format::html}, Case{"text", std::nullopt},
                                         Case{"text/", std::nullopt}, Case{"/html", std::nullopt},
                                         Case{"text/htmlx", std::nullopt}, Case{"xtext/html", std::nullopt},
                                         Case{"text/html;;;q=1", Format::html}, Case{"*", std::nullopt},
                                         Case{"*/html", std::nullopt}, Case{"\xFF/\xFF", std::nullopt}));

TEST(AVeryLongAcceptHeader, IsReadToItsEnd) {
    std::string accept;
    for (int i = 0; i < 1000; ++i) accept += "image/x" + std::to_string(i) + ";q=0.9, ";
    EXPECT_EQ(negotiate(accept), std::nullopt);
    EXPECT_EQ(negotiate(accept + "text/plain;q=0.1"), Format::text);
}

using Languages = std::vector<std::string>;

const Languages english_and_german{"en", "de"};

std::string chosen(const std::string& header, const Languages& languages = english_and_german) {
    return std::string(fcgi::choose_language(header, languages));
}

TEST(AnAcceptLanguageHeader, GetsTheLanguageThatItTakes) {
    EXPECT_EQ(chosen("de"), "de");
    EXPECT_EQ(chosen("en"), "en");
    EXPECT_EQ(chosen("de-AT"), "de");
    EXPECT_EQ(chosen("DE-at"), "de");
    EXPECT_EQ(chosen("de-DE-1996-x-private"), "de");
    EXPECT_EQ(chosen("de-x-private"), "de");
    EXPECT_EQ(chosen("de-AT,de;q=0.9,en;q=0.8"), "de");  // Firefox
    EXPECT_EQ(chosen("en-US,en;q=0.5"), "en");
    EXPECT_EQ(chosen("fr, de;q=0.4"), "de");
    EXPECT_EQ(chosen(" de ; q=1.000 "), "de");
}

TEST(AnAcceptLanguageHeader, IsReadByItsQualities) {
    EXPECT_EQ(chosen("en;q=0.8, de"), "de");
    EXPECT_EQ(chosen("en;q=0.8, de;q=0.80"), "en");  // the first
    EXPECT_EQ(chosen("en;q=0.8, de;q=0.801"), "de");
    EXPECT_EQ(chosen("de;q=0.1, en;q=0.2"), "en");
    EXPECT_EQ(chosen("en;q=0, *"), "de");
    EXPECT_EQ(chosen("*, en;q=0"), "de");
    EXPECT_EQ(chosen("en;q=0, de-AT"), "de");
    EXPECT_EQ(chosen("de-AT, de;q=0"), "en");
    EXPECT_EQ(chosen("*;q=0.5, de;q=0.1"), "en");
    EXPECT_EQ(chosen("de-AT;q=0, de"), "de");  // not what it refuses
}

TEST(AnAcceptLanguageHeader, GetsTheMostExactThatThereIs) {
    const Languages languages{"en", "de", "de-AT", "zh-Hant"};
    EXPECT_EQ(chosen("de-AT", languages), "de-AT");
    EXPECT_EQ(chosen("de-CH", languages), "de");
    EXPECT_EQ(chosen("de", languages), "de");
    EXPECT_EQ(chosen("zh-hant-tw", languages), "zh-Hant");
    EXPECT_EQ(chosen("zh-Hant-a-b", languages), "zh-Hant");
    EXPECT_EQ(chosen("zh", languages), "en");  // a longer one is another
    EXPECT_EQ(chosen("de;q=0, de-AT", languages), "en");
}

TEST(AnAcceptLanguageHeader, GetsTheFirstLanguageIfItTakesNone) {
    for (const char* header : {"", "   ", "fr", "*", "fr, *;q=0.1", "*;q=0", "en;q=0, de;q=0", "de;q=0"})
        EXPECT_EQ(chosen(header), "en") << header;
    EXPECT_EQ(chosen("de", {}), "");
    EXPECT_EQ(chosen("de", {"de", "en"}), "de");
    EXPECT_EQ(chosen("fr", {"de", "en"}), "de");
}

TEST(AnAcceptLanguageHeader, IsIgnoredWhereItIsMalformed) {
    for (const char* part : {"de;q=2",     "de;q=-1",   "de;q=0.1234", "de;q=",      "de;q",      "de;x=1",
                             "de;q=1;q=1", "de;q=nan",  "de;q=.5",     "de;q=1.001", "de--AT",    "-de",
                             "de-",        "d\xC3\xA9", "d e",         "de_AT",      "abcdefghi", "de-abcdefghi",
                             "12",         "*-de",      "../de",       "de\x01",     "\xFF",      ";",
                             ",",          "=",         "de;;q=1"}) {
        EXPECT_EQ(chosen(part), "en") << part;
        EXPECT_EQ(chosen(std::string(part) + ", de;q=0.1"), "de") << part;
    }
}

TEST(AnAcceptLanguageHeader, HasABound) {
    std::string header = "de";
    header.resize(fcgi::longest_accept_language, ' ');
    EXPECT_EQ(chosen(header), "de");
    EXPECT_EQ(chosen(header + ' '), "en");
    std::string full;
    while (full.size() < fcgi::longest_accept_language - 2) full += ',';
    EXPECT_EQ(chosen(full + "de"), "de");
    EXPECT_EQ(chosen(full + ",de"), "en");
}

TEST(APreference, IsReadAsItIsWritten) {
    const auto read = [](std::string_view prefer) {
        const auto preference = fcgi::read_preference(prefer);
        return std::pair(preference.respond_async, preference.wait.count());
    };
    EXPECT_EQ(read(""), std::pair(false, 0L));
    EXPECT_EQ(read("respond-async"), std::pair(true, 0L));
    EXPECT_EQ(read("Respond-Async; x=y"), std::pair(true, 0L));
    EXPECT_EQ(read("return=minimal , wait=7,\trespond-async"), std::pair(true, 7L));
    EXPECT_EQ(read("wait = 4294967295"), std::pair(false, 4294967295L));
    for (const std::string_view wrong :
         {"wait", "wait=", "wait=-1", "wait=x", "wait=4294967296", ",,;=", "respond", "x=respond-async"})
        EXPECT_EQ(read(wrong), std::pair(false, 0L)) << wrong;
}

TEST(AFormat, HasAName) {
    for (const Format format : {Format::xml, Format::html, Format::json, Format::text}) {
        EXPECT_EQ(fcgi::format_by_name(fcgi::to_string(format)), format);
    }
    for (const std::string_view name : {"", "XML", "xml ", "yaml", "application/xml"})
        EXPECT_EQ(fcgi::format_by_name(name), std::nullopt);
}

TEST(AFormat, HasAMediaTypeAndAnotherForProblems) {
    EXPECT_EQ(fcgi::media_type(Format::xml, false), "application/xml");
    EXPECT_EQ(fcgi::media_type(Format::xml, true), "application/problem+xml");
    EXPECT_EQ(fcgi::media_type(Format::json, false), "application/json");
    EXPECT_EQ(fcgi::media_type(Format::json, true), "application/problem+json");
    for (const bool is_problem : {false, true}) {
        EXPECT_EQ(fcgi::media_type(Format::html, is_problem), "text/html; charset=utf-8");
        EXPECT_EQ(fcgi::media_type(Format::text, is_problem), "text/plain; charset=utf-8");
    }
}

}  // namespace
