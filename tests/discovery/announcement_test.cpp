// What a host wants to have announced.
#include "discovery/announcement.h"

#include <gmock/gmock.h>

namespace {

using core::DomainEntry;
using discovery::Announcement;
using discovery::AnnouncementSettings;
using discovery::Service;
using discovery::Wanted;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* host_uuid = "6d6e4a7c-0001-4b1e-8c5d-0123456789ab";

DomainEntry domain(const std::string& name, int id = -1) {
    DomainEntry entry;
    entry.name = name;
    entry.uuid = "uuid-of-" + name;
    entry.id = id;
    return entry;
}

AnnouncementSettings settings(std::size_t max_domains = discovery::default_max_domains) {
    AnnouncementSettings settings;
    settings.host_name = "alpha";
    settings.max_domains = max_domains;
    settings.port = 16514;
    return settings;
}

std::vector<std::string> names(const Wanted& wanted) {
    std::vector<std::string> names;
    for (const auto& service : wanted.services) names.push_back(service.name);
    return names;
}

TEST(AnAnnouncement, TellsOfTheHostAndItsDomains) {
    const Wanted wanted = Announcement(settings()).choose(host_uuid, {domain("vm1")});
    ASSERT_THAT(wanted.services, SizeIs(2));
    EXPECT_EQ(wanted.services[0],
              (Service{"host", "_libvirt._tcp", "alpha", 16514, {"txtvers=1", std::string("uuid=") + host_uuid}}));
    EXPECT_EQ(wanted.services[1],
              (Service{"uuid-of-vm1",
                       "_domu._tcp",
                       "vm1",
                       16514,
                       {"txtvers=1", "uuid=uuid-of-vm1", "name=vm1", std::string("host=") + host_uuid}}));
    EXPECT_THAT(wanted.left_out, IsEmpty());
}

TEST(AnAnnouncement, OfTheHostAloneHasNoDomains) {
    EXPECT_THAT(names(Announcement(settings()).only_host(host_uuid)), ElementsAre("alpha"));
}

TEST(AnAnnouncement, OfActiveDomainsLeavesTheOthersAway) {
    AnnouncementSettings only_active = settings();
    only_active.is_only_active = true;
    const Wanted wanted =
        Announcement(only_active).choose(host_uuid, {domain("off"), domain("on", 0), domain("on2", 7)});
    EXPECT_THAT(names(wanted), ElementsAre("alpha", "on", "on2"));
    EXPECT_THAT(wanted.left_out, IsEmpty());
}

TEST(AnAnnouncement, HasRoomForExactlyAsManyAsItMay) {
    Announcement announcement(settings(2));
    EXPECT_THAT(announcement.choose(host_uuid, {domain("b"), domain("a")}).left_out, IsEmpty());
    const Wanted wanted = Announcement(settings(2)).choose(host_uuid, {domain("c"), domain("b"), domain("a")});
    EXPECT_THAT(names(wanted), ElementsAre("alpha", "a", "b"));
    EXPECT_THAT(wanted.left_out, ElementsAre("c"));
    EXPECT_THAT(names(Announcement(settings(0)).choose(host_uuid, {domain("a")})), ElementsAre("alpha"));
}

TEST(AnAnnouncement, KeepsThePlacesThatItGave) {
    Announcement announcement(settings(2));
    (void)announcement.choose(host_uuid, {domain("m"), domain("n")});
    EXPECT_THAT(names(announcement.choose(host_uuid, {domain("a"), domain("m"), domain("n")})),
                ElementsAre("alpha", "m", "n"));
    (void)announcement.only_host(host_uuid);  // libvirt was away
    EXPECT_THAT(names(announcement.choose(host_uuid, {domain("a"), domain("m"), domain("n")})),
                ElementsAre("alpha", "m", "n"));
    EXPECT_THAT(names(announcement.choose(host_uuid, {domain("a"), domain("b"), domain("n")})),
                ElementsAre("alpha", "a", "n"));
}

TEST(AnAnnouncement, KeepsThePlaceOfADomainThatIsRenamed) {
    Announcement announcement(settings(1));
    DomainEntry entry = domain("b");
    (void)announcement.choose(host_uuid, {entry});
    entry.name = "z";
    EXPECT_THAT(names(announcement.choose(host_uuid, {domain("a"), entry})), ElementsAre("alpha", "z"));
}

}  // namespace
