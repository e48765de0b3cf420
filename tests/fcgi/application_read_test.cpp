// What GET answers, in all representations.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/xml_document.h"
#include "tests/fcgi/scene.h"

namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::header;

using TheApplication = tests::Scene;

std::string owned(char* text) {
    const core::OwnedText owner(text);
    return owner != nullptr ? owner.get() : "";
}

TEST_F(TheApplication, GivesTheDomainsXmlByteForByte) {
    const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
    const auto answer = get("/client1/test");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(header(answer, "Content-Type"), "application/xml");
    EXPECT_EQ(answer.body, owned(virDomainGetXMLDesc(domain.get(), 0)));
    EXPECT_EQ(get("/client1/test/domainGetXMLDesc").body, answer.body);
    EXPECT_EQ(get("/client1/test/virDomainGetXMLDesc").body, answer.body);
    EXPECT_EQ(get("/client1/" + tests::test_uuid).body, answer.body);
    EXPECT_EQ(get("/client 2/test").body, answer.body);
}

TEST_F(TheApplication, GivesTheDomainInEachRepresentation) {
    const std::string xml = get("/client1/test").body;
    EXPECT_EQ(get("/client1/test", "format=text").body, xml);
    EXPECT_EQ(json::parse(get("/client1/test", "format=json").body).at("document"), xml);
    EXPECT_THAT(get("/client1/test", "format=html").body,
                AllOf(HasSubstr("<!DOCTYPE html"), HasSubstr("test"), Not(HasSubstr("<script>"))));
}

TEST_F(TheApplication, GivesAResultInEachRepresentation) {
    const auto xml = get("/client1/test/domainGetState");
    EXPECT_THAT(xml.body,
                HasSubstr("<result function=\"virDomainGetState\"><state enum=\"VIR_DOMAIN_RUNNING\">1</state>"));
    EXPECT_EQ(json::parse(get("/client1/test/domainGetState", "format=json").body).at("state"),
              json({{"enum", "VIR_DOMAIN_RUNNING"}, {"value", 1}}));
    EXPECT_THAT(get("/client1/test/domainGetState", "format=text").body, StartsWith("state: VIR_DOMAIN_RUNNING\n"));
    EXPECT_THAT(get("/client1/test/domainGetState", "format=html").body, HasSubstr("<!DOCTYPE html"));
    EXPECT_EQ(get("/client1/test/domainGetOSType", "format=text").body, "linux\n");
}

