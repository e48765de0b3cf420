// Who this machine is.
#include "discovery/host_identity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace {

using discovery::choose_host_uuid;

constexpr const char* one = "6d6e4a7c-0001-4b1e-8c5d-0123456789ab";
constexpr const char* other = "11111111-2222-3333-4444-555555555555";
constexpr const char* machine_id = "0123456789abcdef0123456789abcdef";

TEST(AHostsUuid, IsTheOneThatWasGivenThenLibvirtsThenTheMachines) {
    EXPECT_EQ(choose_host_uuid(one, other, machine_id), one);
    EXPECT_EQ(choose_host_uuid("", other, machine_id), other);
    EXPECT_EQ(choose_host_uuid("", "", machine_id), "01234567-89ab-cdef-0123-456789abcdef");
}

TEST(AHostsUuid, IsInLowerCase) {
    EXPECT_EQ(choose_host_uuid("6D6E4A7C-0001-4B1E-8C5D-0123456789AB", "", ""), one);
}

TEST(AHostsUuid, IsEmptyWhenNobodyKnowsOne) {
    EXPECT_EQ(choose_host_uuid("", "", ""), "");
    EXPECT_EQ(choose_host_uuid("", "nonsense", "uninitialized"), "");
    EXPECT_EQ(choose_host_uuid("", "", "0123456789abcdef0123456789abcde"), "");
    EXPECT_EQ(choose_host_uuid("", "", "0123456789abcdef0123456789abcdeff"), "");
    EXPECT_EQ(choose_host_uuid("", "", "0123456789abcdef0123456789abcdeg"), "");
}

TEST(AMachineId, IsTheFirstLineOfItsFileOrEmpty) {
    std::string file = testing::TempDir() + "machine-id-XXXXXX";
    close(mkstemp(file.data()));
    std::ofstream(file) << machine_id << "\nmore\n";
    EXPECT_EQ(discovery::read_machine_id(file.c_str()), machine_id);
    unlink(file.c_str());
    EXPECT_EQ(discovery::read_machine_id(file.c_str()), "");
}

TEST(AHostName, IsNeverEmptyAndHasNoDot) {
    const std::string name = discovery::first_label_of_host_name();
    EXPECT_FALSE(name.empty());
    EXPECT_EQ(name.find('.'), std::string::npos);
}

}  // namespace
