// What an owner may do with his domains, and what keeps him from the rest.
#include <gmock/gmock.h>

#include "tests/fcgi/owners_site.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::all_formats;
using tests::header;
using tests::told;

using AnOwnersChange = tests::OwnersSite;

TEST_F(AnOwnersChange, IsDone) {
    EXPECT_EQ(post_as("client1", "/client1/test/domainSuspend").status, 200);
    EXPECT_EQ(state_of(), VIR_DOMAIN_PAUSED);
    EXPECT_EQ(post_as("client1", "/client1/" + tests::test_uuid + "/virDomainResume").status, 200);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwnersChange, IsNotDoneOnAReadOnlySite) {
    for (const std::string_view read_only : {"on", ""}) {
        for (const std::string_view command : {"domainSuspend", "domainDestroy", "domainUndefine", "setOwners"}) {
            const std::string path = "/client1/test/" + std::string(command);
            fcgi::Request made = request_of("client1", "POST", path);
            made.read_only = read_only;
            EXPECT_EQ(handle(made).status, 403) << command;
        }
    }
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    fcgi::Request made = request_of("client1", "GET", "/client1/test/domainGetInfo");
    made.read_only = "on";
    EXPECT_EQ(handle(made).status, 200);
}

TEST_F(AnOwnersChange, IsNotDoneForAPageOfAnotherSite) {
    fcgi::Request made = request_of("client1", "POST", "/client1/test/domainSuspend");
    made.sec_fetch_site = "cross-site";
    EXPECT_EQ(handle(made).status, 403);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwnersChange, IsNoneOfTheAdministrators) {
    const std::string before = xml_of();
    const auto refused = [&](std::string_view command, std::string_view body) {
        const auto answer = post_as("client1", "/client1/test/" + std::string(command), body);
        EXPECT_THAT(answer.body, HasSubstr(std::string(command) + " is for administrators, not for owners"));
        return answer.status;
    };
    EXPECT_EQ(refused("domainUndefine", ""), 403);
    EXPECT_EQ(refused("domainRename", "new_name=mine"), 403);
    EXPECT_EQ(refused("setOwners", "owners=client1%0Aclient2"), 403);
    EXPECT_EQ(refused("setOwners", "owners="), 403);
    EXPECT_EQ(xml_of(), before);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AnOwnersChange, MayNotTouchWhoTheOwnersAre) {
    const std::string before = xml_of();
    const auto answer = post_as("client1", "/client1/test/domainSetMetadata",
                                "type=2&metadata=%3Cowners/%3E&key=virt&uri=urn:virt-fcgi:owners:1");
    EXPECT_EQ(answer.status, 403);
    EXPECT_THAT(answer.body, HasSubstr("an owner may set the title (type 1) and the description (type 0)"));
    EXPECT_EQ(xml_of(), before);
    EXPECT_EQ(post_as("client1", "/client1/test/domainSetMetadata", "type=1&metadata=mine").status, 200);
    EXPECT_THAT(xml_of(), HasSubstr("<title>mine</title>"));
}

TEST_F(AnOwnersChange, MayNotRaiseTheMaximum) {
    EXPECT_EQ(
        post_as("client1", "/client1/test/domainSetMemoryFlags", "memory=1&flags=VIR_DOMAIN_MEM_MAXIMUM").status,
        403);
    EXPECT_EQ(post_as("client1", "/client1/test/domainSetMemory", "memory=99999999999").status, 400);
    EXPECT_EQ(post("/client1/test/domainSetMemoryFlags", "memory=1048576").status, 200);
}

class AnOwnersPage : public tests::OwnersSite {
  protected:
    [[nodiscard]] std::string page(std::string_view read_only) const {
        fcgi::Request made = request_of("client1", "GET", "/client1/test", "format=html");
        made.read_only = read_only;
        return handle(made).body;
    }
    static bool offers(const std::string& page, std::string_view command) {
        const std::string href = "href=\"/virt/client1/test/" + std::string(command);
        return page.find(href + '"') != std::string::npos || page.find(href + "?form\"") != std::string::npos;
    }
};

TEST_F(AnOwnersPage, OffersWhatHeMay) {
    const std::string changing = page("off");
    const std::string reading = page("on");
    for (const auto& command : core::all_commands()) {
        const bool is_a_domains = command.target == core::Target::domain;
        const bool is_read = command.effect == core::Effect::read && !command.needs_write_access;
        EXPECT_EQ(offers(changing, command.name), is_a_domains && command.who != core::Who::admin) << command.name;
        EXPECT_EQ(offers(reading, command.name), is_a_domains && is_read) << command.name;
    }
    for (const char* button : {"domainUndefine", "domainRename", "setOwners"})
        EXPECT_THAT(changing, Not(HasSubstr(button)));
}

