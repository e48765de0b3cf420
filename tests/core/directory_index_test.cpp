#include "core/directory_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using core::DirectoryIndex;
using core::DomainEntry;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr const char* uuid_a = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
constexpr const char* uuid_b = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";
constexpr const char* uuid_c = "cccccccc-f6a4-8304-79aa-97f2502e193f";

DomainEntry domain(const std::string& name, const std::string& uuid, const std::string& host,
                   std::vector<std::string> owners) {
    return {name, uuid, -1, 5, host, "", std::move(owners)};
}

DirectoryIndex network() {
    return DirectoryIndex({{{"alpha", core::HostState::up, 0, ""}, {"beta", core::HostState::up, 0, ""}},
                           {domain("db", uuid_a, "alpha", {"anna", "zoe"}), domain("db", uuid_b, "beta", {"anna"}),
                            domain("web", uuid_c, "alpha", {})}});
}

std::vector<std::string> hosts_of(const std::vector<const DomainEntry*>& domains) {
    std::vector<std::string> hosts;
    for (const auto* each : domains) hosts.push_back(each->host);
    return hosts;
}

TEST(ADomain, BelongsToEachOfItsOwners) {
    EXPECT_TRUE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {"anna", "zoe"}), "zoe"));
    EXPECT_FALSE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {"anna"}), "zoe"));
    EXPECT_FALSE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {"anna"}), "ann"));
    EXPECT_FALSE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {"anna"}), ""));
}

TEST(ADomainWithoutOwners, BelongsToTheUnderscore) {
    EXPECT_TRUE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {}), "_"));
    EXPECT_FALSE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {"anna"}), "_"));
    EXPECT_FALSE(DirectoryIndex::belongs(domain("d", uuid_a, "h", {}), ""));
}

TEST(ADomain, BelongsEverywhereWhenEveryHostThatHasItSaysSo) {
    DomainEntry announced = domain("db", uuid_b, "beta", {});
    announced.is_announced = true;
    const DirectoryIndex index(
        {{},
         {domain("db", uuid_a, "alpha", {"zoe"}), domain("db", uuid_a, "beta", {"anna", "zoe"}),
          domain("web", uuid_b, "alpha", {"anna"}), announced}});
    const auto& domains = index.snapshot().domains;
    EXPECT_TRUE(index.belongs_everywhere(domains[0], "zoe"));
    EXPECT_TRUE(index.belongs_everywhere(domains[1], "zoe"));
    EXPECT_FALSE(index.belongs_everywhere(domains[1], "anna"));  // whose copy was left behind
    EXPECT_FALSE(index.belongs_everywhere(domains[0], "anna"));
    EXPECT_TRUE(index.belongs_everywhere(domains[2], "anna"));  // who only announces it says nothing
    EXPECT_THAT(hosts_of(index.copies(uuid_b)), ElementsAre("alpha"));
}

TEST(TheIndex, FindsHosts) {
    EXPECT_EQ(network().host("beta") != nullptr, true);
    EXPECT_EQ(network().host("gamma"), nullptr);
    EXPECT_EQ(network().host(""), nullptr);
}

TEST(TheIndex, FindsADomainByItsNameUnderItsOwner) {
    const auto index = network();
    EXPECT_THAT(hosts_of(index.domains("zoe", "db")), ElementsAre("alpha"));
    EXPECT_THAT(hosts_of(index.domains("_", "web")), ElementsAre("alpha"));
}

TEST(TheIndex, FindsNothingUnderAnotherOwner) {
    const auto index = network();
    EXPECT_THAT(index.domains("_", "db"), IsEmpty());
    EXPECT_THAT(index.domains("zoe", "web"), IsEmpty());
    EXPECT_THAT(index.domains("zoe", uuid_b), IsEmpty());
    EXPECT_THAT(index.domains("anna", "DB"), IsEmpty());
    EXPECT_THAT(index.domains("anna", ""), IsEmpty());
}

TEST(TheIndex, GivesAllDomainsOfOneNameSortedByHost) {
    EXPECT_THAT(hosts_of(network().domains("anna", "db")), ElementsAre("alpha", "beta"));
}

