// Forms that hold something already: a document to edit, or what was typed and refused.
#include <gmock/gmock.h>

#include "fcgi/excerpt.h"
#include "fcgi/urlencoded.h"
#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/envelope.h"
#include "tests/fcgi/owners_site.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using tests::part;

class AForm : public tests::OwnersSite {
  protected:
    AForm() : OwnersSite(tests::envelopes()) {}

    [[nodiscard]] static fcgi::Request page_request(std::string_view path, std::string_view body) {
        fcgi::Request made = request("POST", path);
        made.accept = "text/html";
        made.content_type = "application/x-www-form-urlencoded";
        made.body = body;
        return made;
    }
    [[nodiscard]] fcgi::Response send(std::string_view path, std::string_view body) const {
        return handle(page_request(path, body));
    }
    [[nodiscard]] static std::string field(const std::string& name, const std::string& text) {
        return name + "=" + fcgi::encode_segment(text);
    }
};

TEST_F(AForm, ThatWasRefusedKeepsWhatWasTyped) {
    const auto answer = send("/client1/test/domainSetMemory", "memory=%3Cb%3Emuch%22%26");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(part(answer.body, "answer"), HasSubstr("<problem"));
    const std::string form = part(answer.body, "form");
    EXPECT_THAT(form, StartsWith("<form function=\"virDomainSetMemory\""));
    EXPECT_THAT(form, AllOf(HasSubstr("href=\"/virt/client1/test/domainSetMemory\" back=\"/virt/client1/test\""),
                            HasSubstr("<value>&lt;b&gt;much\"&amp;</value>")));
}

TEST_F(AForm, ThatWasRefusedKeepsFlagsListsAndTypedParameters) {
    std::string form =
        part(send("/client1/test/domainReboot", "flags=VIR_DOMAIN_REBOOT_SIGNAL&flags=2&flags=x").body, "form");
    EXPECT_THAT(form, AllOf(HasSubstr("name=\"VIR_DOMAIN_REBOOT_SIGNAL\" value=\"8\" chosen=\"yes\""),
                            HasSubstr("name=\"VIR_DOMAIN_REBOOT_GUEST_AGENT\" value=\"2\" chosen=\"yes\""),
                            HasSubstr("name=\"VIR_DOMAIN_REBOOT_INITCTL\" value=\"4\"><")));
    form = part(send("/client1/test/domainFSTrim", "mountPoint=/&minimum=x&flags=").body, "form");
    EXPECT_THAT(form, AllOf(HasSubstr("<value>/</value>"), HasSubstr("<value>x</value>")));
    form = part(send("/client1/test/domainFSFreeze", "mountpoints=/&mountpoints=/home&flags=x").body, "form");
    EXPECT_THAT(form, HasSubstr("<value>/</value><value>/home</value>"));
    form = part(send("/client1/test/domainSetSchedulerParameters", "params.weight=x&params.cap=7").body, "form");
    EXPECT_THAT(form, AllOf(HasSubstr("<value>x</value></param>"), HasSubstr("<value>7</value></param>")));
}

// In the default set, where what was typed stands in attributes.
class AFormsPage : public tests::OwnersSite {
  protected:
    [[nodiscard]] fcgi::Response refused_with(int comments) const {
        std::string typed = "memory=";
        for (int i = 0; i < comments; ++i) typed += "%3C!--";
        fcgi::Request made = request("POST", "/client1/test/domainSetMemory");
        made.accept = "text/html";
        made.content_type = "application/x-www-form-urlencoded";
        made.body = typed;
        return handle(made);
    }
};

TEST_F(AFormsPage, KeepsCommentsThatWereTypedAndLeavesOutTheFormOfTooMany) {
    const auto kept = refused_with(2);
    EXPECT_EQ(kept.status, 400);
    EXPECT_THAT(kept.body, HasSubstr("value=\"&lt;!--&lt;!--\""));
    const auto too_many = refused_with(257);
    EXPECT_EQ(too_many.status, 400);
    EXPECT_THAT(too_many.body, AllOf(HasSubstr("not a number"), Not(HasSubstr("<input"))));
}

TEST_F(AForm, ThatWasRefusedKeepsNoPassword) {
    const auto answer = send("/client1/test/domainSetUserPassword", "user=root&password=swordfish&flags=x");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("<value>root</value>"), Not(HasSubstr("swordfish"))));
}

