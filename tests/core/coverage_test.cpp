// All of libvirt is either exposed or excused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

#include "core/command.h"
#include "core/commands/not_exposed.h"

namespace {

using core::commands::NotExposed;
using core::commands::WhyNot;
namespace api = core::api;

bool is_of_libvirt_itself(const api::Function& function) {
    return !function.name.starts_with("virDomainQemu") && !function.name.starts_with("virDomainLxc") &&
           !function.name.starts_with("virConnectDomainQemu");
}

std::set<std::string_view> all_of_libvirt() {
    std::set<std::string_view> names;
    for (const auto& function : api::functions()) {
        if (is_of_libvirt_itself(function)) names.insert(function.name);
    }
    return names;
}

// What can be reached, and the object that it is reached on.
std::map<std::string_view, std::string_view> exposed() {
    std::map<std::string_view, std::string_view> functions;
    for (const auto& command : core::all_commands()) functions.emplace(command.function, to_string(command.target));
    for (const auto& kind : core::kinds()) {
        for (const auto look_up : kind.look_ups) functions.emplace(look_up, kind.name);
    }
    std::erase_if(functions, [all = all_of_libvirt()](const auto& each) { return !all.contains(each.first); });
    return functions;
}

bool takes(const api::Function& function, std::string_view type) {
    return std::ranges::any_of(function.parameters, [&](const auto& parameter) { return parameter.type == type; });
}

bool takes_callback(const api::Function& function) {
    return std::ranges::any_of(function.parameters, [](const auto& parameter) {
        return parameter.type.ends_with("Callback") || parameter.type.ends_with("Func");
    });
}

// The reason as libvirt's description of the function bears it out.
bool is_still_true(const NotExposed& entry, const std::map<std::string_view, std::string_view>& reached) {
    const api::Function& function = *api::find_function(entry.function);
    switch (entry.why) {
        case WhyNot::callback:
            return takes_callback(function) || function.name.find("Deregister") != std::string_view::npos ||
                   function.name.find("Callback") != std::string_view::npos;
        case WhyNot::connection:
            return takes(function, "virConnectPtr") || function.returns_type == "virConnectPtr" ||
                   function.parameters.empty();
        case WhyNot::descriptor:
            return takes(function, "int *") || takes(function, "int") || function.name.ends_with("FD");
        case WhyNot::interactive:
            return takes(function, "virStreamPtr");
        case WhyNot::lifetime:
            return function.name.ends_with("Free") || function.name.ends_with("Ref");
        case WhyNot::plumbing:
            return std::ranges::none_of(function.parameters, [](const auto& parameter) {
                return parameter.type == "virDomainPtr" || parameter.type == "virNetworkPtr";
            });
        case WhyNot::raw_uuid:
            return takes(function, "const unsigned char *") &&
                   reached.contains(std::string(function.name) + "String");
        default:
            return function.name.starts_with("virStream");
    }
}

TEST(AllOfLibvirt, IsExposedOrExcused) {
    const auto reached = exposed();
    std::set<std::string_view> excused;
    for (const auto& entry : core::commands::not_exposed()) {
        EXPECT_TRUE(excused.insert(entry.function).second) << entry.function << " is excused twice";
        EXPECT_FALSE(reached.contains(entry.function)) << entry.function << " is exposed and excused";
        ASSERT_NE(api::find_function(entry.function), nullptr) << entry.function << " is unknown to libvirt";
        EXPECT_TRUE(is_still_true(entry, reached)) << entry.function << ' ' << to_string(entry.why);
    }
    for (const auto function : all_of_libvirt())
        EXPECT_TRUE(reached.contains(function) || excused.contains(function)) << function << " is new";
    for (const auto& [function, object] : reached)
        EXPECT_NE(api::find_function(function), nullptr) << function << " is unknown to libvirt";
}

TEST(AllOfLibvirt, IsExposedFurtherThanVirshReaches) {
    constexpr std::size_t virsh_reaches = 387;
    const auto reached = exposed();
    std::map<std::string_view, int> by_object;
    for (const auto& [function, object] : reached) ++by_object[object];
    std::cout << reached.size() << " of " << all_of_libvirt().size() << " functions are exposed:";
    for (const auto& [object, count] : by_object) std::cout << ' ' << object << ' ' << count;
    std::cout << "; " << core::commands::not_exposed().size() << " are excused\n";
    EXPECT_GT(reached.size(), virsh_reaches);
}

TEST(AllOfLibvirt, IsReachedAtThePathsThatTheListsAndDefaultsName) {
    for (const auto& kind : core::kinds()) {
        for (const std::string_view command : {kind.list_command, kind.default_command}) {
            if (command.empty()) continue;
            EXPECT_NE(core::find_command(core::all_commands(), command), nullptr) << command;
        }
    }
}

}  // namespace
