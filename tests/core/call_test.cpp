// A command on its way to a host.
#include "core/call.h"

#include <gmock/gmock.h>

#include <latch>
#include <optional>
#include <thread>

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Access;
using core::HostUnavailable;
using core::Outcome;
using tests::attribute;
using tests::in;
using tests::text;
using tests::thrown_by;
using namespace std::chrono_literals;

class ACall : public tests::TestDriver {
  protected:
    [[nodiscard]] std::size_t kept(Access access) { return host.link(access).lease(in(10s))->kept_domains(); }
};

TEST_F(ACall, LooksADomainUpOnceForManyCommands) {
    for (int i = 0; i < 5; ++i) call("domainGetInfo");
    call("domainGetState");
    EXPECT_EQ(kept(Access::read_only), 1U);
    EXPECT_EQ(kept(Access::read_write), 0U);
}

TEST_F(ACall, UsesAConnectionOfItsOwnEffect) {
    call("domainReboot", "test", {});
    EXPECT_EQ(kept(Access::read_write), 1U);
    EXPECT_EQ(kept(Access::read_only), 0U);
}

TEST_F(ACall, AnswersForTheDomainThatHasTheNameNow) {
    auto domain = define("vm", "<title>first</title>");
    EXPECT_THAT(*call("domainGetXMLDesc", "vm").document, testing::HasSubstr("first"));
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    domain = define("vm", "<title>second</title>");
    EXPECT_THAT(*call("domainGetXMLDesc", "vm").document, testing::HasSubstr("second"));
    EXPECT_EQ(text(call("domainGetUUIDString", "vm").result, "buf"), uuid_of(domain));
}

TEST_F(ACall, OfARenamedDomainIsNoDomain) {
    const auto domain = define("old");
    call("domainGetInfo", "old");
    ASSERT_EQ(virDomainRename(domain.get(), "new", 0), 0) << virGetLastErrorMessage();
    EXPECT_EQ(thrown_by<core::LibvirtError>([&] { return call("domainGetInfo", "old"); }).code(), VIR_ERR_NO_DOMAIN);
    EXPECT_EQ(text(call("domainGetName", "new").result, "value"), "new");
}

TEST_F(ACall, OfAChangeNeverReachesTheDomainThatHadTheNameBefore) {
    const auto first = define("vm");
    call("domainCreate", "vm");
    call("domainDestroy", "vm");
    ASSERT_EQ(virDomainRename(first.get(), "kept", 0), 0) << virGetLastErrorMessage();
    const auto second = define("vm");
    call("domainCreate", "vm");
    EXPECT_EQ(state_of(second), VIR_DOMAIN_RUNNING);
    EXPECT_EQ(state_of(look_up("kept")), VIR_DOMAIN_SHUTOFF);
}

TEST_F(ACall, MeantForOneDomainReachesNoOther) {
    const std::string uuid = uuid_of(define("one"));
    const std::string other = uuid_of(define("two"));
    for (const std::string_view name : {"domainGetInfo", "domainGetName", "domainCreate"}) {
        for (int i = 0; i < 2; ++i) {  // looked up, then kept
            EXPECT_THROW(static_cast<void>(core::call({host, "one", other}, row(name), {}, in(10s))),
                         core::OtherDomain)
                << name;
        }
    }
    EXPECT_EQ(state_of(look_up("one")), VIR_DOMAIN_SHUTOFF);
    EXPECT_NO_THROW(static_cast<void>(core::call({host, "one", uuid}, row("domainCreate"), {}, in(10s))));
}

class ACallWithReadsBesideIt : public ACall {
  protected:
    [[nodiscard]] std::vector<core::Node> beside(const std::vector<std::string_view>& names,
                                                 std::string_view command = "domainGetXMLDesc") {
        std::vector<const core::Command*> reads;
        for (const auto name : names) reads.push_back(&row(name));
        core::CallTarget target{host, "test"};
        target.beside = reads;
        return core::call(target, row(command), {}, in(10s)).beside;
    }
};

TEST_F(ACallWithReadsBesideIt, HasTheirResultsInOrder) {
    const auto all = beside({"domainGetInfo", "domainIsPersistent"});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(attribute(all[0], "function"), "virDomainGetInfo");
    EXPECT_EQ(text(all[1], "value"), "1");
    EXPECT_EQ(kept(Access::read_only), 1U);
}

