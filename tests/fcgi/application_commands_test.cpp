// What can be called, asked at the addresses that tell it: nothing is called, and an owner learns of nothing else.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/fcgi/owners_site.h"

namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::all_formats;
using tests::header;
using tests::told;

class WhatCanBeCalled : public tests::OwnersSite {
  protected:
    [[nodiscard]] fcgi::Response get_in(std::string_view format, std::string_view path, std::string_view query = "",
                                        std::string_view user = "") const {
        fcgi::Request made = user.empty() ? request("GET", path, query) : request_of(user, "GET", path, query);
        made.accept = format;
        return handle(made);
    }
    [[nodiscard]] static json row(const fcgi::Response& answer, std::string_view name) {
        const json list = json::parse(answer.body);
        for (const auto& command : list.at("commands")) {
            if (command.at("name") == name) return command;
        }
        return {};
    }
};

TEST_F(WhatCanBeCalled, IsToldInEachRepresentation) {
    for (const std::string_view path :
         {"/-/commands", "/client1/test", "/-/hosts/alpha/", "/client1/test/snapshots/none"}) {
        for (const std::string_view format : all_formats) {
            const auto answer = get_in(format, path, path == "/-/commands" ? "" : "commands");
            EXPECT_EQ(answer.status, 200) << path << ' ' << format << answer.body;
            EXPECT_THAT(header(answer, "Content-Type"), testing::StartsWith(std::string(format)));
            EXPECT_THAT(answer.body,
                        HasSubstr(path.find("snapshots") != std::string_view::npos ? "domainSnapshotDelete"
                                  : path.find("hosts") != std::string_view::npos   ? "nodeGetInfo"
                                                                                   : "domainGetInfo"))
                << path << ' ' << format;
        }
    }
}

TEST_F(WhatCanBeCalled, IsOnlyRead) {
    for (const std::string_view path : {"/-/commands", "/-/openapi.json"}) {
        for (const std::string_view method : {"POST", "PUT", "DELETE"}) {
            for (const auto& made : {request(method, path), request_of("client1", method, path)}) {
                const auto answer = handle(made);
                EXPECT_EQ(answer.status, 405) << path;
                EXPECT_EQ(header(answer, "Allow"), "GET, HEAD");
            }
        }
        EXPECT_EQ(handle(request("HEAD", path)).status, 200);
    }
    for (const std::string_view path : {"/client1/test", "/-/hosts/alpha/", "/client1/test/snapshots/one"})
        EXPECT_EQ(handle(request("POST", path, "commands")).status, 405) << path;
}

TEST_F(WhatCanBeCalled, HasAddressesOfTheObjectThatWasAsked) {
    EXPECT_EQ(row(get("/client1/test", "commands&format=json"), "domainGetInfo").at("href"),
              "/virt/client1/test/domainGetInfo");
    EXPECT_EQ(row(get("/-/hosts/alpha/", "commands&format=json"), "nodeGetInfo").at("href"),
              "/virt/-/hosts/alpha/nodeGetInfo");
    EXPECT_EQ(row(get("/client1/test/snapshots/a%20b", "commands&format=json"), "domainSnapshotDelete").at("href"),
              "/virt/client1/test/snapshots/a%2520b/domainSnapshotDelete");
    const std::string href =
        row(get("/client1/test", "commands&format=json&q=getinfo"), "domainGetInfo").at("href").get<std::string>();
    EXPECT_EQ(get(href.substr(5)).status, 200);
}

TEST_F(WhatCanBeCalled, IsNoArgumentWhereThereIsNoObject) {
    for (const std::string_view path :
         {"/", "/client1/", "/-/hosts/", "/client1/test/domainGetInfo", "/client1/test/snapshots/"}) {
        const auto answer = get(path, "commands&format=json");
        EXPECT_EQ(answer.status, 400) << path;
        EXPECT_EQ(json::parse(answer.body).at("argument"), "commands") << path;
    }
    EXPECT_EQ(get("/client1/nosuch", "commands").status, 404);
    EXPECT_EQ(get("/-/hosts/nosuch/", "commands").status, 404);
    EXPECT_EQ(get("/client1/test", "commands&commands").status, 400);
    EXPECT_EQ(get("/client1/test", "commands&target=domain").status, 400);
}

TEST_F(WhatCanBeCalled, IsAskedOfNoHost) {
    EXPECT_EQ(get("/client1/away", "commands").status, 200);
    EXPECT_EQ(get("/-/hosts/dead/", "commands").status, 200);
}

