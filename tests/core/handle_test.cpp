#include "core/handle.h"

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using ADomainHandle = tests::TestDriver;

// Gives the test's connection up. libvirt tells whether somebody still holds it, as each domain object does.
bool is_last_reference(core::ConnectHandle& connection) {
    return virConnectClose(connection.release()) == 0;
}

TEST_F(ADomainHandle, HoldsItsConnectionWhileItLives) {
    const auto domain = look_up("test");
    EXPECT_FALSE(is_last_reference(libvirt));
}

TEST_F(ADomainHandle, IsFreedWhenItsScopeEnds) {
    { const auto domain = look_up("test"); }
    EXPECT_TRUE(is_last_reference(libvirt));
}

TEST_F(ADomainHandle, IsFreedWhenAnExceptionLeavesItsScope) {
    try {
        const auto domain = look_up("test");
        throw std::runtime_error("out of here");
    } catch (const std::runtime_error&) {
        EXPECT_TRUE(is_last_reference(libvirt));
    }
}

TEST_F(ADomainHandle, CanBeSharedAndLivesUntilTheLastOwnerLetsGo) {
    auto first = look_up("test");
    auto second = core::share(first.get());
    EXPECT_EQ(second.get(), first.get());
    first.reset();
    EXPECT_STREQ(virDomainGetName(second.get()), "test");
    second.reset();
    EXPECT_TRUE(is_last_reference(libvirt));
}

TEST_F(ADomainHandle, OfNothingSharesNothing) {
    EXPECT_EQ(core::share(nullptr), nullptr);
}

TEST_F(ADomainHandle, IsFreedByTheCommandThatReturnedIt) {
    const auto xml = "<domain type='test'><name>new</name><memory>65536</memory><os><type>hvm</type></os></domain>";
    static_cast<void>(row("domainDefineXML").run({libvirt.get(), nullptr}, tests::given({{"xml", xml}})));
    EXPECT_TRUE(is_last_reference(libvirt));
}

TEST_F(ADomainHandle, IsLeftToItsOwnerByACommandThatFails) {
    auto domain = look_up("test");
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(static_cast<void>(row("domainCreate").run({libvirt.get(), domain.get()}, {})),
                     core::LibvirtError);
    }
    EXPECT_STREQ(virDomainGetName(domain.get()), "test");
    domain.reset();
    EXPECT_TRUE(is_last_reference(libvirt));
}

TEST_F(ADomainHandle, IsFreedAfterTheErrorOfItsCallWasRead) {
    try {
        const auto domain = look_up("test");
        ASSERT_EQ(virDomainDestroy(domain.get()), 0);
        if (virDomainDestroy(domain.get()) < 0) core::throw_last_error("virDomainDestroy");
        FAIL() << "a domain cannot be destroyed twice";
    } catch (const core::LibvirtError& error) {
        EXPECT_EQ(error.code(), VIR_ERR_OPERATION_INVALID);
        EXPECT_EQ(error.call(), "virDomainDestroy");
        EXPECT_STRNE(error.what(), "");
    }
}

}  // namespace
