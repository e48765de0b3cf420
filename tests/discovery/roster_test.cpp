// Who is announced under which name in which group, and what a change changes.
#include "discovery/roster.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace {

using discovery::Roster;
using discovery::Service;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Service service(const std::string& key, const std::string& name) {
    return Service{key, "_domu._tcp", name, 16514, {"txtvers=1", "name=" + name}};
}
Service service(const std::string& name) {
    return service("uuid-of-" + name, name);
}

std::vector<Service> services(std::size_t count) {
    std::vector<Service> result;
    for (std::size_t i = 0; i < count; ++i) result.push_back(service("vm" + std::to_string(i)));
    return result;
}

std::vector<std::string> names(const Roster& roster, Roster::GroupId id) {
    std::vector<std::string> names;
    for (const auto& entry : roster.entries(id)) names.push_back(entry.name);
    return names;
}

void expect_nothing(const Roster::Changes& changes) {
    EXPECT_THAT(changes.gone, IsEmpty());
    EXPECT_THAT(changes.to_fill, IsEmpty());
    EXPECT_THAT(changes.new_texts, IsEmpty());
}

TEST(ARoster, FillsGroupsOfUpTo32) {
    EXPECT_THAT(Roster().want(services(32)).to_fill, SizeIs(1));
    Roster roster;
    const auto changes = roster.want(services(33));
    ASSERT_THAT(changes.to_fill, SizeIs(2));
    EXPECT_THAT(roster.entries(changes.to_fill[0]), SizeIs(32));
    EXPECT_THAT(roster.entries(changes.to_fill[1]), SizeIs(1));
    EXPECT_THAT(Roster().want(services(501)).to_fill, SizeIs(16));
}

TEST(ARoster, HasNothingToDoWhenNothingChanged) {
    Roster roster;
    expect_nothing(roster.want({}));
    (void)roster.want(services(40));
    expect_nothing(roster.want(services(40)));
    auto reversed = services(40);
    std::ranges::reverse(reversed);
    expect_nothing(roster.want(reversed));
}

TEST(ARoster, FillsOnlyTheGroupAnewThatLostAService) {
    Roster roster;
    const auto first = roster.want(services(64)).to_fill;
    auto fewer = services(64);
    fewer.erase(fewer.begin() + 40);
    const auto changes = roster.want(fewer);
    EXPECT_THAT(changes.to_fill, ElementsAre(first[1]));
    EXPECT_THAT(changes.gone, IsEmpty());
    EXPECT_THAT(roster.entries(first[1]), SizeIs(31));
}

TEST(ARoster, PutsWhatComesLaterIntoAGroupOfItsOwnAndLetsItGoAlone) {
    Roster roster;
    (void)roster.want(services(3));
    const auto added = roster.want(services(4));
    ASSERT_THAT(added.to_fill, SizeIs(1));
    EXPECT_THAT(names(roster, added.to_fill[0]), ElementsAre("vm3"));
    const auto changes = roster.want(services(3));
    EXPECT_THAT(changes.gone, ElementsAre(added.to_fill[0]));
    EXPECT_THAT(changes.to_fill, IsEmpty());
}

TEST(ARoster, RenamesADomainByTakingItOutOfItsGroup) {
    Roster roster;
    const auto first = roster.want({service("1", "a"), service("2", "b")}).to_fill;
    const auto changes = roster.want({service("1", "a"), service("2", "c")});
    ASSERT_THAT(changes.to_fill, SizeIs(2));
    EXPECT_EQ(changes.to_fill[0], first[0]);
    EXPECT_THAT(names(roster, first[0]), ElementsAre("a"));
    EXPECT_THAT(names(roster, changes.to_fill[1]), ElementsAre("c"));
}

TEST(ARoster, LetsTwoServicesChangeTheirNamesWithEachOther) {
    Roster roster;
    (void)roster.want({service("1", "a"), service("2", "b")});
    const auto changes = roster.want({service("1", "b"), service("2", "a")});
    ASSERT_THAT(changes.to_fill, SizeIs(1));
    EXPECT_THAT(names(roster, changes.to_fill[0]), ElementsAre("b", "a"));
    EXPECT_THAT(changes.gone, SizeIs(1));
}

