// A change of several domains in one request.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/adapter.h"
#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/envelope.h"
#include "tests/fcgi/owners_site.h"

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;
using tests::all_formats;
using tests::header;
using tests::part;
using tests::test_uuid;
using tests::told;

std::string naming(const std::vector<std::string>& uuids) {
    std::string body;
    for (const auto& uuid : uuids) body += (body.empty() ? "domain=" : "&domain=") + uuid;
    return body;
}

std::string numbered_uuid(std::size_t number) {
    return fmt::format("00000000-0000-0000-0000-{:012}", number);
}

class Several : public tests::OwnersSite {
  protected:
    explicit Several(const fcgi::Stylesheets& sheets = stylesheets()) : OwnersSite(sheets) {}

    [[nodiscard]] nlohmann::json results(std::string_view command, const std::string& body) const {
        fcgi::Request made = request("POST", command);
        made.accept = "application/json";
        made.content_type = "application/x-www-form-urlencoded";
        made.body = body;
        const auto answer = handle(made);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return nlohmann::json::parse(answer.body);
    }
};

TEST_F(Several, AreChangedByOneRequest) {
    const auto answer = post("/-/domains/domainSetMaxMemory", naming({orphan_uuid, another_uuid}) + "&memory=70000");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(
        answer.body,
        HasSubstr(fmt::format(
            "<results function=\"virDomainSetMaxMemory\" done=\"2\" failed=\"0\">"
            "<domain name=\"orphan\" uuid=\"{0}\" host=\"alpha\" href=\"/virt/_/{0}\" state=\"VIR_DOMAIN_SHUTOFF\">"
            "<result function=\"virDomainSetMaxMemory\"/></domain>"
            "<domain name=\"another\" uuid=\"{1}\" host=\"alpha\" href=\"/virt/client2/{1}\" "
            "state=\"VIR_DOMAIN_SHUTOFF\">"
            "<result function=\"virDomainSetMaxMemory\"/></domain></results>",
            orphan_uuid, another_uuid)));
    EXPECT_THAT(xml_of("orphan"), HasSubstr("<memory unit='KiB'>70000</memory>"));
    EXPECT_THAT(xml_of("another"), HasSubstr("<memory unit='KiB'>70000</memory>"));
    EXPECT_THAT(xml_of("test"), Not(HasSubstr("70000")));
}

TEST_F(Several, HaveEachItsOwnResultOrProblem) {
    const auto all = results("/-/domains/virDomainSuspend",
                             naming({test_uuid, orphan_uuid, faraway_uuid, no_uuid, tests::twin_a}));
    EXPECT_EQ(all.at("function"), "virDomainSuspend");
    EXPECT_EQ(all.at("done"), 1);
    EXPECT_EQ(all.at("failed"), 4);
    const auto& each = all.at("domains");
    EXPECT_EQ(each.at(0).at("result").at("function"), "virDomainSuspend");
    EXPECT_EQ(each.at(1).at("problem").at("status"), 502);  // it does not run
    EXPECT_EQ(each.at(1).at("name"), "orphan");
    EXPECT_EQ(each.at(2).at("problem").at("status"), 503);  // its host does not answer
    EXPECT_EQ(each.at(3).at("problem").at("status"), 404);
    EXPECT_EQ(each.at(3), nlohmann::json({{"uuid", no_uuid}, {"problem", each.at(3).at("problem")}}));
    EXPECT_EQ(each.at(4).at("problem").at("status"), 503);
    EXPECT_EQ(state_of(), VIR_DOMAIN_PAUSED);
}

