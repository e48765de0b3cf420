// Commands that move bytes, from the request to the answer.
#include <gmock/gmock.h>
#include <libvirt/virterror.h>

#include "core/transfer.h"
#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/scene.h"

namespace {

using core::Command;
using core::Effect;
using core::Flow;
using core::Node;
using core::Target;
using core::Who;
using fcgi::Response;
using testing::Contains;
using testing::HasSubstr;

constexpr std::string_view screen = "/client1/test/domainScreenshot";

std::string drain(const Response& response) {
    std::string all;
    std::string room(1000, '\0');
    while (const std::size_t got = response.source(room)) all.append(room, 0, got);
    return all;
}

class AStreamOfBytes : public tests::Scene {
  protected:
    // The whole of it, as the responder has it made.
    [[nodiscard]] Response whole(const fcgi::Request& made) const {
        Response response = handle(made);
        if (response.later) response = Response(response.later());
        if (response.source) response.body = drain(response);
        return response;
    }
};

TEST_F(AStreamOfBytes, IsThePictureOfAScreen) {
    const auto made = request("GET", screen, "screen=0");
    const Response response = whole(made);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(tests::header(response, "Content-Type"), "image/png");
    EXPECT_EQ(tests::header(response, "Content-Disposition"), "");
    EXPECT_EQ(tests::header(response, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(response.body.substr(1, 3), "PNG");
}

TEST_F(AStreamOfBytes, IsNotSentToHead) {
    const Response response = handle(request("HEAD", screen, "screen=0"));
    EXPECT_EQ(tests::header(response, "Content-Type"), "image/png");
    EXPECT_FALSE(response.later);
}

TEST_F(AStreamOfBytes, IsRefusedWhereItsTypeIs) {
    auto made = request("GET", screen, "screen=0");
    made.accept = "text/html";
    EXPECT_EQ(whole(made).status, 406);
    made.accept = "image/*";
    EXPECT_EQ(whole(made).status, 200);
}

TEST_F(AStreamOfBytes, IsForNobodyWhoMayNotWrite) {
    auto made = request("GET", screen, "screen=0");
    made.read_only = "on";
    EXPECT_EQ(whole(made).status, 403);
}

TEST_F(AStreamOfBytes, WaitsForAPlaceAmongAFew) {
    const auto made = request("GET", screen, "screen=0");
    std::vector<Response> held;
    for (int i = 0; i < 4; ++i) held.push_back(handle(made));
    const Response refused = handle(made);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(tests::header(refused, "Retry-After"), "2");
    EXPECT_EQ(get("/client1/test/domainGetInfo").status, 200);
    held.pop_back();
    EXPECT_EQ(whole(made).status, 200);
}

// A row that takes bytes, on a libvirt that has no volumes: what is checked before the first of them is sent.
core::Outcome never(const core::Object& /*object*/, const core::Arguments& /*arguments*/) {
    throw core::LibvirtError("virStorageVolUpload", 0, VIR_ERR_NO_STORAGE_VOL, "it was opened");
}
constexpr std::array five{core::Input::none, core::Input::none, core::Input::integer, core::Input::integer,
                          core::Input::flags};
const std::array upload_table{Command{.name = "storageVolUpload",
                                      .function = "virStorageVolUpload",
                                      .target = Target::host,
                                      .effect = Effect::change,
                                      .who = Who::admin,
                                      .inputs_by_type = five,
                                      .call = never,
                                      .flow = Flow::to_host}};

class AnUpload : public tests::Scene {
  protected:
    AnUpload() : Scene(upload_table) {}

    [[nodiscard]] fcgi::Request upload() const {
        auto made = request("POST", "/-/hosts/alpha/storageVolUpload", "offset=0&length=0");
        made.content_type = "application/octet-stream";
        made.unread = &body_;
        return made;
    }

  private:
    fcgi::UnreadBody body_{3, [](std::span<char> /*room*/) -> std::size_t {
                               ADD_FAILURE() << "the body was read";
                               return 0;
                           }};
};

TEST_F(AnUpload, IsOpenedBeforeItsBodyIsRead) {
    const Response response = handle(upload());
    EXPECT_EQ(response.status, 404);
    EXPECT_THAT(response.body, HasSubstr("it was opened"));
}

TEST_F(AnUpload, IsRefusedToOtherSitesBeforeAnything) {
    auto made = upload();
    made.origin = "https://elsewhere.example";
    EXPECT_EQ(handle(made).status, 403);
}

TEST_F(AnUpload, IsRefusedOnReadOnlySites) {
    auto made = upload();
    made.read_only = "on";
    EXPECT_EQ(handle(made).status, 403);
}

TEST_F(AnUpload, TakesNoOtherBody) {
    auto made = upload();
    made.unread = nullptr;
    EXPECT_EQ(handle(made).status, 400);
    made.content_type = "application/xml";
    made.body = "<volume/>";
    EXPECT_EQ(handle(made).status, 415);
}

TEST_F(AnUpload, IsNothingForGet) {
    EXPECT_EQ(get("/-/hosts/alpha/storageVolUpload", "offset=0&length=0").status, 405);
}

TEST_F(AStreamOfBytes, IsNotTakenByOtherCommands) {
    fcgi::UnreadBody body{3, {}};
    auto made = request("POST", "/client1/test/domainSuspend");
    made.content_type = "application/octet-stream";
    made.unread = &body;
    EXPECT_EQ(handle(made).status, 415);
    EXPECT_EQ(state_of(), VIR_DOMAIN_RUNNING);
}

}  // namespace
