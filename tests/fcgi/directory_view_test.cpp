#include "fcgi/directory_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>

#include "core/error.h"
#include "fcgi/representation.h"
#include "tests/core/thrown.h"

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

Node view(const fcgi::Scope& scope = {}, const std::vector<Argument>& query = {}) {
    return fcgi::directory_node(network(), scope, urls, query);
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
std::string refused(const std::vector<Argument>& query) {
    return tests::thrown_by<core::ArgumentError>([&] { return view({}, query); }).argument();
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
                  "href=\"/virt/-/hosts/beta/\"><error>no &lt;route&gt;</error></host>"));
    EXPECT_THAT(xml, HasSubstr("<owner>anna</owner><owner>zoe</owner><title>The Database</title></domain>"));
}

TEST(AnOwner, SeesOnlyHisDomainsUnderHisAddressAndTheHostsTheyAreOn) {
    const Node directory = view({.owner = "zoe"});
    EXPECT_EQ(attribute(directory, "owner"), "zoe");
    EXPECT_THAT(all(part(directory, "domains"), "href"), ElementsAre("/virt/zoe/db", "/virt/zoe/x%20y"));
    EXPECT_THAT(all(part(directory, "hosts"), "name"), ElementsAre("alpha"));
    EXPECT_THAT(part(directory, "owners").children, IsEmpty());
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
    EXPECT_THAT(part(directory, "domains").children, IsEmpty());
}

TEST(TheList, IsFilteredByState) {
    EXPECT_THAT(uuids({{"state", "running"}}), ElementsAre(uuid_a, uuid_d));
    EXPECT_THAT(uuids({{"state", "VIR_DOMAIN_PAUSED"}}), ElementsAre(uuid_c));
    EXPECT_THAT(uuids({{"state", "ShutOff"}}), ElementsAre(uuid_b));
    EXPECT_THAT(uuids({{"state", "crashed"}}), IsEmpty());
    EXPECT_EQ(uuids({{"state", ""}}).size(), 4U);
    EXPECT_EQ(refused({{"state", "asleep"}}), "state");
}

TEST(TheList, IsSearchedInNamesTitlesAndUuids) {
    EXPECT_THAT(uuids({{"q", "DB"}}), ElementsAre(uuid_a, uuid_b));
    EXPECT_THAT(uuids({{"q", "database"}}), ElementsAre(uuid_a));
    EXPECT_THAT(uuids({{"q", "CCCCC"}}), ElementsAre(uuid_c));
    EXPECT_THAT(uuids({{"q", "."}}), IsEmpty());  // no pattern
    EXPECT_EQ(uuids({{"q", ""}}).size(), 4U);
}

TEST(TheList, IsSorted) {
    EXPECT_THAT(uuids({{"sort", "name"}}), ElementsAre(uuid_a, uuid_b, uuid_c, uuid_d));
    EXPECT_THAT(uuids({{"sort", "-name"}}), ElementsAre(uuid_d, uuid_c, uuid_b, uuid_a));
    EXPECT_THAT(uuids({{"sort", "id"}}), ElementsAre(uuid_b, uuid_c, uuid_d, uuid_a));
    EXPECT_THAT(uuids({{"sort", "-id"}}), ElementsAre(uuid_a, uuid_d, uuid_c, uuid_b));
    EXPECT_THAT(uuids({{"sort", "host"}}), ElementsAre(uuid_a, uuid_c, uuid_d, uuid_b));
    EXPECT_THAT(uuids({{"sort", "state"}}), ElementsAre(uuid_a, uuid_d, uuid_c, uuid_b));
    for (const std::string column : {"", "-", "title", "--name", "Name"})
        EXPECT_EQ(refused({{"sort", column}}), "sort") << column;
}

TEST(TheList, ComesInPages) {
    EXPECT_THAT(uuids({{"limit", "2"}}), ElementsAre(uuid_a, uuid_b));
    EXPECT_THAT(uuids({{"limit", "2"}, {"after", uuid_b}}), ElementsAre(uuid_c, uuid_d));
    EXPECT_THAT(uuids({{"after", uuid_d}}), IsEmpty());
    EXPECT_THAT(uuids({{"after", "AAAAAAAA-F6A4-8304-79AA-97F2502E193F"}, {"limit", "1"}}), ElementsAre(uuid_b));
    EXPECT_THAT(uuids({{"limit", "0"}}), IsEmpty());
    EXPECT_EQ(uuids({{"limit", "1000000"}}).size(), 4U);
    EXPECT_EQ(refused({{"limit", "1000001"}}), "limit");
    EXPECT_EQ(refused({{"limit", "-1"}}), "limit");
    EXPECT_EQ(refused({{"limit", "all"}}), "limit");
    EXPECT_EQ(refused({{"after", "eeeeeeee-f6a4-8304-79aa-97f2502e193f"}}), "after");
    EXPECT_EQ(refused({{"after", uuid_c}, {"state", "running"}}), "after");
}

TEST(TheList, RefusesWhatItDoesNotTake) {
    EXPECT_EQ(refused({{"owner", "anna"}}), "owner");
    EXPECT_EQ(refused({{"", ""}}), "");
    EXPECT_EQ(refused({{"q", "a"}, {"q", "b"}}), "q");
}

TEST(AHostileDomain, IsOnlyTextInItsList) {
    const std::string hostile = "<script>\"'&]]>\x1B\xFF";
    const DirectoryIndex index(
        {{{"alpha", HostState::up, 0, ""}}, {{hostile, uuid_a, -1, 5, "alpha", hostile, {"a\"b<c>"}}}});
    const std::string xml = fcgi::to_xml(fcgi::directory_node(index, {}, urls, {}));
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
