// What may come over the wire, whole, in pieces, broken, or not at all.
#include <gmock/gmock.h>

#include <thread>

#include "tests/fcgi/wire.h"

namespace {

using testing::HasSubstr;
using tests::FastCgiClient;
using tests::Record;
using tests::record;

using ARequest = tests::Wire;

TEST_F(ARequest, ArrivesInOneWrite) {
    const auto answer = ask(tests::request(tests::get("/client1/vm1")));
    EXPECT_TRUE(answer.has_ended);
    EXPECT_EQ(answer.header("Status"), "200 OK");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.header("Content-Length"), std::to_string(answer.body().size()));
    EXPECT_EQ(answer.body(), "GET /virt /client1/vm1? ");
}

TEST_F(ARequest, ArrivesByteByByte) {
    const FastCgiClient client(listener.path());
    for (const char byte : tests::request(tests::post("/client1/vm1"), "memory=1")) client.send({&byte, 1});
    EXPECT_EQ(client.read_all().body(), "POST /virt /client1/vm1? memory=1");
}

TEST_F(ARequest, MayHaveItsParametersSplitAnywhere) {
    auto parameters = tests::get("/vm");
    parameters.emplace_back("QUERY_STRING", std::string(300, 'q'));
    const std::string bytes = tests::pairs(parameters);
    for (std::size_t at = 1; at < bytes.size(); at += 7) {
        const auto answer =
            ask(tests::begin() + record(Record::params, bytes.substr(0, at)) +
                record(Record::params, bytes.substr(at)) + record(Record::params) + record(Record::stdin_));
        ASSERT_EQ(answer.body(), "GET /virt /vm?" + std::string(300, 'q') + " ") << at;
    }
}

TEST_F(ARequest, MayHaveItsBodySplitAnywhere) {
    auto parameters = tests::post("/vm");
    parameters.emplace_back("CONTENT_LENGTH", "6");
    const auto answer = ask(tests::begin() + record(Record::params, tests::pairs(parameters)) +
                            record(Record::params) + record(Record::stdin_, "a") + record(Record::stdin_, "bcd") +
                            record(Record::stdin_, "ef") + record(Record::stdin_));
    EXPECT_EQ(answer.body(), "POST /virt /vm? abcdef");
}

TEST_F(ARequest, MayHaveABodyAsLargeAsTheLimit) {
    const std::string body(body_limit, 'x');
    EXPECT_EQ(ask(tests::request(tests::post("/vm"), body)).body(), "POST /virt /vm? " + body);
}

TEST_F(ARequest, WithALargerBodyIsAnsweredWithoutIt) {
    const FastCgiClient client(listener.path());
    client.send_what_is_taken(tests::request(tests::post("/vm"), std::string(body_limit + 1, 'x')));
    EXPECT_EQ(client.read_all().body(), "POST /virt /vm? too large");
    expect_still_serving();
}

TEST_F(ARequest, WithAMuchLargerBodyIsAnsweredWithoutReadingItAll) {
    const FastCgiClient client(listener.path());
    client.send_what_is_taken(tests::request(tests::post("/vm"), std::string(20 * body_limit, 'x')));
    EXPECT_EQ(client.read_all().body(), "POST /virt /vm? too large");
    expect_still_serving();
}

TEST_F(ARequest, ThatPromisesATooLargeBodyIsAnsweredBeforeItComes) {
    auto parameters = tests::post("/vm");
    parameters.emplace_back("CONTENT_LENGTH", "99999999999999999");
    const FastCgiClient client(listener.path());
    client.send(tests::begin() + record(Record::params, tests::pairs(parameters)) + record(Record::params));
    client.finish();
    EXPECT_EQ(client.read_all().body(), "POST /virt /vm? too large");
}

TEST_F(ARequest, MayPromiseNoLengthAtAll) {
    const auto answer = ask(tests::begin() + record(Record::params, tests::pairs(tests::post("/vm"))) +
                            record(Record::params) + record(Record::stdin_, "abc") + record(Record::stdin_));
    EXPECT_EQ(answer.body(), "POST /virt /vm? abc");
}

TEST_F(ARequest, WithLessBodyThanPromisedIsNotHandled) {
    for (const std::string length : {"9", "7"}) {
        auto parameters = tests::post("/vm");
        parameters.emplace_back("CONTENT_LENGTH", length);
        EXPECT_EQ(ask(tests::request(parameters, "memory")).output, "");
    }
    EXPECT_EQ(handled, 0);
    expect_still_serving();
}

TEST_F(ARequest, WithMoreBodyThanPromisedIsNotHandled) {
    auto parameters = tests::post("/vm");
    parameters.emplace_back("CONTENT_LENGTH", "3");
    EXPECT_EQ(ask(tests::request(parameters, "memory")).output, "");
    EXPECT_EQ(handled, 0);
}

