// Kept domain handles: one look-up for many calls, and never the wrong machine.
#include "core/connection.h"

#include <gmock/gmock.h>

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Access;
using core::Connection;

class AConnection : public tests::TestDriver {
  protected:
    std::shared_ptr<Connection> reading = Connection::open(uri, Access::read_only, no_keep_alive, {});

    [[nodiscard]] bool finds_kept(const std::string& key) const { return reading->find_domain(key).was_kept; }
    // What a name means on this connection once the events that libvirt sent so far have arrived.
    [[nodiscard]] std::string uuid_by(const std::string& key) const {
        core::event_loop::settle();
        return uuid_of(reading->find_domain(key).domain);
    }
};

TEST_F(AConnection, KeepsADomainAfterOneLookUp) {
    EXPECT_EQ(reading->kept_domains(), 0U);
    EXPECT_FALSE(finds_kept("test"));
    EXPECT_TRUE(finds_kept("test"));
    EXPECT_EQ(reading->kept_domains(), 1U);
}

TEST_F(AConnection, KeepsNamesAndUuidsApart) {
    EXPECT_FALSE(finds_kept("test"));
    EXPECT_FALSE(finds_kept(uuid_of(look_up("test"))));
    EXPECT_TRUE(finds_kept(uuid_of(look_up("test"))));
    EXPECT_EQ(reading->kept_domains(), 2U);
}

TEST_F(AConnection, ThrowsForADomainThatIsNotThereAndKeepsNothing) {
    const auto error = tests::thrown_by<core::LibvirtError>([&] { return reading->find_domain("none"); });
    EXPECT_EQ(error.code(), VIR_ERR_NO_DOMAIN);
    EXPECT_EQ(reading->kept_domains(), 0U);
    EXPECT_EQ(tests::thrown_by<core::LibvirtError>([&] {
                  return reading->find_domain("dddddddd-f6a4-8304-79aa-97f2502e193f");
              }).code(),
              VIR_ERR_NO_DOMAIN);
}

TEST_F(AConnection, ForgetsADomainThatWasUndefined) {
    const auto domain = define("vm");
    EXPECT_FALSE(finds_kept("vm"));
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    core::event_loop::settle();
    EXPECT_EQ(reading->kept_domains(), 0U);
    EXPECT_THROW(static_cast<void>(reading->find_domain("vm")), core::LibvirtError);
}

TEST_F(AConnection, NoticesThatAnotherDomainGotTheName) {
    auto domain = define("vm");
    const std::string before = uuid_by("vm");
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    domain = define("vm");
    EXPECT_NE(uuid_by("vm"), before);
    EXPECT_EQ(uuid_by("vm"), uuid_of(domain));
}

TEST_F(AConnection, NoticesARename) {
    const auto domain = define("old");
    const std::string uuid = uuid_by("old");
    static_cast<void>(reading->find_domain(uuid));
    ASSERT_EQ(virDomainRename(domain.get(), "new", 0), 0) << virGetLastErrorMessage();
    core::event_loop::settle();
    EXPECT_EQ(reading->kept_domains(), 0U);
    EXPECT_THROW(static_cast<void>(reading->find_domain("old")), core::LibvirtError);
    EXPECT_EQ(uuid_by("new"), uuid);
}

TEST_F(AConnection, NoticesThatTwoDomainsSwappedTheirNames) {
    const auto one = define("one");
    const auto two = define("two");
    const std::string uuid_one = uuid_by("one");
    const std::string uuid_two = uuid_by("two");
    ASSERT_EQ(virDomainRename(one.get(), "three", 0), 0) << virGetLastErrorMessage();
    ASSERT_EQ(virDomainRename(two.get(), "one", 0), 0);
    ASSERT_EQ(virDomainRename(core::DomainHandle(virDomainLookupByUUIDString(libvirt.get(), uuid_one.c_str())).get(),
                              "two", 0),
              0);
    EXPECT_EQ(uuid_by("one"), uuid_two);
    EXPECT_EQ(uuid_by("two"), uuid_one);
}

TEST_F(AConnection, TellsThatAKeptHandleIsOutdated) {
    const auto domain = define("vm");
    core::event_loop::settle();
    static_cast<void>(reading->find_domain("vm"));
    const auto kept = reading->find_domain("vm");
    ASSERT_TRUE(kept.was_kept);
    EXPECT_TRUE(reading->is_still_kept("vm", kept.domain.get()));
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    EXPECT_FALSE(reading->is_still_kept("vm", kept.domain.get()));
    EXPECT_FALSE(reading->is_still_kept("other", kept.domain.get()));
}

TEST_F(AConnection, ForgetsOnRequest) {
    static_cast<void>(reading->find_domain("test"));
    reading->forget_domain("test");
    reading->forget_domain("never known");
    EXPECT_EQ(reading->kept_domains(), 0U);
    EXPECT_FALSE(finds_kept("test"));
}

TEST_F(AConnection, TellsItsListenerWhichDomainChanged) {
    std::mutex mutex;
    std::vector<std::string> changed;
    const auto listening = Connection::open(uri, Access::read_only, no_keep_alive,
                                            {[&](const std::string& uuid) {
                                                 const std::lock_guard lock(mutex);
                                                 changed.push_back(uuid);
                                             },
                                             {}});
    const auto domain = look_up("test");
    ASSERT_EQ(virDomainSuspend(domain.get()), 0);
    ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, "a title", nullptr, nullptr, 0), 0);
    core::event_loop::settle();
    const std::lock_guard lock(mutex);
    EXPECT_THAT(changed, testing::ElementsAre(uuid_of(domain), uuid_of(domain)));
}

TEST_F(AConnection, HearsNothingAnyMoreOnceItIsGone) {
    int changes = 0;
    Connection::open(uri, Access::read_only, no_keep_alive, {[&](const std::string&) { ++changes; }, {}}).reset();
    ASSERT_EQ(virDomainSuspend(look_up("test").get()), 0);
    core::event_loop::settle();
    EXPECT_EQ(changes, 0);
}

TEST_F(AConnection, IsNotBrokenByACallThatFailed) {
    EXPECT_THROW(static_cast<void>(reading->find_domain("none")), core::LibvirtError);
    EXPECT_FALSE(reading->check_after_failure());
    EXPECT_FALSE(reading->is_broken());
}

TEST_F(AConnection, ThatIsReadOnlyRefusesChanges) {
    const auto found = reading->find_domain("test");
    EXPECT_EQ(virDomainSuspend(found.domain.get()), -1);
    EXPECT_EQ(virGetLastErrorCode(), VIR_ERR_OPERATION_DENIED);
}

TEST_F(AConnection, ToAnUnknownUriIsAnError) {
    const auto error = tests::thrown_by<core::LibvirtError>(
        [] { return Connection::open("nonsense:///x", Access::read_only, no_keep_alive, {}); });
    EXPECT_EQ(error.call(), "virConnectOpenAuth");
    EXPECT_STRNE(error.what(), "");
}

}  // namespace
