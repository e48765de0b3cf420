// What an owner sees on his site, and that he cannot tell what is another's from what is not there.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/fcgi/owners_site.h"

namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using tests::all_formats;
using tests::header;
using tests::replaced;
using tests::told;

class AnOwner : public tests::OwnersSite {
  protected:
    // That both names are answered alike, in each format. `{}` in the path stands for the name.
    void expect_alike(std::string_view method, const std::string& path, std::string_view query,
                      const std::string& there, const std::string& not_there, int status) const {
        for (const std::string_view format : all_formats) {
            const auto ask = [&](const std::string& name) {
                const std::string its_path = replaced(path, "{}", name);
                fcgi::Request made = request_of("client1", method, its_path, query);
                made.accept = format;
                made.content_type = "application/x-www-form-urlencoded";
                return handle(made);
            };
            const auto answer = ask(there);
            EXPECT_EQ(answer.status, status) << method << ' ' << path << ' ' << answer.body;
            EXPECT_EQ(told(answer), told(ask(not_there), there, not_there)) << method << ' ' << path;
        }
    }

    static const std::vector<std::pair<std::string, std::string>>& others() {
        static const std::vector<std::pair<std::string, std::string>> pairs{
            {"another", "nosuch77"},
            {"orphan", "nosuch77"},
            {"faraway", "nosuch77"},
            {another_uuid, no_uuid},
            {orphan_uuid, no_uuid},
            {faraway_uuid, no_uuid},
            {"DDDDDDDD-F6A4-8304-79AA-97F2502E193F", no_uuid},
            {"alpha", "nosuch77"}};
        return pairs;
    }
};

TEST_F(AnOwner, IsLedFromTheNetworkToHisOwnPage) {
    for (const std::string_view method : {"GET", "HEAD"}) {
        const auto answer = handle(request_of("client1", method, "/"));
        EXPECT_EQ(answer.status, 302);
        EXPECT_EQ(header(answer, "Location"), "/virt/client1/");
        EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
        EXPECT_EQ(answer.body, "");
    }
    EXPECT_EQ(header(get_as("ü <b>\"?#", "/"), "Location"), "/virt/%C3%BC%20%3Cb%3E%22%3F%23/");
    fcgi::Request made = request_of("client2", "GET", "/");
    made.prefix = "";
    EXPECT_EQ(header(handle(made), "Location"), "/client2/");
}

TEST_F(AnOwner, ChangesNothingAtTheNetworksAddress) {
    for (const std::string_view method : {"POST", "PUT", "DELETE"}) {
        for (const std::string_view path : {"/", "/client1/"}) {
            const auto answer = handle(request_of("client1", method, path));
            EXPECT_EQ(answer.status, 405) << path;
            EXPECT_EQ(header(answer, "Allow"), "GET, HEAD");
        }
    }
}

TEST_F(AnOwner, HasAPageAlthoughHeHasNoDomain) {
    for (const std::string_view format : all_formats) {
        fcgi::Request made = request_of("client3", "GET", "/client3/");
        made.accept = format;
        EXPECT_EQ(handle(made).status, 200) << format;
    }
    const auto list = json::parse(get_as("client3", "/client3/", "format=json").body);
    EXPECT_TRUE(list.at("domains").empty());
    EXPECT_TRUE(list.at("hosts").empty());
    publish(std::vector<core::DomainEntry>{});
    EXPECT_EQ(get_as("client3", "/client3/").status, 200);
}

TEST_F(AnOwner, SeesHisDomainsAndTheHostsThatTheyAreOn) {
    const auto list = json::parse(get_as("client1", "/client1/", "format=json").body);
    std::vector<std::string> names;
    for (const auto& domain : list.at("domains")) names.push_back(domain.at("name"));
    EXPECT_THAT(names, ElementsAre("away", "test"));
    EXPECT_EQ(list.at("domains").at(1).at("href"), "/virt/client1/test");
    ASSERT_EQ(list.at("hosts").size(), 2U);
    EXPECT_EQ(list.at("hosts").at(0), json({{"name", "alpha"}, {"state", "up"}, {"since", "1970-01-01T00:00:00Z"}}));
    EXPECT_EQ(list.at("hosts").at(1),
              json({{"name", "dead"}, {"state", "unreachable"}, {"since", "1970-01-01T00:00:00Z"}}));
    EXPECT_TRUE(list.at("owners").empty());
}