TEST_F(AnOwnersPage, HasTheFormsOfWhatHeMay) {
    for (const auto& command : core::all_commands()) {
        const std::string path = "/client1/test/" + std::string(command.name);
        const int right = command.target != core::Target::domain ? 404 : command.who == core::Who::admin ? 403 : 200;
        EXPECT_EQ(get_as("client1", path, "form").status, right) << command.name;
        fcgi::Request made = request_of("client1", "GET", path, "form");
        made.read_only = "on";
        const bool is_change = command.effect == core::Effect::change || command.needs_write_access;
        EXPECT_EQ(handle(made).status, right == 200 && is_change ? 403 : right) << command.name;
    }
}

// The directory learns of it later than the host.
class ADomainThatIsAnothersByNow : public tests::OwnersSite {
  protected:
    ADomainThatIsAnothersByNow() { give("test", "client2"); }

    void expect_as_if_not_there(std::string_view method, const std::string& command,
                                std::string_view query = "") const {
        for (const std::string_view format : all_formats) {
            for (const auto& [there, not_there] :
                 {std::pair(std::string("test"), std::string("nosuch77")), {tests::test_uuid, no_uuid}}) {
                const auto ask = [&](const std::string& name) {
                    const std::string path = "/client1/" + name + command;
                    fcgi::Request made = request_of("client1", method, path, query);
                    made.accept = format;
                    return handle(made);
                };
                const auto answer = ask(there);
                EXPECT_EQ(answer.status, 404) << method << ' ' << command;
                EXPECT_EQ(told(answer), told(ask(not_there), there, not_there)) << method << ' ' << command;
            }
        }
    }
};

TEST_F(ADomainThatIsAnothersByNow, IsNotThere) {
    for (const std::string command : {"", "/domainGetXMLDesc", "/domainGetInfo", "/domainGetName"})
        expect_as_if_not_there("GET", command);
    expect_as_if_not_there("GET", "", "host=alpha");
    expect_as_if_not_there("GET", "/domainGetInfo", "x=1");
    for (const std::string command : {"/domainSuspend", "/domainDestroy", "/domainSetMemory"})
        expect_as_if_not_there("POST", command);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(ADomainThatIsAnothersByNow, IsNotThereForTheNewOwnerUntilTheDirectoryKnows) {
    EXPECT_EQ(get_as("client2", "/client2/test").status, 404);
    auto all = domains();
    all.back().owners = {"client2"};
    publish(all);
    EXPECT_EQ(get_as("client2", "/client2/test").status, 200);
    EXPECT_EQ(get_as("client1", "/client1/test").status, 404);
}

TEST_F(ADomainThatIsAnothersByNow, IsThereForAdministrators) {
    EXPECT_EQ(get("/client1/test/domainGetInfo").status, 200);
}

TEST_F(ADomainThatIsAnothersByNow, MayBeSoByItsName) {
    rules.source.kind = core::OwnerSource::Kind::name_prefix;  // the directory was made before
    expect_as_if_not_there("GET", "/domainGetInfo");
    expect_as_if_not_there("POST", "/domainSuspend");
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

using SettingTheOwners = tests::OwnersSite;

TEST_F(SettingTheOwners, IsDoneByAdministrators) {
    EXPECT_EQ(post("/client1/test/setOwners", "owners=client2%0D%0Aclient3").status, 200);
    EXPECT_EQ(get_as("client1", "/client1/test").status, 404);
    EXPECT_THAT(xml_of(),
                AllOf(HasSubstr(":owner>client2<"), HasSubstr(":owner>client3<"), Not(HasSubstr("client1"))));
}

TEST_F(SettingTheOwners, IsRefusedWithTheNameThatIsWrong) {
    const std::string before = xml_of();
    const auto answer = post("/client1/test/setOwners", "owners=good%0Aa/b");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<argument>owners</argument>"), HasSubstr("a/b")));
    EXPECT_EQ(get("/client1/test/setOwners").status, 405);
    EXPECT_EQ(xml_of(), before);
}

TEST_F(SettingTheOwners, IsAConflictWhereOwnersStandElsewhere) {
    const std::string before = xml_of();
    rules.source.kind = core::OwnerSource::Kind::name_prefix;
    EXPECT_EQ(post("/client1/test/setOwners", "owners=client2").status, 409);
    EXPECT_EQ(xml_of(), before);
}

using AHostThatIsDown = tests::OwnersSite;

TEST_F(AHostThatIsDown, IsNotDescribedToOwners) {
    for (const std::string_view format : all_formats) {
        for (const std::string_view path : {"/client1/away", "/client1/away/domainGetInfo"}) {
            fcgi::Request made = request_of("client1", "GET", path);
            made.accept = format;
            const auto answer = handle(made);
            EXPECT_EQ(answer.status, 503);
            EXPECT_EQ(header(answer, "Retry-After"), "1");
            EXPECT_THAT(answer.body, AllOf(HasSubstr("host does not answer"), Not(HasSubstr("no route")),
                                           Not(HasSubstr("no/such"))));
        }
    }
    EXPECT_THAT(get("/client1/away").body,
                HasSubstr("host dead is unreachable since 1970-01-01T00:00:00Z: no route"));
}

TEST_F(AHostThatIsDown, IsNotDescribedToOwnersBeforeTheDirectoryKnows) {
    publish(domains(), core::HostState::up);
    const auto answer = get_as("client1", "/client1/away");
    EXPECT_EQ(answer.status, 503);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("host does not answer"), Not(HasSubstr("no/such"))));
    EXPECT_THAT(get("/client1/away").body, HasSubstr("/no/such/file.xml"));
}