TEST_F(ARequest, WhoseClientIsGoneBeforeItWasWholeIsNotHandled) {
    const std::string whole = tests::request(tests::post("/vm"), "memory=1");
    for (std::size_t size = 0; size < whole.size(); size += 3) {
        const FastCgiClient client(listener.path());
        client.send(std::string_view(whole).substr(0, size));
        client.finish();
        EXPECT_EQ(client.read_all().output, "") << size;
    }
    EXPECT_EQ(handled, 0);
    expect_still_serving();
}

TEST_F(ARequest, WithoutABodyIsNotHandledEitherWhenItsClientIsGone) {
    const std::string whole = tests::request(tests::post("/vm"));
    const FastCgiClient client(listener.path());
    client.send(std::string_view(whole).substr(0, whole.size() - record(Record::stdin_).size()));
    client.finish();
    EXPECT_EQ(client.read_all().output, "");
    EXPECT_EQ(handled, 0);
}

TEST_F(ARequest, WhoseClientDoesNotWaitForTheAnswerHarmsNobody) {
    for (int i = 0; i < 20; ++i) {
        const FastCgiClient client(listener.path());
        client.send(tests::request(tests::post("/vm"), std::string(50'000, 'x')));
    }
    expect_still_serving();
}

TEST_F(ARequest, ThatIsAbortedIsNotHandled) {
    auto parameters = tests::post("/vm");
    const std::string head =
        tests::begin() + record(Record::params, tests::pairs(parameters)) + record(Record::params);
    EXPECT_EQ(ask(head + record(Record::abort)).output, "");
    EXPECT_EQ(ask(tests::begin() + record(Record::abort)).output, "");
    parameters.emplace_back("CONTENT_LENGTH", "8");
    EXPECT_EQ(ask(tests::begin() + record(Record::params, tests::pairs(parameters)) + record(Record::params) +
                  record(Record::stdin_, "memo") + record(Record::abort))
                  .output,
              "");
    EXPECT_EQ(handled, 0);
    expect_still_serving();
}

TEST_F(ARequest, MayComeAfterAManagementRecord) {
    const std::string names = tests::pairs({{"FCGI_MAX_CONNS", ""}, {"FCGI_MPXS_CONNS", ""}});
    const auto answer = ask(record(Record::get_values, names, 0) + tests::request(tests::get("/vm")));
    EXPECT_THAT(answer.types, testing::Contains(static_cast<std::uint8_t>(Record::get_values_result)));
    EXPECT_EQ(answer.body(), "GET /virt /vm? ");
}

TEST_F(ARequest, OfAnotherRoleIsNotHandledAsOne) {
    for (const char role : {char{0}, char{3}, char{9}}) {
        const FastCgiClient client(listener.path());
        client.send(record(Record::begin, std::string{0, role, 0, 0, 0, 0, 0, 0}));
        client.finish();
        static_cast<void>(client.read_all());
    }
    EXPECT_EQ(handled, 0);
    expect_still_serving();
}

TEST_F(ARequest, ThatIsGarbageIsNotHandled) {
    for (const std::string& bytes :
         {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string(1000, '\0'), std::string(1000, '\xFF'),
          record(Record::params, "junk"), record(Record::stdin_, "junk"), record(Record::end, "junk"),
          record(Record::begin, "x"), record(Record::begin), std::string("\x01\x01", 2),
          tests::begin() + record(Record::params, "\x7F\x7Fshort") + record(Record::params),
          tests::begin() + record(Record::params, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF") + record(Record::params),
          tests::begin() + record(Record::stdin_, "too early"), tests::begin() + tests::begin()}) {
        const FastCgiClient client(listener.path());
        client.send_what_is_taken(bytes);
        client.finish();
        EXPECT_EQ(client.read_all().output, "");
    }
    EXPECT_EQ(handled, 0);
    expect_still_serving();
}

TEST_F(ARequest, WithBytesFlippedNeverCrashesTheResponder) {
    const std::string whole = tests::request(tests::post("/vm"), "memory=1");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ 0x80);
        const FastCgiClient client(listener.path());
        client.send_what_is_taken(bytes);
        client.finish();
        static_cast<void>(client.read_all());
    }
    expect_still_serving();
}

TEST_F(ARequest, HasItsPrefixWithoutSlashesAtTheEnd) {
    EXPECT_EQ(
        ask(tests::request({{"REQUEST_METHOD", "GET"}, {"SCRIPT_NAME", "/a/b-c//"}, {"PATH_INFO", "/x"}})).body(),
        "GET /a/b-c /x? ");
    EXPECT_EQ(ask(tests::request({{"REQUEST_METHOD", "GET"}})).body(), "GET  ? ");
}

TEST_F(ARequest, MayHaveAParameterOfManyBytes) {
    auto parameters = tests::get("/vm");
    parameters.emplace_back("QUERY_STRING", std::string(60'000, 'q'));
    EXPECT_THAT(ask(tests::request(parameters)).body(), HasSubstr(std::string(60'000, 'q')));
}

}  // namespace
