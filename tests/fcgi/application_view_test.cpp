// Lists over HTTP: tags, what may be kept, links to other pages.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/fcgi/owners_site.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using tests::header;
using tests::told;

class AList : public tests::OwnersSite {
  protected:
    // Of the admins' site.
    [[nodiscard]] fcgi::Response ask(std::string_view path, std::string_view query, std::string_view if_none_match,
                                     std::string_view method = "GET") const {
        fcgi::Request made = request(method, path, query);
        made.if_none_match = if_none_match;
        return handle(made);
    }
    [[nodiscard]] std::string tag(std::string_view path, std::string_view query = "") const {
        return header(get(path, query), "ETag");
    }
};

const std::vector<std::string_view> lists{"/", "/client1/", "/-/hosts/", "/-/hosts/alpha/"};
const std::vector<std::string> formats{"format=xml", "format=json", "format=text", "format=html"};

TEST_F(AList, IsNotSentToWhoHasIt) {
    for (const auto path : lists) {
        for (const auto& query : formats) {
            const auto whole = get(path, query);
            const std::string its_tag = header(whole, "ETag");
            EXPECT_EQ(whole.status, 200);
            EXPECT_THAT(its_tag, StartsWith(query == "format=html" ? "W/\"" : "\"")) << path << query;
            EXPECT_EQ(header(whole, "Cache-Control"), "private, no-cache");
            for (const std::string& named :
                 {its_tag, "\"x\", W/" + its_tag.substr(its_tag.find('"')), std::string("*")}) {
                for (const std::string_view method : {"GET", "HEAD"}) {
                    const auto known = ask(path, query, named, method);
                    EXPECT_EQ(known.status, 304) << path << query << named;
                    EXPECT_THAT(known.content(), IsEmpty());
                    EXPECT_EQ(header(known, "ETag"), its_tag);
                    EXPECT_EQ(header(known, "Vary"), header(whole, "Vary"));
                    EXPECT_EQ(header(known, "Cache-Control"), "private, no-cache");
                    EXPECT_EQ(header(known, "Content-Type"), "");
                }
            }
            EXPECT_EQ(ask(path, query, "\"another\"").status, 200);
        }
    }
}

TEST_F(AList, HasATagOfItsContent) {
    const std::string before = tag("/");
    EXPECT_EQ(tag("/"), before);
    EXPECT_EQ(tag("/", "limit=1000"), before);  // which is the same
    EXPECT_NE(tag("/", "q=test"), before);
    EXPECT_NE(tag("/", "format=json"), before);
    publish(domains());  // another generation of the same
    EXPECT_EQ(tag("/"), before);
    auto changed = domains();
    changed.back().memory_kib = 1;
    publish(changed);
    EXPECT_NE(tag("/"), before);
    EXPECT_EQ(ask("/", "", before).status, 200);
}

TEST_F(AList, HasATagForEachWhoSeesAnotherPage) {
    const std::string admins = tag("/client1/", "format=html");
    fcgi::Request made = request("GET", "/client1/", "format=html");
    made.remote_user = "another admin";
    EXPECT_NE(header(handle(made), "ETag"), admins);
    made = request("GET", "/client1/", "format=html");
    made.read_only = "on";
    EXPECT_NE(header(handle(made), "ETag"), admins);
    EXPECT_NE(header(get_as("client1", "/client1/", "format=html"), "ETag"), admins);
    EXPECT_NE(tag("/client1/", "format=html&sort=-name"), admins);
    made = request("GET", "/client1/", "format=html");
    made.prefix = "/look";
    EXPECT_NE(header(handle(made), "ETag"), admins);
    made = request("GET", "/client1/", "format=html");
    made.accept_language = "de";
    EXPECT_NE(header(handle(made), "ETag"), admins);
    made.if_none_match = admins;
    EXPECT_EQ(handle(made).status, 200);
    EXPECT_EQ(header(handle(made), "Content-Language"), "de");
}

TEST_F(AList, HasATagThatTellsNothingOfOthers) {
    const auto his = [this](std::string_view query) { return header(get_as("client1", "/client1/", query), "ETag"); };
    for (const auto& query : {formats[0], formats[1], formats[2]}) {
        const std::string before = his(query);
        auto changed = domains();
        changed.front().title = "another title of another";
        publish(changed);
        EXPECT_EQ(his(query), before);
        publish(domains());
    }
}

