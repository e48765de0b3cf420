#include "core/snapshot.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

core::Snapshot decoded(const std::vector<std::uint8_t>& bytes) {
    return core::decode(bytes.data(), bytes.size());
}

TEST(ASnapshot, ComesBackAsItWas) {
    core::Snapshot snapshot;
    snapshot.hosts = {{"alpha", core::HostState::up, 1795297287, ""},
                      {"beta", core::HostState::unreachable, -1, "no route\nto host 🐧"}};
    snapshot.domains = {{"vm1", "6695eb01-f6a4-8304-79aa-97f2502e193f", 7, 1, "alpha", "<title>", {"anna", "zoe"}},
                        {"vm2", "6695eb01-f6a4-8304-79aa-97f2502e1940", -1, 5, "beta", "", {}}};
    snapshot.hosts[0].hypervisor = "QEMU";
    snapshot.hosts[0].cpus = 8;
    snapshot.hosts[0].memory_kib = std::uint64_t{1} << 42U;
    snapshot.domains[0].vcpus = 4;
    snapshot.domains[0].memory_kib = std::uint64_t{1} << 41U;
    const core::Snapshot back = decoded(core::encode(snapshot));
    ASSERT_EQ(back.hosts.size(), 2U);
    EXPECT_EQ(back.hosts[0].hypervisor, "QEMU");
    EXPECT_EQ(back.hosts[0].cpus, 8U);
    EXPECT_EQ(back.hosts[0].memory_kib, std::uint64_t{1} << 42U);
    EXPECT_EQ(back.hosts[1].cpus, 0U);
    EXPECT_EQ(back.hosts[0].name, "alpha");
    EXPECT_EQ(back.hosts[0].state, core::HostState::up);
    EXPECT_EQ(back.hosts[0].since, 1795297287);
    EXPECT_EQ(back.hosts[1].since, -1);
    EXPECT_EQ(back.hosts[1].error, "no route\nto host 🐧");
    ASSERT_EQ(back.domains.size(), 2U);
    EXPECT_EQ(back.domains[0].name, "vm1");
    EXPECT_EQ(back.domains[0].uuid, "6695eb01-f6a4-8304-79aa-97f2502e193f");
    EXPECT_EQ(back.domains[0].id, 7);
    EXPECT_EQ(back.domains[0].state, 1);
    EXPECT_EQ(back.domains[0].host, "alpha");
    EXPECT_EQ(back.domains[0].title, "<title>");
    EXPECT_EQ(back.domains[0].owners, (std::vector<std::string>{"anna", "zoe"}));
    EXPECT_EQ(back.domains[0].vcpus, 4U);
    EXPECT_EQ(back.domains[0].memory_kib, std::uint64_t{1} << 41U);
    EXPECT_EQ(back.domains[1].id, -1);
    EXPECT_TRUE(back.domains[1].owners.empty());
}

TEST(AnEmptySnapshot, ComesBackEmpty) {
    const core::Snapshot back = decoded(core::encode({}));
    EXPECT_TRUE(back.hosts.empty());
    EXPECT_TRUE(back.domains.empty());
}

TEST(ASnapshot, CarriesBytesThatAreNotUtf8) {
    core::Snapshot snapshot;
    snapshot.domains = {{"a\xFF\x01", "", -1, 0, std::string("\0b", 2), "\x80", {}}};
    const core::Snapshot back = decoded(core::encode(snapshot));
    EXPECT_EQ(back.domains.at(0).name, "a\xFF\x01");
    EXPECT_EQ(back.domains.at(0).host, std::string("\0b", 2));
    EXPECT_EQ(back.domains.at(0).title, "\x80");
}

TEST(ATornSnapshot, IsAnErrorAndNoCrash) {
    const auto whole =
        core::encode(core::Snapshot{{{"alpha", core::HostState::up, 1, ""}}, {{"vm1", "u", 1, 1, "alpha", "", {}}}});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_THROW(static_cast<void>(core::decode(whole.data(), size)), std::exception) << size;
    }
}

TEST(AHostState, HasAName) {
    EXPECT_EQ(core::to_string(core::HostState::connecting), "connecting");
    EXPECT_EQ(core::to_string(core::HostState::up), "up");
    EXPECT_EQ(core::to_string(core::HostState::unreachable), "unreachable");
}

}  // namespace
