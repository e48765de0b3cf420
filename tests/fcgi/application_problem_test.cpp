// Problems, each in four representations.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <ostream>

#include "core/xml_document.h"
#include "tests/fcgi/scene.h"

namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::header;

struct Case {
    const char* name;
    const char* method;
    const char* path;
    const char* query;
    int status;
};

void PrintTo(const Case& each, std::ostream* out) {
    *out << each.status;
}

class AProblem : public tests::Scene, public testing::WithParamInterface<Case> {
  protected:
    [[nodiscard]] fcgi::Response answer(std::string_view accept) const {
        auto made = request(GetParam().method, GetParam().path, GetParam().query);
        made.accept = accept;
        return handle(made);
    }
};

TEST_P(AProblem, IsTheSameInXml) {
    const auto xml = answer("application/xml");
    EXPECT_EQ(xml.status, GetParam().status) << xml.body;
    EXPECT_EQ(header(xml, "Content-Type"), "application/problem+xml");
    ASSERT_NE(core::parse_xml(xml.body), nullptr) << xml.body;
    EXPECT_THAT(xml.body, HasSubstr("<problem xmlns=\"urn:ietf:rfc:7807\"><type>about:blank</type><title>"));
    EXPECT_THAT(xml.body, HasSubstr("<status>" + std::to_string(GetParam().status) + "</status>"));
}

TEST_P(AProblem, IsTheSameInJson) {
    const auto answered = answer("application/json");
    EXPECT_EQ(answered.status, GetParam().status);
    EXPECT_EQ(header(answered, "Content-Type"), "application/problem+json");
    const auto problem = json::parse(answered.body);
    EXPECT_EQ(problem.at("status"), GetParam().status);
    EXPECT_FALSE(problem.at("detail").get<std::string>().empty());
}

