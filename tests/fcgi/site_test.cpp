// What the web server's location says, and where a change may come from.
#include "fcgi/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fcgi/cross_site.h"
#include "fcgi/problem.h"
#include "tests/core/thrown.h"

namespace {

using fcgi::is_from_another_site;
using fcgi::Request;
using fcgi::Site;

Request location(std::string_view authenticate, std::string_view read_only, std::string_view stylesheet = "") {
    Request request;
    request.authenticate = authenticate;
    request.read_only = read_only;
    request.stylesheet = stylesheet;
    return request;
}
fcgi::Problem refusal(const Request& request) {
    return tests::thrown_by<fcgi::ProblemError>([&] { return fcgi::read_site(request, "default"); }).problem();
}

TEST(ASite, IsInsecureOrReadOnly) {
    const Site insecure = fcgi::read_site(location("off", "off"), "default");
    EXPECT_FALSE(insecure.visitor.is_read_only);
    EXPECT_FALSE(insecure.is_owners());
    EXPECT_EQ(insecure.mode(), "insecure");
    const Site read_only = fcgi::read_site(location("off", "on"), "default");
    EXPECT_TRUE(read_only.visitor.is_read_only);
    EXPECT_EQ(read_only.mode(), "read-only");
}

TEST(ASite, IsReadOnlyWhenTheLineIsMissing) {
    EXPECT_TRUE(fcgi::read_site(location("off", ""), "default").visitor.is_read_only);
}

TEST(ASite, OfOwnersOrWithTheLineMissingIsForbidden) {
    for (const std::string_view read_only : {"on", "off", ""}) {
        EXPECT_EQ(refusal(location("on", read_only)).status, 403);
        EXPECT_EQ(refusal(location("", read_only)).status, 403);
    }
}

TEST(ASite, WithAMisspeltValueIsAnErrorOfTheServer) {
    for (const std::string_view value : {"ON", "Off", "of", "0", "1", "no", "true", " off", "off ", "off\n"}) {
        EXPECT_EQ(refusal(location(value, "off")).status, 500) << value;
        EXPECT_EQ(refusal(location("off", value)).status, 500) << value;
        EXPECT_THAT(refusal(location("off", value)).detail, testing::HasSubstr("VIRT_READ_ONLY"));
    }
}

TEST(ASite, OfOwnersHasTheUsersNameAsItCame) {
    for (const std::string_view name : {"client1", "Client1", "a b", "ü", "__", "-x", "..."}) {
        Request request = location("on", "off");
        request.remote_user = name;
        const Site site = fcgi::read_site(request, "default");
        EXPECT_TRUE(site.is_owners());
        EXPECT_EQ(site.visitor.owner, name);
        EXPECT_EQ(site.mode(), "owner");
        request.authenticate = "";
        for (const std::string_view read_only : {"on", ""}) {
            request.read_only = read_only;
            EXPECT_EQ(fcgi::read_site(request, "default").visitor.owner, name);
            EXPECT_EQ(fcgi::read_site(request, "default").mode(), "owner-read-only");
        }
    }
}

TEST(ASite, OfOwnersIsForbiddenToWhoHasNoOwnersName) {
    const std::string too_long(257, 'x');
    for (const std::string_view name :
         {std::string_view(""), std::string_view("-"), std::string_view("_"), std::string_view("."),
          std::string_view(".."), std::string_view("a/b"), std::string_view("a\nb"), std::string_view("\xFF"),
          std::string_view(too_long)}) {
        Request request = location("on", "off");
        request.remote_user = name;
        EXPECT_EQ(refusal(request).status, 403) << name;
        request.authenticate = "off";
        EXPECT_FALSE(fcgi::read_site(request, "default").is_owners()) << name;
    }
}

TEST(ASite, ShowsSecretsOnlyWhenItSaysSo) {
    for (const auto& [value, sees] : {std::pair("on", true), {"off", false}, {"", false}}) {
        Request request = location("off", "off");
        request.secrets = value;
        EXPECT_EQ(fcgi::read_site(request, "default").visitor.sees_secrets, sees) << value;
    }
    for (const std::string_view value : {"ON", "On", "1", "yes", "true", " on", "on\n", "offf"}) {
        Request request = location("off", "off");
        request.secrets = value;
        EXPECT_EQ(refusal(request).status, 500) << value;
        EXPECT_THAT(refusal(request).detail, testing::HasSubstr("VIRT_SECRETS"));
    }
}

TEST(ASite, WithAParameterThatCameTwiceOrIsUnknownIsAnErrorOfTheServer) {
    for (const std::string_view authenticate : {"on", "off", ""}) {
        Request request = location(authenticate, "off");
        request.doubled = "VIRT_READ_ONLY";
        EXPECT_EQ(refusal(request).status, 500);
        EXPECT_THAT(refusal(request).detail, testing::HasSubstr("VIRT_READ_ONLY"));
        request = location(authenticate, "off");
        request.unknown = "VIRT_READONLY\n";
        EXPECT_EQ(refusal(request).status, 500);
        EXPECT_THAT(refusal(request).detail, testing::HasSubstr("VIRT_READONLY\\x0a"));
    }
}

TEST(ASite, NamesItsStylesheetOrGetsTheDefault) {
    EXPECT_EQ(fcgi::read_site(location("off", "off"), "default").stylesheet, "default");
    EXPECT_EQ(fcgi::read_site(location("off", "off", "My-sheet_2"), "default").stylesheet, "My-sheet_2");
    for (const std::string_view name : {"../default", "a/b", ".", "..", "a.b", "a b", "ü", "/etc"}) {
        EXPECT_EQ(refusal(location("off", "off", name)).status, 500) << name;
    }
}

struct Origin {
    const char* sec_fetch_site;
    const char* origin;
    const char* host;
    bool is_other;
};

class ARequest : public testing::TestWithParam<Origin> {};

TEST_P(ARequest, ComesFromAnotherSiteOrNot) {
    const auto& [sec_fetch_site, origin, host, is_other] = GetParam();
    Request request;
    request.host = host;
    request.origin = origin;
    request.sec_fetch_site = sec_fetch_site;
    EXPECT_EQ(is_from_another_site(request), is_other) << sec_fetch_site << ' ' << origin << ' ' << host;
}

INSTANTIATE_TEST_SUITE_P(OfPrograms, ARequest,
                         testing::Values(Origin{"", "", "virt.lan", false}, Origin{"", "", "", false}));
INSTANTIATE_TEST_SUITE_P(OfTodaysBrowsers, ARequest,
                         testing::Values(Origin{"same-origin", "https://virt.lan", "virt.lan", false},
                                         Origin{"none", "", "virt.lan", false},
                                         Origin{"same-site", "https://other.virt.lan", "virt.lan", true},
                                         Origin{"cross-site", "https://evil.example", "virt.lan", true},
                                         Origin{"cross-site", "https://virt.lan", "virt.lan", true},
                                         Origin{"junk", "", "virt.lan", true},
                                         Origin{"SAME-ORIGIN", "", "virt.lan", true}));
INSTANTIATE_TEST_SUITE_P(OfOlderBrowsers, ARequest,
                         testing::Values(Origin{"", "https://virt.lan", "virt.lan", false},
                                         Origin{"", "http://virt.lan:8480", "virt.lan:8480", false},
                                         Origin{"", "https://virt.lan:8480", "virt.lan", true},
                                         Origin{"", "https://evil.example", "virt.lan", true},
                                         Origin{"", "https://virt.lan.evil.example", "virt.lan", true},
                                         Origin{"", "https://evilvirt.lan", "virt.lan", true},
                                         Origin{"", "null", "virt.lan", true}, Origin{"", "null", "null", true},
                                         Origin{"", "virt.lan", "virt.lan", true}, Origin{"", "https://", "", true},
                                         Origin{"", "https://virt.lan", "", true}));

}  // namespace
