// Sheets that work, and sheets that try what no sheet may.
#include "fcgi/stylesheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/xml_document.h"
#include "tests/core/thrown.h"

namespace {

using fcgi::Stylesheet;
using fcgi::Stylesheets;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class AStylesheet : public testing::Test {
  protected:
    AStylesheet() {
        std::string name = testing::TempDir() + "virt-fcgi-sheet-XXXXXX";
        folder = mkdtemp(name.data());
        fs::create_directory(folder / "sheet");
        write("secret.xml", "<secret>the-secret</secret>");
    }
    ~AStylesheet() override { fs::remove_all(folder); }

    void write(const fs::path& file, const std::string& text) const { std::ofstream(folder / file) << text; }

    // A sheet with these templates; `sheet` may use the prefix exsl.
    void write_sheet(const std::string& body, const std::string& file = "page.xsl") const {
        write(fs::path("sheet") / file,
              "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
              "xmlns:exsl='http://exslt.org/common' "
              "extension-element-prefixes='exsl'>" +
                  body + "</xsl:stylesheet>");
    }
    [[nodiscard]] Stylesheet compile() const { return Stylesheet(folder / "sheet"); }
    [[nodiscard]] std::string refusal() const {
        return tests::thrown_by<std::runtime_error>([&] {
                   static_cast<void>(compile());
                   return 0;
               })
            .what();
    }
    [[nodiscard]] std::string transform(const std::string& document = "<page/>") const {
        return compile().sheet().transform([&] { return core::parse_xml(document); });
    }
    void transform_if_it_may() const {
        try {
            static_cast<void>(transform());
        } catch (const std::runtime_error&) {
            // Refusing is well.
        }
    }
    // Either the sheet fails, or what it made has nothing of the secret in it.
    void expect_no_secret() const {
        try {
            EXPECT_THAT(transform(), Not(HasSubstr("the-secret")));
        } catch (const std::runtime_error& error) {
            EXPECT_THAT(error.what(), Not(HasSubstr("the-secret")));
        }
    }

    fs::path folder;
};

TEST_F(AStylesheet, MakesAPage) {
    write_sheet(
        "<xsl:output method='html'/><xsl:template match='/'><p><xsl:value-of "
        "select='page/@user'/></p></xsl:template>");
    EXPECT_EQ(transform("<page user='&lt;b&gt;'/>"), "<p>&lt;b&gt;</p>\n");
}

TEST_F(AStylesheet, OfTheProgramCompiles) {
    const Stylesheets sheets(SOURCE_FOLDER "/stylesheets", "default");
    EXPECT_NE(sheets.find("default"), nullptr);
    EXPECT_EQ(sheets.find("other"), nullptr);
    const auto page = sheets.standard().sheet().transform([&] {
        return core::parse_xml(
            "<page root='/virt' href='/virt/' mode='insecure' assets='/virt/-/assets/'>"
            "<trail/><representations/><commands/><answer><result/></answer></page>");
    });
    EXPECT_THAT(page, HasSubstr("<!DOCTYPE html"));
}

TEST_F(AStylesheet, HasItsAssets) {
    write_sheet("");
    fs::create_directory(folder / "sheet/assets");
    write("sheet/assets/a.css", "p {}");
    write("sheet/assets/a.exe", "MZ");
    const Stylesheet sheet = compile();
    ASSERT_NE(sheet.asset("a.css"), nullptr);
    EXPECT_EQ(sheet.asset("a.css")->content, "p {}");
    EXPECT_EQ(sheet.asset("a.css")->media_type, "text/css; charset=utf-8");
    for (const std::string name : {"a.exe", "b.css", "", "../page.xsl", "page.xsl"})
        EXPECT_EQ(sheet.asset(name), nullptr) << name;
}

TEST_F(AStylesheet, MayIncludeItsNeighboursAndFoldersBelow) {
    fs::create_directory(folder / "sheet/parts");
    write_sheet("<xsl:include href='neighbour.xsl'/><xsl:import href='parts/below.xsl'/>");
    EXPECT_THROW(static_cast<void>(compile()), std::runtime_error);  // imports come first
    write_sheet("<xsl:import href='parts/below.xsl'/><xsl:include href='neighbour.xsl'/>");
    write_sheet("<xsl:template match='/'><x><xsl:call-template name='t'/></x></xsl:template>", "neighbour.xsl");
    write_sheet("<xsl:template name='t'>below</xsl:template>", "parts/below.xsl");
    EXPECT_THAT(transform(), HasSubstr("<x>below</x>"));
}

TEST_F(AStylesheet, MayIncludeNothingFromOutsideItsFolder) {
    write("outside.xsl", "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>");
    fs::create_symlink(folder / "outside.xsl", folder / "sheet/link.xsl");
    const std::string outside = (folder / "outside.xsl").string();
    for (const std::string& href :
         std::vector<std::string>{"../outside.xsl", outside, "file://" + outside, "link.xsl", "%2e%2e/outside.xsl",
                                  "none.xsl", "http://127.0.0.1:9/x.xsl"}) {
        for (const std::string element : {"include", "import"}) {
            write_sheet("<xsl:" + element + " href='" + href + "'/>");
            EXPECT_THAT(refusal(), HasSubstr((folder / "sheet").string())) << href;
        }
    }
}

TEST_F(AStylesheet, MustNotDisableEscaping) {
    const std::string unescaped =
        "<xsl:template match='/'><xsl:if test='1'><xsl:value-of select='.' "
        "disable-output-escaping='yes'/></xsl:if></xsl:template>";
    write_sheet(unescaped);
    EXPECT_THAT(refusal(), HasSubstr("disable-output-escaping"));
    write_sheet("<xsl:template match='/'><xsl:text disable-output-escaping='yes'>&lt;b></xsl:text></xsl:template>");
    EXPECT_THAT(refusal(), HasSubstr("disable-output-escaping"));
    for (const std::string element : {"include", "import"}) {
        write_sheet("<xsl:" + element + " href='part.xsl'/>");
        write_sheet("<xsl:" + element + " href='deeper.xsl'/>", "part.xsl");
        write_sheet(unescaped, "deeper.xsl");
        EXPECT_THAT(refusal(), HasSubstr("disable-output-escaping")) << element;
    }
}

TEST_F(AStylesheet, CannotReadAFile) {
    const std::string secret = (folder / "secret.xml").string();
    for (const std::string& href : std::vector<std::string>{secret, "file://" + secret, "../secret.xml", ""}) {
        write_sheet("<xsl:template match='/'><x><xsl:copy-of select=\"document('" + href +
                    "')\"/></x></xsl:template>");
        expect_no_secret();
    }
    write("sheet/page.xsl", "<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret +
                                "'>]><xsl:stylesheet version='1.0' "
                                "xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:template "
                                "match='/'><x>&e;</x></xsl:template></xsl:stylesheet>");
    expect_no_secret();
}

TEST_F(AStylesheet, CannotReadAFileByTheNameThatTheDocumentGives) {
    write_sheet("<xsl:template match='/'><x><xsl:copy-of select='document(page/@user)'/></x></xsl:template>");
    try {
        EXPECT_THAT(transform("<page user='" + (folder / "secret.xml").string() + "'/>"),
                    Not(HasSubstr("the-secret")));
    } catch (const std::runtime_error&) {
    }
}

TEST_F(AStylesheet, CannotWriteAFile) {
    const std::string file = (folder / "written").string();
    for (const std::string& element :
         std::vector<std::string>{"exsl:document href='" + file + "'", "xsl:document href='" + file + "'"}) {
        const std::string name = element.substr(0, element.find(' '));
        write_sheet("<xsl:template match='/'><" + element + "><x/></" + name + "></xsl:template>");
        transform_if_it_may();
        EXPECT_FALSE(fs::exists(file)) << element;
    }
    write("sheet/page.xsl",
          "<xsl:stylesheet version='1.1' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
          "xmlns:r='http://xml.apache.org/xalan/redirect' "
          "xmlns:s='http://icl.com/saxon' extension-element-prefixes='r s'><xsl:template match='/'><xsl:document "
          "href='" +
              file + "'><x/></xsl:document><r:write file='" + file + "'><x/></r:write><s:output file='" + file +
              "'><x/></s:output></xsl:template></xsl:stylesheet>");
    transform_if_it_may();
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(AStylesheet, GivesHtmlInUtf8AndNothingElse) {
    for (const std::string output : {"method='text'", "method='x:y' xmlns:x='urn:x'", "encoding='UTF-16'",
                                     "encoding='ISO-8859-1'", "cdata-section-elements='p'"}) {
        for (const std::string part : {"page.xsl", "part.xsl"}) {
            write_sheet("<xsl:import href='part.xsl'/>");
            write_sheet("", "part.xsl");
            write_sheet("<xsl:output " + output + "/>", part);
            EXPECT_THAT(refusal(), testing::ContainsRegex("output|cdata")) << output;
        }
    }
    write_sheet("<xsl:output method='html' encoding='utf-8' indent='no'/>");
    EXPECT_NO_THROW(static_cast<void>(compile()));
}

TEST_F(AStylesheet, SaysWhatIsWrongWithIt) {
    write("sheet/page.xsl", "<xsl:stylesheet");
    EXPECT_THAT(refusal(), HasSubstr((folder / "sheet").string()));
    write_sheet("<xsl:template match='['/>");
    EXPECT_THAT(refusal(), HasSubstr("["));
    write_sheet("<xsl:no-such-element/><xsl:template match='/'><xsl:nor-this/></xsl:template>");
    EXPECT_THROW(static_cast<void>(compile()), std::runtime_error);
    fs::remove(folder / "sheet/page.xsl");
    EXPECT_THROW(static_cast<void>(compile()), std::runtime_error);
}

const std::string greeting =
    "<xsl:import href='languages/en.xsl'/><xsl:output method='html'/><xsl:template match='/page'><html "
    "lang='{$language}'><body><xsl:value-of select='$hello'/> <b><xsl:call-template name='bye'/></b></body></html>"
    "</xsl:template>";
std::string words(const std::string& language, const std::string& hello) {
    return "<xsl:variable name='language' select=\"'" + language + "'\"/><xsl:variable name='hello' select=\"'" +
           hello + "'\"/>";
}

class AStylesheetWithLanguages : public AStylesheet {
  protected:
    AStylesheetWithLanguages() {
        fs::create_directory(folder / "sheet/languages");
        write_sheet(greeting);
        write_sheet(words("en", "Hello") + "<xsl:template name='bye'>Bye</xsl:template>", "languages/en.xsl");
    }
    static std::string page(const Stylesheet& sheet, std::string_view language) {
        return sheet.sheet(language).transform([&] { return core::parse_xml("<page/>"); });
    }
};

TEST_F(AStylesheetWithLanguages, SpeaksEachOfThem) {
    write_sheet(words("de", "Hallo") + "<xsl:template name='bye'>Tschüs</xsl:template>", "languages/de.xsl");
    write_sheet(words("de-AT", "Servus"), "languages/de-AT.xsl");
    write("sheet/languages/README.md", "how to");
    const Stylesheet sheet = compile();
    EXPECT_THAT(sheet.languages(), testing::ElementsAre("en", "de", "de-AT"));
    EXPECT_THAT(page(sheet, "en"), HasSubstr("<html lang=\"en\"><body>Hello<b>Bye"));
    EXPECT_THAT(page(sheet, "de"), HasSubstr("<html lang=\"de\"><body>Hallo<b>Tschüs"));
    EXPECT_THAT(page(sheet, "de-AT"), HasSubstr("<html lang=\"de-AT\"><body>Servus<b>Bye"));  // what it lacks
    for (const std::string_view other : {"", "fr", "DE"}) EXPECT_EQ(page(sheet, other), page(sheet, "en"));
}

TEST_F(AStylesheetWithLanguages, HasAnotherVersionWhenAnyOfItsSheetsHasChanged) {
    const std::string first = compile().version();
    EXPECT_EQ(compile().version(), first);
    write_sheet(words("de", "Hallo"), "languages/de.xsl");
    const std::string second = compile().version();
    EXPECT_NE(second, first);
    write_sheet(words("de", "Servus"), "languages/de.xsl");
    const std::string third = compile().version();
    EXPECT_NE(third, second);
    write_sheet("<xsl:variable name='frame' select='1'/>", "frame.xslt");
    const std::string fourth = compile().version();
    EXPECT_NE(fourth, third);
    std::filesystem::rename(folder / "sheet" / "frame.xslt", folder / "sheet" / "other.xslt");
    EXPECT_NE(compile().version(), fourth);
}

TEST_F(AStylesheetWithLanguages, IsRefusedIfOneOfThemIsWrong) {
    write_sheet("<xsl:variable name='hello' select='['/>", "languages/de.xsl");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("language de"), HasSubstr((folder / "sheet").string())));
    write_sheet("<xsl:template name='t'><xsl:value-of select='.' disable-output-escaping='yes'/></xsl:template>",
                "languages/de.xsl");
    EXPECT_THAT(refusal(), HasSubstr("disable-output-escaping"));
    fs::remove(folder / "sheet/languages/de.xsl");
    fs::create_symlink(folder / "secret.xml", folder / "sheet/languages/de.xsl");
    EXPECT_THAT(refusal(), HasSubstr("language de"));
}

