// The responder's life: many clients, a last request, an end.
#include "fcgi/responder.h"

#include <gmock/gmock.h>

#include <future>
#include <latch>
#include <semaphore>
#include <thread>

#include "tests/fcgi/wire.h"

namespace {

using namespace std::chrono_literals;
using tests::FastCgiClient;

using AResponder = tests::Wire;

TEST_F(AResponder, ServesManyClientsAtOnce) {
    std::vector<std::jthread> clients;
    for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&, path = "/vm" + std::to_string(i)] {
            for (int round = 0; round < 25; ++round)
                EXPECT_EQ(ask(tests::request(tests::get(path))).body(), "GET /virt " + path + "? ");
        });
    }
    clients.clear();
    EXPECT_EQ(handled, 200);
}

TEST_F(AResponder, SendsNoBodyToHead) {
    const auto answer = ask(tests::request({{"REQUEST_METHOD", "HEAD"}, {"PATH_INFO", "/vm"}}));
    EXPECT_EQ(answer.body(), "");
    EXPECT_EQ(answer.header("Content-Length"), "11");
}

// Says "not modified" to who names a tag.
class AResponderWithTags : public tests::Wire {
  protected:
    fcgi::Response answer(const fcgi::Request& request) override {
        if (request.if_none_match.empty()) return Wire::answer(request);
        return {fcgi::status_not_modified, {{"ETag", std::string(request.if_none_match)}}, ""};
    }
};

TEST_F(AResponderWithTags, SendsNoLengthWhereThereIsNoBodyToHave) {
    auto parameters = tests::get("/vm");
    const auto whole = ask(tests::request(parameters));
    EXPECT_NE(whole.body(), "");
    EXPECT_EQ(whole.header("Content-Length"), std::to_string(whole.body().size()));
    parameters.emplace_back("HTTP_IF_NONE_MATCH", "W/\"a\", \"b\"");
    const auto answer = ask(tests::request(parameters));
    EXPECT_EQ(answer.header("Status"), "304 Not Modified");
    EXPECT_EQ(answer.header("ETag"), "W/\"a\", \"b\"");
    EXPECT_EQ(answer.header("Content-Length"), "");
    EXPECT_EQ(answer.body(), "");
    EXPECT_TRUE(answer.has_ended);
}

TEST_F(AResponder, ClosesTheConnectionAfterEachAnswer) {
    EXPECT_TRUE(ask(tests::request(tests::get("/vm"))).has_ended);
}

TEST_F(AResponder, EndsWhenItIsToldTo) {
    EXPECT_FALSE(has_stopped(0));
    responder.stop(false);
    EXPECT_TRUE(has_stopped(0));
    responder.join();
}

TEST_F(AResponder, MayBeStoppedTwiceAndFromManyThreads) {
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([&] { responder.stop(true); });
    }
    responder.join();
}

// Its handler waits until the test lets it go on.
class ABusyResponder : public tests::Wire {
  protected:
    ABusyResponder() : Wire(1) {}
    ~ABusyResponder() override {
        let_go.release(100);
        responder.stop(false);
        responder.join();  // the handler below is this class's
    }
    fcgi::Response answer(const fcgi::Request& request) override {
        begun.release();
        let_go.acquire();
        return Wire::answer(request);
    }
    void wait_until_begun() {
        if (!begun.try_acquire_for(30s)) throw std::runtime_error("the request never reached the handler");
    }
    std::counting_semaphore<> begun{0};
    std::counting_semaphore<> let_go{0};
};

TEST_F(ABusyResponder, FinishesTheRequestThatIsUnderWay) {
    const FastCgiClient client(listener.path());
    client.send(tests::request(tests::get("/vm")));
    wait_until_begun();
    responder.stop(false);
    auto ended = std::async(std::launch::async, [&] { responder.join(); });
    EXPECT_EQ(ended.wait_for(50ms), std::future_status::timeout);
    let_go.release();
    EXPECT_EQ(client.read_all().body(), "GET /virt /vm? ");
    EXPECT_EQ(ended.wait_for(30s), std::future_status::ready);
}

TEST_F(ABusyResponder, AnswersThoseWhoWaitInItsSocketWhenNobodyElseWill) {
    const FastCgiClient first(listener.path());
    first.send(tests::request(tests::get("/first")));
    wait_until_begun();
    const FastCgiClient second(listener.path());
    second.send(tests::request(tests::get("/second")));
    responder.stop(true);
    let_go.release(2);
    EXPECT_EQ(first.read_all().body(), "GET /virt /first? ");
    EXPECT_EQ(second.read_all().body(), "GET /virt /second? ");
    responder.join();
}

// It takes one more, which may be the connection that the thread was woken for.
TEST_F(ABusyResponder, LeavesThoseWhoWaitInItsSocketToItsSuccessor) {
    const FastCgiClient first(listener.path());
    first.send(tests::request(tests::get("/first")));
    wait_until_begun();
    const FastCgiClient second(listener.path());
    second.send(tests::request(tests::get("/second")));
    const FastCgiClient third(listener.path());
    third.send(tests::request(tests::get("/third")));
    responder.stop(false);
    let_go.release(2);
    EXPECT_EQ(first.read_all().body(), "GET /virt /first? ");
    EXPECT_EQ(second.read_all().body(), "GET /virt /second? ");
    responder.join();
    EXPECT_EQ(handled, 2);
    let_go.release();
    const fcgi::Responder successor({listener.descriptor(), 1, 0, {}}, errands,
                                    [this](const fcgi::Request& request) { return answer(request); });
    EXPECT_EQ(third.read_all().body(), "GET /virt /third? ");
}

TEST_F(ABusyResponder, TellsThatAThreadStillHangsInACall) {
    const FastCgiClient client(listener.path());
    client.send(tests::request(tests::get("/vm")));
    wait_until_begun();
    responder.stop(false);
    EXPECT_FALSE(responder.join_until(std::chrono::steady_clock::now() + 20ms));
    let_go.release();
    EXPECT_TRUE(responder.join_until(std::chrono::steady_clock::now() + 30s));
    EXPECT_EQ(client.read_all().body(), "GET /virt /vm? ");
}

class AResponderOfThreeRequests : public tests::Wire {
  protected:
    AResponderOfThreeRequests() : Wire(2, 3) {}
};

TEST_F(AResponderOfThreeRequests, EndsAfterTheThird) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(has_stopped(0));
        expect_still_serving();
    }
    EXPECT_TRUE(has_stopped(30'000));
    responder.join();
    EXPECT_EQ(handled, 3);
}

}  // namespace