TEST_F(AForm, ShowsTheLineThatIsWrong) {
    const std::string text = "\n<domain type='test'>\n  <name>x</name>\n  <memory>\n  </name>\n</domain>\n";
    const auto answer = send("/-/hosts/alpha/domainDefineXML", field("xml", text));
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("<argument>xml</argument><line>5</line>"));
    EXPECT_THAT(
        answer.body,
        HasSubstr("<excerpt argument=\"xml\" line=\"5\"><line number=\"3\">  &lt;name&gt;x&lt;/name&gt;</line>"
                  "<line number=\"4\">  &lt;memory&gt;</line><line number=\"5\">  &lt;/name&gt;</line>"
                  "<line number=\"6\">&lt;/domain&gt;</line><line number=\"7\"/></excerpt>"));
    EXPECT_THAT(part(answer.body, "form"), HasSubstr("<value>\n&lt;domain type='test'&gt;\n"));
}

TEST_F(AForm, ShowsTheLineThatLibvirtNames) {
    const auto answer =
        send("/client1/test/domainSetMetadata", field("metadata", "<x>\r\n<y></x>") + "&type=2&key=k&uri=urn:x");
    EXPECT_THAT(answer.body,
                AllOf(HasSubstr("VIR_ERR_XML_DETAIL"), HasSubstr("<line>2</line>"),
                      HasSubstr("<excerpt argument=\"metadata\" line=\"2\"><line number=\"1\">&lt;x&gt;</line>"
                                "<line number=\"2\">&lt;y&gt;&lt;/x&gt;</line></excerpt>")));
}

TEST_F(AForm, IsNoneOfAProgramAndOfNoOtherBody) {
    EXPECT_THAT(post("/client1/test/domainSetMemory", "memory=x").body, Not(HasSubstr("<form")));
    fcgi::Request made = page_request("/-/hosts/alpha/domainDefineXML", "<domain>");
    made.content_type = "application/xml";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("<problem"), Not(HasSubstr("<form"))));
}

// Whose page it was: no other site's puts words into a form here.
TEST_F(AForm, IsNotFilledInForWhoMayNotSendIt) {
    fcgi::Request made = page_request("/client1/test/domainSetMemory", "memory=planted");
    made.sec_fetch_site = "cross-site";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("<problem"), Not(HasSubstr("<form")), Not(HasSubstr("planted"))));
    made.sec_fetch_site = "same-origin";
    EXPECT_THAT(handle(made).body, HasSubstr("planted"));
    made.read_only = "on";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("<problem"), Not(HasSubstr("<form"))));
    const auto asked = get("/client1/test/domainSetMemory", "form&memory=planted&format=html");
    EXPECT_EQ(asked.status, 200);
    EXPECT_THAT(asked.body, AllOf(HasSubstr("<form"), Not(HasSubstr("planted"))));
}

TEST_F(AForm, IsNoneBesideAnothersDomain) {
    fcgi::Request made = request_of("client1", "POST", "/client2/another/domainSetMemory");
    made.accept = "text/html";
    made.content_type = "application/x-www-form-urlencoded";
    made.body = "memory=x";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("<problem"), Not(HasSubstr("<form"))));
}

TEST_F(AForm, ReachesLibvirtWithTheLineEndsOfThePage) {
    EXPECT_EQ(post("/client1/test/domainSetMetadata", "type=0&metadata=a%0D%0Ab%0D%0A").status, 200);
    const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
    const auto description = [&] {
        const core::OwnedText text(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_DESCRIPTION, nullptr, 0));
        return std::string(text != nullptr ? text.get() : "");
    };
    EXPECT_EQ(description(), "a\nb\n");
    EXPECT_EQ(post("/client1/test/domainSetMetadata", "type=0&metadata=a%0D%0Ab%0D").status, 200);
    EXPECT_EQ(description(), "a\r\nb\r");  // no browser's
}

TEST_F(AForm, HasTheDocumentThatIsToBeEdited) {
    for (const std::string& of : {std::string("test"), tests::test_uuid}) {
        const auto answer = get("/-/hosts/alpha/domainDefineXML", "form&of=" + of);
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_THAT(
            answer.body,
            AllOf(HasSubstr("<value>&lt;domain type='test'&gt;\n  &lt;name&gt;test&lt;/name&gt;"),
                  HasSubstr("href=\"/virt/-/hosts/alpha/domainDefineXML\""), Not(HasSubstr("without_secrets"))));
    }
    for (const auto& [command, of, root] :
         std::vector<std::array<std::string, 3>>{{"domainDefineXMLFlags", "test", "domain"},
                                                 {"networkDefineXML", "default", "network"},
                                                 {"networkDefineXMLFlags", "default", "network"},
                                                 {"storagePoolDefineXML", "default-pool", "pool"},
                                                 {"interfaceDefineXML", "eth1", "interface"},
                                                 {"nodeDeviceDefineXML", "computer", "device"}}) {
        EXPECT_THAT(get("/-/hosts/alpha/" + command, "form&of=" + of).body, HasSubstr("<value>&lt;" + root))
            << command;
    }
}

