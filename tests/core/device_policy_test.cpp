#include "core/device_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/device_request.h"

namespace {

using core::DeviceAction;
using core::DevicePolicy;
using testing::HasSubstr;
using namespace tests;  // NOLINT

// ---- what is allowed ----

TEST(AnOwnersDisk, IsWrittenAnew) {
    EXPECT_EQ(allowed({disk}),
              "<disk type=\"volume\" device=\"disk\"><driver name=\"qemu\" type=\"raw\"/>"
              "<source pool=\"owners\" volume=\"client1_data\"/><target dev=\"vdb\" bus=\"virtio\"/><readonly/>"
              "<serial>data-1</serial></disk>");
}

TEST(AnOwnersDisk, GetsADriverWithoutNamingOne) {
    EXPECT_EQ(allowed({"<!-- mine --><disk type='volume'>\n <source pool='owners' volume='client1_data'/>\n"
                       " <target dev='sdz'/><!-- no bus --></disk>\n"}),
              "<disk type=\"volume\" device=\"disk\"><driver name=\"qemu\" type=\"raw\"/>"
              "<source pool=\"owners\" volume=\"client1_data\"/><target dev=\"sdz\"/></disk>");
}

TEST(AnOwnersDisk, HasTheFormatOfTheConfiguration) {
    DevicePolicy policy = site_policy();
    policy.format = "qcow2";
    EXPECT_THAT(allowed({.device = cdrom, .policy = policy}), HasSubstr("<driver name=\"qemu\" type=\"qcow2\"/>"));
    EXPECT_EQ(refusal({.device = disk, .policy = policy}),
              "the policy allows no type \"raw\" in <driver>, only: qcow2");
}

TEST(AnOwnersVolume, MayHaveAnyNameThatIsEscaped) {
    EXPECT_THAT(allowed({volume("client1_a&quot;&lt;&amp;ü")}),
                HasSubstr("volume=\"client1_a&quot;&lt;&amp;&#xFC;\"/>"));
}

TEST(AnOwnersCdrom, IsReadOnly) {
    EXPECT_EQ(allowed({cdrom}),
              "<disk type=\"volume\" device=\"cdrom\"><driver name=\"qemu\" type=\"raw\"/>"
              "<source pool=\"owners\" volume=\"client1_iso\"/><target dev=\"hdc\"/><readonly/></disk>");
}

TEST(AnOwnersCdrom, TakesAnotherMediumOnTheDomainsBus) {
    EXPECT_EQ(allowed({cdrom, DeviceAction::update}),
              "<disk type=\"volume\" device=\"cdrom\"><driver name=\"qemu\" type=\"raw\"/>"
              "<source pool=\"owners\" volume=\"client1_iso\"/><target dev=\"hdc\" bus=\"ide\"/><readonly/></disk>");
}

TEST(AnOwnersCdrom, IsEjectedByHavingNoSource) {
    const std::string empty =
        "<disk type=\"file\" device=\"cdrom\"><target dev=\"hdc\" bus=\"ide\"/><readonly/></disk>";
    EXPECT_EQ(allowed({ejection, DeviceAction::update}), empty);
    EXPECT_EQ(allowed({with(ejection, "'file'", "'volume'"), DeviceAction::update}), empty);
}

TEST(AnOwnersDisk, IsDetachedAsItIsInTheDomain) {
    EXPECT_EQ(allowed({with(disk, " bus='virtio'", ""), DeviceAction::detach}),
              "<disk type=\"volume\" device=\"disk\"><source pool=\"owners\" volume=\"client1_data\"/>"
              "<target dev=\"vdb\" bus=\"virtio\"/><readonly/></disk>");
    EXPECT_NO_THROW(static_cast<void>(
        allowed({.device = disk, .action = DeviceAction::detach, .domain = {domain_with(""), usual_domain}})));
}

TEST(AnOwnersInterface, IsWrittenAnewWithTheFilter) {
    EXPECT_EQ(allowed({interface}),
              "<interface type=\"network\"><mac address=\"52:54:00:ab:cd:01\"/><source network=\"tenants\"/>"
              "<model type=\"e1000\"/><filterref filter=\"clean-traffic\"/></interface>");
}

TEST(AnOwnersInterface, IsVirtioAndWithoutFilterIfNoneIsNamed) {
    DevicePolicy policy = site_policy();
    policy.filter.clear();
    EXPECT_EQ(
        allowed({.device = "<interface type='network'><source network='tenants'/></interface>", .policy = policy}),
        "<interface type=\"network\"><source network=\"tenants\"/><model type=\"virtio\"/></interface>");
}

TEST(AnOwnersInterface, IsDetachedByItsMac) {
    EXPECT_EQ(allowed({interface, DeviceAction::detach}),
              "<interface type=\"network\"><mac address=\"52:54:00:ab:cd:01\"/><source network=\"tenants\"/>"
              "</interface>");
}

// ---- whose it is ----

TEST(AVolume, BelongsToTheNameBeforeItsFirstSeparator) {
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = volume("a_b_x"), .owner = "a"})));
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = volume("a__"), .owner = "a"})));
    for (const std::string name :
         {"client2_data", "client10_data", "client_data", "Client1_data", "CLIENT1_data", "data", "client1",
          "client1-x", "_client1_data", " client1_data", "client1 _data", "client1_", "", "x/client1_data"})
        EXPECT_THAT(refusal({volume(name)}), testing::StartsWith("the ")) << name;
    EXPECT_EQ(refusal({volume("client2_data")}),
              "the volume \"client2_data\" is not yours: yours begin with \"client1_\", and more follows");
    EXPECT_THAT(refusal({.device = disk, .owner = "CLIENT1"}), HasSubstr("yours begin with \"CLIENT1_\""));
    EXPECT_THAT(refusal({.device = volume("a\xCC\x88_x"), .owner = "ä"}), HasSubstr("is not yours"));
}

