// What POST changes, and what keeps it from changing anything.
#include <gmock/gmock.h>

#include <array>

#include "core/adapter.h"
#include "tests/fcgi/scene.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using tests::header;

using AChange = tests::Scene;

constexpr const char* new_domain =
    "<domain type='test'><name>new</name><uuid>eeeeeeee-f6a4-8304-79aa-97f2502e193f</uuid>"
    "<memory>65536</memory><os><type>hvm</type></os></domain>";

TEST_F(AChange, IsDoneByPost) {
    const auto answer = post("/client1/test/domainSuspend");
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("<result function=\"virDomainSuspend\"/>"));
    EXPECT_EQ(state_of(), VIR_DOMAIN_PAUSED);
    EXPECT_EQ(post("/client1/test/virDomainResume").status, 200);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AChange, TakesItsArgumentsFromAFormBodyOrTheQueryOrBoth) {
    EXPECT_EQ(post("/client1/test/domainSetMemory", "memory=1048576").status, 200);
    EXPECT_EQ(handle(request("POST", "/client1/test/domainSetMemory", "memory=1048576")).status, 200);
    EXPECT_EQ(post("/client1/test/domainReboot", "flags=1&flags=VIR_DOMAIN_REBOOT_GUEST_AGENT",
                   "application/x-www-form-urlencoded; charset=utf-8")
                  .status,
              post("/client1/test/domainReboot", "flags=3").status);
    auto both = request("POST", "/client1/test/domainSetMemory", "memory=1048576");
    both.content_type = "application/x-www-form-urlencoded";
    both.body = "memory=1048576";
    EXPECT_EQ(handle(both).status, 400);  // twice is once too often
}

TEST_F(AChange, TakesItsXmlFromTheBody) {
    for (const std::string_view type : {"application/xml", "text/xml", "application/xml; charset=utf-8"}) {
        const auto answer = post("/-/hosts/alpha/domainDefineXML", new_domain, type);
        EXPECT_EQ(answer.status, 201) << answer.body;  // the directory of this scene never learns of it
        EXPECT_EQ(header(answer, "Location"), "/virt/_/new");
        EXPECT_THAT(
            answer.body,
            HasSubstr("<domain name=\"new\" uuid=\"eeeeeeee-f6a4-8304-79aa-97f2502e193f\" href=\"/virt/_/new\"/>"));
    }
    EXPECT_EQ(state_of("new"), VIR_DOMAIN_SHUTOFF);
}

TEST_F(AChange, IsNeverDoneByGet) {
    for (const std::string_view method :
         {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "post", "", "X"}) {
        const auto answer = handle(request(method, "/client1/test/domainShutdown"));
        EXPECT_EQ(answer.status, 405) << method;
        EXPECT_EQ(header(answer, "Allow"), "POST");
    }
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AChange, OfAnotherMethodIsNoReadEither) {
    for (const std::string_view path : {"/client1/test/domainGetInfo", "/", "/client1/", "/-/hosts/",
                                        "/-/hosts/alpha/", "/-/health", "/-/assets/virt-fcgi.css"}) {
        const auto answer = post(path);
        EXPECT_EQ(answer.status, 405) << path;
        EXPECT_EQ(header(answer, "Allow"), "GET, HEAD") << path;
    }
}

TEST_F(AChange, IsForbiddenOnAReadOnlySite) {
    for (const std::string_view read_only : {"on", ""}) {
        auto made = request("POST", "/client1/test/domainShutdown");
        made.read_only = read_only;
        EXPECT_EQ(handle(made).status, 403);
        made.method = "GET";
        EXPECT_EQ(handle(made).status, 405);
        made.query = "form";
        EXPECT_EQ(handle(made).status, 403);
    }
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AChange, IsForbiddenWhenAPageOfAnotherSiteAsksForIt) {
    auto made = request("POST", "/client1/test/domainShutdown");
    made.sec_fetch_site = "cross-site";
    EXPECT_EQ(handle(made).status, 403);
    made.sec_fetch_site = "";
    made.origin = "https://evil.example";
    EXPECT_EQ(handle(made).status, 403);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    made.origin = "https://virt.lan";
    EXPECT_EQ(handle(made).status, 200);
}

