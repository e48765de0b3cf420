// The three places where owners can be written, and the list that sets them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/ownership.h"
#include "tests/core/thrown.h"

namespace {

using core::owners_of;
using core::OwnerSource;
using core::parse_owners;
using core::prefix_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view uuid = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
constexpr core::DomainIdentity domain{"alpha", "client1_vm", uuid};
const core::DomainDescription described{"a title", {"anna", "zoe"}};

std::string wrong(std::string_view lines) {
    const auto error = tests::thrown_by<core::ArgumentError>([&] { return parse_owners("owners", lines); });
    EXPECT_EQ(error.argument(), "owners");
    return error.what();
}

std::string numbered(std::size_t count) {
    std::string lines;
    for (std::size_t i = 0; i < count; ++i) lines += fmt::format("client{}\n", i);
    return lines;
}

TEST(APrefix, IsWhatStandsBeforeTheFirstSeparator) {
    EXPECT_EQ(prefix_of("client1_vm1", "_"), "client1");
    EXPECT_EQ(prefix_of("client1_vm_1", "_"), "client1");
    EXPECT_EQ(prefix_of("client1__vm", "_"), "client1");
    EXPECT_EQ(prefix_of("client1__", "_"), "client1");
}

TEST(APrefix, IsNothingWithoutSomethingOnBothSides) {
    for (const std::string_view name : {"", "_", "client1", "client1_", "_vm", "__", "client1-vm"})
        EXPECT_EQ(prefix_of(name, "_"), "") << name;
}

TEST(APrefix, MayEndAtASeparatorOfSeveralCharacters) {
    EXPECT_EQ(prefix_of("client-1--vm", "--"), "client-1");
    EXPECT_EQ(prefix_of("client1---vm", "--"), "client1");
    for (const std::string_view name : {"client1-vm", "client1--", "--vm", "--", "-"})
        EXPECT_EQ(prefix_of(name, "--"), "") << name;
}

TEST(APrefix, OfALongerNameIsNotThatOfTheShorter) {
    EXPECT_EQ(prefix_of("client10_vm", "_"), "client10");
    EXPECT_EQ(prefix_of("client1_0_vm", "_"), "client1");
    EXPECT_EQ(prefix_of("Client1_vm", "_"), "Client1");
}

TEST(OwnersOfMetadata, AreThoseOfTheDescriptionAlone) {
    const OwnerSource source{.listed = {{std::string(uuid), {"mallory"}}}};
    EXPECT_THAT(owners_of(source, domain, described), ElementsAre("anna", "zoe"));
    EXPECT_THAT(owners_of(source, domain, {}), IsEmpty());
}

TEST(OwnersOfAName, AreItsPrefixAlone) {
    const OwnerSource source{OwnerSource::Kind::name_prefix, "_", {{std::string(uuid), {"mallory"}}}};
    EXPECT_THAT(owners_of(source, domain, described), ElementsAre("client1"));
    EXPECT_THAT(owners_of(source, {"alpha", "client10_vm", uuid}, described), ElementsAre("client10"));
}

TEST(OwnersOfAName, AreNobodyIfThePrefixIsNoName) {
    const OwnerSource source{OwnerSource::Kind::name_prefix, "+"};
    for (const std::string_view name : {"vm", "vm+", "+vm", "-+vm", "_+vm", ".+vm", "..+vm", "a\nb+vm", "\xFF+vm"})
        EXPECT_THAT(owners_of(source, {"alpha", name, uuid}, described), IsEmpty()) << name;
    const std::string longest(core::longest_owner_name, 'x');
    const std::string good = longest + "+vm";
    const std::string bad = longest + "x+vm";
    EXPECT_THAT(owners_of(source, {"alpha", good, uuid}, {}), ElementsAre(longest));
    EXPECT_THAT(owners_of(source, {"alpha", bad, uuid}, {}), IsEmpty());
}

TEST(OwnersOfAFile, AreThoseOfTheUuidAndThoseOfTheNameOnTheHost) {
    const OwnerSource source{OwnerSource::Kind::file,
                             "_",
                             {{std::string(uuid), {"zoe", "anna"}},
                              {"alpha/client1_vm", {"bert", "anna"}},
                              {"beta/client1_vm", {"mallory"}},
                              {"alpha/client1_vm2", {"mallory"}},
                              {"client1_vm", {"mallory"}}}};
    EXPECT_THAT(owners_of(source, domain, described), ElementsAre("anna", "bert", "zoe"));
    EXPECT_THAT(owners_of(source, {"gamma", "vm", uuid}, described), ElementsAre("anna", "zoe"));
    EXPECT_THAT(owners_of(source, {"alpha", "client1_vm", "bbbbbbbb-f6a4-8304-79aa-97f2502e193f"}, described),
                ElementsAre("anna", "bert"));
    EXPECT_THAT(owners_of(source, {"gamma", "vm", "bbbbbbbb-f6a4-8304-79aa-97f2502e193f"}, described), IsEmpty());
    EXPECT_THAT(owners_of(source, {"Alpha", "client1_vm", ""}, described), IsEmpty());
}

TEST(OwnersOfAFile, AreNoMoreThanTheirLimit) {
    OwnerSource source{OwnerSource::Kind::file};
    for (std::size_t i = 0; i <= core::most_owners; ++i)
        source.listed[std::string(uuid)].push_back("client" + std::to_string(i));
    EXPECT_THAT(owners_of(source, domain, {}), testing::SizeIs(core::most_owners));
}

TEST(AListOfOwners, HasOneOnALine) {
    EXPECT_THAT(parse_owners("owners", "zoe\nanna"), ElementsAre("anna", "zoe"));
    EXPECT_THAT(parse_owners("owners", "zoe\nanna\n"), ElementsAre("anna", "zoe"));
    EXPECT_THAT(parse_owners("owners", "zoe\r\nanna\r\n"), ElementsAre("anna", "zoe"));
    EXPECT_THAT(parse_owners("owners", "\n\n  client 1 \t\n\r\n\n"), ElementsAre("client 1"));
    EXPECT_THAT(parse_owners("owners", "a,b;c d"), ElementsAre("a,b;c d"));
}

TEST(AListOfOwners, MayBeEmpty) {
    for (const std::string_view lines : {"", "\n", "\r\n\r\n", " \t "})
        EXPECT_THAT(parse_owners("owners", lines), IsEmpty());
}

TEST(AListOfOwners, NamesEachOnce) {
    EXPECT_THAT(parse_owners("owners", "anna\nanna\n anna \r\nAnna"), ElementsAre("Anna", "anna"));
}

TEST(AListOfOwners, TakesNoNameThatIsNone) {
    for (const std::string name : {"-", "_", ".", "..", "a/b", "a\x01z", "a\rb", "a\tb", "\xFF", "\x7F"}) {
        EXPECT_THAT(wrong(name), HasSubstr("no owner's name")) << name;
        EXPECT_THAT(wrong("anna\n" + name + "\nzoe"), HasSubstr("no owner's name")) << name;
    }
    EXPECT_THAT(wrong("a/b"), HasSubstr("\"a/b\""));
}

TEST(AListOfOwners, HasLimits) {
    const std::string longest(core::longest_owner_name, 'x');
    EXPECT_THAT(parse_owners("owners", longest), ElementsAre(longest));
    EXPECT_THAT(wrong(longest + "x"), HasSubstr(std::to_string(core::longest_owner_name)));
    EXPECT_THAT(parse_owners("owners", numbered(core::most_owners)), testing::SizeIs(core::most_owners));
    EXPECT_THAT(
        wrong(numbered(core::most_owners + 1)),
        HasSubstr(fmt::format("{} names came: owners must be at most {}", core::most_owners + 1, core::most_owners)));
}

}  // namespace