TEST(AVolume, HasAShortNameWithoutSlashOrControlCharacter) {
    const std::string longest = "client1_" + std::string(core::longest_volume_name - 8, 'x');
    EXPECT_THAT(allowed({volume(longest)}), HasSubstr(longest));
    for (const std::string& name :
         {"client1_" + std::string(core::longest_volume_name - 7, 'x'), std::string("client1_/../../etc/shadow"),
          std::string("client1_&#10;x"), std::string("client1_&#127;"), std::string("."), std::string("..")})
        EXPECT_THAT(refusal({volume(name)}), HasSubstr("in <source>, only: up to 255 bytes")) << name;
}

TEST(AnOwnerInWhoseNameTheSeparatorIs, HasNoVolumes) {
    for (const std::string owner : {"a_b", "_a", "a_"})
        EXPECT_EQ(refusal({.device = volume(owner + "_x"), .owner = owner}),
                  "no volume can be yours: your name and the separator \"_\" cannot be told apart");
    DevicePolicy policy = site_policy();
    policy.separator = "--";
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = volume("a-b--x"), .owner = "a-b", .policy = policy})));
    EXPECT_THAT(refusal({.device = volume("a---x"), .owner = "a-", .policy = policy}), HasSubstr("cannot be told"));
    policy.separator.clear();
    EXPECT_THAT(refusal({.device = disk, .policy = policy}), HasSubstr("cannot be told apart"));
}

TEST(WhoHasNoOwnersName, ChangesNoDevice) {
    for (const std::string owner : {"", "_", "-", "a/b"})
        EXPECT_EQ(refusal({.device = volume(owner + "_x"), .owner = owner}),
                  "only an owner with a name may change devices");
}

TEST(APool, IsOneOfTheConfiguration) {
    for (const std::string pool : {"default", "Owners", "owners ", "", "../owners"})
        EXPECT_THAT(refusal({with(disk, "'owners'", "'" + pool + "'")}), HasSubstr("no volumes of the pool")) << pool;
    EXPECT_EQ(refusal({with(disk, "'owners'", "'default'")}), "the policy allows no volumes of the pool \"default\"");
}

TEST(ASiteWithoutPoolsOrNetworks, LetsOwnersAttachNone) {
    for (const DeviceAction action : {DeviceAction::attach, DeviceAction::detach, DeviceAction::update}) {
        for (const std::string& device : {disk, cdrom, ejection})
            EXPECT_EQ(refusal({.device = device, .action = action, .policy = {}}),
                      "this site lets owners attach no volumes");
        EXPECT_EQ(refusal({.device = interface, .action = action, .policy = {}}),
                  "this site lets owners attach no interfaces");
    }
}

// ---- what the domain has ----

TEST(ADomain, HasNoMoreDisksAndInterfacesThanAllowed) {
    const std::string another = with(disk, "vdb", "vdz");
    const std::string card = with(interface, "cd:01", "cd:99");
    const std::vector<std::string> full{usual_domain};
    DevicePolicy policy = site_policy();
    policy.most_disks = 4;
    policy.most_interfaces = 3;
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = another, .policy = policy, .domain = full})));
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = card, .policy = policy, .domain = full})));
    policy.most_disks = 3;
    policy.most_interfaces = 2;
    EXPECT_EQ(refusal({.device = another, .policy = policy, .domain = full}),
              "the domain has 3 disks already, and the policy allows no more than 3");
    EXPECT_EQ(refusal({.device = card, .policy = policy, .domain = {domain_with(""), usual_domain}}),
              "the domain has 2 interfaces already, and the policy allows no more than 2");
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = disk, .action = DeviceAction::detach, .policy = policy})));
}

TEST(ADomain, ThatCannotBeReadIsNotChanged) {
    const std::vector<std::vector<std::string>> unreadable = {
        {}, {""}, {usual_domain, "<domain>"}, {"<network/>"}, {"<!DOCTYPE domain><domain/>"}};
    for (const auto& domain : unreadable)
        for (const std::string& device : {disk, interface})
            EXPECT_EQ(refusal({.device = device, .domain = domain}), "the domain's own document cannot be read");
}

TEST(ADomain, IsReadWhateverItsTitleHolds) {
    const std::string domain = with(usual_domain, "<name>", "<title>\x01\xFF</title><name>");
    EXPECT_NO_THROW(static_cast<void>(allowed({.device = disk, .action = DeviceAction::detach, .domain = {domain}})));
}

