#include "core/text.h"

#include <gtest/gtest.h>

namespace {

using namespace std::string_literals;

const std::string replaced = "\xEF\xBF\xBD";

TEST(Utf8, IsAcceptedAtTheEdgesOfEachLength) {
    for (const auto& text :
         {""s, "\0"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s, "\xEE\x80\x80"s,
          "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s, "Grüße 🐧"s}) {
        EXPECT_TRUE(core::is_utf8(text)) << core::quoted(text);
    }
}

TEST(Utf8, IsRefusedWhereRfc3629RefusesIt) {
    for (const auto& text :
         {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xC2"s, "\xC2\x41"s, "\xE0\x80\x80"s, "\xE0\x9F\xBF"s,
          "\xED\xA0\x80"s, "\xED\xBF\xBF"s, "\xE2\x82"s, "\xF0\x80\x80\x80"s, "\xF0\x8F\xBF\xBF"s,
          "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xF8\x88\x80\x80\x80"s, "\xFE"s, "\xFF"s, "a\xF0\x9F\x90"s}) {
        EXPECT_FALSE(core::is_utf8(text)) << core::quoted(text);
        EXPECT_FALSE(core::is_utf8("a" + text + "b")) << core::quoted(text);
    }
}

TEST(PrintableXml, LeavesGoodTextAlone) {
    for (const auto& text :
         {""s, "plain"s, "tab\tline\nreturn\r"s, "<a b=\"c\">&amp;]]>"s, "Grüße 🐧"s, "\xED\x9F\xBF\xEE\x80\x80"s}) {
        EXPECT_EQ(core::printable_xml(text), text);
    }
}

TEST(PrintableXml, ReplacesWhatNoDocumentCanCarry) {
    EXPECT_EQ(core::printable_xml("a\0b"s), "a" + replaced + "b");
    EXPECT_EQ(core::printable_xml("\x01\x08\x0B\x0C\x0E\x1B\x1F"),
              replaced + replaced + replaced + replaced + replaced + replaced + replaced);
    EXPECT_EQ(core::printable_xml("\x7F"), replaced);
    EXPECT_EQ(core::printable_xml("\xC2\x80\xC2\x9F\xC2\xA0"), replaced + replaced + "\xC2\xA0");
    EXPECT_EQ(core::printable_xml("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xF0\x9F\xBF\xBE"),
              replaced + replaced + replaced + replaced);
}

TEST(PrintableXml, ReplacesEachByteThatIsNotUtf8) {
    EXPECT_EQ(core::printable_xml("a\xFF\xFE"
                                  "b"),
              "a" + replaced + replaced + "b");
    EXPECT_EQ(core::printable_xml("\xED\xA0\x80"), replaced + replaced + replaced);
    EXPECT_EQ(core::printable_xml("ü\xC3"), "ü" + replaced);
}

TEST(PrintableXml, GivesUtf8WhateverTheBytesAre) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        for (int next = 0; next < 256; next += 5) all += {static_cast<char>(byte), static_cast<char>(next)};
    }
    const std::string printable = core::printable_xml(all);
    EXPECT_TRUE(core::is_utf8(printable));
    EXPECT_EQ(core::printable_xml(printable), printable);
}

TEST(AUuid, HasItsDashesAndHexadecimalDigits) {
    EXPECT_TRUE(core::is_uuid("6695eb01-f6a4-8304-79aa-97f2502e193f"));
    EXPECT_TRUE(core::is_uuid("6695EB01-F6A4-8304-79AA-97F2502E193F"));
    for (const std::string text : {"", "6695eb01f6a4830479aa97f2502e193f", "6695eb01-f6a4-8304-79aa-97f2502e193",
                                   "6695eb01-f6a4-8304-79aa-97f2502e193f0", "6695eb01-f6a4-8304-79aa-97f2502e193g",
                                   "6695eb01_f6a4-8304-79aa-97f2502e193f", "{695eb01-f6a4-8304-79aa-97f2502e193f}"}) {
        EXPECT_FALSE(core::is_uuid(text)) << text;
    }
}

TEST(AQuotedText, IsOneLineWhateverIsInIt) {
    EXPECT_EQ(core::quoted("vm1"), "\"vm1\"");
    EXPECT_EQ(core::quoted(""), "\"\"");
    EXPECT_EQ(core::quoted("a\"b\\c"), "\"a\\x22b\\x5cc\"");
    EXPECT_EQ(core::quoted("a\r\nb\x1B[31m"), "\"a\\x0d\\x0ab\\x1b[31m\"");
    EXPECT_EQ(core::quoted("\0"s), "\"\\x00\"");
    EXPECT_EQ(core::quoted("ü🐧"), "\"ü🐧\"");
    EXPECT_EQ(core::quoted("\xC2\x85\xE2\x80\xA8\xE2\x80\xA9"), "\"\\xc2\\x85\\xe2\\x80\\xa8\\xe2\\x80\\xa9\"");
    EXPECT_EQ(core::quoted("\xFF"), "\"\\xff\"");
}

TEST(LowerCase, ChangesAsciiAndNothingElse) {
    EXPECT_EQ(core::lower_case("virDomainGetXMLDesc_09"), "virdomaingetxmldesc_09");
    EXPECT_EQ(core::lower_case("\xC3\x9C\xFF@[`{"), "\xC3\x9C\xFF@[`{");
    EXPECT_EQ(core::lower_case(""), "");
}

}  // namespace
