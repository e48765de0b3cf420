#include "core/encoding.h"

#include <gtest/gtest.h>

#include <array>

namespace {

using core::parse_cpu_set;

std::string read_back(std::string_view text, unsigned limit = 64) {
    const auto bitmap = parse_cpu_set(text, limit);
    return bitmap ? core::cpu_set(*bitmap) : "none";
}

TEST(ASetOfCpus, IsReadAsLibvirtWritesIt) {
    EXPECT_EQ(read_back("0"), "0");
    EXPECT_EQ(read_back("0-3"), "0-3");
    EXPECT_EQ(read_back("0-3,^2"), "0-1,3");
    EXPECT_EQ(read_back("^2,0-3"), "0-3") << "in the order in which it stands";
    EXPECT_EQ(read_back("8,1,2"), "1-2,8");
    EXPECT_EQ(read_back("0-7,^1,^3"), "0,2,4-7");
    EXPECT_EQ(read_back("63"), "63") << "the last below the limit";
    EXPECT_EQ(parse_cpu_set("8", 64)->size(), 2U) << "as long as it must be";
}

TEST(ASetOfCpus, IsRefusedIfItIsNone) {
    for (const std::string_view text :
         {"",   ",",   "1,",   ",1", "-1",   "1-",   "3-1", "a",    "1 ",         " 1",
          "+1", "0x1", "1--2", "^",  "^1-2", "0,^0", "64",  "0-64", "4294967296", "1;2"})
        EXPECT_EQ(read_back(text), "none") << text;
}

TEST(Base64, IsThatOfRfc4648) {
    const auto bytes = [](std::string_view text) { return std::vector<unsigned char>(text.begin(), text.end()); };
    for (const auto& [plain, encoded] : {std::pair<std::string_view, std::string_view>{"", ""},
                                         {"f", "Zg=="},
                                         {"fo", "Zm8="},
                                         {"foo", "Zm9v"},
                                         {"foobar", "Zm9vYmFy"}}) {
        EXPECT_EQ(core::encode_base64(bytes(plain)), encoded);
        ASSERT_TRUE(core::decode_base64(encoded)) << encoded;
        EXPECT_EQ(*core::decode_base64(encoded), bytes(plain));
    }
    std::vector<unsigned char> all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<unsigned char>(i);
    EXPECT_EQ(*core::decode_base64(core::encode_base64(all)), all);
    for (const std::string_view wrong : {"Z", "Zg", "Zg=", "Zg==\n", "Z-8=", "Zg== ", "====", "Zm9vYmF"})
        EXPECT_FALSE(core::decode_base64(wrong)) << wrong;
}

TEST(Hexadecimal, HasTwoDigitsForEachByte) {
    EXPECT_EQ(core::hexadecimal(std::array<unsigned char, 4>{0x00, 0x0F, 0xA0, 0xFF}), "000fa0ff");
    EXPECT_EQ(core::hexadecimal({}), "");
}

}  // namespace
