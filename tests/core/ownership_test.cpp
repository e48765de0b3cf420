#include "core/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using core::describe_domain;
using testing::ElementsAre;
using testing::IsEmpty;

std::string domain(const std::string& metadata) {
    return "<domain type='test'><name>vm1</name><metadata>" + metadata + "</metadata></domain>";
}

std::string owned(const std::string& owners) {
    return domain("<virt:owners xmlns:virt='urn:virt-fcgi:owners:1'>" + owners + "</virt:owners>");
}

TEST(ADomainsOwners, StandInItsMetadata) {
    EXPECT_THAT(describe_domain(owned("<virt:owner>client1</virt:owner>")).owners, ElementsAre("client1"));
}

TEST(ADomainsOwners, MayBeSeveralAreSortedAndCountOnce) {
    const auto xml = owned("<virt:owner>zoe</virt:owner><virt:owner>anna</virt:owner><virt:owner>zoe</virt:owner>");
    EXPECT_THAT(describe_domain(xml).owners, ElementsAre("anna", "zoe"));
}

TEST(ADomainsOwners, HaveNoSpaceAroundThem) {
    EXPECT_THAT(describe_domain(owned("\n <virt:owner>\n\t client 1 \r\n</virt:owner>\n")).owners,
                ElementsAre("client 1"));
}

TEST(ADomainsOwners, AreReadThroughEntitiesAndCdata) {
    EXPECT_THAT(describe_domain(owned("<virt:owner>a&amp;&#98;<![CDATA[<c>]]></virt:owner>")).owners,
                ElementsAre("a&b<c>"));
}

TEST(ADomainsOwners, ComeFromTheNamespaceAndNotThePrefix) {
    EXPECT_THAT(
        describe_domain(domain("<o:owners xmlns:o='urn:virt-fcgi:owners:1'><o:owner>a</o:owner></o:owners>")).owners,
        ElementsAre("a"));
    EXPECT_THAT(describe_domain(domain("<owners xmlns='urn:virt-fcgi:owners:1'><owner>a</owner></owners>")).owners,
                ElementsAre("a"));
}

TEST(ADomainsOwners, AreNotThoseOfAnotherNamespace) {
    for (const std::string other :
         {"urn:virt-fcgi:owners:2", "urn:virt-fcgi:owners:1 ", "URN:virt-fcgi:owners:1", ""}) {
        const std::string xml = "<owners xmlns='" + other + "'><owner>mallory</owner></owners>";
        EXPECT_THAT(describe_domain(domain(xml)).owners, IsEmpty()) << other;
    }
    EXPECT_THAT(describe_domain(owned("<owner>mallory</owner><x:owner xmlns:x='urn:other'>mallory</x:owner>")).owners,
                IsEmpty());
}

TEST(ADomainsOwners, AreFoundBesideForeignMetadata) {
    const std::string foreign = "<a:x xmlns:a='urn:a'><a:owner>mallory</a:owner></a:x>";
    EXPECT_THAT(describe_domain(
                    domain(foreign + "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>anna</v:owner></v:owners>"))
                    .owners,
                ElementsAre("anna"));
}

TEST(ADomainsOwners, AreOnlyThoseInItsOwnMetadataElement) {
    const std::string owners = "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>mallory</v:owner></v:owners>";
    EXPECT_THAT(describe_domain("<domain>" + owners + "</domain>").owners, IsEmpty());
    EXPECT_THAT(describe_domain(domain("<x xmlns='urn:x'>" + owners + "</x>")).owners, IsEmpty());
    EXPECT_THAT(describe_domain("<domain><devices><metadata>" + owners + "</metadata></devices></domain>").owners,
                IsEmpty());
}

TEST(ADomainsOwners, LeaveOutNamesThatNoUrlCanHave) {
    const auto xml = owned(
        "<virt:owner>-</virt:owner><virt:owner>_</virt:owner><virt:owner>.</virt:owner><virt:owner>..</virt:owner>"
        "<virt:owner/><virt:owner> </virt:owner><virt:owner>a/b</virt:owner><virt:owner>a&#10;b</virt:owner>"
        "<virt:owner>good</virt:owner>");
    EXPECT_THAT(describe_domain(xml).owners, ElementsAre("good"));
}

TEST(ADomainsOwners, AreTheSameHoweverTheyAreWrittenInXml) {
    for (const std::string name : {"client1", "&#99;lient1", "&#x63;lient&#49;", "<![CDATA[client1]]>",
                                   "cli<![CDATA[ent]]>1", "cli<!-- -->ent1", " client1 ", "&#32;client1&#9;",
                                   "\nclient1\n", "<![CDATA[ client1 ]]>", "cli<?pi x?>ent1"}) {
        EXPECT_THAT(describe_domain(owned("<virt:owner>" + name + "</virt:owner>")).owners, ElementsAre("client1"))
            << name;
    }
}

TEST(ADomainsOwners, AreNotWhatStandsInElementsOfTheirs) {
    for (const std::string name : {"<virt:owner>client1</virt:owner>", "client1<x/>", "<b>client1</b>",
                                   "cli<virt:b xmlns:virt='urn:x'>ent</virt:b>1"}) {
        EXPECT_THAT(describe_domain(owned("<virt:owner>" + name + "</virt:owner>")).owners, IsEmpty()) << name;
    }
    EXPECT_THAT(describe_domain(owned("<x><virt:owner>client1</virt:owner></x>")).owners, IsEmpty());
    EXPECT_THAT(describe_domain(owned("client1")).owners, IsEmpty());
    EXPECT_THAT(describe_domain(owned("<virt:owner name='client1'/>")).owners, IsEmpty());
}

