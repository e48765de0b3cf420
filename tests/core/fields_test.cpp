// Nodes, and C values as nodes.
#include "core/fields.h"

#include <gtest/gtest.h>
#include <libvirt/libvirt.h>

#include <array>

namespace {

using core::Node;
using core::Scalar;
using Attributes = std::vector<std::pair<std::string, Scalar>>;

TEST(AScalar, IsWrittenAsPeopleWriteIt) {
    EXPECT_EQ(core::to_text(Scalar()), "");
    EXPECT_EQ(core::to_text(true), "true");
    EXPECT_EQ(core::to_text(false), "false");
    EXPECT_EQ(core::to_text(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(core::to_text(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
    EXPECT_EQ(core::to_text(0.1), "0.1");
    EXPECT_EQ(core::to_text(1e300), "1e+300");
    EXPECT_EQ(core::to_text(std::string("a\nb")), "a\nb");
}

TEST(ANode, KeepsNoEmptyAttribute) {
    Node node = Node::record("domain");
    node.with("name", "vm1").with("title", "").with("id", std::int64_t{0}).with("live", false);
    EXPECT_EQ(node.attributes, (Attributes{{"name", "vm1"}, {"id", std::int64_t{0}}, {"live", false}}));
}

TEST(ANode, HandsOutTheChildThatItTook) {
    Node list = Node::list("hosts");
    list.add(Node::leaf("host", std::string("alpha"))).with("state", "up");
    ASSERT_EQ(list.children.size(), 1U);
    EXPECT_EQ(list.children[0].attributes, (Attributes{{"state", "up"}}));
}

TEST(AnEnumLeaf, HasTheConstantsNameBesideItsNumber) {
    const Node node = core::enum_leaf("state", VIR_DOMAIN_PAUSED, "virDomainState");
    EXPECT_EQ(node.value, Scalar(std::int64_t{3}));
    EXPECT_EQ(node.attributes, (Attributes{{"enum", "VIR_DOMAIN_PAUSED"}}));
}

TEST(AnEnumLeaf, HasOnlyItsNumberWhenLibvirtHasNoNameForIt) {
    EXPECT_EQ(core::enum_leaf("state", 4711, "virDomainState").attributes, Attributes{});
    EXPECT_EQ(core::enum_leaf("state", 1, "virNoSuchEnum").attributes, Attributes{});
    EXPECT_EQ(core::enum_leaf("state", 1, "").attributes, Attributes{});
}

TEST(ALeaf, HasNoConstantWhenSeveralEnumsCouldBeMeant) {
    const std::array<std::string_view, 2> enums{"virDomainState", "virDomainRunningReason"};
    EXPECT_EQ(core::leaf("value", std::int64_t{1}, "KiB", enums).attributes, (Attributes{{"unit", "KiB"}}));
}

TEST(ACpuSet, IsWrittenAsLibvirtWritesIt) {
    const auto set = [](std::vector<unsigned char> bytes) { return core::cpu_set(bytes); };
    EXPECT_EQ(set({}), "");
    EXPECT_EQ(set({0, 0}), "");
    EXPECT_EQ(set({0x01}), "0");
    EXPECT_EQ(set({0x80}), "7");
    EXPECT_EQ(set({0x2F}), "0-3,5");
    EXPECT_EQ(set({0x03}), "0-1");
    EXPECT_EQ(set({0x80, 0x01}), "7-8");
    EXPECT_EQ(set({0xFF, 0xFF}), "0-15");
    EXPECT_EQ(set({0x55, 0x80}), "0,2,4,6,15");
    EXPECT_EQ(set(std::vector<unsigned char>(512, 0xFF)), "0-4095");
}

const Node* child(const Node& node, std::string_view name) {
    for (const auto& each : node.children) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

TEST(AStructure, BecomesItsFieldsWithUnitsAndConstants) {
    Node node = Node::record("result");
    virDomainInfo info{};
    info.state = VIR_DOMAIN_RUNNING;
    info.maxMem = std::numeric_limits<unsigned long>::max();
    info.cpuTime = std::numeric_limits<unsigned long long>::max();
    core::add_fields(info, node);
    ASSERT_NE(child(node, "state"), nullptr);
    EXPECT_EQ(child(node, "state")->attributes, (Attributes{{"enum", "VIR_DOMAIN_RUNNING"}}));
    EXPECT_EQ(child(node, "maxMem")->attributes, (Attributes{{"unit", "KiB"}}));
    EXPECT_EQ(core::to_text(child(node, "maxMem")->value), "18446744073709551615");
    EXPECT_EQ(core::to_text(child(node, "cpuTime")->value), "18446744073709551615");
    EXPECT_NE(child(node, "nrVirtCpu"), nullptr);
    EXPECT_NE(child(node, "memory"), nullptr);
}

TEST(AStructure, EndsATextAtItsNulOrAtItsArraysEnd) {
    Node node = Node::record("result");
    virNodeInfo info{};
    std::ranges::fill(info.model, 'x');
    core::add_fields(info, node);
    EXPECT_EQ(core::to_text(child(node, "model")->value), std::string(sizeof info.model, 'x'));
    info.model[3] = '\0';
    Node shorter = Node::record("result");
    core::add_fields(info, shorter);
    EXPECT_EQ(core::to_text(child(shorter, "model")->value), "xxx");
}

}  // namespace