TEST_F(Several, AreNoneThatTheirUuidAloneDoesNotName) {
    auto known = domains();
    core::DomainEntry& copy = known.emplace_back(known.back());
    copy.host = "dead";
    copy.is_elsewhere = true;
    publish(known);
    EXPECT_THAT(get("/-/hosts/dead/").body, HasSubstr("href=\"/virt/client1/test\" copy=\"yes\""));
    EXPECT_THAT(get("/-/hosts/alpha/").body, Not(HasSubstr("copy=")));
    EXPECT_EQ(results("/-/domains/domainSuspend", naming({test_uuid})).at("done"), 1) << "where it lives";
    copy.is_elsewhere = false;  // nothing decides where it lives
    publish(known);
    const auto refused = results("/-/domains/domainResume", naming({test_uuid})).at("domains").at(0).at("problem");
    EXPECT_THAT(refused.at("detail").get<std::string>(), HasSubstr("?host="));
    EXPECT_EQ(state_of(), VIR_DOMAIN_PAUSED);
}

TEST_F(Several, AreEachInTheAuditLogAsIfAlone) {
    tests::CapturedLog log;
    static_cast<void>(post("/-/domains/domainSuspend", naming({test_uuid, orphan_uuid, no_uuid})));
    const auto lines = log.take();
    ASSERT_THAT(lines, SizeIs(3));  // in any order: what has no host is none of its host's
    EXPECT_THAT(lines, Each(AllOf(HasSubstr("user=\"admin\""), HasSubstr("function=\"virDomainSuspend\""),
                                  Not(HasSubstr("arg.")))));
    EXPECT_THAT(lines, UnorderedElementsAre(
                           AllOf(HasSubstr("uuid=\"" + test_uuid + "\""), HasSubstr("owner=\"client1\""),
                                 HasSubstr("host=\"alpha\""), HasSubstr("status=200 result=\"done\"")),
                           AllOf(HasSubstr(fmt::format("uuid=\"{}\"", orphan_uuid)), HasSubstr("status=502")),
                           AllOf(HasSubstr(fmt::format("domain=\"{}\"", no_uuid)), HasSubstr("status=404"))));
    EXPECT_EQ(post("/-/domains/domainSuspend", "domain=x").status, 400);
    EXPECT_THAT(log.take(), ElementsAre(AllOf(HasSubstr("function=\"virDomainSuspend\""), HasSubstr("status=400"))));
}

TEST_F(Several, OfAnOwnerAreHisAndNoOthers) {
    const auto answer = [&](const char* uuid, std::string_view accept) {
        fcgi::Request made = request_of("client1", "POST", "/-/domains/domainSuspend");
        made.accept = accept;
        made.content_type = "application/x-www-form-urlencoded";
        const std::string body = naming({test_uuid, uuid});
        made.body = body;
        return handle(made);
    };
    for (const auto format : all_formats) {
        static_cast<void>(post("/client1/test/domainResume"));
        const auto unknown = told(answer(no_uuid, format));
        for (const char* uuid : {another_uuid, orphan_uuid, faraway_uuid}) {
            static_cast<void>(post("/client1/test/domainResume"));
            EXPECT_EQ(told(answer(uuid, format), no_uuid, uuid), unknown) << format;
        }
        EXPECT_EQ(unknown.status, 200);
    }
    EXPECT_THAT(answer(another_uuid, "*/*").body,
                AllOf(HasSubstr(fmt::format("<domain uuid=\"{}\"><problem", another_uuid)),
                      HasSubstr("<status>404</status>")));
    EXPECT_EQ(state_of("another"), VIR_DOMAIN_SHUTOFF);
}

