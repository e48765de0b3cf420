#include "core/typed_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/core/thrown.h"

namespace {

using core::ArgumentError;
using core::Arguments;
using core::TypedParameters;
using tests::thrown_by;

const core::api::Function& scheduler() {
    return *core::api::find_function("virDomainSetSchedulerParameters");
}

TypedParameters read(const std::vector<core::Argument>& arguments) {
    TypedParameters parameters;
    parameters.read(scheduler(), Arguments(arguments));
    return parameters;
}

std::string refused_argument(const std::string& name, const std::string& value) {
    return thrown_by<ArgumentError>([&] { return read({{name, value}}); }).argument();
}

TEST(TypedParameters, GetTheTypeThatLibvirtDocuments) {
    TypedParameters parameters = read({{"params.cpu_shares", "18446744073709551615"},
                                       {"params.vcpu_quota", "-1"},
                                       {"params.weight", "4294967295"}});
    ASSERT_EQ(parameters.count(), 3);
    const virTypedParameter* all = parameters.data();
    EXPECT_STREQ(all[0].field, "cpu_shares");
    EXPECT_EQ(all[0].type, VIR_TYPED_PARAM_ULLONG);
    EXPECT_EQ(all[0].value.ul, std::numeric_limits<unsigned long long>::max());
    EXPECT_EQ(all[1].type, VIR_TYPED_PARAM_LLONG);
    EXPECT_EQ(all[1].value.l, -1);
    EXPECT_EQ(all[2].type, VIR_TYPED_PARAM_UINT);
    EXPECT_EQ(all[2].value.ui, std::numeric_limits<unsigned>::max());
}

TEST(TypedParameters, RefuseWhatDoesNotFitTheType) {
    EXPECT_EQ(refused_argument("params.weight", "4294967296"), "params.weight");
    EXPECT_EQ(refused_argument("params.cpu_shares", "18446744073709551616"), "params.cpu_shares");
    EXPECT_EQ(refused_argument("params.vcpu_quota", "9223372036854775808"), "params.vcpu_quota");
    EXPECT_EQ(refused_argument("params.weight", "many"), "params.weight");
}

TEST(TypedParameters, RefuseNamesThatLibvirtDoesNotDocument) {
    EXPECT_EQ(refused_argument("params.wieght", "1"), "params.wieght");
    EXPECT_EQ(refused_argument("params.", "1"), "params.");
    EXPECT_EQ(refused_argument("params." + std::string(200, 'x'), "1"), "params." + std::string(200, 'x'));
}

TEST(TypedParameters, MustNotAllBeMissing) {
    EXPECT_EQ(thrown_by<ArgumentError>([] { return read({}); }).argument(), "params");
    EXPECT_EQ(thrown_by<ArgumentError>([] { return read({{"params.weight", ""}}); }).argument(), "params");
}

TEST(TypedParameters, LeaveOutTheEmptyFieldsOfAForm) {
    EXPECT_EQ(read({{"params.cpu_shares", ""}, {"params.weight", "50"}}).count(), 1);
}

TEST(TypedParameters, BecomeAListWithNamesAndTypes) {
    const core::Node node = core::to_node("params", read({{"params.vcpu_quota", "-9223372036854775808"}}).all());
    ASSERT_EQ(node.children.size(), 1U);
    EXPECT_EQ(node.kind, core::Node::Kind::list);
    const core::Node& param = node.children[0];
    EXPECT_EQ(param.name, "param");
    EXPECT_EQ(core::to_text(param.value), "-9223372036854775808");
    ASSERT_EQ(param.attributes.size(), 2U);
    EXPECT_EQ(param.attributes[0], (std::pair<std::string, core::Scalar>("name", "vcpu_quota")));
    EXPECT_EQ(param.attributes[1], (std::pair<std::string, core::Scalar>("type", "llong")));
}

TEST(TheNamesOfTypedParameters, AreThoseOfTheFunctionsOwnMacros) {
    std::vector<std::string_view> names;
    for (const auto* each : core::typed_parameter_names_of(scheduler())) names.push_back(each->name);
    EXPECT_THAT(names, testing::IsSupersetOf({"weight", "cap", "cpu_shares", "vcpu_quota", "limit"}));
    EXPECT_THAT(names, testing::Not(testing::Contains("device_weight")));
    EXPECT_EQ(core::typed_parameter_names_of(*core::api::find_function("virDomainGetInfo")).size(), 0U);
}

}  // namespace
