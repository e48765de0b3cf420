// Calls that may take longer than their request.
#include <gmock/gmock.h>
#include <libvirt/virterror.h>

#include <nlohmann/json.hpp>
#include <semaphore>

#include "core/adapter.h"
#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/scene.h"

namespace {

using namespace std::chrono_literals;
using core::Command;
using fcgi::Response;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::counting_semaphore<> go_on{0};

// Two rows as libvirt's, of which one takes as long as the test wants.
core::Outcome save(const core::Object& object, const core::Arguments& /*arguments*/) {
    go_on.acquire();
    virDomainSuspend(object.domain);
    return {};
}
core::Outcome fail(const core::Object& /*object*/, const core::Arguments& /*arguments*/) {
    throw core::LibvirtError("virDomainManagedSave", VIR_FROM_DOMAIN, VIR_ERR_OPERATION_FAILED,
                             "/secret/disk is full");
}
const std::array long_table{
    core::change<virDomainDestroy>(core::Who::owner).as_last_resort(),
    core::change<virDomainGetState>(core::Who::owner),  // a change by this table, whatever libvirt thinks
    core::change<virDomainManagedSave>(core::Who::owner, fail).lasting(core::domain_job),
    core::change<virDomainSave>(core::Who::owner, save).lasting(core::domain_job),
};

class ALongCall : public tests::Scene {
  protected:
    explicit ALongCall(std::chrono::milliseconds request_timeout = 10s) : Scene(long_table, request_timeout) {}
    ~ALongCall() override {
        go_on.release(100);
        errands.wait();
        while (go_on.try_acquire()) {
        }
    }

    static fcgi::Request call(std::string_view command, std::string_view prefer = "respond-async") {
        fcgi::Request made = request("POST", command);
        made.prefer = prefer;
        made.accept = "application/json";
        made.content_type = "application/x-www-form-urlencoded";
        if (command.ends_with("domainSave")) made.body = "to=/tmp/x";
        return made;
    }
    static nlohmann::json json(const Response& response) { return nlohmann::json::parse(response.body); }

    [[nodiscard]] nlohmann::json job_at(const std::string& href, std::string_view owner = "") const {
        const std::string path = href.substr(std::string_view("/virt").size());
        fcgi::Request made = request("GET", path);
        made.accept = "application/json";
        as(made, owner);
        const Response response = handle(made);
        EXPECT_EQ(response.status, 200) << response.body;
        return json(response);
    }
    static void as(fcgi::Request& made, std::string_view owner) {
        if (owner.empty()) return;
        made.authenticate = "on";
        made.remote_user = owner;
    }
};

TEST_F(ALongCall, IsAcceptedAndEndsByItself) {
    const Response accepted = handle(call("/client1/test/domainSave"));
    ASSERT_EQ(accepted.status, 202) << accepted.body;
    EXPECT_EQ(tests::header(accepted, "Preference-Applied"), "respond-async");
    const std::string href = tests::header(accepted, "Location");
    EXPECT_THAT(href, StartsWith("/virt/-/jobs/"));
    const auto begun = job_at(href);
    EXPECT_EQ(begun["state"], "running");
    EXPECT_EQ(begun["function"], "virDomainSave");
    EXPECT_EQ(begun["object"], "/virt/client1/test");
    EXPECT_EQ(begun["cancel"]["href"], "/virt/client1/test/domainAbortJob");
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    go_on.release();
    errands.wait();
    const auto ended = job_at(href);
    EXPECT_EQ(ended["state"], "done");
    EXPECT_EQ(ended["status"], 200);
    EXPECT_EQ(ended["result"]["function"], "virDomainSave");
    EXPECT_FALSE(ended.contains("cancel"));
    EXPECT_EQ(state_of(), VIR_DOMAIN_PAUSED);
}

TEST_F(ALongCall, TellsWhyItFailed) {
    const std::string href = tests::header(handle(call("/client1/test/domainManagedSave")), "Location");
    errands.wait();
    const auto ended = job_at(href);
    EXPECT_EQ(ended["state"], "failed");
    EXPECT_EQ(ended["problem"]["libvirt"]["name"], "VIR_ERR_OPERATION_FAILED");
    EXPECT_THAT(ended["problem"]["detail"].get<std::string>(), HasSubstr("/secret/disk is full"));
}

TEST_F(ALongCall, TellsAnOwnerNoMoreThanARequestDoes) {
    auto made = call("/client1/test/domainManagedSave");
    as(made, "client1");
    rules.source = {.kind = core::OwnerSource::Kind::file, .listed = {{tests::test_uuid, {"client1"}}}};
    const std::string href = tests::header(handle(made), "Location");
    errands.wait();
    const auto ended = job_at(href, "client1");
    EXPECT_EQ(ended["state"], "failed");
    EXPECT_THAT(ended.dump(), Not(HasSubstr("/secret")));
    EXPECT_FALSE(ended.contains("host"));
}

TEST_F(ALongCall, IsForNoOtherOwner) {
    const std::string href = tests::header(handle(call("/client1/test/domainSave")), "Location");
    for (const auto& path : {href.substr(5), std::string("/-/jobs/00000000000000000000000000000000")}) {
        auto made = request("GET", path);
        as(made, "client1");  // an administrator began it
        EXPECT_EQ(handle(made).status, 404);
    }
    auto list = request("GET", "/-/jobs/");
    as(list, "client1");
    EXPECT_THAT(handle(list).body, Not(HasSubstr("<job ")));
    EXPECT_THAT(get("/-/jobs/").body, HasSubstr("function=\"virDomainSave\""));
    for (const auto& path : {href.substr(5), std::string("/-/jobs/")}) {
        auto look = request("GET", path);
        look.read_only = "on";
        EXPECT_EQ(handle(look).status, 403);
    }
}

TEST_F(ALongCall, IsAnsweredAsAlwaysIfItIsFast) {
    go_on.release();
    const Response answer = handle(call("/client1/test/domainSave", ""));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json(answer)["function"], "virDomainSave");
    EXPECT_EQ(handle(call("/client1/test/domainManagedSave", "")).status, 502);
    EXPECT_THAT(get("/-/jobs/").body, Not(HasSubstr("<job ")));
}

