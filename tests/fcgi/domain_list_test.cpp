// Which domains a list has, in which order, on which page.
#include "fcgi/domain_list.h"

#include <gmock/gmock.h>
#include <libvirt/libvirt.h>

#include "core/error.h"
#include "tests/core/thrown.h"

namespace {

using core::Argument;
using core::DirectoryIndex;
using core::HostState;
using fcgi::DomainList;
using fcgi::Scope;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const std::string uuid_a = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_b = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_c = "cccccccc-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_d = "dddddddd-f6a4-8304-79aa-97f2502e193f";

core::DomainEntry with(core::DomainEntry domain, std::uint32_t vcpus, std::uint64_t memory_kib) {
    domain.vcpus = vcpus;
    domain.memory_kib = memory_kib;
    return domain;
}

const DirectoryIndex& network() {
    static const DirectoryIndex index(
        {{{"alpha", HostState::up, 0, ""}, {"beta", HostState::unreachable, 1795297287, "no <route>"}},
         {with({"db10", uuid_a, 7, VIR_DOMAIN_RUNNING, "alpha", "The Database", {"zoe", "anna"}}, 2, 4096),
          with({"db2", uuid_b, -1, VIR_DOMAIN_SHUTOFF, "beta", "", {"anna"}}, 1, 0),
          with({"web", uuid_c, 3, VIR_DOMAIN_PAUSED, "alpha", "", {}}, 4, 1024),
          with({"X y", uuid_d, 4, VIR_DOMAIN_RUNNING, "alpha", "", {"zoe"}}, 1, 2048)}});
    return index;
}

DomainList list(const std::vector<Argument>& arguments, const Scope& scope = {},
                const DirectoryIndex& index = network()) {
    const auto query = fcgi::parse_list_query(arguments);
    return fcgi::list_domains(index, scope, query, query.limit);
}
std::vector<std::string> uuids(const std::vector<Argument>& arguments, const Scope& scope = {}) {
    std::vector<std::string> found;
    for (const auto* domain : list(arguments, scope).page) found.push_back(domain->uuid);
    return found;
}
std::string refused(const std::vector<Argument>& arguments) {
    return tests::thrown_by<core::ArgumentError>([&] { return list(arguments); }).argument();
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
    EXPECT_THAT(uuids({{"q", "DB"}}), ElementsAre(uuid_b, uuid_a));
    EXPECT_THAT(uuids({{"q", "database"}}), ElementsAre(uuid_a));
    EXPECT_THAT(uuids({{"q", "CCCCC"}}), ElementsAre(uuid_c));
    EXPECT_THAT(uuids({{"q", "x Y"}}), ElementsAre(uuid_d));
    EXPECT_THAT(uuids({{"q", "."}}), IsEmpty());  // no pattern
    EXPECT_EQ(uuids({{"q", ""}}).size(), 4U);
}

TEST(TheList, IsFilteredByOwnerAndHost) {
    EXPECT_THAT(uuids({{"owner", "anna"}}), ElementsAre(uuid_b, uuid_a));
    EXPECT_THAT(uuids({{"owner", "_"}}), ElementsAre(uuid_c));
    EXPECT_THAT(uuids({{"owner", "Anna"}}), IsEmpty());
    EXPECT_THAT(uuids({{"host", "beta"}}), ElementsAre(uuid_b));
    EXPECT_THAT(uuids({{"host", "gamma"}}), IsEmpty());
    EXPECT_THAT(uuids({{"host", "alpha"}, {"owner", "zoe"}, {"state", "running"}, {"q", "x"}}), ElementsAre(uuid_d));
    EXPECT_EQ(uuids({{"owner", ""}, {"host", ""}}).size(), 4U);
}

TEST(AnOwnersList, ShowsOnlyWhatIsHisWhateverHeAsksFor) {
    const Scope zoe{.owner = "zoe", .for_owner = true};
    EXPECT_THAT(uuids({}, zoe), ElementsAre(uuid_a, uuid_d));
    EXPECT_THAT(uuids({{"owner", "anna"}}, zoe), ElementsAre(uuid_a));  // of both
    EXPECT_THAT(uuids({{"owner", "_"}}, zoe), IsEmpty());
    EXPECT_THAT(uuids({{"host", "beta"}}, zoe), IsEmpty());
    EXPECT_EQ(list({{"host", "beta"}}, zoe).total, 2U);
    EXPECT_THAT(list({}, zoe).states, ElementsAre(Pair(VIR_DOMAIN_RUNNING, 2)));
    EXPECT_THAT(list({}, zoe).hosts, ElementsAre("alpha"));
    EXPECT_THROW(static_cast<void>(uuids({{"after", uuid_b}}, zoe)), core::ArgumentError);
}

TEST(TheList, IsSortedByAnyColumn) {
    EXPECT_THAT(uuids({{"sort", "name"}}), ElementsAre(uuid_b, uuid_a, uuid_c, uuid_d));
    EXPECT_THAT(uuids({{"sort", "-name"}}), ElementsAre(uuid_d, uuid_c, uuid_a, uuid_b));
    EXPECT_THAT(uuids({{"sort", "id"}}), ElementsAre(uuid_b, uuid_c, uuid_d, uuid_a));
    EXPECT_THAT(uuids({{"sort", "-id"}}), ElementsAre(uuid_a, uuid_d, uuid_c, uuid_b));
    EXPECT_THAT(uuids({{"sort", "host"}}), ElementsAre(uuid_a, uuid_c, uuid_d, uuid_b));
    EXPECT_THAT(uuids({{"sort", "state"}}), ElementsAre(uuid_a, uuid_d, uuid_c, uuid_b));
    EXPECT_THAT(uuids({{"sort", "owner"}}), ElementsAre(uuid_b, uuid_a, uuid_d, uuid_c));
    EXPECT_THAT(uuids({{"sort", "nrVirtCpu"}}), ElementsAre(uuid_b, uuid_d, uuid_a, uuid_c));
    EXPECT_THAT(uuids({{"sort", "memory"}}), ElementsAre(uuid_b, uuid_c, uuid_d, uuid_a));
    EXPECT_THAT(uuids({{"sort", "-memory"}}), ElementsAre(uuid_a, uuid_d, uuid_c, uuid_b));
    for (const std::string column : {"", "-", "title", "--name", "Name", "cpus"})
        EXPECT_EQ(refused({{"sort", column}}), "sort") << column;
}

TEST(TheList, ComesInPages) {
    EXPECT_THAT(uuids({{"limit", "2"}}), ElementsAre(uuid_b, uuid_a));
    EXPECT_THAT(uuids({{"limit", "2"}, {"after", uuid_a}}), ElementsAre(uuid_c, uuid_d));
    EXPECT_THAT(uuids({{"after", uuid_d}}), IsEmpty());
    EXPECT_THAT(uuids({{"after", "BBBBBBBB-F6A4-8304-79AA-97F2502E193F"}, {"limit", "1"}}), ElementsAre(uuid_a));
    EXPECT_THAT(uuids({{"after", "beta/" + uuid_b}, {"limit", "1"}}), ElementsAre(uuid_a));
    EXPECT_THAT(uuids({{"limit", "0"}}), IsEmpty());
    EXPECT_EQ(uuids({{"limit", "1000000"}}).size(), 4U);
    EXPECT_EQ(refused({{"limit", "1000001"}}), "limit");
    EXPECT_EQ(refused({{"limit", "-1"}}), "limit");
    EXPECT_EQ(refused({{"limit", "all"}}), "limit");
    for (const std::string& after : {std::string("eeeeeeee-f6a4-8304-79aa-97f2502e193f"), "alpha/" + uuid_b,
                                     "/" + uuid_b, "x" + uuid_b, std::string("b"), std::string("/")})
        EXPECT_EQ(refused({{"after", after}}), "after") << after;
}

TEST(TheList, GoesOnWhereADomainStoodThatTheFilterLeavesNoMore) {
    EXPECT_THAT(uuids({{"after", uuid_a}, {"state", "running"}}), ElementsAre(uuid_d));
    EXPECT_THAT(uuids({{"after", uuid_c}, {"state", "running"}}), ElementsAre(uuid_d));
    EXPECT_THAT(uuids({{"after", uuid_c}, {"state", "running"}, {"sort", "-name"}}), ElementsAre(uuid_a));
}

TEST(APage, KnowsItsPlaceAndItsNeighbours) {
    const auto whole = list({});
    EXPECT_EQ(whole.total, 4U);
    EXPECT_EQ(whole.matching, 4U);
    EXPECT_EQ(whole.from, 1U);
    EXPECT_FALSE(whole.next || whole.previous);
    const auto first = list({{"limit", "1"}});
    EXPECT_EQ(first.from, 1U);
    EXPECT_EQ(first.next, uuid_b);
    EXPECT_FALSE(first.previous);
    const auto second = list({{"limit", "1"}, {"after", uuid_b}});
    EXPECT_EQ(second.from, 2U);
    EXPECT_EQ(second.next, uuid_a);
    EXPECT_EQ(second.previous, "");
    const auto third = list({{"limit", "1"}, {"after", uuid_a}});
    EXPECT_EQ(third.previous, uuid_b);
    const auto last = list({{"limit", "2"}, {"after", uuid_a}});
    EXPECT_EQ(last.from, 3U);
    EXPECT_FALSE(last.next);
    EXPECT_EQ(last.previous, "");
    const auto behind = list({{"limit", "3"}, {"after", uuid_d}});
    EXPECT_EQ(behind.from, 0U);
    EXPECT_EQ(behind.previous, uuid_b);
    const auto none = list({{"limit", "0"}});
    EXPECT_EQ(none.matching, 4U);
    EXPECT_FALSE(none.next || none.previous);
}

TEST(TheStates, AreCountedBeforeTheirOwnFilter) {
    EXPECT_THAT(list({}).states,
                ElementsAre(Pair(VIR_DOMAIN_RUNNING, 2), Pair(VIR_DOMAIN_PAUSED, 1), Pair(VIR_DOMAIN_SHUTOFF, 1)));
    EXPECT_EQ(list({{"state", "paused"}}).states, list({}).states);
    EXPECT_THAT(list({{"q", "db"}}).states,
                ElementsAre(Pair(VIR_DOMAIN_RUNNING, 1), Pair(VIR_DOMAIN_PAUSED, 0), Pair(VIR_DOMAIN_SHUTOFF, 1)));
}

TEST(TwoDomainsWithOneUuid, AreEachOnOnePageOnly) {
    const DirectoryIndex index({{{"alpha", HostState::up, 0, ""}, {"beta", HostState::up, 0, ""}},
                                {{"twin", uuid_a, 1, VIR_DOMAIN_RUNNING, "alpha", "", {}},
                                 {"twin", uuid_a, 1, VIR_DOMAIN_RUNNING, "beta", "", {}},
                                 {"web", uuid_b, 1, VIR_DOMAIN_RUNNING, "beta", "", {}}}});
    const auto turn_pages = [&](const Argument& filter) {
        std::vector<std::string> seen;
        std::vector<Argument> arguments{{"limit", "1"}, filter};
        for (auto page = list(arguments, {}, index);; page = list(arguments, {}, index)) {
            for (const auto* domain : page.page) seen.push_back(domain->host + " " + domain->name);
            if (!page.next || seen.size() > 4) return seen;
            arguments = {{"limit", "1"}, filter, {"after", *page.next}};
        }
    };
    EXPECT_THAT(turn_pages({"q", ""}), ElementsAre("alpha twin", "beta twin", "beta web"));
    EXPECT_THAT(turn_pages({"host", "beta"}), ElementsAre("beta twin", "beta web"));  // which leaves one of the two
}

TEST(TheList, RefusesWhatItDoesNotTake) {
    EXPECT_EQ(refused({{"colour", "red"}}), "colour");
    EXPECT_EQ(refused({{"", ""}}), "");
    EXPECT_EQ(refused({{"q", "a"}, {"q", "b"}}), "q");
}

}  // namespace
