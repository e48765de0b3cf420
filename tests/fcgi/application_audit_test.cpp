// Which requests the audit log tells of, and what.
#include <gmock/gmock.h>

#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/owners_site.h"

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class TheAudit : public tests::OwnersSite {
  protected:
    // That the answer left one line, with its status and all of these.
    void expect_line(const fcgi::Response& answer, const std::vector<std::string>& parts) {
        const auto lines = log.take();
        ASSERT_EQ(lines.size(), 1U) << testing::PrintToString(lines);
        EXPECT_THAT(lines.front(), StartsWith("change user="));
        EXPECT_THAT(lines.front(), HasSubstr(" status=" + std::to_string(answer.status) + " result="));
        for (const auto& part : parts) EXPECT_THAT(lines.front() + ' ', HasSubstr(' ' + part + ' '));
    }

    void ask(const fcgi::Request& made) const { static_cast<void>(handle(made)); }

    tests::CapturedLog log;
};

TEST_F(TheAudit, TellsOfAChangeThatWasDone) {
    expect_line(post("/client1/test/domainSuspend"),
                {R"(user="admin")", R"(from="192.0.2.1")", "mode=insecure", R"(method="POST")", R"(host="alpha")",
                 R"(owner="client1")", R"(domain="test")", "uuid=\"" + tests::test_uuid + '"',
                 R"(function="virDomainSuspend")", "status=200", R"(result="done")"});
    expect_line(post("/client1/" + tests::test_uuid + "/domainSetMemory", "memory=1048576"),
                {"domain=\"" + tests::test_uuid + '"', "uuid=\"" + tests::test_uuid + '"',
                 R"(function="virDomainSetMemory" arg.memory="1048576" status=200 result="done")"});
}

TEST_F(TheAudit, TellsWhoTheOwnerIs) {
    expect_line(post_as("client1", "/client1/test/domainSuspend"),
                {R"(user="client1")", "mode=owner", R"(owner="client1")", "status=200", R"(result="done")"});
    fcgi::Request made = request_of("client1", "POST", "/client1/test/domainResume");
    made.read_only = "on";
    expect_line(handle(made), {"mode=owner-read-only", R"(function="virDomainResume")", "status=403"});
}

TEST_F(TheAudit, TellsOnlyTheSizeOfADocument) {
    const std::string document =
        "<domain type='test'><name>new</name><memory>65536</memory><os><type>hvm</type></os></domain>";
    const std::string size = std::to_string(document.size());
    expect_line(
        post("/-/hosts/alpha/domainDefineXML", document, "application/xml"),
        {R"(host="alpha" owner="" domain="" uuid="" function="virDomainDefineXML" arg.xml=()" + size + " bytes)",
         "status=201", R"(result="done")"});
}

TEST_F(TheAudit, SaysNothingOfReads) {
    for (const std::string_view path : {"/", "/client1/", "/client1/test", "/client1/test/domainGetInfo",
                                        "/client1/nosuch", "/nobody/", "/-/hosts/", "/-/hosts/alpha/nodeGetInfo",
                                        "/-/health", "/-/assets/virt-fcgi.css", "/client1/test/domainMakeCoffee"}) {
        for (const std::string_view method : {"GET", "HEAD"}) {
            ask(request(method, path));
            ask(request_of("client1", method, path));
        }
    }
    ask(request("GET", "/client1/test/domainSuspend", "form"));
    ask(request("GET", "/client1/test/domainGetInfo", "x=1"));
    ask(request("GET", "/client1/test", "flags=VIR_DOMAIN_XML_SECURE"));
    EXPECT_THAT(log.take(), IsEmpty());
}

TEST_F(TheAudit, TellsOfAChangeThatWasTriedByAnotherMethod) {
    for (const std::string method : {"GET", "HEAD", "PUT", "X\n"}) {
        expect_line(handle(request(method, "/client1/test/domainSuspend")),
                    {R"(function="virDomainSuspend")", R"(domain="test")", "status=405",
                     method == "X\n" ? R"(method="X\x0a")" : "method=\"" + method + '"'});
    }
    expect_line(post("/client1/test/domainGetInfo"), {R"(function="virDomainGetInfo")", "status=405"});
    expect_line(post("/client1/"), {R"(owner="client1" domain="" uuid="" function="")", "status=405"});
    expect_line(post_as("client1", "/"), {"mode=owner", "status=405"});
}

