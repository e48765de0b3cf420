// Answers that are made while the client waits, and bodies that nobody reads before they are wanted.
#include <gmock/gmock.h>

#include <future>
#include <semaphore>
#include <thread>

#include "tests/fcgi/captured_log.h"
#include "tests/fcgi/wire.h"

namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using tests::FastCgiClient;
using tests::Record;
using tests::record;

// /count: bytes as many as the query says, then an end; /fail: the same, then a failure; /body: how large the body
// was.
class AResponderThatStreams : public tests::Wire {
  protected:
    AResponderThatStreams() : Wire(1) {}
    ~AResponderThatStreams() override {
        go_on.release(1000);
        responder.stop(false);
        responder.join();
        while (errands.count() > 0) std::this_thread::yield();  // the handler below is this class's
    }

    fcgi::Response answer(const fcgi::Request& request) override {
        if (request.path == "/body") return of_body(request);
        if (request.path != "/count" && request.path != "/fail") return Wire::answer(request);
        const bool fails = request.path == "/fail";
        fcgi::Response later;
        later.later = [this, fails, left = std::stoul(std::string(request.query))] {
            begun.release();
            fcgi::Response response{200, {{"Content-Type", "application/octet-stream"}}, ""};
            response.source = [this, fails, left](std::span<char> room) mutable {
                const std::size_t now = std::min(left, room.size());
                std::fill_n(room.begin(), now, 'x');
                left -= now;
                if (now == 0 && fails) throw std::runtime_error("the host is gone");
                if (now != 0 && waits) go_on.acquire();
                return now;
            };
            return response;
        };
        return later;
    }

    fcgi::Response of_body(const fcgi::Request& request) {
        if (request.unread == nullptr) return {200, {}, "read: " + std::to_string(request.body.size())};
        fcgi::Response later;
        later.later = [&request, this] {
            begun.release();
            std::vector<char> room(10'000);
            std::size_t all = 0;
            try {
                for (std::size_t got = room.size(); got == room.size();) all += got = request.unread->read(room);
            } catch (const fcgi::BrokenBody& error) {
                broken.set_value(error.what());
                return fcgi::Response{400, {}, error.what()};
            }
            return fcgi::Response{200, {}, "flowed: " + std::to_string(all)};
        };
        return later;
    }

    static tests::Parameters bulk(const std::string& path) {
        auto parameters = tests::post(path);
        std::erase_if(parameters, [](const auto& each) { return each.first == "CONTENT_TYPE"; });
        parameters.emplace_back("CONTENT_TYPE", "application/octet-stream");
        return parameters;
    }
    static tests::Parameters count(const std::string& path, const std::string& bytes) {
        auto parameters = tests::get(path);
        parameters.emplace_back("QUERY_STRING", bytes);
        return parameters;
    }
    void wait_until_begun() {
        if (!begun.try_acquire_for(30s)) throw std::runtime_error("the stream never began");
    }
    void wait_until_ended() const {
        const auto end = std::chrono::steady_clock::now() + 30s;
        while (errands.count() > 0) {
            if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the stream never ended");
            std::this_thread::yield();
        }
    }

    std::atomic<bool> waits = false;
    std::counting_semaphore<> begun{0};
    std::counting_semaphore<> go_on{0};
    std::promise<std::string> broken;
};

TEST_F(AResponderThatStreams, SendsAllThatTheSourceGives) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{1'000'003}}) {
        const auto answer = ask(tests::request(count("/count", std::to_string(size))));
        EXPECT_TRUE(answer.has_ended);
        EXPECT_EQ(answer.header("Status"), "200 OK");
        EXPECT_EQ(answer.header("Content-Length"), "");
        EXPECT_TRUE(answer.body() == std::string(size, 'x')) << size;
    }
}

TEST_F(AResponderThatStreams, DoesNotEndAnAnswerWhoseSourceFails) {
    const tests::CapturedLog log(spdlog::level::info);
    const auto answer = ask(tests::request(count("/fail", "100000")));
    EXPECT_FALSE(answer.has_ended);
    wait_until_ended();
    EXPECT_THAT(log.lines(), Contains(HasSubstr("the host is gone")));
    expect_still_serving();
}