// What the directory has not heard of yet.
TEST_F(Several, OfAnOwnerAreWhatTheirHostSaysIsHis) {
    give("test", "client2");
    const auto stolen = post_as("client1", "/-/domains/domainSuspend", naming({test_uuid}));
    const auto unknown = post_as("client1", "/-/domains/domainSuspend", naming({no_uuid}));
    EXPECT_EQ(told(stolen, no_uuid, test_uuid), told(unknown));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(Several, AreNotForWhoMayNotChangeOne) {
    const std::string body = naming({test_uuid});
    fcgi::Request made = request("POST", "/-/domains/domainSuspend");
    made.content_type = "application/x-www-form-urlencoded";
    made.body = body;
    made.read_only = "on";
    EXPECT_EQ(handle(made).status, 403);
    made.read_only = "off";
    made.sec_fetch_site = "cross-site";
    EXPECT_EQ(handle(made).status, 403);
    made.sec_fetch_site = "";
    made.method = "GET";
    EXPECT_EQ(handle(made).status, 405);
    EXPECT_EQ(header(handle(made), "Allow"), "POST");
    EXPECT_EQ(post_as("client1", "/-/domains/domainUndefine", body).status, 403);
    EXPECT_EQ(post_as("client1", "/-/domains/setOwners", body).status, 403);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(Several, AreForChangesOfDomains) {
    const std::string body = naming({test_uuid});
    for (const std::string_view command : {"domainGetInfo", "domainScreenshot", "networkCreate",
                                           "nodeSuspendForDuration", "domainSnapshotDelete", "nonsense"})
        EXPECT_EQ(post("/-/domains/" + std::string(command), body).status, 404) << command;
    for (const std::string_view path : {"/-/domains", "/-/domains/", "/-/domains/domainSuspend/x"})
        EXPECT_EQ(post(path, body).status, 404) << path;
}

TEST_F(Several, AreNamedByTheirUuidsAndOnce) {
    for (const std::string& body : {std::string(), naming({"test"}), naming({""}), naming({test_uuid, test_uuid}),
                                    naming({test_uuid}) + "&domain=" + test_uuid}) {
        const auto answer = post("/-/domains/domainSuspend", body);
        EXPECT_EQ(answer.status, 400) << body;
        EXPECT_THAT(answer.body, HasSubstr("<argument>domain</argument>"));
    }
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(Several, AreAtMostAHundred) {
    std::vector<std::string> uuids;
    for (std::size_t i = 0; i < fcgi::most_domains_at_once; ++i) uuids.push_back(numbered_uuid(i));
    EXPECT_THAT(post("/-/domains/domainSuspend", naming(uuids)).body, HasSubstr("failed=\"100\""));
    uuids.push_back(test_uuid);
    const auto answer = post("/-/domains/domainSuspend", naming(uuids));
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<argument>domain</argument>"), HasSubstr("it may come 100 times")));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(Several, LeaveAsManyArgumentsAsOne) {
    std::string flags;
    for (std::size_t i = 0; i < limits.arguments; ++i) flags += "&flags=0";
    EXPECT_EQ(post("/-/domains/domainReboot", naming({no_uuid}) + flags).status, 200);
    EXPECT_EQ(post("/-/domains/domainReboot", naming({no_uuid}) + flags + "&flags=0").status, 400);
    EXPECT_EQ(post("/client1/test/domainReboot", flags + "&flags=0").status, 400);
}

TEST_F(Several, AreNotBegunWithWrongArguments) {
    EXPECT_EQ(post("/-/domains/domainSuspend", naming({test_uuid}) + "&flags=0").status, 400);
    EXPECT_EQ(post("/-/domains/domainSetMemory", naming({test_uuid}) + "&memory=1&memory=2").status, 400);
}

TEST_F(Several, TakeADocumentAsTheBody) {
    const std::string query = "domain=" + test_uuid;
    fcgi::Request made = request("POST", "/-/domains/domainAttachDevice", query);
    made.content_type = "application/xml";
    made.body = "<disk";
    EXPECT_THAT(handle(made).body,
                AllOf(HasSubstr("failed=\"1\""), HasSubstr("<argument>xml</argument><line>1</line>")));
}

TEST_F(Several, GoOnAsJobsWhereTheyTakeLong) {
    const auto all = results("/-/domains/domainSave", naming({orphan_uuid, no_uuid}) + "&to=/nowhere/x");
    EXPECT_EQ(all.at("begun"), 1);
    EXPECT_EQ(all.at("done"), 0);
    EXPECT_EQ(all.at("failed"), 1);
    const std::string href = all.at("domains").at(0).at("job").at("href");
    ASSERT_THAT(href, StartsWith("/virt/-/jobs/"));
    errands.wait();
    EXPECT_THAT(get(href.substr(5)).body, AllOf(HasSubstr("state=\"failed\""), HasSubstr("<status>409</status>")));
}

class TheFormOfSeveral : public Several {
  protected:
    TheFormOfSeveral() : Several(tests::envelopes()) {}
};

TEST_F(TheFormOfSeveral, HasTheDomains) {
    const std::string query = "form&" + naming({test_uuid, no_uuid, orphan_uuid});
    const auto answer = get("/-/domains/domainDestroy", query);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body,
                HasSubstr("<form function=\"virDomainDestroy\" command=\"domainDestroy\" method=\"POST\" "
                          "href=\"/virt/-/domains/domainDestroy\" back=\"/virt/\" destroys=\"yes\">"));
    EXPECT_THAT(
        answer.body,
        HasSubstr(fmt::format("<domains><domain name=\"test\" uuid=\"{0}\" host=\"alpha\" href=\"/virt/client1/{0}\" "
                              "state=\"VIR_DOMAIN_RUNNING\"/><domain name=\"orphan\"",
                              test_uuid)));
    EXPECT_THAT(answer.body, Not(HasSubstr(no_uuid)));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    EXPECT_THAT(
        get("/-/domains/domainDestroy", query + "&format=html").body,
        HasSubstr(fmt::format("href=\"/virt/-/domains/domainDestroy?form&amp;domain={}&amp;domain=", test_uuid)));
}

TEST_F(TheFormOfSeveral, OfAnOwnerHasHisAlone) {
    const auto his = get_as("client1", "/-/domains/domainDestroy", "form&" + naming({test_uuid, another_uuid}));
    EXPECT_THAT(his.body,
                AllOf(HasSubstr("back=\"/virt/client1/\""), HasSubstr(test_uuid), Not(HasSubstr(another_uuid))));
    EXPECT_EQ(told(get_as("client1", "/-/domains/domainDestroy", "form&" + naming({another_uuid}))),
              told(get_as("client1", "/-/domains/domainDestroy", "form&" + naming({no_uuid}))));
    EXPECT_EQ(get_as("client1", "/-/domains/domainDestroy", "form&" + naming({another_uuid})).status, 404);
    EXPECT_EQ(get_as("client1", "/-/domains/domainUndefine", "form&" + naming({test_uuid})).status, 403);
}

TEST_F(TheFormOfSeveral, KeepsWhatWasTyped) {
    fcgi::Request made = request("POST", "/-/domains/domainSetMemory");
    made.accept = "text/html";
    made.content_type = "application/x-www-form-urlencoded";
    const std::string body = naming({test_uuid}) + "&memory=much";
    made.body = body;
    const std::string page = handle(made).body;
    EXPECT_THAT(part(page, "results"), HasSubstr("failed=\"1\""));
    EXPECT_THAT(part(page, "form"),
                AllOf(HasSubstr("<value>much</value>"), HasSubstr("<domains><domain name=\"test\"")));
}

// How many calls there are at the same time.
class Crowd {
  public:
    void expect(std::size_t count) {
        const std::lock_guard lock(mutex_);
        expected_ = count;
        inside_ = most_ = 0;
    }
    void come() {
        std::unique_lock lock(mutex_);
        most_ = std::max(most_, ++inside_);
        changed_.notify_all();
        // One more than may come does not: that is waited for, but not for long.
        if (!changed_.wait_for(lock, 10s, [&] { return most_ >= expected_; })) ADD_FAILURE() << inside_;
        changed_.wait_for(lock, 300ms, [&] { return most_ > expected_; });
        --inside_;
    }
    [[nodiscard]] std::size_t most() {
        const std::lock_guard lock(mutex_);
        return most_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t expected_ = 0;
    std::size_t inside_ = 0;
    std::size_t most_ = 0;
} crowd;

core::Outcome come(const core::Object& /*object*/, const core::Arguments& /*arguments*/) {
    crowd.come();
    return {};
}
const std::array crowded_table{core::change<virDomainSuspend>(core::Who::owner, come)};

class SeveralHosts : public tests::Scene {
  protected:
    SeveralHosts() : Scene(crowded_table) {}

    // So many hosts with so many domains each, which the driver has on all of them. The body that names them.
    [[nodiscard]] std::string spread(std::size_t hosts, std::size_t domains_each) {
        core::Snapshot snapshot;
        std::vector<std::string> uuids;
        for (std::size_t host = 0; host < hosts; ++host) {
            const std::string name = fmt::format("host{:02}", host);
            snapshot.hosts.push_back({name, core::HostState::up, 0, "", "test:///default"});
            for (std::size_t i = 0; i < domains_each; ++i) {
                const std::string& uuid = uuids.emplace_back(numbered_uuid(uuids.size()));
                define(uuid);
                snapshot.domains.push_back({uuid, uuid, -1, VIR_DOMAIN_SHUTOFF, name, "", {"client1"}});
            }
        }
        publish(snapshot);
        return naming(uuids);
    }
    [[nodiscard]] fcgi::Response suspend(const std::string& body, std::string_view owner = "") const {
        fcgi::Request made = request("POST", "/-/domains/domainSuspend");
        made.content_type = "application/x-www-form-urlencoded";
        made.body = body;
        if (!owner.empty()) {
            made.authenticate = "on";
            made.remote_user = owner;
        }
        return handle(made);
    }
    void define(const std::string& uuid) const {
        const std::string xml = fmt::format(
            "<domain type='test'><name>{0}</name><uuid>{0}</uuid><memory>65536</memory><metadata>"
            "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>client1</v:owner></v:owners>"
            "</metadata><os><type>hvm</type></os></domain>",
            uuid);
        const core::DomainHandle domain(virDomainDefineXML(libvirt.get(), xml.c_str()));
        if (domain == nullptr) throw std::runtime_error(virGetLastErrorMessage());
    }
};

TEST_F(SeveralHosts, AreAskedAtTheSameTime) {
    crowd.expect(fcgi::most_hosts_at_once);
    EXPECT_THAT(suspend(spread(fcgi::most_hosts_at_once, 1)).body, HasSubstr("done=\"16\" failed=\"0\""));
    EXPECT_EQ(crowd.most(), fcgi::most_hosts_at_once);
}

TEST_F(SeveralHosts, AreAskedBySoManyThreadsAndNoMore) {
    crowd.expect(fcgi::most_hosts_at_once);
    EXPECT_THAT(suspend(spread(fcgi::most_hosts_at_once + 1, 2)).body, HasSubstr("done=\"34\" failed=\"0\""));
    EXPECT_EQ(crowd.most(), fcgi::most_hosts_at_once);
}

TEST_F(SeveralHosts, OfManyRequestsAreAskedByNoMoreThreadsThanAWorkerHas) {
    constexpr std::size_t requests = 3;  // each with a thread of its own, and with more hosts than helpers are left
    const std::string body = spread(fcgi::most_hosts_at_once, 2);
    const std::size_t most = requests + std::size_t{fcgi::most_helping_threads};
    static_assert(requests * fcgi::most_hosts_at_once > requests + std::size_t{fcgi::most_helping_threads});
    crowd.expect(most);
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < requests; ++i) {
        clients.emplace_back([&] { EXPECT_THAT(suspend(body).body, HasSubstr("done=\"32\" failed=\"0\"")); });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(crowd.most(), most);
}

TEST_F(SeveralHosts, AreAskedInOrderEach) {
    crowd.expect(1);
    EXPECT_THAT(suspend(spread(1, 3)).body, HasSubstr("done=\"3\""));
    EXPECT_EQ(crowd.most(), 1U);
}

TEST_F(SeveralHosts, AreAskedForAnOwnerAsManyAtATimeAsHeMayChange) {
    crowd.expect(3);
    EXPECT_THAT(suspend(spread(5, 1), "client1").body, HasSubstr("done=\"5\" failed=\"0\""));
    EXPECT_EQ(crowd.most(), 3U);
}

}  // namespace
