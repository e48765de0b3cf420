// What an object's page has beside its document, and around it.
#include <gmock/gmock.h>

#include "tests/fcgi/envelope.h"
#include "tests/fcgi/owners_site.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using tests::part;

class AnObjectsPage : public tests::OwnersSite {
  protected:
    AnObjectsPage() : OwnersSite(tests::envelopes()) {}

    [[nodiscard]] std::string page(std::string_view path, std::string_view read_only = "off") const {
        fcgi::Request made = request("GET", path);
        made.accept = "text/html";
        made.read_only = read_only;
        const auto answer = handle(made);
        EXPECT_EQ(answer.status, 200) << path << answer.body;
        return answer.body;
    }
    [[nodiscard]] std::string page_of(std::string_view user, std::string_view path) const {
        fcgi::Request made = request_of(user, "GET", path);
        made.accept = "text/html";
        return handle(made).body;
    }
};

TEST_F(AnObjectsPage, HasFurtherReadsOfIt) {
    const std::string beside = part(page("/client1/test"), "beside");
    EXPECT_THAT(beside, AllOf(HasSubstr("<result function=\"virDomainGetInfo\"><state"),
                              HasSubstr("<result function=\"virDomainIsPersistent\"><value>1</value></result>"),
                              HasSubstr("<result function=\"virDomainGetAutostart\"><autostart>0</autostart>")));
    EXPECT_THAT(part(page("/-/hosts/alpha/networks/default"), "beside"),
                HasSubstr("<result function=\"virNetworkIsActive\"><value>1</value></result>"));
    EXPECT_THAT(part(page("/-/hosts/alpha/storagePools/default-pool"), "beside"),
                HasSubstr("<result function=\"virStoragePoolGetInfo\"><state"));
}

TEST_F(AnObjectsPage, LeadsToItsHostAndItsOwnersWhoMayGoThere) {
    EXPECT_THAT(part(page("/client1/test"), "object"),
                AllOf(HasSubstr("host_href=\"/virt/-/hosts/alpha/\""),
                      HasSubstr("<owner href=\"/virt/client1/\">client1</owner>")));
    EXPECT_THAT(part(page_of("client1", "/client1/test"), "object"),
                AllOf(Not(HasSubstr("host_href")), HasSubstr("<owner>client1</owner>")));
}

TEST_F(AnObjectsPage, OfACollectionHasWhatMakesAnother) {
    const std::string networks = part(page("/-/hosts/alpha/networks/"), "commands");
    EXPECT_THAT(networks, HasSubstr("href=\"/virt/-/hosts/alpha/networkDefineXML\""));
    EXPECT_EQ(networks.find("<command "), networks.rfind("<command "));
    EXPECT_THAT(part(page("/client1/test/snapshots/"), "commands"),
                HasSubstr("href=\"/virt/client1/test/domainSnapshotCreateXML\""));
    EXPECT_THAT(part(page("/-/hosts/alpha/networks/", "on"), "commands"), Not(HasSubstr("<command ")));
    for (const auto& kind : core::kinds()) {
        if (kind.collection.empty()) continue;
        const auto* maker = core::find_command(core::all_commands(), kind.maker());
        ASSERT_NE(maker, nullptr) << kind.name;
        EXPECT_EQ(maker->target, kind.parent) << kind.name;
    }
}

TEST_F(AnObjectsPage, LinksToWhatTheyTellOf) {
    const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), "test"));
    const auto free = [](virDomainSnapshotPtr snapshot) { virDomainSnapshotFree(snapshot); };
    const std::unique_ptr<virDomainSnapshot, decltype(free)> snapshot(
        virDomainSnapshotCreateXML(domain.get(), "<domainsnapshot><name>s 1</name></domainsnapshot>", 0), free);
    ASSERT_NE(snapshot, nullptr);
    EXPECT_THAT(part(page("/client1/test"), "beside"),
                HasSubstr("<item name=\"s 1\" href=\"/virt/client1/test/snapshots/s%201\"/>"));
}