TEST_F(AResponderThatStreams, ServesOthersMeanwhileOnItsOnlyThread) {
    waits = true;
    const FastCgiClient slow(listener.path());
    slow.send(tests::request(count("/count", "10")));
    wait_until_begun();
    expect_still_serving();
    EXPECT_EQ(errands.count(), 1);
    go_on.release(2);
    EXPECT_EQ(slow.read_all().body(), "xxxxxxxxxx");
}

TEST_F(AResponderThatStreams, EndsTheStreamOfAClientWhoHasGone) {
    waits = true;
    {
        const FastCgiClient client(listener.path());
        client.send(tests::request(count("/count", "99999999999")));
        wait_until_begun();
    }
    go_on.release(100);
    wait_until_ended();
}

TEST_F(AResponderThatStreams, FinishesStreamsAfterItWasStopped) {
    waits = true;
    const FastCgiClient client(listener.path());
    client.send(tests::request(count("/count", "10")));
    wait_until_begun();
    responder.stop(false);
    responder.join();
    EXPECT_EQ(errands.count(), 1);
    go_on.release(2);
    EXPECT_EQ(client.read_all().body(), "xxxxxxxxxx");
    pollfd ended{errands.descriptor(), POLLIN, 0};
    EXPECT_EQ(poll(&ended, 1, 30'000), 1);
}

TEST_F(AResponderThatStreams, ReadsABodyOfBytesWhenItIsWanted) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{10'000}, 5 * body_limit}) {
        const auto answer = ask(tests::request(bulk("/body"), std::string(size, 'y')));
        EXPECT_EQ(answer.body(), "flowed: " + std::to_string(size));
        EXPECT_TRUE(answer.has_ended);
    }
}

TEST_F(AResponderThatStreams, ReadsABodyWhoseSizeNobodyPromised) {
    const auto answer = ask(tests::begin() + record(Record::params, tests::pairs(bulk("/body"))) +
                            record(Record::params) + record(Record::stdin_, std::string(60'000, 'y')) +
                            record(Record::stdin_, std::string(123, 'y')) + record(Record::stdin_));
    EXPECT_EQ(answer.body(), "flowed: 60123");
}

TEST_F(AResponderThatStreams, NoticesABodyThatBreaksOff) {
    auto parameters = bulk("/body");
    parameters.emplace_back("CONTENT_LENGTH", "100000");
    {
        const FastCgiClient client(listener.path());
        client.send(tests::begin() + record(Record::params, tests::pairs(parameters)) + record(Record::params) +
                    record(Record::stdin_, std::string(60'000, 'y')));
        wait_until_begun();
    }
    EXPECT_EQ(broken.get_future().get(), "the body broke off after 60000 bytes");
    wait_until_ended();
}

TEST_F(AResponderThatStreams, NoticesABodyThatEndsTooSoon) {
    auto parameters = bulk("/body");
    parameters.emplace_back("CONTENT_LENGTH", "100000");
    const auto answer = ask(tests::begin() + record(Record::params, tests::pairs(parameters)) +
                            record(Record::params) + record(Record::stdin_, "short") + record(Record::stdin_));
    EXPECT_EQ(answer.header("Status"), "400 Bad Request");
}

TEST_F(AResponderThatStreams, AnswersWithoutReadingABodyThatNobodyWants) {
    const FastCgiClient client(listener.path());
    client.send_what_is_taken(tests::request(bulk("/vm"), std::string(20 * body_limit, 'y')));
    EXPECT_EQ(client.read_all().body(), "POST /virt /vm? ");
    expect_still_serving();
}

TEST_F(AResponderThatStreams, TakesNoBodyOfNothingForOneToBeRead) {
    EXPECT_EQ(ask(tests::request(bulk("/body"), "")).body(), "read: 0");
}

}  // namespace