TEST(ARoster, ChangesATextWithoutTouchingTheGroup) {
    Roster roster;
    const auto first = roster.want(services(2)).to_fill;
    auto other = services(2);
    other[1].texts.emplace_back("host=x");
    const auto changes = roster.want(other);
    EXPECT_THAT(changes.new_texts, ElementsAre(std::pair(first[0], std::size_t{1})));
    EXPECT_THAT(changes.to_fill, IsEmpty());
    EXPECT_EQ(roster.entries(first[0])[1].service, other[1]);
}

TEST(ARoster, DoesNotChangeATextApartThatItsGroupIsFilledAnewWith) {
    Roster roster;
    const auto first = roster.want(services(3)).to_fill;
    auto other = services(2);
    other[1].texts.emplace_back("host=x");
    const auto changes = roster.want(other);
    EXPECT_THAT(changes.new_texts, IsEmpty());
    EXPECT_THAT(changes.to_fill, ElementsAre(first[0]));
    EXPECT_EQ(roster.entries(first[0])[1].service, other[1]);
}

TEST(ARoster, KnowsThatDnsDoesNotTellCapitalsApart) {
    Roster roster;
    const auto first = roster.want({service("1", "VM1"), service("2", "vm1"), service("3", "Vm1 #2")}).to_fill;
    EXPECT_THAT(names(roster, first[0]), ElementsAre("VM1", "vm1 #2", "Vm1 #2 #2"));
}

TEST(ARoster, LetsTheHostHaveTheNameOfADomain) {
    Roster roster;
    Service host = service("host", "vm1");
    host.type = "_libvirt._tcp";
    EXPECT_THAT(names(roster, roster.want({host, service("vm1")}).to_fill[0]), ElementsAre("vm1", "vm1"));
}

TEST(ARoster, TakesAGroupApartInWhichANameIsTaken) {
    Roster roster;
    const auto first = roster.want(services(3)).to_fill;
    const auto changes = roster.resolve_collision(first[0]);
    EXPECT_THAT(changes.gone, ElementsAre(first[0]));
    ASSERT_THAT(changes.to_fill, SizeIs(3));
    EXPECT_THAT(names(roster, changes.to_fill[1]), ElementsAre("vm1"));  // nobody knows yet whose name it is
    EXPECT_THAT(roster.entries(first[0]), IsEmpty());
    expect_nothing(roster.want(services(3)));
}

TEST(ARoster, GivesTheNextNameToOneThatIsAlone) {
    Roster roster;
    const auto first = roster.want({service("1", "a"), service("2", "a #2")}).to_fill;
    const auto apart = roster.resolve_collision(first[0]).to_fill;
    const auto changes = roster.resolve_collision(apart[0]);
    EXPECT_THAT(changes.to_fill, ElementsAre(apart[0]));
    EXPECT_THAT(changes.gone, IsEmpty());
    EXPECT_THAT(names(roster, apart[0]), ElementsAre("a #3"));  // "a #2" is another domain's true name
    EXPECT_EQ(roster.entries(apart[0])[0].attempt, 3U);
    (void)roster.resolve_collision(apart[0]);
    EXPECT_THAT(names(roster, apart[0]), ElementsAre("a #4"));
}

TEST(ARoster, GivesANameToSomebodyElseOnceItIsFree) {
    Roster roster;
    (void)roster.want({service("1", "a")});
    const auto changes = roster.want({service("2", "a")});
    EXPECT_THAT(names(roster, changes.to_fill[0]), ElementsAre("a"));
}

TEST(ARoster, KnowsNothingOfAGroupThatIsGone) {
    Roster roster;
    expect_nothing(roster.resolve_collision(7));
    expect_nothing(roster.split(7));
    EXPECT_THAT(roster.entries(7), IsEmpty());
}

TEST(ARoster, GathersAllInFullGroupsForANewClientAndKeepsTheirNames) {
    Roster roster;
    const auto first = roster.want(services(40)).to_fill;
    const auto apart = roster.split(first[1]).to_fill;
    (void)roster.resolve_collision(apart[0]);
    const auto changes = roster.regroup();
    EXPECT_THAT(changes.gone, SizeIs(9));
    ASSERT_THAT(changes.to_fill, SizeIs(2));
    EXPECT_THAT(roster.entries(changes.to_fill[0]), SizeIs(32));
    EXPECT_EQ(roster.entries(changes.to_fill[1])[0].name, "vm32 #2");
    EXPECT_THAT(changes.to_fill, testing::Each(testing::Gt(apart.back())));  // never a number twice
    expect_nothing(roster.want(services(40)));
}

}  // namespace