TEST_F(AChange, IsNotDoneWhenTheRequestIsWrong) {
    EXPECT_EQ(post("/client1/test/domainShutdown", "flags=0").status, 400);
    EXPECT_EQ(post("/client1/test/domainSetMemory", "").status, 400);
    EXPECT_EQ(post("/client1/test/domainSetMemory", "memory=x").status, 400);
    EXPECT_EQ(post("/client1/test/domainSetMemory", "memory=1&memory=1").status, 400);
    EXPECT_EQ(post("/client1/test/domainSetMemory", "memory=18446744073709551616").status, 400);
    EXPECT_EQ(post("/client1/test/domainReboot", "flags=VIR_NONE").status, 400);
    EXPECT_EQ(post("/client1/test/domainShutdown", "<x/>", "application/xml").status, 400);
    EXPECT_EQ(post("/client1/test/domainShutdown", "x", "text/plain").status, 415);
    EXPECT_EQ(post("/client1/test/domainShutdown", "x", "").status, 415);
    EXPECT_EQ(post("/-/hosts/alpha/domainDefineXML", "<domain>", "application/xml").status, 400);
    EXPECT_EQ(post("/-/hosts/alpha/domainDefineXML", "<domain>\xFF</domain>", "application/xml").status, 400);
    auto large = request("POST", "/client1/test/domainShutdown");
    large.is_body_too_large = true;
    EXPECT_EQ(handle(large).status, 413);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(state_of("new"), -1);
}

TEST_F(AChange, NamesTheWrongArgument) {
    EXPECT_THAT(post("/client1/test/domainSetMemory", "memory=many").body,
                AllOf(HasSubstr("<argument>memory</argument>"), HasSubstr("many")));
    EXPECT_THAT(post("/client1/test/domainSetMemory", "memory=1&color=red").body,
                HasSubstr("<argument>color</argument>"));
    EXPECT_THAT(post("/-/hosts/alpha/domainDefineXML", "<domain>", "application/xml").body,
                HasSubstr("<argument>xml</argument>"));
}

TEST_F(AChange, RemovesADomain) {
    ASSERT_EQ(post("/-/hosts/alpha/domainDefineXML", new_domain, "application/xml").status, 201);
    publish({{"new", "eeeeeeee-f6a4-8304-79aa-97f2502e193f", -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}}});
    EXPECT_EQ(post("/_/new/domainUndefine").status, 200);
    EXPECT_EQ(state_of("new"), -1);
}

TEST_F(AChange, TellsWhatLibvirtRefused) {
    ASSERT_EQ(post("/client1/test/domainDestroy").status, 200);
    const auto answer = post("/client1/test/domainDestroy");
    EXPECT_EQ(answer.status, 409);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<function>virDomainDestroy</function>"),
                                   HasSubstr("<name>VIR_ERR_OPERATION_INVALID</name>")));
    EXPECT_EQ(post("/client1/test/domainAttachDevice", "<disk/>", "application/xml").status, 501);
}

// Here a row is wrong on purpose: it calls a change a read.
constexpr std::array wrong_table{core::read<virDomainGetState>(core::Who::reader),
                                 core::read<virDomainSuspend>(core::Who::reader)};

class AWrongTable : public tests::Scene {
  protected:
    AWrongTable() : Scene(wrong_table) {}
};

TEST_F(AWrongTable, ChangesNothingOnAReadOnlySiteBecauseTheConnectionRefuses) {
    auto made = request("GET", "/client1/test/domainSuspend");
    made.read_only = "on";
    const auto answer = handle(made);
    EXPECT_EQ(answer.status, 403);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<function>virDomainSuspend</function>"),
                                   HasSubstr("<name>VIR_ERR_OPERATION_DENIED</name>")));
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

TEST_F(AWrongTable, ChangesNothingByGetOnTheAdminSiteEither) {
    EXPECT_EQ(get("/client1/test/domainSuspend").status, 403);
    EXPECT_EQ(get("/client1/test/domainGetState").status, 200);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

}  // namespace
