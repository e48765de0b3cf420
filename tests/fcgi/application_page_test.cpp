// Pages through sets of stylesheets that are written for it.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/fcgi/envelope.h"
#include "tests/fcgi/scene.h"

namespace {

using testing::HasSubstr;
using testing::Not;
using tests::header;
namespace fs = std::filesystem;

// A folder of sets, for all tests here.
class Sets {
  public:
    Sets() : folder_(make_folder()) {
        write("default/page.xsl",
              "<xsl:import href='languages/en.xsl'/><xsl:output method='html'/>"
              "<xsl:template match='/page'><html lang='{$language}'><body>"
              "<h1><xsl:value-of select='$hello'/></h1></body></html></xsl:template>");
        write_words("en", "Hello");
        write_words("de", "Hallo");
        write("mute/page.xsl", "<xsl:template match='/page'><html><body>mute</body></html></xsl:template>");
    }
    ~Sets() { fs::remove_all(folder_); }
    Sets(const Sets&) = delete;
    Sets& operator=(const Sets&) = delete;

    [[nodiscard]] const fs::path& folder() const { return folder_; }

  private:
    static fs::path make_folder() {
        std::string name = testing::TempDir() + "virt-fcgi-sets-XXXXXX";
        return mkdtemp(name.data());
    }
    void write(const fs::path& file, const std::string& body) const {
        fs::create_directories((folder_ / file).parent_path());
        std::ofstream(folder_ / file)
            << "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" << body
            << "</xsl:stylesheet>";
    }
    void write_words(const std::string& language, const std::string& hello) const {
        write("default/languages/" + language + ".xsl", "<xsl:variable name='language' select=\"'" + language +
                                                            "'\"/><xsl:variable name='hello' select=\"'" + hello +
                                                            "'\"/>");
    }

    fs::path folder_;
};

const fcgi::Stylesheets& sheets() {
    static const Sets sets;
    static const fcgi::Stylesheets compiled(sets.folder(), "default");
    return compiled;
}

class APage : public tests::Scene {
  protected:
    APage() : Scene(core::all_commands(), std::chrono::seconds(10), sheets()) {}

    [[nodiscard]] fcgi::Response page(std::string_view accept_language, std::string_view set = "",
                                      std::string_view path = "/") const {
        fcgi::Request made = request("GET", path);
        made.accept = "text/html";
        made.accept_language = accept_language;
        made.stylesheet = set;
        return handle(made);
    }
};

TEST_F(APage, IsInTheLanguageThatItsReaderTakes) {
    // The second time from memory.
    for (int i = 0; i < 2; ++i) {
        const auto german = page("de-AT, en;q=0.1");
        EXPECT_THAT(german.body, HasSubstr("Hallo"));
        EXPECT_EQ(header(german, "Content-Language"), "de");
        const auto english = page("fr");
        EXPECT_THAT(english.body, HasSubstr("Hello"));
        EXPECT_EQ(header(english, "Content-Language"), "en");
    }
    EXPECT_EQ(header(page("de", "", "/nosuch/vm"), "Content-Language"), "de");
    EXPECT_EQ(header(page("de", "", "/client1/test"), "Content-Language"), "de");
}

TEST_F(APage, SaysWhatItDependsOn) {
    EXPECT_EQ(header(page("de"), "Vary"), "Accept, Accept-Language");
    EXPECT_EQ(header(page("de", "", "/nosuch/vm"), "Vary"), "Accept, Accept-Language");
    for (const std::string format : {"xml", "json", "text"}) {
        fcgi::Request made = request("GET", "/");
        const std::string query = "format=" + format;
        made.query = query;
        made.accept_language = "de";
        const auto answer = handle(made);
        EXPECT_EQ(header(answer, "Vary"), "Accept") << format;
        EXPECT_EQ(header(answer, "Content-Language"), "") << format;
    }
}

TEST_F(APage, OfASetWithoutLanguagesNamesNone) {
    const auto answer = page("de", "mute");
    EXPECT_THAT(answer.body, HasSubstr("mute"));
    EXPECT_EQ(header(answer, "Content-Language"), "");
}

TEST_F(APage, OfASetThatIsNotThereIsTheDefaultOne) {
    const auto answer = page("de", "nosuch");
    EXPECT_THAT(answer.body, HasSubstr("Hallo"));
    EXPECT_EQ(header(answer, "Content-Language"), "de");
}

TEST_F(APage, IsLinkedWithItsOtherRepresentations) {
    const auto linked = [&](std::string_view path, std::string_view query = "") {
        return header(get(path, query), "Link");
    };
    EXPECT_THAT(linked("/"), HasSubstr("</virt/?format=html>; rel=\"alternate\"; type=\"text/html\""));
    EXPECT_THAT(linked("/", "format=json"), HasSubstr("rel=\"describedby\""));
    EXPECT_THAT(linked("/client1/test/domainGetState"), HasSubstr("</virt/client1/test>; rel=\"up\""));
    EXPECT_THAT(linked("/client1/test"), Not(HasSubstr("describedby")));  // libvirt's own
    EXPECT_THAT(header(page(""), "Link"), HasSubstr("</virt/?format=xml>; rel=\"alternate\""));
    EXPECT_EQ(linked("/nosuch/vm"), "");
    EXPECT_EQ(linked("/-/openapi.json"), "");
    EXPECT_EQ(header(post("/client1/test/domainSuspend"), "Link"), "");
}

class AnEnvelope : public tests::Scene {
  protected:
    AnEnvelope() : Scene(core::all_commands(), std::chrono::seconds(10), tests::envelopes()) {}

