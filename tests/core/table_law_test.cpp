// What must hold for every row of the table, whatever is added to it.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Argument;
using core::Command;
using core::Effect;
using core::Input;

constexpr auto* checkpoint_xml = "<domaincheckpoint><name>one</name></domaincheckpoint>";
constexpr auto* snapshot_xml = "<domainsnapshot><name>one</name></domainsnapshot>";
constexpr auto* other_xml =
    "<domain type='test'><name>other</name><memory>1024</memory><os><type>hvm</type></os><devices>"
    "<disk type='file'><source file='/disk'/><target dev='vda'/></disk></devices></domain>";
constexpr auto* volume_xml = "<volume><name>one</name><capacity>1024</capacity></volume>";

class TheLawOfTheTable : public tests::TestDriver {
  protected:
    TheLawOfTheTable()
        : reading_(virConnectOpenReadOnly(uri)), domain_(virDomainLookupByName(reading_.get(), "test")) {
        const core::SnapshotHandle made(virDomainSnapshotCreateXML(look_up("test").get(), snapshot_xml, 0));
        const core::DomainHandle other(
            virDomainCreateXML(libvirt.get(), other_xml, 0));  // with snapshots none has both
        const auto checkpoint = core::own(virDomainCheckpointCreateXML(other.get(), checkpoint_xml, 0));
        const core::DomainHandle reading_other(virDomainLookupByName(reading_.get(), "other"));
        const core::StoragePoolHandle pool(virStoragePoolLookupByName(libvirt.get(), "default-pool"));
        const core::StorageVolHandle volume(virStorageVolCreateXML(pool.get(), volume_xml, 0));
        const core::StoragePoolHandle reading_pool(virStoragePoolLookupByName(reading_.get(), "default-pool"));
        keep(virDomainSnapshotLookupByName(domain_.get(), "one", 0));
        keep(virDomainCheckpointLookupByName(reading_other.get(), "one", 0));
        keep(virNetworkLookupByName(reading_.get(), "default"));
        keep(virStoragePoolLookupByName(reading_.get(), "default-pool"));
        keep(virStorageVolLookupByName(reading_pool.get(), "one"));
        keep(virNodeDeviceLookupByName(reading_.get(), "computer"));
        keep(virInterfaceLookupByName(reading_.get(), "eth1"));
    }

    template <class T>
    void keep(T handle) {
        objects_.emplace(core::HandleTraits<T>::target, core::own(handle));
    }

    // The test driver has no secrets, no filters and no ports of networks.
    [[nodiscard]] bool has_object_for(const Command& command) const {
        return command.target == core::Target::domain || command.target == core::Target::host ||
               objects_.contains(command.target);
    }

    static std::string value_of(const std::string& name) {
        if (name == "device") return "testnet0";
        return name == "clonevol" ? "/default-pool/one" : "test";
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
                case Input::integers:
                    all.push_back({name, name == "source" ? "0" : "1"});
                    break;
                case Input::text:
                    all.push_back({name, value_of(name)});
                    break;
                case Input::texts:
                    all.push_back({name, "<cpu/>"});
                    break;
                case Input::host:
                    all.push_back({name, "other"});
                    break;
                case Input::cpu_set:
                    all.push_back({name, "0"});
                    break;
                case Input::bytes:
                    all.push_back({name, "YQ=="});
                    break;
                case Input::lines:
                    all.push_back({name, "client1"});
                    break;
                case Input::xml:
                    all.push_back({name, "<domain/>"});
                    break;
                case Input::params:
                    if (command.name.find("Set") != std::string_view::npos) all.push_back({"params.weight", "50"});
                    break;
                default:
                    break;
            }
        }
        return all;
    }

    [[nodiscard]] core::Outcome run(const Command& command) const {
        const auto own = objects_.find(command.target);
        return command.run({reading_.get(), domain_.get(), own != objects_.end() ? own->second.get() : nullptr},
                           core::Arguments(arguments(command)));
    }

    core::ConnectHandle reading_;
    core::DomainHandle domain_;
    std::map<core::Target, core::AnyHandle> objects_;
};

TEST_F(TheLawOfTheTable, NoReadIsRefusedByAReadOnlyConnection) {
    int worked = 0;
    for (const Command& command : core::all_commands()) {
        if (command.effect != Effect::read || !has_object_for(command)) continue;
        try {
            static_cast<void>(run(command));
            ++worked;
        } catch (const core::LibvirtError& error) {
            EXPECT_NE(error.code(), VIR_ERR_OPERATION_DENIED) << command.name << ": " << error.what();
        }
    }
    EXPECT_GE(worked, 90);
}

TEST_F(TheLawOfTheTable, EveryOtherFunctionIsRefusedByAReadOnlyConnection) {
    for (const Command& command : core::all_commands()) {
        if (command.effect == Effect::read || !has_object_for(command)) continue;
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

TEST_F(TheLawOfTheTable, WhatTheHostTellsOnlyThoseWhoMayChangeItIsForAdministratorsUnlessItIsAGuests) {
    for (const Command& command : core::all_commands()) {
        if (command.effect == Effect::read || command.who != core::Who::owner) continue;
        EXPECT_TRUE(is_of_domain(command.target)) << command.name;
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
            SCOPED_TRACE(std::string(command.name) + ' ' + all[i].name);
            auto rest = all;
            rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
            const auto error = tests::thrown_by<core::ArgumentError>([&] {
                return command.run({reading_.get(), domain_.get()}, core::Arguments(rest));
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