TEST_F(WhatCanBeCalled, EscapesWhatWasSearchedFor) {
    for (const std::string_view format : all_formats) {
        const auto answer = get_in(format, "/-/commands", "q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%01%C2%85");
        EXPECT_EQ(answer.status, 200) << format;
        if (format == "application/json") continue;  // nobody takes it for a page
        EXPECT_THAT(answer.body, AllOf(Not(HasSubstr("<script>")), Not(HasSubstr("\x01"))));
    }
    EXPECT_EQ(get("/-/commands", "q=%FF").status, 400);
    EXPECT_EQ(get("/-/commands", "q=%00").status, 400);
}

TEST_F(WhatCanBeCalled, LeadsFromOneRepresentationToTheOthersOfTheSameSearch) {
    EXPECT_THAT(get_in("text/html", "/-/commands", "q=a%26b&target=host").body,
                HasSubstr("href=\"/virt/-/commands?q=a%26b&amp;target=host&amp;format=json\""));
    EXPECT_THAT(get_in("text/html", "/client1/test", "commands").body,
                HasSubstr("href=\"/virt/client1/test?commands&amp;format=json\""));
    EXPECT_THAT(get_in("text/html", "/client1/test/domainSetMemory", "form").body,
                HasSubstr("href=\"/virt/client1/test/domainSetMemory?form&amp;format=json\""));
}

TEST_F(WhatCanBeCalled, IsForAnOwnerWhatHeMayDoWithHisDomains) {
    const auto list = get_as("client1", "/-/commands", "format=json");
    EXPECT_EQ(list.status, 200);
    EXPECT_EQ(row(list, "domainSetMemory").at("may"), "yes");
    EXPECT_EQ(row(list, "domainRename").at("may"), "no");
    EXPECT_TRUE(row(list, "nodeGetInfo").is_null());
    EXPECT_EQ(get_as("client1", "/-/commands", "target=host").status, 400);
    EXPECT_EQ(get_as("client1", "/client1/test", "commands").status, 200);
    EXPECT_EQ(get_as("client1", "/-/hosts/alpha/", "commands").status, 404);
    EXPECT_EQ(get_as("client1", "/-/openapi.json").status, 200);
}

TEST_F(WhatCanBeCalled, NamesNothingOfOthersAndNoHost) {
    for (const std::string_view path : {"/-/commands", "/-/openapi.json"}) {
        for (const std::string_view format : all_formats) {
            const std::string body = get_in(format, path, "", "client1").body;
            for (const char* hidden : {"alpha", "dead", "client2", "orphan", "faraway", "/-/hosts", "{host}",
                                       "nodeGetInfo", "test:///", another_uuid})
                EXPECT_THAT(body, Not(HasSubstr(hidden))) << path << ' ' << format;
            // Its name is a word of libvirt's help as well: there as such, and in no address or value.
            for (const char* hidden : {"/another", "\"another\"", ">another<", " another\n"})
                EXPECT_THAT(body, Not(HasSubstr(hidden))) << path << ' ' << format;
        }
    }
    EXPECT_EQ(told(get_as("client1", "/-/commands")), told(get_as("client2", "/-/commands"), "client1", "client2"));
}

TEST_F(WhatCanBeCalled, OfAnothersDomainIsAsOfOneThatDoesNotExist) {
    for (const std::string_view format : all_formats) {
        for (const std::string path : {"/client1/", "/client2/"}) {
            for (const std::string below : {"", "/snapshots/one"}) {
                const auto there = get_in(format, path + "another" + below, "commands", "client1");
                const auto not_there = get_in(format, path + "nosuch7" + below, "commands", "client1");
                EXPECT_EQ(there.status, 404);
                EXPECT_EQ(told(there), told(not_there, "another", "nosuch7"));
            }
        }
    }
}

TEST_F(WhatCanBeCalled, TellsOpenApiInJsonWhateverIsAccepted) {
    for (const std::string_view format : all_formats) {
        const auto answer = get_in(format, "/-/openapi.json");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(header(answer, "Content-Type"), "application/json");
        EXPECT_EQ(json::parse(answer.body).at("servers").at(0).at("url"), "/virt");
    }
    EXPECT_EQ(get("/-/openapi.json", "format=xml").status, 400);
}

}  // namespace