TEST_F(AnOwner, SeesNothingElseInAnyFormat) {
    publish({domains().at(0), domains().at(2), domains().at(3), domains().at(4)});  // none of his is on `dead`
    for (const std::string_view format : all_formats) {
        for (const std::string_view path : {"/client1/", "/client1/test", "/client1/test/domainGetInfo"}) {
            fcgi::Request made = request_of("client1", "GET", path);
            made.accept = format;
            const auto answer = handle(made);
            EXPECT_EQ(answer.status, 200) << path;
            for (const char* hidden :
                 {"another", "its title", "client2", "orphan", "faraway", "dead", "no route", "no/such", "test:///",
                  "/-/hosts", "configuration\"", "mdns", "\"/virt/\"", "/virt/_"})
                EXPECT_THAT(answer.body, Not(HasSubstr(hidden))) << format << ' ' << path;
        }
    }
}

TEST_F(AnOwner, SeesOnlyHisOwnInWhatWasWrittenForOthers) {
    static_cast<void>(get("/client1/"));  // on the site without owners
    const auto first = get_as("client1", "/client1/");
    EXPECT_THAT(first.body, Not(HasSubstr("source=")));
    EXPECT_EQ(get_as("client2", "/client1/").status, 404);
    EXPECT_THAT(get_as("client2", "/client2/").body, AllOf(HasSubstr("another"), Not(HasSubstr("client1"))));
    EXPECT_THAT(get("/client1/").body, HasSubstr("source=\"configuration\""));
}

TEST_F(AnOwner, CannotTellAnotherOwnerFromNone) {
    for (const std::string owner : {"client2", "_", "Client1", "client10", "client"}) {
        for (const std::string path : {"/{}/", "/{}/another", "/{}/vm", "/{}/test", "/{}/test/domainGetInfo",
                                       "/{}/another/domainSuspend", "/{}/vm/domainMakeCoffee", "/{}/vm/setOwners"}) {
            for (const std::string_view query : {"", "form", "host=alpha", "x=1", "state=running"})
                expect_alike("GET", path, query, owner, "nosuch77", 404);
            expect_alike("POST", path, "", owner, "nosuch77", 404);
            expect_alike("PUT", path, "", owner, "nosuch77", 404);
        }
        expect_alike("GET", "/{}", "", owner, "nosuch77", 301);
        expect_alike("GET", "/{}/another/", "", owner, "nosuch77", 301);
        expect_alike("POST", "/{}", "", owner, "nosuch77", 404);
    }
}