class Secrets : public tests::OwnersSite {
  protected:
    [[nodiscard]] fcgi::Response ask(std::string_view secrets, std::string_view read_only,
                                     std::string_view owner = "",
                                     std::string_view flags = "flags=VIR_DOMAIN_XML_SECURE") const {
        fcgi::Request made = request("GET", "/client1/test", flags);
        made.secrets = secrets;
        made.read_only = read_only;
        if (!owner.empty()) {
            made.authenticate = "on";
            made.remote_user = owner;
        }
        return handle(made);
    }
};

TEST_F(Secrets, AreShownWhereTheSiteShowsThemAndMayChangeAndHasNoOwners) {
    const auto answer = ask("on", "off");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("<name>test</name>"));
}

TEST_F(Secrets, AreNotShownElsewhere) {
    for (const std::string_view secrets : {"on", "off", ""}) {
        for (const std::string_view read_only : {"on", "off", ""}) {
            for (const std::string_view owner : {"", "client1"}) {
                if (secrets == "on" && read_only == "off" && owner.empty()) continue;
                for (const std::string_view flags : {"flags=VIR_DOMAIN_XML_SECURE", "flags=1", "flags=2&flags=3"}) {
                    const auto answer = ask(secrets, read_only, owner, flags);
                    EXPECT_EQ(answer.status, 403) << secrets << read_only << owner;
                    EXPECT_THAT(answer.body, HasSubstr("secrets are not shown here"));
                }
                EXPECT_EQ(ask(secrets, read_only, owner, "flags=VIR_DOMAIN_XML_INACTIVE").status, 200);
            }
        }
    }
}

TEST_F(AnOwnersChange, WaitsForHisOthersAndForTheOneOfTheSameDomain) {
    {
        const auto turn = turns.take(tests::test_uuid);
        const auto answer = post_as("client1", "/client1/test/domainSuspend");
        EXPECT_EQ(answer.status, 409);
        EXPECT_EQ(header(answer, "Retry-After"), "1");
        EXPECT_EQ(post("/client1/test/domainResume").status, 502);  // the administrator waits for nobody
        // But an owner's revert under way could undo this.
        EXPECT_EQ(post("/client1/test/setOwners", "owners=client2").status, 409);
        EXPECT_THAT(xml_of(), Not(HasSubstr("client2")));
    }
    {
        const auto first = turns.take("0 client1");
        const auto second = turns.take("1 client1");
        EXPECT_EQ(post_as("client1", "/client1/test/domainSuspend").status, 200);
        const auto third = turns.take("2 client1");
        EXPECT_EQ(post_as("client1", "/client1/test/domainResume").status, 429);
        EXPECT_EQ(get_as("client1", "/client1/test").status, 200);
    }
    EXPECT_EQ(post_as("client1", "/client1/test/domainResume").status, 200);
}

// libvirt's words can name files of the host and other clients' domains.
TEST_F(AnOwnersChange, IsRefusedWithoutWhatLibvirtSaysOfTheHost) {
    const auto to_owner = post_as("client1", "/client1/test/domainCreate");
    EXPECT_EQ(to_owner.status, 502);
    EXPECT_THAT(to_owner.body, AllOf(HasSubstr("libvirt refused virDomainCreate: VIR_ERR_INTERNAL_ERROR"),
                                     Not(HasSubstr("already running"))));
    EXPECT_THAT(post("/client1/test/domainCreate").body, HasSubstr("already running"));
    const auto about_his_own = post_as("client1", "/client1/test/domainSetMemory", "memory=999999999");
    EXPECT_THAT(about_his_own.body, HasSubstr("max memory"));
}

TEST_F(AnOwnersChange, IsNotDoneWhereACopyOfTheDomainIsAnothers) {
    auto all = domains();
    all.push_back({"test", tests::test_uuid, -1, VIR_DOMAIN_SHUTOFF, "dead", "", {"client2"}});
    all.back().is_elsewhere = true;
    publish(all);
    EXPECT_EQ(post_as("client1", "/client1/test/domainSuspend").status, 404);
    for (const std::string_view query : {"", "host=alpha", "host=dead"}) {
        EXPECT_EQ(get_as("client1", "/client1/test", query).status, 404);
        EXPECT_EQ(get_as("client2", "/client2/test", query).status, 404);
    }
    EXPECT_THAT(get_as("client1", "/client1/").body, Not(HasSubstr(tests::test_uuid)));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(post("/client1/test/setOwners", "owners=client2").status, 503);  // one of its hosts does not answer
}

}  // namespace
