// What must hold for every row of the table, whatever is added to it.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Argument;
using core::Command;
using core::Effect;
using core::Input;

class TheLawOfTheTable : public tests::TestDriver {
  protected:
    TheLawOfTheTable()
        : reading_(virConnectOpenReadOnly(uri)), domain_(virDomainLookupByName(reading_.get(), "test")) {
        const core::SnapshotHandle made(virDomainSnapshotCreateXML(
            look_up("test").get(), "<domainsnapshot><name>one</name></domainsnapshot>", 0));
        snapshot_.reset(virDomainSnapshotLookupByName(domain_.get(), "one", 0));
    }

    // Something of the right form for each parameter that must be given.
    static std::vector<Argument> arguments(const Command& command) {
        std::vector<Argument> all;
        const auto inputs = command.inputs();
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const auto& parameter = command.about().parameters[i];
            const std::string name(parameter.name);
            if (is_optional(inputs[i], parameter) && inputs[i] != Input::lines) continue;
            switch (inputs[i]) {
                case Input::integer:
                case Input::number:
                    all.push_back({name, "1"});
                    break;
                case Input::text:
                    all.push_back({name, name == "device" ? "testnet0" : "test"});
                    break;
                case Input::lines:
                    all.push_back({name, "client1"});
                    break;
                case Input::xml:
                    all.push_back({name, "<domain/>"});
                    break;
                case Input::params:
                    all.push_back({"params.weight", "50"});
                    break;
                default:
                    break;
            }
        }
        return all;
    }

    [[nodiscard]] core::Outcome run(const Command& command) const {
        return command.run({reading_.get(), domain_.get(), snapshot_.get()}, core::Arguments(arguments(command)));
    }

    core::ConnectHandle reading_;
    core::DomainHandle domain_;
    core::SnapshotHandle snapshot_;
};

TEST_F(TheLawOfTheTable, EachReadWorksOnAReadOnlyConnection) {
    int worked = 0;
    for (const Command& command : core::all_commands()) {
        if (command.effect != Effect::read || command.needs_write_access) continue;
        try {
            static_cast<void>(run(command));
            ++worked;
        } catch (const core::LibvirtError& error) {
            EXPECT_EQ(error.code(), VIR_ERR_NO_SUPPORT) << command.name << ": " << error.what();
        }
    }
    EXPECT_GE(worked, 16);
}

TEST_F(TheLawOfTheTable, EachChangeIsRefusedByAReadOnlyConnection) {
    for (const Command& command : core::all_commands()) {
        if (command.effect != Effect::change && !command.needs_write_access) continue;
        const auto error = tests::thrown_by<core::LibvirtError>([&] { return run(command); });
        EXPECT_EQ(error.code(), VIR_ERR_OPERATION_DENIED) << command.name << ": " << error.what();
    }
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

TEST_F(TheLawOfTheTable, NoReaderMayChange) {
    for (const Command& command : core::all_commands()) {
        EXPECT_EQ(command.effect == Effect::read, command.who == core::Who::reader) << command.name;
    }
}

TEST_F(TheLawOfTheTable, OnlyChangesDestroyOrMoveNames) {
    for (const Command& command : core::all_commands()) {
        EXPECT_TRUE(command.effect == Effect::change || (!command.destroys && !command.changes_names))
            << command.name;
        EXPECT_TRUE(command.effect == Effect::read || !command.asks_handle) << command.name;
    }
}

TEST_F(TheLawOfTheTable, EachArgumentThatMustBeGivenIsMissedByItsName) {
    for (const Command& command : core::all_commands()) {
        auto all = arguments(command);
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto rest = all;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
            const auto error = tests::thrown_by<core::ArgumentError>([&] {
                return command.run({libvirt.get(), look_up("test").get()}, core::Arguments(rest));
            });
            EXPECT_TRUE(all[i].name.starts_with(error.argument())) << command.name << ' ' << all[i].name;
        }
    }
    EXPECT_EQ(state_of(look_up("test")), VIR_DOMAIN_RUNNING);
}

TEST_F(TheLawOfTheTable, NoFunctionTakesAnArgumentThatItDoesNotHave) {
    for (const Command& command : core::all_commands()) {
        auto all = arguments(command);
        all.push_back({"no_such_argument", "1"});
        const auto error = tests::thrown_by<core::ArgumentError>([&] {
            return command.run({libvirt.get(), look_up("test").get()}, core::Arguments(all));
        });
        EXPECT_EQ(error.argument(), "no_such_argument") << command.name;
    }
}

}  // namespace
