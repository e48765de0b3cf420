#include "fcgi/directory_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>

#include "fcgi/representation.h"

namespace {

using core::Argument;
using core::DirectoryIndex;
using core::HostState;
using core::Node;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string uuid_a = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_b = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_c = "cccccccc-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_d = "dddddddd-f6a4-8304-79aa-97f2502e193f";

const DirectoryIndex& network() {
    static const DirectoryIndex index(
        {{{"alpha", HostState::up, 0, ""}, {"beta", HostState::unreachable, 1795297287, "no <route>"}},
         {{"db", uuid_a, 7, VIR_DOMAIN_RUNNING, "alpha", "The Database", {"anna", "zoe"}},
          {"db", uuid_b, -1, VIR_DOMAIN_SHUTOFF, "beta", "", {"anna"}},
          {"web", uuid_c, 3, VIR_DOMAIN_PAUSED, "alpha", "", {}},
          {"x y", uuid_d, 4, VIR_DOMAIN_RUNNING, "alpha", "", {"zoe"}}}});
    return index;
}

const fcgi::Urls urls("/virt");

Node view_of(const DirectoryIndex& index, const fcgi::Scope& scope = {}, const std::vector<Argument>& query = {}) {
    const auto list = fcgi::view_list(index, scope, "/virt/", fcgi::parse_list_query(query), std::nullopt);
    return fcgi::directory_node(index, scope, urls, list);
}
Node view(const fcgi::Scope& scope = {}, const std::vector<Argument>& query = {}) {
    return view_of(network(), scope, query);
}

const Node& part(const Node& directory, std::string_view name) {
    return *std::ranges::find(directory.children, name, &Node::name);
}
std::string attribute(const Node& node, std::string_view name) {
    for (const auto& [its_name, value] : node.attributes) {
        if (its_name == name) return core::to_text(value);
    }
    return {};
}
std::vector<std::string> all(const Node& list, std::string_view attribute_name) {
    std::vector<std::string> values;
    for (const auto& child : list.children) values.push_back(attribute(child, attribute_name));
    return values;
}
std::vector<std::string> uuids(const std::vector<Argument>& query, const fcgi::Scope& scope = {}) {
    return all(part(view(scope, query), "domains"), "uuid");
}
TEST(TheNetwork, HasHostsOwnersAndDomains) {
    const Node directory = view();
    EXPECT_THAT(all(part(directory, "hosts"), "name"), ElementsAre("alpha", "beta"));
    EXPECT_THAT(all(part(directory, "hosts"), "state"), ElementsAre("up", "unreachable"));
    EXPECT_THAT(all(part(directory, "owners"), "name"), ElementsAre("anna", "zoe", "_"));
    EXPECT_THAT(all(part(directory, "owners"), "domains"), ElementsAre("2", "2", "1"));
    EXPECT_THAT(all(part(directory, "owners"), "href"), ElementsAre("/virt/anna/", "/virt/zoe/", "/virt/_/"));
    EXPECT_THAT(all(part(directory, "domains"), "uuid"), ElementsAre(uuid_a, uuid_b, uuid_c, uuid_d));
    EXPECT_THAT(all(part(directory, "domains"), "id"), ElementsAre("7", "", "3", "4"));
    EXPECT_THAT(all(part(directory, "domains"), "href"),
                ElementsAre("/virt/anna/db", "/virt/anna/db", "/virt/_/web", "/virt/zoe/x%20y"));
    EXPECT_THAT(all(part(directory, "domains"), "state"),
                ElementsAre("VIR_DOMAIN_RUNNING", "VIR_DOMAIN_SHUTOFF", "VIR_DOMAIN_PAUSED", "VIR_DOMAIN_RUNNING"));
}

TEST(TheNetwork, SaysWhySomethingIsUnreachableAndSinceWhen) {
    const std::string xml = fcgi::to_xml(view());
    EXPECT_THAT(
        xml,
        HasSubstr("<host name=\"beta\" state=\"unreachable\" since=\"2026-11-21T21:41:27Z\" source=\"configuration\" "
                  "href=\"/virt/-/hosts/beta/\" domains=\"1\"><error>no &lt;route&gt;</error></host>"));
    EXPECT_THAT(xml, HasSubstr("<owner>anna</owner><owner>zoe</owner><title>The Database</title></domain>"));
}

TEST(AnOwner, SeesOnlyHisDomainsUnderHisAddressAndTheHostsTheyAreOn) {
    const Node directory = view({.owner = "zoe"});
    EXPECT_EQ(attribute(directory, "owner"), "zoe");
    EXPECT_THAT(all(part(directory, "domains"), "href"), ElementsAre("/virt/zoe/db", "/virt/zoe/x%20y"));
    EXPECT_THAT(all(part(directory, "hosts"), "name"), ElementsAre("alpha"));
    EXPECT_THAT(part(directory, "owners").children, IsEmpty());
}

TEST(AList, SaysWhatIsKnownOfHostsAndDomains) {
    core::Snapshot snapshot = network().snapshot();
    auto& alpha = snapshot.hosts[0];
    alpha.hypervisor = "QEMU";
    alpha.cpus = 4;
    alpha.memory_kib = 8388608;
    snapshot.domains[0].vcpus = 2;
    snapshot.domains[0].memory_kib = 1048576;
    const DirectoryIndex index(snapshot);
    const std::string xml = fcgi::to_xml(view_of(index));
    EXPECT_THAT(xml, HasSubstr("href=\"/virt/-/hosts/alpha/\" hypervisor=\"QEMU\" domains=\"3\"><cpus>4</cpus>"
                               "<memory unit=\"KiB\">8388608</memory></host>"));
    EXPECT_THAT(xml, HasSubstr("href=\"/virt/anna/db\"><nrVirtCpu>2</nrVirtCpu><memory unit=\"KiB\">1048576</memory>"
                               "<owner>anna</owner>"));
    EXPECT_THAT(xml, HasSubstr("href=\"/virt/-/hosts/beta/\" domains=\"1\"><error>"));
    EXPECT_THAT(xml, HasSubstr("href=\"/virt/_/web\"/>"));
    const std::string his = fcgi::to_xml(view_of(index, {.owner = "anna", .for_owner = true}));
    EXPECT_THAT(his, HasSubstr("<hosts><host name=\"alpha\" state=\"up\" since=\"1970-01-01T00:00:00Z\"/>"
                               "<host name=\"beta\" state=\"unreachable\" since=\"2026-11-21T21:41:27Z\"/></hosts>"));
    EXPECT_THAT(his, HasSubstr("<memory unit=\"KiB\">1048576</memory>"));
}

TEST(AList, SaysHowManyThereAreAndWhatComesNext) {
    const Node directory = view({}, {{"q", "db"}, {"limit", "1"}, {"after", uuid_a}});
    EXPECT_EQ(attribute(directory, "total"), "4");
    EXPECT_EQ(attribute(directory, "matching"), "2");
    EXPECT_EQ(attribute(directory, "next"), "");
    EXPECT_EQ(attribute(directory, "previous"), "/virt/?q=db&limit=1");
    EXPECT_EQ(attribute(view({}, {{"limit", "1"}}), "next"), "/virt/?limit=1&after=" + uuid_a);
}

TEST(AnOwner, SeesTheHostsOfAllHisDomainsWhateverHeChooses) {
    EXPECT_THAT(
        all(part(view({.owner = "anna", .for_owner = true}, {{"host", "alpha"}, {"limit", "1"}}), "hosts"), "name"),
        ElementsAre("alpha", "beta"));
}

TEST(TheUnderscore, HasTheDomainsWithoutOwner) {
    EXPECT_THAT(uuids({}, {.owner = "_"}), ElementsAre(uuid_c));
}

TEST(AHost, HasItsOwnDomainsOnly) {
    const Node directory = view({.host = "beta"});
    EXPECT_EQ(attribute(directory, "host"), "beta");
    EXPECT_THAT(all(part(directory, "hosts"), "name"), ElementsAre("beta"));
    EXPECT_THAT(all(part(directory, "domains"), "uuid"), ElementsAre(uuid_b));
}

TEST(TheListOfHosts, HasNoDomains) {
    const Node directory = view({.only_hosts = true});
    EXPECT_EQ(part(directory, "hosts").children.size(), 2U);
    EXPECT_EQ(attribute(directory, "total"), "");
    EXPECT_THAT(part(directory, "domains").children, IsEmpty());
}

TEST(AHostileDomain, IsOnlyTextInItsList) {
    const std::string hostile = "<script>\"'&]]>\x1B\xFF";
    const DirectoryIndex index(
        {{{"alpha", HostState::up, 0, ""}}, {{hostile, uuid_a, -1, 5, "alpha", hostile, {"a\"b<c>"}}}});
    const std::string xml = fcgi::to_xml(view_of(index));
    EXPECT_THAT(xml, Not(HasSubstr("<script>")));
    EXPECT_THAT(xml, HasSubstr("href=\"/virt/a%22b%3Cc%3E/%3Cscript%3E%22%27%26%5D%5D%3E%1B%FF\""));
}

TEST(ATime, IsWrittenInUtc) {
    EXPECT_EQ(fcgi::utc_time(0), "1970-01-01T00:00:00Z");
    EXPECT_EQ(fcgi::utc_time(1795291200), "2026-11-21T20:00:00Z");
}

TEST(ADomainOfManyOwners, BelongsFirstToTheFirst) {
    EXPECT_EQ(fcgi::first_owner(network().snapshot().domains[0]), "anna");
    EXPECT_EQ(fcgi::first_owner(network().snapshot().domains[2]), "_");
}

}  // namespace