TEST_F(AnObjectsPage, LacksWhatFails) {
    const std::string beside = part(page("/-/hosts/alpha/networks/default"), "beside");
    EXPECT_THAT(beside, HasSubstr("virNetworkGetBridgeName"));
    EXPECT_THAT(beside, Not(HasSubstr("virNetworkGetDHCPLeases")));  // which the test driver has not
    EXPECT_THAT(beside, Not(HasSubstr("problem")));
}

TEST_F(AnObjectsPage, IsAPageOfTheObjectItselfAndNoProgramsAnswer) {
    EXPECT_THAT(part(page("/client1/test/domainGetXMLDesc"), "beside"), IsEmpty());
    EXPECT_THAT(part(page("/client1/test/domainGetInfo"), "beside"), IsEmpty());
    EXPECT_THAT(part(page("/-/hosts/alpha/networks/"), "beside"), IsEmpty());
    for (const std::string_view format : {"xml", "json", "text"}) {
        const auto answer = get("/client1/test", "format=" + std::string(format));
        EXPECT_THAT(answer.body, Not(HasSubstr("virDomainGetInfo"))) << format;
    }
}

TEST_F(AnObjectsPage, NamesTheCollectionsBelowIt) {
    EXPECT_THAT(part(page("/client1/test"), "collections"),
                AllOf(HasSubstr("<collection name=\"snapshots\" href=\"/virt/client1/test/snapshots/\"/>"),
                      HasSubstr("<collection name=\"checkpoints\" href=\"/virt/client1/test/checkpoints/\"/>")));
    EXPECT_THAT(part(page("/-/hosts/alpha/"), "collections"),
                AllOf(HasSubstr("<collection name=\"networks\" href=\"/virt/-/hosts/alpha/networks/\"/>"),
                      HasSubstr("<collection name=\"secrets\" href=\"/virt/-/hosts/alpha/secrets/\"/>"),
                      Not(HasSubstr("storageVols")), Not(HasSubstr("name=\"\""))));
    EXPECT_THAT(part(page("/-/hosts/alpha/storagePools/default-pool"), "collections"),
                HasSubstr("href=\"/virt/-/hosts/alpha/storagePools/default-pool/storageVols/\""));
    EXPECT_THAT(part(page("/-/hosts/alpha/networks/default"), "collections"),
                HasSubstr("href=\"/virt/-/hosts/alpha/networks/default/ports/\""));
}

TEST_F(AnObjectsPage, LeadsToItsDocumentWhereThatMayBeChanged) {
    EXPECT_THAT(page("/client1/test"),
                HasSubstr("edit=\"/virt/-/hosts/alpha/domainDefineXML?form&amp;of=" + tests::test_uuid + "\""));
    EXPECT_THAT(page("/-/hosts/alpha/networks/default"),
                HasSubstr("edit=\"/virt/-/hosts/alpha/networkDefineXML?form&amp;of=default\""));
    EXPECT_THAT(page("/client1/test", "on"), Not(HasSubstr(" edit=")));
    EXPECT_THAT(page("/-/hosts/alpha/"), Not(HasSubstr(" edit=")));
}

TEST_F(AnObjectsPage, OfAnOwnerHasWhatHeMayRead) {
    const std::string his = page_of("client1", "/client1/test");
    EXPECT_THAT(part(his, "beside"), HasSubstr("virDomainGetInfo"));
    EXPECT_THAT(part(his, "collections"), HasSubstr("\"/virt/client1/test/snapshots/\""));
    EXPECT_THAT(his, AllOf(Not(HasSubstr(" edit=")), Not(HasSubstr("/-/hosts"))));
    EXPECT_THAT(page_of("client2", "/client1/test"), AllOf(HasSubstr("<problem"), Not(HasSubstr("<beside"))));
}

}  // namespace
