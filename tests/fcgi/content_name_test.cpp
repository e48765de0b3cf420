// What hosts call their bytes, made harmless.
#include "fcgi/content_name.h"

#include <gmock/gmock.h>

namespace {

using fcgi::attachment;
using fcgi::content_type;

TEST(AContentType, IsTheHostsForPictures) {
    EXPECT_EQ(content_type("image/png"), "image/png");
    EXPECT_EQ(content_type("image/x-portable-pixmap"), "image/x-portable-pixmap");
}

TEST(AContentType, IsPlainBytesForAnythingElse) {
    for (const char* said : {"", "image/", "text/html", "image/svg+xml", "image/png\r\nX: y", "image/png; a=b",
                             "IMAGE/PNG", "xml", "image/a b", "image/a/b"}) {
        EXPECT_EQ(content_type(said), "application/octet-stream") << said;
    }
    EXPECT_EQ(content_type("image/" + std::string(100, 'x')), "application/octet-stream");
}

TEST(AnAttachment, HasItsName) {
    EXPECT_EQ(attachment("disk-1.img"), "attachment; filename=\"disk-1.img\"; filename*=UTF-8''disk-1.img");
}

TEST(AnAttachment, IsSafeWhateverItsName) {
    EXPECT_EQ(attachment("a\"; x=\"b\r\n/\\é%"),
              "attachment; filename=\"a___x__b_______\"; filename*=UTF-8''a%22%3B%20x%3D%22b%0D%0A%2F%5C%C3%A9%25");
    EXPECT_EQ(attachment("\xff"), "attachment; filename=\"_\"");
}

}  // namespace