TEST_F(AForm, ThatEditsLeadsBackToWhatItEdits) {
    EXPECT_THAT(get("/-/hosts/alpha/domainDefineXML", "form&of=" + tests::test_uuid).body,
                AllOf(HasSubstr("of=\"test\""), HasSubstr("back=\"/virt/client1/test\"")));
    EXPECT_THAT(get("/-/hosts/alpha/networkDefineXML", "form&of=default").body,
                AllOf(HasSubstr("of=\"default\""), HasSubstr("back=\"/virt/-/hosts/alpha/networks/default\"")));
    EXPECT_THAT(get("/-/hosts/alpha/networkDefineXML", "form").body,
                AllOf(Not(HasSubstr("of=")), HasSubstr("back=\"/virt/-/hosts/alpha/\"")));
}

TEST_F(AForm, OfOwnersHasThePresentOnes) {
    EXPECT_THAT(get("/client1/test/setOwners", "form").body, HasSubstr("<value>client1</value>"));
}

TEST_F(AForm, HasTheDocumentOfTheNextStart) {
    const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
    ASSERT_EQ(virDomainSetVcpusFlags(domain.get(), 1, VIR_DOMAIN_AFFECT_LIVE), 0) << virGetLastErrorMessage();
    EXPECT_THAT(get("/client1/test").body, HasSubstr("current='1'"));
    EXPECT_THAT(get("/-/hosts/alpha/domainDefineXML", "form&of=test").body, Not(HasSubstr("current=")));
}

TEST_F(AForm, HasSecretsOnlyWhereTheyAreShownAndSaysSo) {
    const std::string xml =
        "<domain type='test'><name>seen</name><memory>65536</memory><os><type>hvm</type></os>"
        "<devices><graphics type='vnc' passwd='swordfish'/></devices></domain>";
    const core::DomainHandle domain(virDomainDefineXML(libvirt.get(), xml.c_str()));
    ASSERT_NE(domain, nullptr) << virGetLastErrorMessage();
    const std::string without = get("/-/hosts/alpha/domainDefineXML", "form&of=seen").body;
    EXPECT_THAT(without, AllOf(HasSubstr("without_secrets=\"yes\""), Not(HasSubstr("swordfish"))));
    fcgi::Request made = request("GET", "/-/hosts/alpha/domainDefineXML", "form&of=seen");
    made.secrets = "on";
    EXPECT_THAT(handle(made).body, AllOf(HasSubstr("passwd='swordfish'"), Not(HasSubstr("without_secrets"))));
}

TEST_F(AForm, OfNothingIsNone) {
    EXPECT_EQ(get("/-/hosts/alpha/domainDefineXML", "form&of=nobody").status, 404);
    EXPECT_EQ(get("/-/hosts/alpha/domainDefineXML", "form&of=").status, 400);
    EXPECT_EQ(get("/-/hosts/alpha/networkDefineXML", "form&of=").status, 400);
    EXPECT_EQ(get("/client1/test/domainSetMemory", "form&of=test").status, 400);
    EXPECT_EQ(get("/-/hosts/dead/domainDefineXML", "form&of=test").status, 503);
    fcgi::Request made = request("GET", "/-/hosts/alpha/domainDefineXML", "form&of=test");
    made.read_only = "on";
    EXPECT_EQ(handle(made).status, 403);
    EXPECT_EQ(get_as("client1", "/-/hosts/alpha/domainDefineXML", "form&of=test").status, 404);
}

TEST_F(AForm, TakesADocumentAsLargeAsAFormCanSend) {
    const auto with_description = [&](std::size_t size) {
        const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
        const std::string text(size, 'd');
        ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_DESCRIPTION, text.c_str(), nullptr, nullptr,
                                       VIR_DOMAIN_AFFECT_CONFIG),
                  0);
    };
    with_description(1);
    const std::size_t base = get("/client1/test", "flags=VIR_DOMAIN_XML_INACTIVE").body.size() - 1;
    with_description(limits.argument - base);
    const auto largest = get("/-/hosts/alpha/domainDefineXML", "form&of=test");
    EXPECT_EQ(largest.status, 200) << largest.body;
    with_description(limits.argument - base + 1);
    const auto too_large = get("/-/hosts/alpha/domainDefineXML", "form&of=test");
    EXPECT_EQ(too_large.status, 400);
    EXPECT_THAT(too_large.body, HasSubstr("has 5001 bytes; a form takes at most 5000"));
}

}  // namespace
