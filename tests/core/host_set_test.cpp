// What the directory makes of hints: libvirt's test driver is the host.
#include "core/host_set.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/core/silent_host.h"
#include "tests/core/test_driver.h"

namespace {

using core::DomainEntry;
using core::Hints;
using core::HostSet;
using core::HostState;
using core::Snapshot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::in;
using namespace std::chrono_literals;

constexpr const char* dead_uri = "test:///no/such/file.xml";
constexpr const char* vm_uuid = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";

class AHostSet : public tests::TestDriver {
  protected:
    core::HostSettings host_settings{
        {{"fixed", "test:///default"}}, settings, true, [this](const std::string& line) { log.push_back(line); }};
    std::vector<std::string> log;

    // Built late, so that a test may change the settings first.
    HostSet& set(const Snapshot& known = {}) {
        if (!set_) {
            set_ = std::make_unique<HostSet>(host_settings, known, [this] {
                const std::lock_guard lock(mutex_);
                ++changes_;
                changed_.notify_all();
            });
        }
        return *set_;
    }

    template <class Condition>
    Snapshot wait_until(const Condition& condition) {
        const auto deadline = in(30s);
        std::unique_lock lock(mutex_);
        for (;;) {
            const int seen = changes_;
            lock.unlock();
            set().settle();
            Snapshot picture = set().picture();
            if (condition(picture)) return picture;
            lock.lock();
            if (!changed_.wait_until(lock, deadline, [&] { return changes_ != seen; }))
                throw std::runtime_error("the set never got there");
        }
    }
    static HostState state(const Snapshot& picture, const std::string& host) {
        for (const auto& each : picture.hosts) {
            if (each.name == host) return each.state;
        }
        return HostState::connecting;
    }
    static std::vector<std::string> names(const Snapshot& picture) {
        std::vector<std::string> names;
        for (const auto& host : picture.hosts) names.push_back(host.name);
        return names;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int changes_ = 0;
    std::unique_ptr<HostSet> set_;  // last: its watchers use the others
};

TEST_F(AHostSet, FollowsAHintToAHost) {
    host_settings.hosts.clear();
    set().follow({{{"h1", "test:///default"}}, {}});
    const auto picture = wait_until([](const auto& now) { return state(now, "h1") == HostState::up; });
    EXPECT_TRUE(picture.hosts.at(0).is_discovered);
    EXPECT_EQ(picture.hosts.at(0).uri, "test:///default");
    EXPECT_EQ(picture.domains.at(0).name, "test");
    EXPECT_THAT(set().lost(), IsEmpty());
}

TEST_F(AHostSet, BeginsWithTheStatesThatWereKnown) {
    std::string folder = (std::filesystem::temp_directory_path() / "virt-fcgi-set-XXXXXX").string();
    const std::filesystem::path socket = std::filesystem::path(mkdtemp(folder.data())) / "socket";
    tests::SilentHost silent(socket);  // so that no state changes meanwhile
    host_settings.hosts = {{"moved", silent.uri()}, {"new", silent.uri()}, {"old", silent.uri()}};
    const Snapshot picture =
        set({{{"moved", HostState::up, 7, "", "test:///default"}, {"old", HostState::up, 7, "", silent.uri()}}, {}})
            .picture();
    EXPECT_EQ(state(picture, "old"), HostState::up);
    EXPECT_EQ(state(picture, "moved"), HostState::connecting);
    EXPECT_EQ(state(picture, "new"), HostState::connecting);
    EXPECT_FALSE(set().have_outcome());
    silent.accept_all(10'000);
    silent.hang_up();
    std::filesystem::remove_all(folder);
}

TEST_F(AHostSet, LetsNoHintTakeTheNameOfAConfiguredHost) {
    set().follow({{{"fixed", dead_uri}}, {}});
    const auto picture = wait_until([](const auto& now) { return state(now, "fixed") == HostState::up; });
    EXPECT_FALSE(picture.hosts.at(0).is_discovered);
    EXPECT_THAT(log, ElementsAre(HasSubstr("which is in the configuration")));
    set().follow({{{"fixed", dead_uri}}, {}});
    EXPECT_THAT(log, testing::SizeIs(1));  // said once
}

TEST_F(AHostSet, ListsNoAddressTwice) {
    set().follow({{{"h1", "test:///default"}}, {}});
    EXPECT_THAT(names(wait_until([](const auto& now) { return state(now, "fixed") == HostState::up; })),
                ElementsAre("fixed"));
    EXPECT_THAT(log, ElementsAre(HasSubstr("is not listed twice")));
}

TEST_F(AHostSet, LeavesAHostThatAnswersAlone) {
    host_settings.hosts.clear();
    set().follow({{{"h1", "test:///default"}}, {}});
    static_cast<void>(wait_until([](const auto& now) { return state(now, "h1") == HostState::up; }));
    set().follow({{{"h1", dead_uri}}, {}});
    EXPECT_EQ(set().picture().hosts.at(0).uri, "test:///default");
    set().follow({});  // nobody announces it any more
    EXPECT_EQ(state(set().picture(), "h1"), HostState::up);
    EXPECT_EQ(set().settle_at(), core::Clock::time_point::max());
}

TEST_F(AHostSet, FollowsAHostThatDoesNotAnswerToItsNewAddressWithWhatItHad) {
    host_settings.hosts.clear();
    const Snapshot known{{{.name = "h1", .uri = dead_uri, .is_discovered = true}},
                         {{"vm", vm_uuid, -1, VIR_DOMAIN_SHUTOFF, "h1"}}};
    EXPECT_THAT(set(known).picture().domains, testing::SizeIs(1));
    static_cast<void>(wait_until([](const auto& now) { return state(now, "h1") == HostState::unreachable; }));
    EXPECT_THAT(set().lost(), ElementsAre("h1"));
    set().follow({{{"h1", "test:///default"}}, {}});
    EXPECT_EQ(set().picture().domains.at(0).name, "vm");
    const auto picture = wait_until([](const auto& now) { return state(now, "h1") == HostState::up; });
    EXPECT_EQ(picture.domains.at(0).name, "test");
    EXPECT_THAT(log, ElementsAre(HasSubstr("is at \"test:///default\" now")));
}

TEST_F(AHostSet, ForgetsAHostThatLeftInTime) {
    host_settings.hosts.clear();
    set().follow({{{"h1", dead_uri}}, {}});
    static_cast<void>(wait_until([](const auto& now) { return state(now, "h1") == HostState::unreachable; }));
    EXPECT_EQ(set().settle_at(), core::Clock::time_point::max());
    const auto before = core::Clock::now();
    set().follow({});
    EXPECT_THAT(names(set().picture()), ElementsAre("h1"));
    EXPECT_GE(set().settle_at(), before + HostSet::kept_after_leaving);
    EXPECT_LE(set().settle_at(), core::Clock::now() + HostSet::kept_after_leaving);
    set().follow({{{"h1", dead_uri}}, {}});  // back in time
    EXPECT_EQ(set().settle_at(), core::Clock::time_point::max());
}

TEST_F(AHostSet, GivesTheAddressOfAHostThatLeftToTheOneThatIsThere) {
    host_settings.hosts.clear();
    set().follow({{{"h8", "test:///default"}}, {}});
    static_cast<void>(wait_until([](const auto& now) { return state(now, "h8") == HostState::up; }));
    set().follow({{{"h9", "test:///default"}}, {}});
    EXPECT_THAT(names(set().picture()), ElementsAre("h9"));
    set().follow({{{"h8", "test:///default"}, {"h9", "test:///default"}}, {}});
    EXPECT_THAT(names(set().picture()), ElementsAre("h9"));  // both announce it: the one that has it stays
}

// Each stands where the other wants to go.
TEST_F(AHostSet, FollowsTwoHostsThatSwappedTheirAddresses) {
    host_settings.hosts.clear();
    const std::string one = "test:///no/such/one.xml";
    const std::string two = "test:///no/such/two.xml";
    const auto are_down = [](const auto& now) {
        return state(now, "h1") == HostState::unreachable && state(now, "h2") == HostState::unreachable;
    };
    set().follow({{{"h1", one}, {"h2", two}}, {}});
    static_cast<void>(wait_until(are_down));
    set().follow({{{"h1", two}, {"h2", one}}, {}});
    const auto picture = wait_until(are_down);
    EXPECT_EQ(picture.hosts.at(0).uri, two);
    EXPECT_EQ(picture.hosts.at(1).uri, one);
    set().follow({{{"h1", one}, {"h2", two}}, {}});  // again, and too soon
    EXPECT_EQ(set().picture().hosts.at(0).uri, two);
}

TEST_F(AHostSet, TakesOnlySoManyAndForgetsTheOneThatLeft) {
    host_settings.most_discovered = 2;
    const auto hint = [](const std::string& name) {
        return core::HostHint{name, "test:///no/such/" + name + ".xml"};
    };
    set().follow({{hint("a"), hint("b")}, {}});
    EXPECT_THAT(names(set().picture()), ElementsAre("a", "b", "fixed"));
    set().follow({{hint("a"), hint("b"), hint("c")}, {}});
    EXPECT_THAT(names(set().picture()), ElementsAre("a", "b", "fixed"));
    EXPECT_THAT(log, ElementsAre(HasSubstr("more than 2 hosts")));
    set().follow({{hint("a")}, {}});  // b has left
    set().follow({{hint("a"), hint("c")}, {}});
    EXPECT_THAT(names(set().picture()), ElementsAre("a", "c", "fixed"));
}

// Else one that flips between two addresses would never be known to be unreachable.
TEST_F(AHostSet, KeepsAMovedHostUnreachableUntilItAnswers) {
    host_settings.hosts.clear();
    set().follow({{{"h1", dead_uri}}, {}});
    const auto before = wait_until([](const auto& now) { return state(now, "h1") == HostState::unreachable; });
    set().follow({{{"h1", "test:///no/such/other.xml"}}, {}});
    const auto after = set().picture();
    EXPECT_EQ(after.hosts.at(0).uri, "test:///no/such/other.xml");
    EXPECT_EQ(after.hosts.at(0).state, HostState::unreachable);
    EXPECT_EQ(after.hosts.at(0).since, before.hosts.at(0).since);
}

TEST_F(AHostSet, ShowsWhatIsAnnouncedUntilLibvirtHasSpoken) {
    host_settings.hosts.clear();
    set().follow({{{"h1", dead_uri}}, {{"h1", "vm", vm_uuid}}});
    const auto picture = wait_until([](const auto& now) { return state(now, "h1") == HostState::unreachable; });
    ASSERT_THAT(picture.domains, testing::SizeIs(1));
    EXPECT_TRUE(picture.domains.at(0).is_announced);
    EXPECT_EQ(picture.domains.at(0).host, "h1");
    set().follow({{{"h1", "test:///default"}}, {{"h1", "vm", vm_uuid}}});
    const auto spoken = wait_until([](const auto& now) { return state(now, "h1") == HostState::up; });
    ASSERT_THAT(spoken.domains, testing::SizeIs(1));
    EXPECT_EQ(spoken.domains.at(0).name, "test");
}

TEST_F(AHostSet, KeepsDiscoveredHostsOfTheDirectoryBeforeOnlyIfItDiscovers) {
    const Snapshot known{{{.name = "h1", .uri = dead_uri, .is_discovered = true}}, {}};
    host_settings.discovers = false;
    EXPECT_THAT(names(set(known).picture()), ElementsAre("fixed"));
}

TEST(WhatWasKnown, IsKnownStillOfHostsThatAreWhereTheyWere) {
    Snapshot known;
    known.hosts = {{"found", HostState::up, 1, "", "test:///found", "", true},
                   {"gone", HostState::up, 2, "", "test:///gone"},
                   {"moved", HostState::up, 3, "", "test:///before"},
                   {"stays", HostState::up, 4, "", "test:///stays"}};
    for (const char* host : {"found", "gone", "moved", "stays"})
        known.domains.push_back({.name = std::string("vm-") + host, .uuid = vm_uuid, .host = host});
    const Snapshot now = core::as_configured(
        known, {{"added", "test:///added"}, {"moved", "test:///after"}, {"stays", "test:///stays"}});
    std::vector<std::string> hosts;
    for (const auto& host : now.hosts)
        hosts.push_back(host.name + ' ' + host.uri + ' ' + std::string(to_string(host.state)));
    EXPECT_THAT(hosts, ElementsAre("added test:///added connecting", "found test:///found up",
                                   "moved test:///after connecting", "stays test:///stays up"));
    std::vector<std::string> domains;
    for (const auto& domain : now.domains) domains.push_back(domain.name);
    EXPECT_THAT(domains, ElementsAre("vm-found", "vm-stays"));
}

}  // namespace