TEST_F(AStylesheetWithLanguages, IsRefusedWithoutItsOwn) {
    fs::rename(folder / "sheet/languages/en.xsl", folder / "sheet/languages/de.xsl");
    write_sheet("<xsl:template match='/'/>");
    EXPECT_THAT(refusal(), HasSubstr("languages/en.xsl"));
}

TEST_F(AStylesheetWithLanguages, IsRefusedIfAFilesNameIsNone) {
    for (const std::string name : {"de_AT", "x'><y", "12", ".."}) {
        const std::string file = "languages/" + name + ".xsl";
        write_sheet(words("de", "Hallo"), file);
        EXPECT_THAT(refusal(), HasSubstr("language tag")) << name;
        fs::remove(folder / "sheet" / file);
    }
    EXPECT_NO_THROW(static_cast<void>(compile()));
}

TEST_F(AStylesheetWithLanguages, IsToldWithThem) {
    write_sheet(words("de", "Hallo"), "languages/de.xsl");
    fs::create_directory(folder / "bare");
    write("bare/page.xsl", "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>");
    const Stylesheets sheets(folder, "sheet");
    EXPECT_EQ(sheets.describe(), "bare\nsheet in en, de\n");
    EXPECT_TRUE(sheets.find("bare")->languages().empty());
}

TEST_F(AStylesheet, IsFoundByItsFoldersName) {
    write_sheet("");
    fs::create_directory(folder / "assets-only");
    const Stylesheets sheets(folder, "sheet");
    EXPECT_NE(sheets.find("sheet"), nullptr);
    EXPECT_EQ(sheets.find("assets-only"), nullptr);
    EXPECT_THROW(Stylesheets(folder, "default"), std::runtime_error);
    EXPECT_THROW(Stylesheets(folder / "none", "default"), std::runtime_error);
}

}  // namespace