TEST_F(TheApplication, TakesTheFormatThatTheClientPrefers) {
    auto made = request("GET", "/client1/test/domainGetState");
    made.accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    EXPECT_EQ(header(handle(made), "Content-Type"), "text/html; charset=utf-8");
    made.accept = "application/json";
    EXPECT_EQ(header(handle(made), "Content-Type"), "application/json");
    made.query = "format=text";
    EXPECT_EQ(header(handle(made), "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(header(handle(made), "Vary"), "Accept");
}

TEST_F(TheApplication, ListsTheNetwork) {
    const auto xml = get("/");
    EXPECT_EQ(xml.status, 200);
    EXPECT_NE(core::parse_xml(xml.body), nullptr);
    EXPECT_THAT(xml.body,
                AllOf(HasSubstr("<host name=\"alpha\" state=\"up\""), HasSubstr("<error>no route</error>"),
                      HasSubstr("href=\"/virt/client1/test\""), HasSubstr("<title>&lt;script&gt;</title>")));
    const auto all = json::parse(get("/", "format=json").body);
    EXPECT_EQ(all.at("domains").size(), 4U);
    EXPECT_EQ(all.at("owners").size(), 3U);
    EXPECT_THAT(get("/", "format=html").body, AllOf(HasSubstr("<!DOCTYPE html"), Not(HasSubstr("<script>"))));
    EXPECT_THAT(get("/", "format=text").body, AllOf(HasSubstr("twin"), HasSubstr("VIR_DOMAIN_RUNNING")));
}

TEST_F(TheApplication, ListsAnOwnersDomainsAndAHosts) {
    EXPECT_EQ(json::parse(get("/client1/", "format=json").body).at("domains").size(), 2U);
    EXPECT_EQ(json::parse(get("/client 2/", "format=json").body).at("domains").at(0).at("href"),
              "/virt/client%202/test");
    EXPECT_EQ(json::parse(get("/_/", "format=json").body).at("domains").size(), 2U);
    EXPECT_EQ(json::parse(get("/-/hosts/dead/", "format=json").body).at("domains").size(), 2U);
    EXPECT_EQ(json::parse(get("/-/hosts/", "format=json").body).at("hosts").size(), 2U);
    EXPECT_EQ(json::parse(get("/client1/", "format=json&state=running&limit=1").body).at("domains").size(), 1U);
}

TEST_F(TheApplication, CallsTheHostsFunctions) {
    EXPECT_EQ(get("/-/hosts/alpha/connectGetCapabilities").body, owned(virConnectGetCapabilities(libvirt.get())));
    EXPECT_THAT(get("/-/hosts/alpha/nodeGetInfo").body,
                HasSubstr("<result function=\"virNodeGetInfo\"><model>i686</model>"));
}

TEST_F(TheApplication, TakesArgumentsFromTheQuery) {
    EXPECT_EQ(get("/client1/test/domainInterfaceStats", "device=testnet0").status, 200);
    EXPECT_EQ(get("/client1/test/domainGetXMLDesc", "flags=VIR_DOMAIN_XML_INACTIVE&flags=2").status, 200);
}

TEST_F(TheApplication, RedirectsToTheRightSlashesWithTheQuery) {
    EXPECT_EQ(header(get(""), "Location"), "/virt/");
    EXPECT_EQ(header(get("/client 2", "format=json&q=a%20b"), "Location"), "/virt/client%202/?format=json&q=a%20b");
    EXPECT_EQ(header(get("/client1/test/"), "Location"), "/virt/client1/test");
    EXPECT_EQ(header(get("/client1/test/domainGetInfo/"), "Location"), "/virt/client1/test/domainGetInfo");
    EXPECT_EQ(header(get("/-/hosts/alpha"), "Location"), "/virt/-/hosts/alpha/");
    EXPECT_EQ(get("/client1").status, 301);
}

TEST_F(TheApplication, LivesUnderAnyPrefix) {
    for (const std::string prefix : {"", "/a/b-c"}) {
        auto made = request("GET", "/", "format=json");
        made.prefix = prefix;
        EXPECT_EQ(json::parse(handle(made).body).at("owners").at(0).at("href"), prefix + "/client%202/");
        made.query = "format=html";
        EXPECT_THAT(handle(made).body, HasSubstr("href=\"" + prefix + "/-/assets/"));
    }
}

TEST_F(TheApplication, HasAssetsAndHealth) {
    const auto css = get("/-/assets/virt-fcgi.css");
    EXPECT_EQ(css.status, 200);
    EXPECT_EQ(header(css, "Content-Type"), "text/css; charset=utf-8");
    EXPECT_EQ(get("/-/assets/none.css").status, 404);
    EXPECT_EQ(get("/-/health").status, 200);
    EXPECT_EQ(get("/-/health").body, "ready\n");
}

TEST_F(TheApplication, ShowsAFormWithoutDoingAnything) {
    EXPECT_THAT(get("/client1/test/domainShutdown", "form").body,
                HasSubstr("<form function=\"virDomainShutdown\" command=\"domainShutdown\" method=\"POST\" "
                          "href=\"/virt/client1/test/domainShutdown\" back=\"/virt/client1/test\""));
    EXPECT_THAT(get("/client1/test/domainSetMemory", "form&format=html").body,
                AllOf(HasSubstr("<form"), HasSubstr("name=\"memory\"")));
    EXPECT_THAT(get("/-/hosts/alpha/domainDefineXML", "form").body,
                HasSubstr("href=\"/virt/-/hosts/alpha/domainDefineXML\" back=\"/virt/-/hosts/alpha/\""));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(TheApplication, ForbidsScriptsAndFramesOnItsPages) {
    const auto page = get("/", "format=html");
    EXPECT_THAT(
        header(page, "Content-Security-Policy"),
        AllOf(HasSubstr("default-src 'none'"), HasSubstr("frame-ancestors 'none'"), Not(HasSubstr("unsafe"))));
    for (const std::string query : {"format=html", "format=xml", "format=json", "format=text"}) {
        EXPECT_EQ(header(get("/", query), "X-Content-Type-Options"), "nosniff");
        EXPECT_EQ(header(get("/client1/test", query), "Cache-Control"), "no-store");
    }
}

TEST_F(TheApplication, FollowsTheDirectory) {
    publish({{"fresh", tests::test_uuid, 1, VIR_DOMAIN_RUNNING, "alpha", "", {"anna"}}});
    EXPECT_EQ(get("/client1/").status, 404);
    EXPECT_EQ(get("/anna/").status, 200);
}

TEST_F(TheApplication, OffersOnAPageOnlyWhatTheSiteAllows) {
    EXPECT_THAT(get("/client1/test", "format=html").body, HasSubstr("/virt/client1/test/domainShutdown"));
    auto made = request("GET", "/client1/test", "format=html");
    made.read_only = "on";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("domainGetInfo"), Not(HasSubstr("domainShutdown"))));
}

}  // namespace