    [[nodiscard]] std::string of(const char* method, std::string_view path, std::string_view query = "") const {
        fcgi::Request made = request(method, path, query);
        made.accept = "text/html";
        return handle(made).body;
    }
};

TEST_F(AnEnvelope, NamesTheCommandThatWasCalledByItsName) {
    EXPECT_THAT(of("GET", "/client1/test/domainGetState"), HasSubstr("command=\"domainGetState\""));
    EXPECT_THAT(of("GET", "/client1/test/domainDestroy", "form"), HasSubstr("command=\"domainDestroy\""));
    EXPECT_THAT(of("GET", "/-/hosts/alpha/nodeGetInfo"), HasSubstr("command=\"nodeGetInfo\""));
    EXPECT_THAT(of("GET", "/client1/test").substr(0, 300), Not(HasSubstr("command=")));
    EXPECT_THAT(of("GET", "/-/hosts/alpha/networks/").substr(0, 300), Not(HasSubstr("command=")));
}

TEST_F(AnEnvelope, HasOtherRepresentationsOfWhatCanBeRead) {
    EXPECT_THAT(of("GET", "/client1/test/domainGetState"), HasSubstr("<representation format=\"json\""));
    EXPECT_THAT(of("POST", "/client1/test/domainSuspend"), Not(HasSubstr("<representation ")));
}

TEST_F(APage, HasItsGrammarBesideIt) {
    const auto answer = get("/-/schema/answers.rng");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header(answer, "Content-Type"), "application/xml");
    EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(answer.body, HasSubstr("<include href=\"types.rng\"/>"));
    EXPECT_EQ(get("/-/schema/types.rng").status, 200);
    for (const std::string path : {"/-/schema/", "/-/schema", "/-/schema/none.rng", "/-/schema/answers.rng/",
                                   "/-/schema/../answers.rng", "/-/schema/page.rng"})
        EXPECT_EQ(get(path).status, 404) << path;
    EXPECT_EQ(post("/-/schema/answers.rng").status, 405);
}

TEST_F(APage, MayRunNoScriptButItsOwnFiles) {
    EXPECT_EQ(header(page(""), "Content-Security-Policy"),
              "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
              "form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
}

}  // namespace
