#include "core/handle.h"

#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using ADomainHandle = tests::TestDriver;

// virConnectClose tells how many references to the connection are left, and each domain object holds one.
int references_left(virConnectPtr connection) {
    virConnectRef(connection);
    return virConnectClose(connection);
}

TEST_F(ADomainHandle, IsFreedWhenItsScopeEnds) {
    ASSERT_EQ(references_left(libvirt.get()), 1);
    {
        const auto domain = look_up("test");
        EXPECT_EQ(references_left(libvirt.get()), 2);
    }
    EXPECT_EQ(references_left(libvirt.get()), 1);
}

TEST_F(ADomainHandle, IsFreedWhenAnExceptionLeavesItsScope) {
    try {
        const auto domain = look_up("test");
        throw std::runtime_error("out of here");
    } catch (const std::runtime_error&) {}
    EXPECT_EQ(references_left(libvirt.get()), 1);
}

TEST_F(ADomainHandle, CanBeSharedAndLivesUntilTheLastOwnerLetsGo) {
    auto first = look_up("test");
    const auto second = core::share(first.get());
    EXPECT_EQ(second.get(), first.get());
    first.reset();
    EXPECT_STREQ(virDomainGetName(second.get()), "test");
    EXPECT_EQ(references_left(libvirt.get()), 2);
}

TEST_F(ADomainHandle, OfNothingSharesNothing) { EXPECT_EQ(core::share(nullptr), nullptr); }

TEST_F(ADomainHandle, IsFreedByTheCommandThatReturnedIt) {
    const auto xml = "<domain type='test'><name>new</name><memory>65536</memory><os><type>hvm</type></os></domain>";
    static_cast<void>(row("domainDefineXML").run({libvirt.get(), nullptr}, tests::given({{"xml", xml}})));
    EXPECT_EQ(references_left(libvirt.get()), 1);
}

TEST_F(ADomainHandle, OutlivesACommandThatFails) {
    const auto domain = look_up("test");
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(static_cast<void>(row("domainCreate").run({libvirt.get(), domain.get()}, {})), core::LibvirtError);
    }
    EXPECT_EQ(references_left(libvirt.get()), 2);
}

TEST_F(ADomainHandle, IsNotNeededToRememberTheErrorThatItsCallLeft) {
    try {
        const auto domain = look_up("test");
        if (virDomainCreate(domain.get()) < 0) core::throw_last_error("virDomainCreate");   // freed after the error was read
        FAIL() << "a running domain cannot be created";
    } catch (const core::LibvirtError& error) {
        EXPECT_EQ(error.code(), VIR_ERR_OPERATION_INVALID);
        EXPECT_EQ(error.call(), "virDomainCreate");
        EXPECT_STRNE(error.what(), "");
    }
}

}  // namespace
