// Openings and calls that would not end by themselves, and what is left of them.
#include "core/transport.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "core/connection.h"
#include "core/link.h"
#include "tests/core/silent_host.h"
#include "tests/core/test_driver.h"
#include "tests/core/thrown.h"

namespace {

using core::Access;
using core::Clock;
using core::Connection;
using core::Deadline;
using core::NoAnswer;
using core::Transport;
using testing::HasSubstr;
using tests::in;
using tests::thrown_by;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class ATransport : public tests::TestDriver {
  protected:
    ATransport() {
        std::string name = (fs::temp_directory_path() / "virt-fcgi-transport-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~ATransport() override { fs::remove_all(folder_); }

    static std::shared_ptr<Connection> open(
        const std::string& to, core::OpenLimits limits,
        const std::shared_ptr<Transport>& transport = std::make_shared<Transport>()) {
        return Connection::open(to, Access::read_only, no_keep_alive, {}, limits, transport);
    }

    // The URI of an executable file with this script.
    [[nodiscard]] std::string program(const std::string& script) const {
        const fs::path file = folder_ / "program";
        std::ofstream(file) << "#!/bin/sh\n" << script;
        fs::permissions(file, fs::perms::owner_all);
        return "test+ext:///default?command=" + file.string();
    }

    // The numbers that the program wrote.
    [[nodiscard]] std::vector<pid_t> written() const {
        std::ifstream file(folder_ / "pids");
        return {std::istream_iterator<pid_t>(file), {}};
    }

    static bool ends(pid_t pid) {
        for (const auto deadline = in(10s); Clock::now() < deadline; std::this_thread::yield()) {
            if (kill(pid, 0) != 0) return true;
            std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
            std::stringstream text;
            text << status.rdbuf();
            if (text.str().find(") Z ") != std::string::npos)
                return true;  // whoever took it over has not reaped it yet
        }
        return false;
    }

    // libvirt reaps on the event loop's thread.
    static bool has_no_child_soon() {
        for (const auto deadline = in(10s); Clock::now() < deadline; std::this_thread::yield()) {
            siginfo_t info{};
            if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD) return true;
        }
        return false;
    }

    fs::path folder_;
};

TEST_F(ATransport, OfALocalDriverIsNothing) {
    const auto transport = std::make_shared<Transport>();
    const auto connection = open(uri, {}, transport);
    EXPECT_EQ(transport->size(), 0U);
    EXPECT_FALSE(transport->reached(Transport::Milestone::connected));
}

TEST_F(ATransport, IsCutWhenASilentHostHasHadItsTime) {
    tests::SilentHost silent(folder_ / "socket");
    const auto transport = std::make_shared<Transport>();
    const auto begun = Clock::now();
    const auto error = thrown_by<NoAnswer>([&] { return open(silent.uri(), {10s, 200ms}, transport); });
    EXPECT_EQ(error.step(), NoAnswer::Step::open);
    EXPECT_THAT(error.what(), HasSubstr("says nothing: given up after 0.2 s"));
    EXPECT_GE(Clock::now() - begun, 200ms);
    EXPECT_LT(Clock::now() - begun, 10s);
    EXPECT_TRUE(transport->reached(Transport::Milestone::connected));
    EXPECT_TRUE(transport->reached(Transport::Milestone::registered));
    EXPECT_EQ(silent.accept_all(10'000), 1U);
    EXPECT_TRUE(silent.was_left(10'000));
}

TEST_F(ATransport, WaitsNoLongerForAConnectThanItMay) {
    tests::SilentHost full(folder_ / "socket", 0);
    full.fill_up();
    const auto begun = Clock::now();
    const auto error = thrown_by<core::OpenError>([&] { return open(full.uri(), {100ms, 30s}); });
    EXPECT_EQ(error.trouble(), core::Trouble::connect) << error.what();
    EXPECT_LT(Clock::now() - begun, 10s);
}

TEST_F(ATransport, EndsAProgramThatSaysNothingAndWhatThatStarted) {
    const std::string silent =
        program("sleep 1000 &\necho $$ $! > " + (folder_ / "pids.new").string() + "\nmv " +
                (folder_ / "pids.new").string() + " " + (folder_ / "pids").string() + "\nwait\n");
    const auto error = thrown_by<NoAnswer>([&] { return open(silent, {10s, 1s}); });
    EXPECT_EQ(error.step(), NoAnswer::Step::program);
    const auto pids = written();
    ASSERT_EQ(pids.size(), 2U);
    EXPECT_TRUE(ends(pids[0]));
    EXPECT_TRUE(ends(pids[1]));
    EXPECT_TRUE(has_no_child_soon()) << "it was not reaped";
}

// libvirt waits for the end of a program's standard error, which anybody may hold.
TEST_F(ATransport, EndsAProgramWhoseChildrenHaveLeftItsSession) {
    const fs::path pids = folder_ / "pids";
    for (const std::string held : {"", "</dev/null >/dev/null "}) {
        const std::string left =
            program("setsid sleep 60 " + held + "&\necho $! > " + pids.string() + "\nexec sleep 60\n");
        const auto begun = Clock::now();
        EXPECT_THROW(static_cast<void>(open(left, {10s, 1s})), NoAnswer);
        EXPECT_LT(Clock::now() - begun, 20s);
        const auto children = written();
        ASSERT_EQ(children.size(), 1U);
        EXPECT_TRUE(ends(children[0]));
    }
}

TEST_F(ATransport, WaitsNotForLongForWhatAProgramsChildrenCouldStillSay) {
    const fs::path pids = folder_ / "pids";
    const std::string left =
        program("setsid sleep 60 </dev/null >/dev/null &\necho $! > " + pids.string() + "\nexit 1\n");
    const auto begun = Clock::now();
    EXPECT_THROW(static_cast<void>(open(left, {10s, 60s})), core::OpenError);
    EXPECT_LT(Clock::now() - begun, 20s);
    for (const pid_t pid : written()) kill(pid, SIGKILL);
}

TEST_F(ATransport, IsCutWithAllOthersBeforeTheProcessEnds) {
    const auto one = std::make_shared<Transport>();
    const auto another = std::make_shared<Transport>();
    Transport::cut_all();
    EXPECT_TRUE(one->is_cut());
    EXPECT_TRUE(another->is_cut());
}

TEST_F(ATransport, GivesAProgramASessionOfItsOwnAndNoTerminal) {
    const fs::path pids = folder_ / "pids";
    const std::string curious = program("cut -d' ' -f1,6 /proc/$$/stat > " + pids.string() +
                                        "\n(: < /dev/tty) 2>/dev/null && echo 1 >> " + pids.string() + "\nexit 1\n");
    EXPECT_THROW(static_cast<void>(open(curious, {10s, 10s})), core::OpenError);
    const auto found = written();
    ASSERT_EQ(found.size(), 2U) << "it has a terminal";
    EXPECT_EQ(found[0], found[1]);
}

TEST_F(ATransport, TellsWhatAProgramSaid) {
    for (const std::string script : {"echo it is raining >&2\nexit 1\n", "exec <&- >&-\necho it is raining >&2\n",
                                     "head -c 4 > /dev/null\necho it is raining >&2\n"}) {
        const auto error = thrown_by<core::OpenError>([&] { return open(program(script), {10s, 10s}); });
        EXPECT_THAT(error.what(), HasSubstr("it is raining"));
    }
}

TEST_F(ATransport, IsNotCutBeforeItsTime) {
    const auto transport = std::make_shared<Transport>();
    { const Deadline deadline(in(10s), transport); }
    { const Deadline never(Clock::time_point::max(), transport); }
    EXPECT_FALSE(transport->is_cut());
    const Deadline past(in(-1ms), transport);
    while (!past.has_passed()) std::this_thread::yield();
    EXPECT_TRUE(transport->is_cut());
}

TEST_F(ATransport, IsCutInTheOrderOfTheDeadlines) {
    const auto first = std::make_shared<Transport>();
    const auto second = std::make_shared<Transport>();
    const Deadline late(in(60s), second);
    const Deadline early(in(20ms), first);
    const auto patience = in(10s);
    while (!early.has_passed() && Clock::now() < patience) std::this_thread::yield();
    EXPECT_TRUE(first->is_cut());
    EXPECT_FALSE(second->is_cut());
}

TEST_F(ATransport, OfALeaseThatIsKeptTooLongIsCut) {
    const auto link = core::Link::make(uri, Access::read_only, settings);
    const Connection* cut = nullptr;
    {
        const auto lease = link->lease(in(10s), in(20ms));
        cut = &*lease;
        while (!lease.timed_out()) std::this_thread::yield();
        EXPECT_TRUE(lease->is_broken());
    }
    const auto next = link->lease(in(10s));
    EXPECT_FALSE(next->is_broken()) << cut;
}

TEST_F(ATransport, OfAThreadThatOpensNothingIsLeftAlone) {
    EXPECT_EQ(Transport::current(), nullptr);
    const pid_t child = fork();
    if (child == 0) _exit(getsid(0) == getpid() ? 1 : 0);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

TEST_F(ATransport, IsToldWhatFailedOnItsSockets) {
    Transport transport;
    const Transport other;
    std::array<int, 2> ends{};
    {
        const Transport::Watch watch(transport, 1s);
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    }
    Transport::note_failure(ends[1], "of a socket that is nobody's");
    EXPECT_EQ(transport.failure(), "");
    Transport::note_failure(ends[0], "cannot execute binary");
    EXPECT_EQ(transport.failure(), "cannot execute binary");
    EXPECT_EQ(other.failure(), "");
    for (const int end : ends) close(end);
}

TEST_F(ATransport, ClosesWhatWasForgottenAndNothingElse) {
    Transport transport;
    std::array<int, 2> forgotten{};
    std::array<int, 2> closed{};
    {
        const Transport::Watch watch(transport, 1s);
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, forgotten.data()), 0);
        ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, closed.data()), 0);
    }
    const int other = dup2(STDERR_FILENO, closed[0]);  // its number is another file's by now
    transport.close_forgotten();
    EXPECT_EQ(fcntl(forgotten[0], F_GETFD), -1);
    EXPECT_NE(fcntl(forgotten[1], F_GETFD), -1) << "the other end is whoever's it is";
    EXPECT_NE(fcntl(other, F_GETFD), -1);
    for (const int each : {forgotten[1], other, closed[1]}) close(each);
}

// libvirt hears why on the one thread or on the other.
TEST_F(ATransport, SaysEachTimeThatAProgramCannotBeStarted) {
    for (int i = 0; i < 40; ++i) {
        const auto error =
            thrown_by<core::OpenError>([] { return open("test+ext:///?command=/no/such/program", {}); });
        ASSERT_THAT(error.what(), HasSubstr("cannot be started")) << "attempt " << i;
    }
}

}  // namespace