TEST_F(ACallWithReadsBesideIt, LosesNothingWhenTheyFail) {
    const auto all = beside({"domainGetJobStats", "domainGetInfo"});  // the first is none of the test driver's
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(attribute(all[0], "function"), "virDomainGetInfo");
    EXPECT_THROW(beside({"domainGetInfo"}, "domainGetJobStats"), core::LibvirtError);
}

TEST_F(ACallWithReadsBesideIt, LeavesOutALongList) {
    const auto domain = look_up("test");
    const auto add = [&](std::size_t number) {
        const std::string xml = "<domainsnapshot><name>s" + std::to_string(number) + "</name></domainsnapshot>";
        virDomainSnapshotFree(virDomainSnapshotCreateXML(domain.get(), xml.c_str(), 0));
    };
    for (std::size_t i = 0; i < core::most_items_beside; ++i) add(i);
    const auto all = beside({"domainListAllSnapshots"});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].children.at(0).children.size(), core::most_items_beside);
    add(core::most_items_beside);
    EXPECT_TRUE(beside({"domainListAllSnapshots"}).empty());
}

TEST_F(ACall, FindsADomainByItsUuidToo) {
    EXPECT_EQ(text(call("domainGetName", uuid_of(look_up("test"))).result, "value"), "test");
}

TEST_F(ACall, OfManyThreadsAtOnceGivesEachItsAnswer) {
    for (int i = 0; i < 4; ++i) define("vm" + std::to_string(i));
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, name = "vm" + std::to_string(i)] {
            for (int round = 0; round < 50; ++round)
                EXPECT_EQ(text(call("domainGetName", name).result, "value"), name);
        });
    }
}

TEST_F(ACall, WaitsWhileAsManyCallsAsMayBeAreInFlight) {
    core::Host narrow("alpha", uri, {10s, no_keep_alive, 1});
    const auto ask = [&](std::chrono::milliseconds patience) {
        return core::call({narrow, "test"}, row("domainGetInfo"), {}, in(patience));
    };
    std::optional other(narrow.link(Access::read_only).lease(in(10s)));
    const auto error = thrown_by<HostUnavailable>([&] { return ask(20ms); });
    EXPECT_THAT(error.what(), testing::HasSubstr("slow"));
    EXPECT_GT(error.retry_after(), 0ms);
    EXPECT_NO_THROW(static_cast<void>(
        core::call({narrow, "test"}, row("domainReboot"), {}, in(10s))));  // changes have a way of their own
    other.reset();
    EXPECT_NO_THROW(static_cast<void>(ask(10s)));
}

TEST_F(ACall, GoesOnAsSoonAsAnotherOneEnds) {
    core::Host narrow("alpha", uri, {10s, no_keep_alive, 1});
    std::optional other(narrow.link(Access::read_only).lease(in(10s)));
    std::latch waits(1);
    std::jthread second([&] {
        waits.count_down();
        EXPECT_NO_THROW(static_cast<void>(core::call({narrow, "test"}, row("domainGetInfo"), {}, in(30s))));
    });
    waits.wait();
    other.reset();
}

TEST_F(ACall, GivesItsConnectionBackWhenItFails) {
    core::Host narrow("alpha", uri, {10s, no_keep_alive, 1});
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(static_cast<void>(core::call({narrow, "none"}, row("domainGetInfo"), {}, in(10s))),
                     core::LibvirtError);
        EXPECT_THROW(static_cast<void>(core::call({narrow, "test"}, row("domainInterfaceStats"), {}, in(10s))),
                     core::ArgumentError);
    }
    EXPECT_NO_THROW(static_cast<void>(core::call({narrow, "test"}, row("domainGetInfo"), {}, in(10s))));
}

TEST_F(ACall, ToAHostThatCannotBeReachedSaysWhenToTryAgain) {
    core::Host dead("dead", "test:///no/such/file.xml", settings);
    const auto error = thrown_by<HostUnavailable>([&] {
        return core::call({dead, "test"}, row("domainGetInfo"), {}, in(10s));
    });
    EXPECT_FALSE(error.timed_out());
    EXPECT_GT(error.retry_after(), 0ms);
    EXPECT_STRNE(error.what(), "");
}

}  // namespace