TEST_F(AnOwner, CannotTellAnothersDomainFromNone) {
    for (const auto& [there, not_there] : others()) {
        for (const std::string command : {"", "/domainGetInfo", "/domainGetName", "/domainSuspend", "/domainUndefine",
                                          "/setOwners", "/domainMakeCoffee", "/nodeGetInfo", "/virDomainGetInfo"}) {
            for (const std::string_view method : {"GET", "HEAD", "POST", "PUT"})
                expect_alike(method, "/client1/{}" + command, "", there, not_there, 404);
            for (const std::string_view query : {"form", "host=alpha", "host=dead", "host=none", "x=1", "flags=1"})
                expect_alike("GET", "/client1/{}" + command, query, there, not_there, 404);
        }
        expect_alike("GET", "/client1/{}/", "", there, not_there, 301);
    }
    EXPECT_EQ(state_of("another"), VIR_DOMAIN_SHUTOFF);
    EXPECT_EQ(state_of("orphan"), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AnOwner, CannotTellThemApartWhileAHostHasNotSpoken) {
    publish(domains(), core::HostState::connecting);
    for (const auto& [there, not_there] : others()) {
        for (const std::string command : {"", "/domainGetInfo", "/domainSuspend", "/domainMakeCoffee"}) {
            for (const std::string_view method : {"GET", "POST"})
                expect_alike(method, "/client1/{}" + command, "", there, not_there, 503);
        }
    }
    expect_alike("GET", "/{}/", "", "client2", "nosuch77", 404);
    const auto answer = get_as("client1", "/client1/nosuch77");
    EXPECT_EQ(header(answer, "Retry-After"), "1");
    EXPECT_THAT(answer.body, AllOf(HasSubstr("not every host has answered yet"), Not(HasSubstr("of 2 hosts"))));
    EXPECT_EQ(get_as("client1", "/client1/").status, 200);
}

TEST_F(AnOwner, CannotPageThroughTheDomainsOfOthers) {
    const auto after = [&](const std::string& uuid) { return get_as("client1", "/client1/", "after=" + uuid); };
    EXPECT_EQ(after(another_uuid).status, 400);
    EXPECT_EQ(told(after(another_uuid)), told(after(no_uuid), another_uuid, no_uuid));
    EXPECT_THAT(get_as("client1", "/client1/", "q=another").body, HasSubstr("<domains/>"));
}

TEST_F(AnOwner, FindsNoHosts) {
    for (const std::string_view path :
         {"/-/hosts/", "/-/hosts/alpha/", "/-/hosts/alpha/nodeGetInfo", "/-/hosts/alpha/domainDefineXML",
          "/-/hosts/none/", "/-/hosts/none/nodeGetInfo", "/-/", "/-/nonsense"}) {
        for (const std::string_view method : {"GET", "POST"})
            EXPECT_EQ(handle(request_of("client1", method, path)).status, 404) << path;
    }
    for (const std::string path : {"/-/hosts/{}/", "/-/hosts/{}/nodeGetInfo", "/-/hosts/{}/domainDefineXML"}) {
        expect_alike("GET", path, "", "alpha", "nosuch77", 404);
        expect_alike("POST", path, "", "alpha", "nosuch77", 404);
    }
}

TEST_F(AnOwner, HasTheSitesHealthAndItsFiles) {
    EXPECT_EQ(get_as("client1", "/-/health").body, "ready\n");
    const auto css = get_as("client1", "/-/assets/virt-fcgi.css");
    EXPECT_EQ(css.status, 200);
    EXPECT_THAT(header(css, "Content-Type"), HasSubstr("text/css"));
}

TEST_F(AnOwner, MustHaveAName) {
    for (const std::string_view path : {"/", "/client1/", "/client1/test", "/-/hosts/", "/-/health", "/_/", "//"}) {
        for (const std::string_view method : {"GET", "POST"}) {
            fcgi::Request made = request_of("", method, path);
            EXPECT_EQ(handle(made).status, 403) << path;
            made.authenticate = "";
            EXPECT_EQ(handle(made).status, 403) << path;
        }
    }
}

TEST_F(AnOwner, MustHaveANameThatAnOwnerCanHave) {
    for (const std::string name : {"-", "_", ".", "..", "a/b", "/", "client1/", "a\nb", "client1\n", "\x7F", "\t",
                                   "\xFF", "client1\xC0\xAF"}) {
        for (const std::string& path :
             {std::string("/"), "/" + name + "/", "/" + name + "/test", std::string("/_/")}) {
            for (const std::string_view format : all_formats) {
                fcgi::Request made = request_of(name, "GET", path);
                made.accept = format;
                const auto answer = handle(made);
                EXPECT_EQ(answer.status, 403) << name;
                EXPECT_THAT(answer.body, AllOf(Not(HasSubstr("orphan")), Not(HasSubstr(orphan_uuid))));
            }
        }
        EXPECT_EQ(post_as(name, "/_/orphan/domainCreate").status, 403);
    }
    EXPECT_EQ(state_of("orphan"), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AnOwner, IsNobodyElseWhoseNameLooksLikeHis) {
    for (const std::string name : {"Client1", "CLIENT1", "cli\u0435nt1", "client\uFF11", "client1 ", " client1",
                                   "client1.", "client10", "client", "client1\u200B"}) {
        const std::string own = "/" + name + "/";
        EXPECT_EQ(get_as(name, own).status, 200) << name;
        EXPECT_THAT(get_as(name, own).body, HasSubstr("<domains/>")) << name;
        for (const std::string_view path : {"/client1/", "/client1/test"})
            EXPECT_EQ(get_as(name, path).status, 404) << name;
        const std::string domain = own + "test";
        const std::string command = own + "test/domainSuspend";
        EXPECT_EQ(get_as(name, domain).status, 404) << name;
        EXPECT_EQ(post_as(name, command).status, 404) << name;
    }
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwner, OfADomainThatSeveralHaveSeesItAsTheyDo) {
    auto all = domains();
    all.back().owners = {"client1", "client2"};
    publish(all);
    const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
    ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT,
                                   "<owners><owner>client2</owner><owner>client1</owner></owners>", "virt",
                                   "urn:virt-fcgi:owners:1", 0),
              0);
    EXPECT_EQ(get_as("client1", "/client1/test").status, 200);
    EXPECT_EQ(get_as("client2", "/client2/test").status, 200);
    EXPECT_EQ(get_as("client2", "/client1/test").status, 404);
}

}  // namespace
