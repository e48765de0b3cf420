// Which of several with one UUID is the domain.
#include "core/residence.h"

#include <gmock/gmock.h>
#include <libvirt/libvirt.h>

namespace {

using core::DomainEntry;
using core::HostState;
using core::Snapshot;
using testing::ElementsAre;

constexpr const char* uuid = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";

DomainEntry running(const std::string& host) {
    return {"vm", uuid, 4, VIR_DOMAIN_RUNNING, host};
}
DomainEntry paused(const std::string& host) {
    return {"vm", uuid, 4, VIR_DOMAIN_PAUSED, host};
}
DomainEntry defined(const std::string& host) {
    return {"vm", uuid, -1, VIR_DOMAIN_SHUTOFF, host};
}
DomainEntry announced(const std::string& host) {
    DomainEntry entry{"vm", uuid};
    entry.host = host;
    entry.is_announced = true;
    return entry;
}

// Hosts a and b are up, dead is not. Where the domain lives in the end.
std::vector<std::string> residences(std::vector<DomainEntry> domains) {
    Snapshot snapshot{{{"a", HostState::up}, {"b", HostState::up}, {"dead", HostState::unreachable}},
                      std::move(domains)};
    mark_residences(snapshot);
    std::vector<std::string> hosts;
    for (const auto& domain : snapshot.domains) {
        if (!domain.is_elsewhere) hosts.push_back(domain.host);
    }
    return hosts;
}

TEST(ADomain, LivesWhereItIsIfThereIsNoOther) {
    EXPECT_THAT(residences({defined("a")}), ElementsAre("a"));
    EXPECT_THAT(residences({running("dead")}), ElementsAre("dead"));
    EXPECT_THAT(residences({announced("dead")}), ElementsAre("dead"));
}

TEST(ADomain, LivesWhereItRuns) {
    EXPECT_THAT(residences({defined("a"), running("b")}), ElementsAre("b"));
    EXPECT_THAT(residences({running("a"), defined("b")}), ElementsAre("a"));
    EXPECT_THAT(residences({running("a"), paused("b")}), ElementsAre("a"));
    EXPECT_THAT(residences({paused("a"), defined("b")}), ElementsAre("a"));
}

TEST(ADomain, LivesOnTheHostThatIsUp) {
    EXPECT_THAT(residences({defined("dead"), defined("b")}), ElementsAre("b"));
    EXPECT_THAT(residences({running("dead"), running("b")}), ElementsAre("b"));
    EXPECT_THAT(residences({running("dead"), paused("b")}), ElementsAre("b"));
}

// Starting the one that is only defined could run it twice.
TEST(ADomain, ThatRanOnALostHostIsNotTheOneThatIsDefinedElsewhere) {
    EXPECT_THAT(residences({running("dead"), defined("b")}), ElementsAre("dead"));
}

TEST(ADomain, IsNotGuessedAmongEquals) {
    EXPECT_THAT(residences({running("a"), running("b")}), ElementsAre("a", "b"));
    EXPECT_THAT(residences({defined("a"), defined("b")}), ElementsAre("a", "b"));
}

TEST(ADomain, IsNeverWhereOnlyMdnsSaysSo) {
    EXPECT_THAT(residences({defined("dead"), announced("b")}), ElementsAre("dead"));
}

TEST(ADomain, HasNothingToDoWithOthers) {
    DomainEntry other = defined("b");
    other.uuid = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";
    EXPECT_THAT(residences({running("a"), other}), ElementsAre("a", "b"));
}

}  // namespace