TEST(ADisk, IsNotDetachedUnderThePretextOfAnOwnVolume) {
    const auto detaching = [](const std::string& device, std::vector<std::string> domain = {usual_domain}) {
        return refusal({.device = device, .action = DeviceAction::detach, .domain = std::move(domain)});
    };
    EXPECT_EQ(detaching(with(disk, "vdb", "vda")), "\"vda\" of the domain is another disk than the one you describe");
    EXPECT_EQ(detaching(with(disk, "vdb", "vdc")), "the domain has no device \"vdc\"");
    for (const std::string& device :
         {volume("client1_other"), with(disk, "'virtio'", "'scsi'"), with(disk, "'disk'", "'cdrom'")})
        EXPECT_THAT(detaching(device), HasSubstr("is another disk")) << device;
    const std::string other = with(usual_domain, "volume='client1_data'", "volume='client2_data'");
    for (const auto& domain :
         {std::vector{other}, std::vector{usual_domain, other}, std::vector{other, usual_domain}})
        EXPECT_THAT(detaching(disk, domain), HasSubstr("is another disk"));
    EXPECT_THAT(detaching(disk, {with(usual_domain, "pool='owners'", "pool='default'")}),
                HasSubstr("is another disk"));
    EXPECT_THAT(detaching(disk, {with(usual_domain, "'volume'", "'file'")}), HasSubstr("is another disk"));
    EXPECT_THAT(detaching(volume("client2_data"), {other}), HasSubstr("is not yours"));
}

TEST(AnInterface, IsNotDetachedUnderThePretextOfAnAllowedNetwork) {
    const auto detaching = [](const std::string& device, std::vector<std::string> domain = {usual_domain}) {
        return refusal({.device = device, .action = DeviceAction::detach, .domain = std::move(domain)});
    };
    EXPECT_EQ(detaching(with(interface, "cd:01", "cd:02")),
              "\"52:54:00:ab:cd:02\" of the domain is not in the network \"tenants\"");
    EXPECT_EQ(detaching(with(interface, "cd:01", "cd:03")), "the domain has no device \"52:54:00:ab:cd:03\"");
    const std::string twice = with(usual_domain, "cd:02", "CD:01");
    EXPECT_THAT(detaching(interface, {twice}), HasSubstr("is not in the network"));
    EXPECT_THAT(detaching(interface, {usual_domain, twice}), HasSubstr("is not in the network"));
    EXPECT_THAT(detaching(interface, {with(usual_domain, "'tenants'", "'admins'")}),
                HasSubstr("is not in the network"));
}

TEST(AnUpdate, IsForACdromsMediumOnly) {
    const auto updating = [](const std::string& device, std::vector<std::string> domain = {usual_domain}) {
        return refusal({.device = device, .action = DeviceAction::update, .domain = std::move(domain)});
    };
    EXPECT_EQ(updating(interface), "an interface can be attached and detached, not updated");
    EXPECT_THAT(updating(disk), HasSubstr("a disk can be attached and detached, not updated"));
    EXPECT_THAT(updating(with(ejection, "device='cdrom'", "")), HasSubstr("not updated"));
    for (const std::string& device : {cdrom, ejection}) {
        EXPECT_EQ(updating(with(device, "hdc", "vdb")),
                  "\"vdb\" of the domain is no cdrom, and only a cdrom's medium can be updated");
        EXPECT_EQ(updating(with(device, "hdc", "hdd")), "the domain has no device \"hdd\"");
        EXPECT_THAT(updating(device, {usual_domain, with(usual_domain, "'cdrom'", "'disk'")}), HasSubstr("no cdrom"));
    }
    EXPECT_THAT(updating(with(ejection, "'ide'", "'sata'")), HasSubstr("is another disk"));
    EXPECT_THAT(updating(with(cdrom, "client1", "client2")), HasSubstr("is not yours"));
    EXPECT_THAT(updating(with(cdrom, "'volume'", "'file'")), HasSubstr("no type \"file\" in <disk>, only: volume"));
    EXPECT_THAT(updating(with(ejection, "<target", "<source/><target")), HasSubstr("no type \"file\" in <disk>"));
    EXPECT_THAT(updating(with(ejection, "'file'", "'block'")), HasSubstr("no type \"block\" in <disk>"));
}

// libvirt takes a cdrom on a target that is taken for another medium in what is there.
TEST(AnAttachedDevice, TakesNoTargetOrAddressOfAnother) {
    for (const std::string& device : {disk, cdrom, tests::interface}) {
        EXPECT_THAT(refusal({.device = device, .domain = {tests::usual_domain}}), HasSubstr("already")) << device;
        EXPECT_THAT(refusal({.device = device, .domain = {tests::bare_domain, tests::usual_domain}}),
                    HasSubstr("already"))
            << device;
    }
    EXPECT_THAT(refusal({.device = with(cdrom, "hdc", "vda")}), HasSubstr("\"vda\" already"));
}

}  // namespace
