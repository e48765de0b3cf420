#include "fcgi/status.h"

#include <gtest/gtest.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "core/api/metadata.h"

namespace {

TEST(ALibvirtError, BecomesTheStatusThatSaysWhoseFaultItIs) {
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_NO_DOMAIN), 404);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_NO_DEVICE), 404);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_OPERATION_DENIED), 403);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_ACCESS_DENIED), 403);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_OPERATION_INVALID), 409);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_DOM_EXIST), 409);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_INVALID_ARG), 400);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_XML_ERROR), 400);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_NO_SUPPORT), 501);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_OPERATION_TIMEOUT), 504);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_INTERNAL_ERROR), 502);
    EXPECT_EQ(fcgi::status_of_libvirt_error(VIR_ERR_OK), 502);
    EXPECT_EQ(fcgi::status_of_libvirt_error(1'000'000), 502);
    EXPECT_EQ(fcgi::status_of_libvirt_error(-1), 502);
}

// A name that libvirt does not have would map nothing, and nobody would see it: so it is read from the source.
TEST(TheTableOfErrors, HasOnlyNamesThatLibvirtHas) {
    std::ifstream file(SOURCE_FOLDER "/fcgi/status.cpp");
    const std::string source(std::istreambuf_iterator<char>(file), {});
    const auto& known = core::api::find_enum("virErrorNumber")->constants;
    const std::string mark = "Mapping{\"";
    int rows = 0;
    for (auto at = source.find(mark); at != std::string::npos; at = source.find(mark, at + 1), ++rows) {
        const auto from = at + mark.size();
        const std::string name = source.substr(from, source.find('"', from) - from);
        const int status = std::stoi(source.substr(from + name.size() + std::string("\", ").size()));
        const auto constant = std::ranges::find(known, name, &core::api::Constant::name);
        ASSERT_NE(constant, known.end()) << name;
        EXPECT_EQ(fcgi::status_of_libvirt_error(static_cast<int>(constant->value)), status) << name;
    }
    EXPECT_GT(rows, 30);
}

TEST(EachStatusOfTheTable, HasAPhrase) {
    for (const auto& constant : core::api::find_enum("virErrorNumber")->constants) {
        EXPECT_NE(fcgi::phrase(fcgi::status_of_libvirt_error(static_cast<int>(constant.value))), "Unknown")
            << constant.name;
    }
    EXPECT_EQ(fcgi::phrase(404), "Not Found");
    EXPECT_EQ(fcgi::phrase(299), "Unknown");
}

TEST(ALibvirtError, IsToldByItsName) {
    EXPECT_EQ(fcgi::libvirt_error_name(VIR_ERR_NO_DOMAIN), "VIR_ERR_NO_DOMAIN");
    EXPECT_EQ(fcgi::libvirt_domain_name(VIR_FROM_QEMU), "VIR_FROM_QEMU");
    EXPECT_EQ(fcgi::libvirt_error_name(1'000'000), "");
    EXPECT_EQ(fcgi::libvirt_domain_name(-5), "");
}

}  // namespace
