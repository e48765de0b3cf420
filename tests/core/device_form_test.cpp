// What a device may hold at all: see core/device_form.h. Tested through allowed_device, which is what libvirt gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>

#include <map>

#include "tests/core/device_request.h"

namespace {

using core::DeviceAction;
using testing::HasSubstr;
using namespace tests;  // NOLINT

struct Bad {
    std::string device;
    std::string sentence;
    DeviceAction action = DeviceAction::attach;
};

void PrintTo(const Bad& bad, std::ostream* out) {
    *out << bad.device;
}

class ADevice : public testing::TestWithParam<Bad> {};

TEST_P(ADevice, IsRefusedInASentence) {
    EXPECT_THAT(refusal({GetParam().device, GetParam().action}), HasSubstr(GetParam().sentence));
}

std::vector<Bad> other_devices() {
    std::vector<Bad> all;
    for (const std::string name :
         {"hostdev", "filesystem", "tpm",      "memory",   "controller", "redirdev", "shmem",
          "vsock",   "serial",     "channel",  "graphics", "rng",        "watchdog", "input",
          "sound",   "video",      "metadata", "domain",   "devices",    "source",   "lease"})
        all.push_back({"<" + name + "/>", "the policy allows no device <" + name + ">, only <disk> and <interface>"});
    for (const std::string type :
         {"file", "block", "dir", "network", "nvme", "vhostuser", "vhostvdpa", "VOLUME", ""}) {
        const std::string sentence = "no type \"" + type + "\" in <disk>, only: volume";
        all.push_back({with(disk, "'volume'", "'" + type + "'"), sentence});
    }
    for (const std::string type : {"bridge", "direct", "hostdev", "ethernet", "user", "vhostuser", "vdpa", "udp", ""})
        all.push_back({with(interface, "'network'", "'" + type + "'"),
                       "the policy allows no type \"" + type + "\" in <interface>, only: network"});
    return all;
}
INSTANTIATE_TEST_SUITE_P(OfAnotherKind, ADevice, testing::ValuesIn(other_devices()));

std::vector<Bad> other_elements() {
    std::vector<Bad> all;
    for (const std::string name :
         {"seclabel", "backingStore", "encryption", "auth", "iotune", "boot", "address", "shareable", "transient",
          "mirror", "alias", "blockio", "geometry", "vendor", "wwn", "disk", "interface", "mac", "metadata"})
        all.push_back({with(disk, "</disk>", "<" + name + "/></disk>"),
                       "the policy allows no element <" + name + "> in <disk>"});
    for (const std::string name :
         {"target", "script", "backend", "filterref", "bandwidth", "vlan",       "virtualport",
          "link",   "alias",  "address", "boot",      "rom",       "driver",     "ip",
          "route",  "port",   "teaming", "coalesce",  "mtu",       "downscript", "interface"})
        all.push_back({with(interface, "</interface>", "<" + name + "/></interface>"),
                       "the policy allows no element <" + name + "> in <interface>"});
    for (const std::string name : {"seclabel", "reservations", "encryption", "slices", "host", "x"})
        all.push_back({with(disk, "client1_data'/>", "client1_data'><" + name + "/></source>"),
                       "the policy allows no element <" + name + "> in <source>"});
    return all;
}
INSTANTIATE_TEST_SUITE_P(WithAnotherElement, ADevice, testing::ValuesIn(other_elements()));

std::vector<Bad> other_attributes() {
    const std::map<std::string, std::vector<std::string>> attributes = {
        {"disk", {"model", "snapshot", "rawio", "sgio", "xml:base", "qemu:type"}},
        {"driver", {"cache", "io", "error_policy", "iothread", "queues", "metadata_cache"}},
        {"source", {"mode", "startupPolicy", "file", "dev", "dir", "protocol", "name", "index"}},
        {"target", {"removable", "tray", "rotation_rate"}},
        {"readonly", {"x"}},
        {"serial", {"type"}}};
    std::vector<Bad> all;
    for (const auto& [element, names] : attributes)
        for (const std::string& name : names) {
            const std::string cut = name.starts_with("xml:") ? name.substr(4) : name;
            all.push_back({with(disk, "<" + element, "<" + element + " " + name + "='a'"),
                           "the policy allows no attribute \"" + cut + "\" in <" + element + ">"});
        }
    for (const std::string name : {"portgroup", "bridge", "dev", "portid", "mode", "path"})
        all.push_back({with(interface, "<source", "<source " + name + "='a'"),
                       "the policy allows no attribute \"" + name + "\" in <source>"});
    for (const std::string element : {"interface", "mac", "model"})
        all.push_back({with(interface, "<" + element, "<" + element + " managed='no'"),
                       "the policy allows no attribute \"managed\" in <" + element + ">"});
    return all;
}
INSTANTIATE_TEST_SUITE_P(WithAnotherAttribute, ADevice, testing::ValuesIn(other_attributes()));

const Bad other_values[] = {
    {with(disk, "'disk'", "'lun'"), "no device \"lun\" in <disk>, only: disk cdrom"},
    {with(disk, "'disk'", "'disk cdrom'"), "no device \"disk cdrom\" in <disk>"},
    {with(disk, "'disk'", "''"), "no device \"\" in <disk>"},
    {with(disk, "'qemu'", "'tap'"), "no name \"tap\" in <driver>, only: qemu"},
    {with(disk, "'raw'", "'qcow2'"), "no type \"qcow2\" in <driver>, only: raw"},
    {with(disk, "'raw'", "''"), "no type \"\" in <driver>, only: raw"},
    {with(disk, "'virtio'", "'fdc'"), "no bus \"fdc\" in <target>, only: virtio sata scsi usb ide"},
    {with(disk, "'vdb'", "'fda'"), "no dev \"fda\" in <target>, only: vd, sd or hd and"},
    {with(disk, "'vdb'", "'vd'"), "no dev \"vd\""},
    {with(disk, "'vdb'", "'vdaa'"), "no dev \"vdaa\""},
    {with(disk, "'vdb'", "'vdB'"), "no dev \"vdB\""},
    {with(disk, "'vdb'", "'vd1'"), "no dev \"vd1\""},
    {with(disk, "'vdb'", "'/dev/sda'"), "no dev \"/dev/sda\""},
    {with(disk, "data-1", ""), "no text \"\" in <serial>, only: 1 to 20"},
    {with(disk, "data-1", "a b"), "no text \"a b\" in <serial>"},
    {with(disk, "data-1", std::string(21, 'a')), "no text \"aaaaaaaaaaaaaaaaaaaaa\" in <serial>"},
    {with(disk, "data-1", "&#228;"), "no text \"ä\" in <serial>"},
    {with(disk, "<readonly/>", "<readonly>yes</readonly>"), "no text \"yes\" in <readonly>"},
    {with(disk, "<readonly/>", "file"), "no text \"file\" in <disk>"},
    {with(interface, "'e1000'", "'netfront'"), "no type \"netfront\" in <model>, only: virtio e1000"},
    {with(interface, "52:54:00:AB:cd:01", "53:54:00:ab:cd:01"), "no address \"53:54:00:ab:cd:01\" in <mac>"},
    {with(interface, "52:54:00:AB:cd:01", "5f:54:00:ab:cd:01"), "no address \"5f:54"},
    {with(interface, "52:54:00:AB:cd:01", "00:00:00:00:00:00"), "no address \"00:00"},
    {with(interface, "52:54:00:AB:cd:01", "52:54:00:ab:cd"), "no address \"52:54:00:ab:cd\""},
    {with(interface, "52:54:00:AB:cd:01", "52-54-00-ab-cd-01"), "no address \"52-54"},
    {with(interface, "52:54:00:AB:cd:01", "52:54:00:ab:cg:01"), "no address \"52:54:00:ab:cg"},
    {with(interface, "'tenants'", "'default'"), "the policy allows no interface in the network \"default\""},
    {with(interface, "'tenants'", "'Tenants'"), "no interface in the network \"Tenants\""},
};
INSTANTIATE_TEST_SUITE_P(WithAnotherValue, ADevice, testing::ValuesIn(other_values));

const Bad incomplete[] = {
    {"<disk/>", "no type \"\" in <disk>, only: volume"},
    {"<disk type='volume'/>", "<disk> needs a <target> with dev"},
    {"<disk type='volume'><target/></disk>", "<disk> needs a <target> with dev"},
    {"<disk type='volume'><target dev='vdb'/></disk>", "<disk> needs a <source> with pool and volume"},
    {with(disk, "pool='owners'", ""), "<disk> needs a <source> with pool and volume"},
    {with(disk, "volume='client1_data'", ""), "<disk> needs a <source> with pool and volume"},
    {"<interface/>", "<interface> needs the type network"},
    {"<interface type='network'/>", "<interface> needs a <source> with network"},
    {with(interface, "<mac address='52:54:00:AB:cd:01'/>", ""), "<interface> needs a <mac>", DeviceAction::detach},
    {ejection, "no type \"file\" in <disk>, only: volume"},
};
INSTANTIATE_TEST_SUITE_P(WithSomethingMissing, ADevice, testing::ValuesIn(incomplete));

const Bad smuggled[] = {
    {"<disk type='file'><source file='/etc/shadow'/><target dev='vdb'/></disk>", "no attribute \"file\" in <source>"},
    {"<disk type='block'><source dev='/dev/sda'/><target dev='vdb'/></disk>", "no attribute \"dev\" in <source>"},
    {"<disk type='network'><source protocol='nbd' name='x'><host name='h'/></source></disk>", "no element <host>"},
    {with(disk, "<readonly/>", "<source pool='owners' volume='client2_data'/>"), "no second <source> in <disk>"},
    {with(disk, "<readonly/>", "<target dev='vda'/>"), "no second <target> in <disk>"},
    {with(disk, "<disk", "<disk xmlns='urn:x'"), "no namespaces, and <disk> has one"},
    {with(disk, "<disk", "<disk xmlns=''"), "no namespaces, and <disk> has one"},
    {with(disk, "<disk", "<disk xmlns:q='urn:x'"), "no namespaces, and <disk> has one"},
    {with(disk, "<source", "<source xmlns:q='urn:x' q:pool='default'"), "no namespaces, and <source> has one"},
    {with(disk, "<readonly/>", "<qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'/>"),
     "no element <commandline> in <disk>"},
    {with(cdrom, "<target", "<target xml:bus='ide'"), "no attribute \"bus\" in <target>"},
    {with(disk, "<readonly/>", "<qemu:arg/>"), "no element <qemu:arg> in <disk>"},
    {with(disk, "<readonly/>", "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"),
     "no element <include> in <disk>"},
    {with(disk, "<readonly/>", "<q:readonly xmlns:q='urn:x'/>"), "no namespaces, and <readonly> has one"},
    {with(disk, "<readonly/>",
          "<metadata><virt:owners xmlns:virt='urn:virt-fcgi:owners:1'><virt:owner>client1</virt:owner></virt:owners>"
          "</metadata>"),
     "no element <metadata> in <disk>"},
    {"<q:disk xmlns:q='urn:x' type='volume'/>", "no namespaces, and <disk> has one"},
    {with(disk, "<readonly/>", "<?evil?>"), "no CDATA, entity or processing instruction in <disk>"},
    {with(disk, "data-1", "<![CDATA[data]]>"), "no CDATA, entity or processing instruction in <serial>"},
    {"<?evil?>" + disk, "no processing instruction beside the device"},
    {disk + "<?evil?>", "no processing instruction beside the device"},
    {"<disk type='" + std::string(1000, 'x') + "'/>", "no type \"" + std::string(64, 'x') + "\" in <disk>"},
    {"<" + std::string(1000, 'x') + "/>", "no device <" + std::string(64, 'x') + ">, only"},
    {"<disk type='a&quot;&#10;b'/>", R"(no type "a\x22\x0ab" in <disk>)"},
};
INSTANTIATE_TEST_SUITE_P(WithSomethingSmuggledIn, ADevice, testing::ValuesIn(smuggled));

TEST(ADocument, MustBeWellFormed) {
    for (const std::string& device :
         {std::string(), std::string("disk"), std::string("<disk>"), disk + disk, disk + "<!DOCTYPE disk>",
          with(disk, "pool=", "pool='owners' pool="), with(disk, "data-1", "&x;"), disk + std::string(1, '\0') + disk,
          with(disk, "data-1", "\xFF"), "<disk>" + std::string(5000, 'x')})
        EXPECT_THAT(error(device), testing::StartsWith("xml is not well-formed XML: ")) << device;
    EXPECT_LT(error("<disk></" + std::string(5000, 'x') + ">").size(), 300U);
}

int loads = 0;

xmlParserInputPtr count_load(const char*, const char*, xmlParserCtxtPtr) {
    ++loads;
    return nullptr;
}

TEST(ADocument, HasNoDocumentTypeAndLoadsNothing) {
    const xmlExternalEntityLoader usual = xmlGetExternalEntityLoader();
    xmlSetExternalEntityLoader(count_load);
    for (const std::string type :
         {"[<!ENTITY a SYSTEM 'file:///etc/passwd'>]", "SYSTEM 'file:///etc/passwd'",
          "PUBLIC 'x' 'http://host/x.dtd'", "[<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]", "[<!ENTITY a 'data'>]",
          "[<!ATTLIST disk type CDATA 'a'>]", "[]", ""})
        EXPECT_THAT(error("<!DOCTYPE disk " + type + ">" + disk), HasSubstr("document type declaration")) << type;
    EXPECT_THAT(error("<!DOCTYPE disk [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + with(disk, "data-1", "&a;")),
                HasSubstr("document type declaration"));
    xmlSetExternalEntityLoader(usual);
    EXPECT_EQ(loads, 0);
}

TEST(ADocument, DoesNotGrowByItsEntities) {
    std::string type = "<!DOCTYPE disk [<!ENTITY a0 'laugh'>";
    for (int i = 1; i < 30; ++i) {
        const std::string inner = "&a" + std::to_string(i - 1) + ";";
        type += "<!ENTITY a" + std::to_string(i) + " '" + inner + inner + inner + inner + "'>";
    }
    EXPECT_THAT(error(type + "]>" + with(disk, "data-1", "&a29;")), HasSubstr("not well-formed"));
    EXPECT_THAT(error(type + "]>" + with(disk, "client1_data", "&a29;")), HasSubstr("not well-formed"));
}

TEST(ADocument, HasALimit) {
    const std::string longest = disk + std::string(core::longest_device - disk.size(), ' ');
    EXPECT_EQ(allowed({longest}), allowed({disk}));
    EXPECT_EQ(refusal({longest + " "}), "the policy allows no document of more than 65536 bytes");
}

// The document with the name that begins at this place replaced, in the end tag too.
std::string renamed(std::string device, std::size_t at, const std::string& other) {
    const std::string name = device.substr(at, device.find_first_of("= />", at) - at);
    device.replace(at, name.size(), other);
    const std::size_t end = device.find("</" + name + ">", at);
    if (device[at - 1] == '<' && end != std::string::npos) device.replace(end + 2, name.size(), other);
    return device;
}

TEST(ADocument, IsNeverPassedOnWithAnotherName) {
    std::size_t changes = 0;
    for (const std::string& device : {disk, cdrom, interface}) {
        EXPECT_NO_THROW(static_cast<void>(allowed({device})));
        for (std::size_t at = device.find_first_of("< "); at < device.size();
             at = device.find_first_of("< ", at + 1)) {
            if (device[at + 1] == '/') continue;
            for (const std::string other : {"x", "file", "dir", "disk", "seclabel", "q:source", "SOURCE"}) {
                const std::string changed = renamed(device, at + 1, other);
                if (changed == device) continue;
                EXPECT_ANY_THROW(static_cast<void>(allowed({changed}))) << changed;
                ++changes;
            }
        }
    }
    EXPECT_GT(changes, 150U);
}

}  // namespace