TEST_F(AList, TellsAnOwnerNothingOfOthersWhateverHeChooses) {
    const auto answer = [this](const std::string& query) { return get_as("client1", "/client1/", query); };
    for (const std::string argument : {"owner=", "host=", "q=", "after="}) {
        const std::string there = argument == "owner=" ? "client2" : argument == "after=" ? another_uuid : "another";
        const std::string not_there = argument == "after=" ? no_uuid : "nosuch77";
        for (const auto& format : formats) {
            const auto told_of = [&](const std::string& value) {
                auto response = answer(argument + value + "&" + format);
                std::erase_if(response.headers, [](const auto& each) {
                    return each.first == "ETag" || each.first == "Content-Length";
                });
                return response;
            };
            EXPECT_EQ(told(told_of(there)), told(told_of(not_there), there, not_there)) << argument << format;
        }
    }
    EXPECT_THAT(answer("host=alpha").body, Not(HasSubstr("another")));
    EXPECT_THAT(answer("host=alpha").body, HasSubstr("total=\"2\" matching=\"1\""));
}

TEST_F(AList, LeadsToItsOtherPages) {
    EXPECT_THAT(header(get("/"), "Link"), Not(HasSubstr("after=")));
    EXPECT_THAT(header(get("/", "limit=2"), "Link"),
                StartsWith("</virt/?limit=2&after=" + tests::twin_a + ">; rel=\"next\", "));
    const std::string second = "limit=2&format=json&after=" + tests::twin_a;
    EXPECT_THAT(header(get("/", second), "Link"),
                StartsWith("</virt/?limit=2&format=json>; rel=\"first\", </virt/?limit=2&format=json>; rel=\"prev\", "
                           "</virt/?limit=2&after=" +
                           std::string(orphan_uuid) + "&format=json>; rel=\"next\", </virt/?limit=2&after=" +
                           tests::twin_a + "&format=html>; rel=\"alternate\""));
    EXPECT_EQ(header(ask("/", "limit=2", "", "HEAD"), "Link"), header(get("/", "limit=2"), "Link"));
}

TEST_F(AList, HasPagesForBrowsersAndAllForPrograms) {
    std::vector<core::DomainEntry> many;
    for (int i = 0; i < 101; ++i) {
        many.push_back({fmt::format("vm{}", i),
                        fmt::format("{:08x}-f6a4-8304-79aa-97f2502e193f", i),
                        -1,
                        VIR_DOMAIN_SHUTOFF,
                        "alpha",
                        "",
                        {"client1"}});
    }
    publish(many);
    for (const std::string_view path : {"/", "/client1/", "/-/hosts/alpha/"}) {
        EXPECT_THAT(header(get(path), "Link"), Not(HasSubstr("after="))) << path;
        EXPECT_THAT(get(path).body, HasSubstr("vm100\""));
        EXPECT_THAT(header(get(path, "format=html"), "Link"), HasSubstr("after=00000063-")) << path;
        EXPECT_THAT(get(path, "format=html").body, Not(HasSubstr("/vm100\"")));
        EXPECT_THAT(header(get(path, "format=html&limit=101"), "Link"), Not(HasSubstr("after="))) << path;
    }
    many.pop_back();
    publish(many);
    EXPECT_THAT(header(get("/", "format=html"), "Link"), Not(HasSubstr("after=")));
}

TEST_F(AList, IsNoWrongOneForAnybodyWhoNamesATag) {
    EXPECT_EQ(ask("/", "colour=red", "*").status, 400);
    EXPECT_EQ(ask("/nobody/", "", "*").status, 404);
    EXPECT_EQ(ask("/", "", "*", "POST").status, 405);
    EXPECT_EQ(ask("/client1/test", "", "*").status, 200);
    for (const std::string_view path :
         {"/client1/test", "/-/commands", "/-/jobs/", "/-/hosts/alpha/connectGetType", "/nobody/"}) {
        EXPECT_EQ(header(get(path), "Cache-Control"), "no-store") << path;
        EXPECT_EQ(header(get(path), "ETag"), "") << path;
    }
}

}  // namespace