TEST_F(TheAudit, TellsOfWhatIsRefused) {
    fcgi::Request made = request("POST", "/client1/test/domainSuspend");
    made.read_only = "on";
    expect_line(handle(made), {"mode=read-only", R"(function="virDomainSuspend")", "status=403",
                               R"(result="this site is read-only: nothing can be changed here")"});
    made.read_only = "off";
    made.sec_fetch_site = "cross-site";
    expect_line(handle(made),
                {"status=403", R"(result="the request came from a page of another site: nothing was changed")"});
    expect_line(post_as("client1", "/client1/test/domainUndefine"),
                {R"(user="client1")", R"(function="virDomainUndefine")", "status=403"});
    expect_line(
        post_as("client1", "/client1/test/domainSetMetadata", "type=2&metadata=x&key=a&uri=b"),
        {R"(function="virDomainSetMetadata" arg.type="2" arg.metadata="x" arg.key="a" arg.uri="b" status=403)"});
}

TEST_F(TheAudit, TellsOfWhatIsNotThereWithTheNamesThatWereAskedFor) {
    expect_line(post("/client1/no such/domainMakeCoffee"),
                {R"(host="" owner="client1" domain="no such" uuid="" function="domainMakeCoffee" status=404)"});
    expect_line(
        post_as("client1", "/client2/another/domainCreate"),
        {R"(user="client1")", R"(owner="client2" domain="another" uuid="" function="domainCreate" status=404)"});
    expect_line(post_as("client1", "/client1/another/domainCreate"),
                {R"(owner="client1" domain="another" uuid="" function="domainCreate" status=404)"});
    expect_line(post("/client1/\"a\\/domainCreate"),
                {R"(domain="\x22a\x5c" uuid="" function="domainCreate" status=404)"});
}

TEST_F(TheAudit, TellsOfADomainThatIsAnothersByNow) {
    give("test", "client2");
    expect_line(post_as("client1", "/client1/test/domainSuspend"),
                {R"(domain="test")", "uuid=\"" + tests::test_uuid + '"', R"(function="virDomainSuspend")",
                 "status=404", R"(result="there is no domain \x22test\x22 of owner \x22client1\x22")"});
}

TEST_F(TheAudit, TellsOfWrongArgumentsWhichTheyWere) {
    expect_line(post("/client1/test/domainSetMemory", "memory=many"),
                {R"(function="virDomainSetMemory" arg.memory="many" status=400)"});
    expect_line(post("/client1/test/domainSuspend", "x status=200&password=hunter2"),
                {R"(arg.x\x20status="200" arg.password=(7 bytes) status=400)"});
    expect_line(handle(request("POST", "/client1/test/domainSuspend", "a=%zz")), {"status=400"});
}

TEST_F(TheAudit, TellsWhatLibvirtRefused) {
    EXPECT_EQ(post("/_/orphan/domainDestroy").status, 409);
    const auto lines = log.take();
    EXPECT_THAT(lines, ElementsAre(AllOf(HasSubstr("status=409"), HasSubstr("libvirt refused virDomainDestroy: "),
                                         Not(HasSubstr("\"done\"")))));
}

TEST_F(TheAudit, TellsWhyAHostDidNotAnswerAlthoughTheOwnerIsNotTold) {
    EXPECT_EQ(post_as("client1", "/client1/away/domainCreate").status, 503);
    const auto lines = log.take();
    EXPECT_THAT(lines, ElementsAre(AllOf(HasSubstr(R"(user="client1")"), HasSubstr(R"(host="dead")"),
                                         HasSubstr("status=503"), HasSubstr("no route"))));
}

TEST_F(TheAudit, TellsOfAttemptsThatEndAtTheDoor) {
    expect_line(post_as("", "/client1/test/domainSuspend"), {R"(user="")", R"(method="POST")", "status=403"});
    expect_line(post_as("_", "/_/orphan/domainCreate"), {R"(user="_")", "status=403"});
    fcgi::Request made = request("POST", "/client1/test/domainSuspend");
    made.read_only = "of";
    expect_line(handle(made), {R"(user="admin")", "status=500"});
    made = request("POST", "/client1/test/domainSuspend");
    made.is_body_too_large = true;
    expect_line(handle(made), {R"(function="virDomainSuspend")", "status=413"});
    const std::string path = "/" + std::string(limits.path, 'a');
    expect_line(post(path), {"status=414"});
}

}  // namespace