TEST_P(AProblem, IsTheSameInHtml) {
    const auto html = answer("text/html");
    EXPECT_EQ(html.status, GetParam().status);
    EXPECT_EQ(header(html, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(html.body, HasSubstr("<!DOCTYPE html"));
    EXPECT_THAT(html.body, HasSubstr(std::to_string(GetParam().status)));
    EXPECT_THAT(html.body, Not(HasSubstr("<script>")));
}

TEST_P(AProblem, IsTheSameInText) {
    const auto text = answer("text/plain");
    EXPECT_EQ(text.status, GetParam().status);
    EXPECT_EQ(header(text, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_THAT(text.body, StartsWith(std::to_string(GetParam().status) + " "));
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, AProblem,
    testing::Values(
        Case{"UnknownOwner", "GET", "/nobody/", "", 404}, Case{"UnknownDomain", "GET", "/client1/none", "", 404},
        Case{"HostileName", "GET", "/client1/<script>alert(1)<\x2Fscript>", "", 404},
        Case{"AnothersDomain", "GET", "/_/test", "", 404},
        Case{"UnknownCommand", "GET", "/client1/test/domainMakeCoffee", "", 404},
        Case{"AHostsCommand", "GET", "/client1/test/nodeGetInfo", "", 404},
        Case{"ADomainsCommand", "GET", "/-/hosts/alpha/domainGetInfo", "", 404},
        Case{"UnknownHost", "GET", "/-/hosts/none/", "", 404}, Case{"BadPath", "GET", "/client1/../test", "", 404},
        Case{"UnknownAsset", "GET", "/-/assets/none", "", 404},
        Case{"GetOfAChange", "GET", "/client1/test/domainShutdown", "", 405},
        Case{"PostOfARead", "POST", "/client1/test/domainGetInfo", "", 405},
        Case{"PostOfAList", "POST", "/", "", 405}, Case{"UnknownFormatArgument", "GET", "/", "state=asleep", 400},
        Case{"UnknownArgument", "GET", "/client1/test/domainGetInfo", "x=1", 400},
        Case{"MissingArgument", "GET", "/client1/test/domainInterfaceStats", "", 400},
        Case{"BrokenEscape", "GET", "/client1/test/domainInterfaceStats", "device=%zz", 400},
        Case{"TooManyArguments", "GET", "/", "a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9", 400},
        Case{"LibvirtRefuses", "GET", "/client1/test/domainInterfaceStats", "device=none", 400},
        Case{"DeadHost", "GET", "/client1/lost/domainGetInfo", "", 503},
        Case{"TwoOfOneName", "GET", "/_/twin", "", 300}),
    [](const testing::TestParamInfo<Case>& each) { return each.param.name; });

using TheApplication = tests::Scene;

TEST_F(TheApplication, RefusesWhatCannotBeMade) {
    auto made = request("GET", "/");
    made.accept = "image/png";
    EXPECT_EQ(handle(made).status, 406);
    made.accept = "text/html;q=0";
    EXPECT_EQ(handle(made).status, 406);
    EXPECT_EQ(get("/", "format=yaml").status, 406);
    EXPECT_EQ(get("/", "format=").status, 406);
    EXPECT_EQ(get("/", "format=xml&format=json").status, 400);
}

TEST_F(TheApplication, TellsUnacceptableProblemsInXmlAndInTheFormatThatWasAskedFor) {
    auto made = request("GET", "/nobody/");
    made.accept = "image/png";
    EXPECT_EQ(header(handle(made), "Content-Type"), "application/problem+xml");
    made.query = "format=json";
    EXPECT_EQ(handle(made).status, 404);
    EXPECT_EQ(header(handle(made), "Content-Type"), "application/problem+json");
}

TEST_F(TheApplication, RefusesLongPathsAndQueries) {
    EXPECT_EQ(get("/" + std::string(limits.path - 2, 'a') + "/").status, 404);
    EXPECT_EQ(get("/" + std::string(limits.path - 1, 'a') + "/").status, 414);
    EXPECT_EQ(get("/", "q=" + std::string(limits.query - 2, 'a')).status, 200);
    EXPECT_EQ(get("/", "q=" + std::string(limits.query - 1, 'a')).status, 414);
}

TEST_F(TheApplication, LocksTheDoorWhenALineIsMissing) {
    auto made = request("GET", "/");
    made.remote_user = "";
    made.authenticate = "";
    EXPECT_EQ(handle(made).status, 403);
    made.authenticate = "on";
    EXPECT_EQ(handle(made).status, 403);
    made.authenticate = "offf";
    EXPECT_EQ(handle(made).status, 500);
    for (const std::string_view path :
         {"/", "/client1/", "/client1/test", "/-/hosts/", "/-/hosts/alpha/nodeGetInfo"}) {
        made = request("GET", path);
        made.remote_user = "";
        made.authenticate = "";
        EXPECT_EQ(handle(made).status, 403) << path;
    }
}

TEST_F(TheApplication, UsesTheStandardStylesheetWhenTheSitesIsMissing) {
    auto made = request("GET", "/", "format=html");
    made.stylesheet = "none";
    EXPECT_EQ(handle(made).status, 200);
    made.stylesheet = "../default";
    EXPECT_EQ(handle(made).status, 500);
}

TEST_F(TheApplication, OffersTheUuidsWhenANameIsNotUnique) {
    const auto problem = json::parse(get("/_/twin", "format=json").body);
    ASSERT_EQ(problem.at("choices").size(), 2U);
    EXPECT_EQ(problem.at("choices").at(0).at("href"), "/virt/_/" + tests::twin_a);
    EXPECT_EQ(problem.at("choices").at(1).at("href"), "/virt/_/" + tests::twin_b);
}

TEST_F(TheApplication, NeverGuessesBetweenTwoHostsWithTheSameUuid) {
    publish({{"twin", tests::twin_a, -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}},
             {"twin", tests::twin_a, -1, VIR_DOMAIN_SHUTOFF, "dead", "", {}}});
    EXPECT_EQ(get("/_/twin").status, 300);
    EXPECT_EQ(get("/_/" + tests::twin_a).status, 300);
    const auto choices = json::parse(get("/_/twin", "format=json").body).at("choices");
    EXPECT_EQ(choices.at(0).at("href"), "/virt/_/" + tests::twin_a + "?host=alpha");
    EXPECT_EQ(get("/_/" + tests::twin_a, "host=dead").status, 503);
    EXPECT_EQ(get("/_/" + tests::twin_a, "host=none").status, 404);
}

TEST_F(TheApplication, AsksTheDomainWhereItLives) {
    core::DomainEntry left_behind{"moved", tests::twin_a, -1, VIR_DOMAIN_SHUTOFF, "dead"};
    left_behind.is_elsewhere = true;
    publish({{"moved", tests::test_uuid, 1, VIR_DOMAIN_RUNNING, "alpha"}, left_behind});
    EXPECT_EQ(json::parse(get("/", "format=json").body).at("domains").size(), 1U);
    EXPECT_EQ(json::parse(get("/-/hosts/dead/", "format=json").body).at("domains").size(), 1U);
    EXPECT_EQ(get("/_/" + tests::test_uuid + "/domainGetInfo").status, 200);
    EXPECT_EQ(get("/_/moved/domainGetInfo", "host=dead").status, 503);  // asked for by its host
    const auto form = get("/_/" + tests::twin_a + "/domainUndefine", "form&host=dead");
    EXPECT_THAT(form.body, HasSubstr("href=\"/virt/_/" + tests::twin_a + "/domainUndefine?host=dead\""));
}

TEST_F(TheApplication, SaysAtOnceWhyAndSinceWhenAHostIsUnreachable) {
    const auto answer = get("/client1/lost/domainGetInfo");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("host dead is unreachable since 1970-01-01T00:00:00Z: no route"));
}

TEST_F(TheApplication, ListsWhatIsAnnouncedAndCallsItNot) {
    core::DomainEntry announced{"heard", tests::twin_a};
    announced.host = "alpha";
    announced.is_announced = true;
    publish({announced});
    EXPECT_THAT(get("/").body, HasSubstr("state=\"announced\""));
    const auto answer = get("/_/heard/domainGetInfo");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, HasSubstr("only announced"));
}

TEST_F(TheApplication, LetsWhatIsOnlyAnnouncedTakeNoName) {
    core::DomainEntry announced{"test", tests::twin_a};
    announced.host = "alpha";
    announced.is_announced = true;
    publish({{"test", tests::test_uuid, 1, VIR_DOMAIN_RUNNING, "alpha"}, announced});
    EXPECT_EQ(get("/_/test/domainGetInfo").status, 200);
}

TEST_F(TheApplication, DoesNotWaitForAHostThatTheDirectoryIsConnectingTo) {
    publish({}, core::HostState::connecting);
    const auto answer = get("/-/hosts/dead/nodeGetInfo");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(header(answer, "Retry-After"), "1");
    EXPECT_THAT(answer.body, HasSubstr("host dead is being connected to"));
}

// 404 would say that it is nowhere.
TEST_F(TheApplication, DoesNotMissADomainWhileAHostHasNotSpoken) {
    publish({}, core::HostState::connecting);
    for (const char* path : {"/_/vm", "/nobody/", "/_/vm/domainGetInfo"}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 503) << path;
        EXPECT_EQ(header(answer, "Retry-After"), "1");
        EXPECT_THAT(answer.body, HasSubstr("1 of 2 hosts have not answered yet"));
    }
    EXPECT_EQ(get("/-/hosts/none/").status, 404);
}

TEST_F(TheApplication, SaysWhenToAskADeadHostAgain) {
    EXPECT_EQ(header(get("/client1/lost/domainGetInfo"), "Retry-After"), "1");
    EXPECT_EQ(header(get("/nobody/"), "Retry-After"), "");
}

TEST_F(TheApplication, SaysThatALostDomainIsGone) {
    publish({{"gone", tests::twin_a, -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}}});
    const auto answer = get("/_/gone/domainGetInfo");
    EXPECT_EQ(answer.status, 404);
    EXPECT_THAT(answer.body, HasSubstr("VIR_ERR_NO_DOMAIN"));
}

TEST_F(TheApplication, AnswersForAHostThatIsNotConfiguredAnyMore) {
    publish({{"vm", tests::twin_a, -1, VIR_DOMAIN_SHUTOFF, "removed", "", {}}});
    EXPECT_EQ(get("/_/vm").status, 503);
}

}  // namespace
