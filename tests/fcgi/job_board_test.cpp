#include "fcgi/job_board.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fcgi/representation.h"

namespace {

using core::Node;
using fcgi::Job;
using fcgi::JobBoard;

Job job(const std::string& id, std::int64_t since = 1) {
    Job made;
    made.id = id;
    made.command = "domainSave";
    made.host = "alpha";
    made.since = since;
    return made;
}

Job ended(Job made, std::int64_t until) {
    made.state = Job::State::done;
    made.status = 200;
    made.until = until;
    return made;
}

std::vector<std::string> ids(const std::vector<Job>& jobs) {
    std::vector<std::string> all;
    for (const auto& each : jobs) all.push_back(each.id);
    return all;
}

TEST(AJobBoard, GivesBackWhatWasWritten) {
    JobBoard board(2);
    Job written = ended(job("one", 1'700'000'000), 1'700'000'001);
    written.user = "admin\xff";  // whatever bytes a client sent
    written.owner = "client1";
    written.domain_owner = "client1";
    written.domain = "vm 1";
    written.uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";
    written.path = {{core::Target::storage_pool, "default"}, {core::Target::storage_vol, "a/b"}};
    written.work_argument = "vda";
    written.answer = Node::record("result");
    written.answer.with("function", "virDomainSave").with("count", std::uint64_t{18446744073709551615U});
    Node& list = written.answer.add(Node::list("all"));
    for (core::Scalar value :
         {core::Scalar(), core::Scalar(true), core::Scalar(std::int64_t{-9}), core::Scalar(std::uint64_t{7}),
          core::Scalar(0.5), core::Scalar(std::string("<&\x01"))})
        list.add(Node::leaf("item", std::move(value)));
    written.answer.add(Node::inline_list("each")).add(Node::leaf("it", true));
    board.take()->write(written);

    const auto read = board.find("one");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->user, written.user);
    EXPECT_EQ(read->owner, written.owner);
    EXPECT_EQ(read->command, written.command);
    EXPECT_EQ(read->host, written.host);
    EXPECT_EQ(read->domain_owner, written.domain_owner);
    EXPECT_EQ(read->domain, written.domain);
    EXPECT_EQ(read->uuid, written.uuid);
    ASSERT_EQ(read->path.size(), 2U);
    EXPECT_EQ(read->path[1].target, core::Target::storage_vol);
    EXPECT_EQ(read->path[1].key, "a/b");
    EXPECT_EQ(read->work_argument, "vda");
    EXPECT_EQ(read->since, written.since);
    EXPECT_EQ(read->until, written.until);
    EXPECT_EQ(read->state, Job::State::done);
    EXPECT_EQ(read->status, 200);
    EXPECT_EQ(fcgi::to_xml(read->answer), fcgi::to_xml(written.answer));
    EXPECT_EQ(fcgi::to_json(read->answer), fcgi::to_json(written.answer));
    EXPECT_FALSE(board.find("two"));
}

TEST(AJobBoard, ListsTheYoungestFirst) {
    JobBoard board(3);
    const auto a = board.take();
    a->write(job("a", 5));
    const auto b = board.take();
    b->write(job("b", 7));
    const auto c = board.take();
    c->write(job("c", 6));
    EXPECT_EQ(ids(board.all()), (std::vector<std::string>{"b", "c", "a"}));
}

TEST(AJobBoard, HasNoPlaceWhereJobsGoOn) {
    JobBoard board(2);
    const auto a = board.take();
    a->write(job("a"));
    auto b = board.take();
    b->write(job("b"));
    EXPECT_EQ(board.take(), nullptr);
    b->write(ended(job("b"), 9));
    EXPECT_EQ(board.take(), nullptr);  // as long as its writer has it
    b.reset();
    EXPECT_NE(board.take(), nullptr);
}

TEST(AJobBoard, LetsThoseGiveWayThatHaveEndedLongest) {
    JobBoard board(3);
    board.take()->write(ended(job("young"), 30));
    board.take()->write(ended(job("old"), 10));
    board.take()->write(ended(job("older"), 20));
    board.take()->write(ended(job("new"), 40));
    EXPECT_FALSE(board.find("old"));
    EXPECT_TRUE(board.find("young") && board.find("older") && board.find("new"));
}

// At the limit, and one past it.
TEST(AJobBoard, LetsAnOwnersOwnJobsGiveWayIfHeHasAsManyAsHeMay) {
    JobBoard board(JobBoard::most_ended_of_owner + 2);
    board.take()->write(ended(job("admins"), 1));
    const auto begin_his = [&](std::size_t number) {
        Job his = ended(job("his " + std::to_string(number)), static_cast<std::int64_t>(10 + number));
        his.owner = "client1";
        board.take("client1")->write(his);
    };
    for (std::size_t i = 0; i < JobBoard::most_ended_of_owner; ++i) begin_his(i);
    EXPECT_TRUE(board.find("his 0"));
    begin_his(JobBoard::most_ended_of_owner);
    EXPECT_FALSE(board.find("his 0"));
    EXPECT_TRUE(board.find("his 1") && board.find("admins"));
    board.take("client2")->write(ended(job("another's"), 2));  // there was a place left
    EXPECT_TRUE(board.find("his 1") && board.find("admins"));
}

TEST(AJobBoard, SaysThatAJobIsLostWhoseWriterHasGone) {
    JobBoard board(2);
    auto place = board.take();
    place->write(job("a"));
    EXPECT_EQ(board.find("a")->state, Job::State::running);
    place.reset();
    EXPECT_EQ(board.find("a")->state, Job::State::lost);
    EXPECT_EQ(board.all().front().state, Job::State::lost);
}

TEST(AJobBoard, IsSharedWithAllProcessesThatAreForked) {
    JobBoard board(2);
    int told[2];
    int go_on[2];
    ASSERT_EQ(pipe(told), 0);
    ASSERT_EQ(pipe(go_on), 0);
    const pid_t child = fork();
    if (child == 0) {
        board.take()->write(ended(job("finished"), 9));
        const auto place = board.take();
        place->write(job("unfinished"));
        char byte = 0;
        if (write(told[1], &byte, 1) != 1 || read(go_on[0], &byte, 1) != 1) _exit(1);
        _exit(0);
    }
    char byte = 0;
    ASSERT_EQ(read(told[0], &byte, 1), 1);
    EXPECT_EQ(board.find("unfinished")->state, Job::State::running);
    ASSERT_EQ(write(go_on[1], &byte, 1), 1);
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(board.find("unfinished")->state, Job::State::lost);
    EXPECT_EQ(board.find("finished")->state, Job::State::done);
    for (const int end : {told[0], told[1], go_on[0], go_on[1]}) close(end);
}

// At the limit, and one past it: the name of a leaf is as long as is needed.
TEST(AJobBoard, LeavesOutAnAnswerThatIsTooLarge) {
    JobBoard board(1);
    const auto with_text = [&](std::size_t size) {
        Job made = ended(job("a"), 9);
        made.answer.add(Node::leaf("text", std::string(size, 'x')));
        board.take()->write(made);
        return board.find("a")->answer.children.at(0);
    };
    const std::size_t overhead = [&] {
        for (std::size_t size = JobBoard::longest_job;; --size) {
            if (with_text(size).name == "text") return JobBoard::longest_job - size;
        }
    }();
    EXPECT_LT(overhead, 1000U);
    EXPECT_EQ(with_text(JobBoard::longest_job - overhead).name, "text");
    EXPECT_EQ(with_text(JobBoard::longest_job - overhead + 1).name, "left-out");
}

}  // namespace
