#include "fcgi/message.h"

#include <gtest/gtest.h>

namespace {

TEST(AKeptRequest, HasTextsOfItsOwn) {
    fcgi::UnreadBody unread;
    std::string text(100, 'x');
    fcgi::Request request;
    request.method = request.body = request.prefer = request.doubled = text;
    request.is_body_too_large = true;
    request.unread = &unread;
    const fcgi::KeptRequest kept(request);
    text.assign(100, 'y');
    const std::string expected(100, 'x');
    const auto& got = kept.get();
    for (const auto each : {got.method, got.body, got.prefer, got.doubled}) EXPECT_EQ(each, expected);
    EXPECT_TRUE(got.path.empty());
    EXPECT_TRUE(got.is_body_too_large);
    EXPECT_EQ(got.unread, nullptr);
}

}  // namespace