TEST(TheIndex, FindsADomainByItsUuidInAnyCase) {
    const auto index = network();
    EXPECT_THAT(hosts_of(index.domains("anna", uuid_b)), ElementsAre("beta"));
    EXPECT_THAT(hosts_of(index.domains("anna", "BBBBBBBB-F6A4-8304-79AA-97F2502E193F")), ElementsAre("beta"));
    EXPECT_NE(index.domain_by_uuid("CCCCCCCC-f6a4-8304-79aa-97f2502e193f"), nullptr);
    EXPECT_EQ(index.domain_by_uuid("dddddddd-f6a4-8304-79aa-97f2502e193f"), nullptr);
    EXPECT_EQ(index.domain_by_uuid("db"), nullptr);
}

TEST(TheIndex, PrefersTheUuidToANameThatLooksLikeOne) {
    const DirectoryIndex index(
        {{}, {domain("one", uuid_a, "alpha", {"anna"}), domain(uuid_a, uuid_b, "beta", {"anna"})}});
    EXPECT_THAT(hosts_of(index.domains("anna", uuid_a)), ElementsAre("alpha"));
}

TEST(TheIndex, FindsANameThatLooksLikeAUuidAnotherOwnersDomainHas) {
    const DirectoryIndex index(
        {{}, {domain("one", uuid_a, "alpha", {"zoe"}), domain(uuid_a, uuid_b, "beta", {"anna"})}});
    EXPECT_THAT(hosts_of(index.domains("anna", uuid_a)), ElementsAre("beta"));
}

TEST(TheOwners, AreCountedAndSortedAndNobodyComesLast) {
    EXPECT_THAT(network().owners(), ElementsAre(Pair("anna", 2U), Pair("zoe", 1U), Pair("_", 1U)));
    EXPECT_THAT(DirectoryIndex({}).owners(), IsEmpty());
}

TEST(TheIndex, PutsNamesInTheOrderOfPeople) {
    DomainEntry elsewhere = domain("vm1", uuid_c, "h10", {"c"});  // who has nothing else
    elsewhere.is_elsewhere = true;
    const DirectoryIndex index(
        {{{"h10", core::HostState::up, 0, ""}, {"h2", core::HostState::up, 0, ""}},
         {domain("VM2", uuid_b, "h2", {"b10", "a"}), elsewhere, domain("vm10", uuid_a, "h10", {}),
          domain("vm1", uuid_c, "h2", {"b2"}), domain("vm10", uuid_a, "gone", {"b2"})}});
    const auto& all = index.snapshot().domains;
    const auto places = [&](auto place) {
        std::vector<std::size_t> found;
        for (const auto& each : all) found.push_back(index.look_of(each).*place);
        return found;
    };
    EXPECT_THAT(places(&DirectoryIndex::Look::name_place), ElementsAre(2, 0, 4, 1, 3));  // then by UUID and host
    EXPECT_THAT(places(&DirectoryIndex::Look::host_place), ElementsAre(0, 1, 1, 0, 2));
    EXPECT_THAT(places(&DirectoryIndex::Look::owner_place), ElementsAre(1, 2, 3, 0, 0));
    EXPECT_EQ(index.hosts().front()->name, "h2");
    EXPECT_THAT(index.owners(), ElementsAre(Pair("a", 1), Pair("b2", 2), Pair("b10", 1), Pair("_", 1)));
}

TEST(TheIndex, CountsTheDomainsThatLiveOnAHost) {
    DomainEntry elsewhere = domain("db", uuid_a, "beta", {});
    elsewhere.is_elsewhere = true;
    const DirectoryIndex index({{{"alpha", core::HostState::up, 0, ""}, {"beta", core::HostState::up, 0, ""}},
                                {domain("db", uuid_a, "alpha", {}), elsewhere, domain("web", uuid_c, "alpha", {})}});
    EXPECT_EQ(index.domains_on("alpha"), 2U);
    EXPECT_EQ(index.domains_on("beta"), 0U);
    EXPECT_EQ(index.domains_on("gamma"), 0U);
}

}  // namespace
