// [owners], [devices] and [log] audit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fcgi/configuration.h"
#include "tests/core/thrown.h"

namespace {

using core::OwnerSource;
using fcgi::Configuration;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace fs = std::filesystem;

Configuration read(const std::string& text) {
    return fcgi::parse_configuration(text, "test.toml");
}
std::string error(const std::string& text) {
    return tests::thrown_by<fcgi::ConfigurationError>([&] { return read(text); }).what();
}

TEST(OwnersAndDevices, HaveDefaults) {
    const Configuration configuration = read("");
    EXPECT_EQ(configuration.owners.source.kind, OwnerSource::Kind::metadata);
    EXPECT_EQ(configuration.owners.source.separator, "_");
    EXPECT_THAT(configuration.owners.source.listed, IsEmpty());
    const auto& devices = configuration.owners.devices;
    EXPECT_THAT(devices.pools, IsEmpty());  // nothing is allowed that nobody named
    EXPECT_THAT(devices.networks, IsEmpty());
    EXPECT_EQ(devices.separator, "_");
    EXPECT_EQ(devices.format, "raw");
    EXPECT_EQ(devices.filter, "");
    EXPECT_TRUE(configuration.audit_file.empty());
}

TEST(TheSourceOfOwners, IsOneOfThree) {
    EXPECT_EQ(read("[owners]\nsource = \"metadata\"").owners.source.kind, OwnerSource::Kind::metadata);
    EXPECT_EQ(read("[owners]\nsource = \"name-prefix\"").owners.source.kind, OwnerSource::Kind::name_prefix);
    EXPECT_EQ(read("[owners]").owners.source.kind, OwnerSource::Kind::metadata);
    for (const std::string source : {"", "Metadata", "name_prefix", "files", "none", "metadata "}) {
        EXPECT_THAT(error("[owners]\nsource = \"" + source + "\""),
                    AllOf(StartsWith("test.toml:2:10: [owners] source must be "),
                          HasSubstr(R"("metadata", "name-prefix" or "file", and is ")" + source + '"')));
    }
    EXPECT_THAT(error("[owners]\n\nsource = 1"), StartsWith("test.toml:3:10: [owners] source must be"));
    EXPECT_THAT(error("[owners]\nsource = [\"metadata\"]"), StartsWith("test.toml:2:10: [owners] source must be"));
    EXPECT_THAT(error("owners = \"metadata\""),
                AllOf(StartsWith("test.toml:1:"), HasSubstr("[owners] must be a table")));
}

TEST(ASeparator, IsAFewPrintableCharacters) {
    const std::string longest(16, '-');
    for (const std::string section : {"owners", "devices"}) {
        const auto with = [&](const std::string& separator) {
            return "[" + section + "]\nseparator = \"" + separator + "\"";
        };
        const auto separator_of = [&](const Configuration& configuration) {
            return section == "owners" ? configuration.owners.source.separator
                                       : configuration.owners.devices.separator;
        };
        for (const std::string& good : {std::string("_"), std::string("--"), std::string("."), longest})
            EXPECT_EQ(separator_of(read(with(good))), good);
        for (const std::string& bad :
             {std::string(), std::string(" "), std::string("/"), std::string("a/b"), std::string("a b"),
              std::string("ü"), std::string("\\n"), std::string("\\u007F"), longest + "-"}) {
            EXPECT_THAT(error(with(bad)), AllOf(StartsWith("test.toml:2:13: [" + section +
                                                           "] separator must be 1 to 16 "
                                                           "printable characters without a slash")))
                << bad;
        }
        EXPECT_THAT(error("[" + section + "]\nseparator = 1"), StartsWith("test.toml:2:13: "));
    }
}

TEST(OwnersAndDevices, TakeNoOtherKeys) {
    for (const std::string section : {"owners", "devices"}) {
        EXPECT_THAT(error("[" + section + "]\n  nonsense = 1"),
                    AllOf(StartsWith("test.toml:2:"), HasSubstr("[" + section + "] has no key \"nonsense\"")));
    }
    EXPECT_THAT(error("[log]\n audits = \"/x\""), HasSubstr("[log] has no key \"audits\""));
}

TEST(Devices, AreRead) {
    const auto devices = read(R"(
        [devices]
        pools = ["default", "fast"]
        networks = ["lan"]
        separator = "--"
        format = "qcow2"
        filter = "clean-traffic"
        disks = 0
        interfaces = 1000
    )")
                             .owners.devices;
    EXPECT_THAT(devices.pools, ElementsAre("default", "fast"));
    EXPECT_THAT(devices.networks, ElementsAre("lan"));
    EXPECT_EQ(devices.separator, "--");
    EXPECT_EQ(devices.format, "qcow2");
    EXPECT_EQ(devices.filter, "clean-traffic");
    EXPECT_EQ(devices.most_disks, 0U);
    EXPECT_EQ(devices.most_interfaces, 1000U);
    EXPECT_EQ(read("[devices]\nformat = \"raw\"").owners.devices.format, "raw");
}

TEST(Devices, HaveNoOtherValues) {
    for (const std::string key : {"disks", "interfaces"}) {
        for (const char* number : {"-1", "1001"})
            EXPECT_THAT(error("[devices]\n" + key + " = " + number),
                        AllOf(StartsWith("test.toml:2:"),
                              HasSubstr("[devices] " + key + " must be from 0 to 1000, and is ")));
        EXPECT_THAT(error("[devices]\n" + key + " = \"1\""),
                    HasSubstr("[devices] " + key + " must be a whole number"));
    }
    for (const char* format : {"", "Raw", "vmdk", "qcow"})
        EXPECT_THAT(error(std::string("[devices]\nformat = \"") + format + '"'),
                    AllOf(StartsWith("test.toml:2:10: [devices] format must be"), HasSubstr(R"("raw" or "qcow2")")));
    for (const std::string key : {"pools", "networks"}) {
        EXPECT_THAT(error("[devices]\n" + key + " = \"x\""),
                    AllOf(StartsWith("test.toml:2:"), HasSubstr("[devices] " + key + " must be a list of texts")));
        EXPECT_THAT(error("[devices]\n" + key + " = [\"x\", 1]"), HasSubstr("[devices] " + key + " must be"));
    }
    EXPECT_THAT(error("[devices]\nfilter = true"), StartsWith("test.toml:2:10: [devices] filter must be"));
}

TEST(TheAuditFile, HasAnAbsolutePath) {
    EXPECT_EQ(read("[log]\naudit = \"/var/log/virt-fcgi/audit.log\"").audit_file, "/var/log/virt-fcgi/audit.log");
    for (const std::string path : {"", "audit.log", "./audit.log", "~/audit.log", " /audit.log"}) {
        EXPECT_THAT(
            error("[log]\naudit = \"" + path + "\""),
            AllOf(StartsWith("test.toml:2:9: [log] audit must be an absolute path"), HasSubstr('"' + path + '"')));
    }
    EXPECT_THAT(error("[log]\naudit = true"), StartsWith("test.toml:2:9: [log] audit must be"));
}

class TheOwnersFile : public testing::Test {
  protected:
    TheOwnersFile()
        : path_(fs::path(testing::TempDir()) / ("virt-fcgi-owners-" + std::to_string(getpid()) + ".toml")) {}
    ~TheOwnersFile() override { fs::remove(path_); }
    TheOwnersFile(const TheOwnersFile&) = delete;
    TheOwnersFile& operator=(const TheOwnersFile&) = delete;

    [[nodiscard]] std::string configuration() const {
        return "[hosts]\nalpha = \"test:///default\"\nBeta = \"test:///default\"\n[owners]\nsource = \"file\"\nfile "
               "= \"" +
               path_.string() + "\"\n";
    }
    [[nodiscard]] OwnerSource with(const std::string& content) const {
        std::ofstream(path_) << content;
        return read(configuration()).owners.source;
    }
    // Without the path before it: "3:9: …".
    [[nodiscard]] std::string error_of(const std::string& content) const {
        std::ofstream(path_) << content;
        const std::string text = error(configuration());
        EXPECT_THAT(text, StartsWith(path_.string() + ":"));
        return text.substr(std::min(text.size(), path_.string().size() + 1));
    }

    fs::path path_;
};

constexpr const char* uuid = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";

TEST_F(TheOwnersFile, NamesTheDomainsOfEachOwner) {
    const auto source = with(R"(
        # whose is what
        client1 = ["AAAAAAAA-F6A4-8304-79AA-97F2502E193F", "alpha/vm1"]
        "client 2" = ["alpha/vm1", "alpha/a/b", "Beta/VM_2"]
        nobody = []
    )");
    EXPECT_EQ(source.kind, OwnerSource::Kind::file);
    EXPECT_EQ(source.listed.size(), 4U);
    EXPECT_THAT(source.listed.at(uuid), ElementsAre("client1"));
    EXPECT_THAT(source.listed.at("alpha/vm1"), testing::UnorderedElementsAre("client1", "client 2"));
    EXPECT_THAT(source.listed.at("alpha/a/b"), ElementsAre("client 2"));
    EXPECT_THAT(source.listed.at("Beta/VM_2"), ElementsAre("client 2"));
}

TEST_F(TheOwnersFile, MayBeEmpty) {
    for (const char* content : {"", "\n", "# nobody yet\n"}) EXPECT_THAT(with(content).listed, IsEmpty());
}

TEST_F(TheOwnersFile, HasOnlyNamesThatAnOwnerCanHave) {
    for (const std::string name : {"", "-", "_", ".", "..", "a/b", "a\\nb"}) {
        EXPECT_THAT(error_of("good = []\n\"" + name + "\" = [\"alpha/vm\"]\n"),
                    AllOf(StartsWith("2:1: "), HasSubstr("is no name that an owner can have")))
            << name;
    }
    EXPECT_THAT(error_of(std::string(257, 'x') + " = []"), HasSubstr("is no name that an owner can have"));
}

TEST_F(TheOwnersFile, HasOnlyKeysThatADomainCanHave) {
    for (const std::string key : {"", "vm", "gamma/vm", "/vm", "alpha/", "/", "aaaaaaaa-f6a4-8304-79aa-97f2502e193",
                                  "aaaaaaaa-f6a4-8304-79aa-97f2502e193g", "aaaaaaaaf6a4830479aa97f2502e193f"}) {
        EXPECT_THAT(
            error_of("client1 = [\"alpha/vm\",\n  \"" + key + "\"]\n"),
            AllOf(StartsWith("2:3: "), HasSubstr("\"client1\" must be a list of domains, each a UUID, or HOST/NAME")))
            << key;
    }
}

TEST_F(TheOwnersFile, HasListsOfTexts) {
    for (const std::string value :
         {"\"alpha/vm\"", "1", "true", "{}", "{ vm = 1 }", "[1]", "[[\"alpha/vm\"]]", "[true]"}) {
        EXPECT_THAT(error_of("\nclient1 = " + value),
                    AllOf(StartsWith("2:1"), HasSubstr("must be a list of domains")))
            << value;
    }
    EXPECT_THAT(error_of("\n[client1]\nvm = 1"), AllOf(StartsWith("2:"), HasSubstr("must be a list of domains")));
}

TEST_F(TheOwnersFile, IsTomlOrSaysWhereNot) {
    EXPECT_THAT(error_of("client1 = [\"alpha/vm\"]\nclient2 = [\"alpha"), StartsWith("2:"));
    EXPECT_THAT(error_of("a = []\nb = []\na = []\n"), StartsWith("3:"));
    EXPECT_THAT(error_of("client1"), StartsWith("1:"));
    EXPECT_THAT(error_of("a = []\n\xFF"), testing::ContainsRegex("^[0-9]+:[0-9]+: .*utf-8"));
}

TEST_F(TheOwnersFile, MustBeThere) {
    EXPECT_EQ(error(configuration()), path_.string() + ": cannot be read");
    EXPECT_THAT(error("[owners]\nsource = \"file\"\nfile = \"" + path_.parent_path().string() + "\""),
                HasSubstr("cannot be read"));
}

TEST_F(TheOwnersFile, IsNamedIfItIsTheSourceAndOnlyThen) {
    EXPECT_THAT(error("\n[owners]\nsource = \"file\""),
                AllOf(StartsWith("test.toml:2:1: "), HasSubstr("file must say where the owners are written")));
    for (const char* source : {"", "source = \"metadata\"\n", "source = \"name-prefix\"\n"}) {
        EXPECT_THAT(error(std::string("[owners]\n") + source + "file = \"/etc/owners.toml\""),
                    AllOf(StartsWith("test.toml:1:1: "), HasSubstr(R"(file is only for source = "file")")));
    }
    for (const char* path : {"", "owners.toml", "./owners.toml"}) {
        EXPECT_THAT(error(std::string("[owners]\nsource = \"file\"\nfile = \"") + path + '"'),
                    StartsWith("test.toml:3:8: [owners] file must be an absolute path"));
    }
}

}  // namespace