TEST_F(ALongCall, IsWaitedForAsLongAsTheClientLikes) {
    EXPECT_EQ(handle(call("/client1/test/domainSave", "respond-async, wait=0")).status, 202);
    EXPECT_EQ(handle(call("/client1/test/domainManagedSave", "wait=5,respond-async")).status, 502);
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(handle(call("/client1/test/domainSave", "respond-async, wait=1")).status, 202);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 1s);
}

class ALongCallAfterAWhile : public ALongCall {
  protected:
    ALongCallAfterAWhile() : ALongCall(1s) {}
};

TEST_F(ALongCallAfterAWhile, GoesOn) {
    const Response answer = handle(call("/client1/test/domainSave", ""));
    EXPECT_EQ(answer.status, 504);
    const std::string href = json(answer)["job"];
    EXPECT_THAT(json(answer)["detail"].get<std::string>(), AllOf(HasSubstr("it goes on"), HasSubstr(href)));
    EXPECT_EQ(job_at(href)["state"], "running");
    go_on.release();
    errands.wait();
    EXPECT_EQ(job_at(href)["state"], "done");
}

TEST_F(ALongCall, IsCheckedBeforeItIsAccepted) {
    auto wrong = call("/client1/test/domainSave");
    wrong.body = "to=x&from=y";
    EXPECT_EQ(handle(wrong).status, 400);
    auto others = call("/client1/test/domainSave");
    as(others, "client 3");
    EXPECT_EQ(handle(others).status, 404);
    auto looks = call("/client1/test/domainSave");
    looks.read_only = "on";
    EXPECT_EQ(handle(looks).status, 403);
    EXPECT_THAT(get("/-/jobs/").body, Not(HasSubstr("<job ")));
}

TEST_F(ALongCall, HasAPlaceOrIsRefused) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(handle(call("/client1/test/domainSave")).status, 202);
    const Response full = handle(call("/client1/test/domainSave"));  // the board of the scene has four places
    EXPECT_EQ(full.status, 503);
    EXPECT_THAT(full.body, HasSubstr("nothing was done"));
}

TEST_F(ALongCall, KeepsAnOwnerFromOtherChangesOfTheDomainButNotFromItsDestruction) {
    rules.source = {.kind = core::OwnerSource::Kind::file, .listed = {{tests::test_uuid, {"client1"}}}};
    const auto by_owner = [this](std::string_view path) {
        auto made = call(path, "");
        as(made, "client1");
        return handle(made).status;
    };
    auto long_one = call("/client1/test/domainSave");
    as(long_one, "client1");
    EXPECT_EQ(handle(long_one).status, 202);
    EXPECT_EQ(by_owner("/client1/test/domainManagedSave"), 409);
    EXPECT_EQ(by_owner("/client1/test/domainDestroy"), 200);
    EXPECT_EQ(state_of(), VIR_DOMAIN_SHUTOFF);
}

TEST_F(ALongCall, MayBeAnyChange) {
    const Response accepted = handle(call("/client1/test/domainGetState"));
    ASSERT_EQ(accepted.status, 202);
    errands.wait();
    EXPECT_EQ(job_at(tests::header(accepted, "Location"))["result"]["state"]["value"], 1);
}

TEST_F(ALongCall, IsInTheAuditTwice) {
    const tests::CapturedLog log(spdlog::level::info);
    static_cast<void>(handle(call("/client1/test/domainSave")));
    EXPECT_THAT(log.lines(), Contains(AllOf(HasSubstr("status=202"), HasSubstr("goes on as job "))));
    go_on.release();
    errands.wait();
    EXPECT_THAT(log.lines(), Contains(AllOf(HasSubstr("virDomainSave"), HasSubstr("status=200"),
                                            HasSubstr("result=\"done\""), HasSubstr("user=\"admin\""))));
}

}  // namespace