TEST(ADomainsOwners, AreOneWithASpaceWhenTwoNamesStandInOneElement) {
    EXPECT_THAT(describe_domain(owned("<virt:owner>client1 client2</virt:owner>")).owners,
                ElementsAre("client1 client2"));
    EXPECT_THAT(describe_domain(owned("<virt:owner>client1,client2</virt:owner>")).owners,
                ElementsAre("client1,client2"));
}

TEST(ADomainsOwners, AreNobodyWhenALineEndsWithinTheName) {
    for (const std::string name : {"client1\nclient2", "client1&#10;client2", "client1&#13;client2", "client1\r\nx"})
        EXPECT_THAT(describe_domain(owned("<virt:owner>" + name + "</virt:owner>")).owners, IsEmpty()) << name;
}

TEST(ADomainsOwners, AreNobodyWhenTheyAreSaidTwice) {
    const std::string one = "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>client1</v:owner></v:owners>";
    const std::string two = "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>client2</v:owner></v:owners>";
    ASSERT_THAT(describe_domain(domain(one)).owners, ElementsAre("client1"));
    EXPECT_THAT(describe_domain(domain(one + two)).owners, IsEmpty());
    EXPECT_THAT(describe_domain(domain(one + one)).owners, IsEmpty());
    EXPECT_THAT(describe_domain(domain(one + "<x xmlns='urn:x'/>\n" + two)).owners, IsEmpty());
    EXPECT_THAT(describe_domain(domain("<v:owners xmlns:v='urn:virt-fcgi:owners:1'/>" + two)).owners, IsEmpty());
}

TEST(ADomainsOwners, AreNotSaidTwiceByAnotherNamespace) {
    const std::string good = "<v:owners xmlns:v='urn:virt-fcgi:owners:1'><v:owner>client1</v:owner></v:owners>";
    for (const std::string other :
         {"<owners><owner>client2</owner></owners>", "<owners xmlns='urn:x'><owner>client2</owner></owners>",
          "<v:other xmlns:v='urn:virt-fcgi:owners:1'><v:owner>client2</v:owner></v:other>"}) {
        EXPECT_THAT(describe_domain(domain(good + other)).owners, ElementsAre("client1")) << other;
        EXPECT_THAT(describe_domain(domain(other + good)).owners, ElementsAre("client1")) << other;
    }
}

TEST(ADomainsOwners, AreDifferentWhenAnyByteIs) {
    const std::vector<std::string> names{"CLIENT1",      "Client1",      "client1",      "client1.",
                                         "client\uFF11", "cli\u0435nt1", "cli\u200Bent1"};
    std::string elements;
    for (const auto& name : names) elements += "<virt:owner>" + name + "</virt:owner>";
    EXPECT_THAT(describe_domain(owned(elements)).owners, testing::UnorderedElementsAreArray(names));
    // é in one code point, and in two
    EXPECT_THAT(describe_domain(owned("<virt:owner>\u00E9</virt:owner><virt:owner>e\u0301</virt:owner>")).owners,
                testing::SizeIs(2));
}

TEST(ADomainsOwners, AreNoMoreThanTheirLimit) {
    std::string elements;
    for (std::size_t i = 0; i < core::most_owners; ++i)
        elements += "<virt:owner>client" + std::to_string(100 + i) + "</virt:owner>";
    EXPECT_THAT(describe_domain(owned(elements)).owners, testing::SizeIs(core::most_owners));
    EXPECT_THAT(describe_domain(owned(elements + elements)).owners, testing::SizeIs(core::most_owners));
    const auto cut = describe_domain(owned("<virt:owner>zoe</virt:owner>" + elements)).owners;
    EXPECT_THAT(cut, testing::SizeIs(core::most_owners));
    EXPECT_THAT(cut, testing::Not(testing::Contains("zoe")));
}

TEST(AnOwnersName, HasAGreatestLength) {
    const std::string longest(core::longest_owner_name, 'x');
    EXPECT_TRUE(core::is_owner_name(longest));
    EXPECT_FALSE(core::is_owner_name(longest + "x"));
    EXPECT_THAT(describe_domain(owned("<virt:owner> " + longest + " </virt:owner>")).owners, ElementsAre(longest));
    EXPECT_THAT(describe_domain(owned("<virt:owner>" + longest + "x</virt:owner>")).owners, IsEmpty());
}

TEST(AnOwnersName, IsWhatCanStandInAUrl) {
    for (const std::string name : {"client1", "a b", "ü🐧", "--", "__", "...", "a-", "%2F", "a.b"})
        EXPECT_TRUE(core::is_owner_name(name)) << name;
    for (const std::string name : {"", "-", "_", ".", "..", "a/b", "/", "a\tb", "a\x7F", "\xFF"})
        EXPECT_FALSE(core::is_owner_name(name)) << name;
}

TEST(ADomainsTitle, IsReadAsItIs) {
    EXPECT_EQ(describe_domain("<domain><title>&lt;script&gt; \"]]&gt; ü</title></domain>").title, "<script> \"]]> ü");
    EXPECT_EQ(describe_domain("<domain/>").title, "");
}

TEST(ADocumentThatCannotBeRead, HasNeitherTitleNorOwners) {
    for (const std::string xml : {"", "text", "<domain><title>x</title>", "<domain>\xFF</domain>"}) {
        EXPECT_EQ(describe_domain(xml).title, "");
        EXPECT_THAT(describe_domain(xml).owners, IsEmpty());
    }
}

}  // namespace
