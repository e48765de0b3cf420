// What is to be had once, in this process and in others.
#include "core/turns.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace {

using core::Turns;

// Whether a process of its own gets the turn. It gives it back by dying.
bool another_process_gets(Turns& turns, std::string_view what) {
    const pid_t pid = fork();
    if (pid == 0) {
        const auto turn = turns.take(what);
        kill(getpid(), turn ? SIGKILL : SIGTERM);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

TEST(ATurn, IsHadOnceUntilItsScopeEnds) {
    Turns turns;
    {
        const auto turn = turns.take("a");
        EXPECT_TRUE(turn);
        EXPECT_FALSE(turns.take("a"));
        EXPECT_TRUE(turns.take("b"));
    }
    EXPECT_TRUE(turns.take("a"));
}

TEST(ATurn, IsHadOnceInAllProcesses) {
    Turns turns;
    {
        const auto turn = turns.take("a");
        EXPECT_FALSE(another_process_gets(turns, "a"));
        EXPECT_TRUE(another_process_gets(turns, "b"));
    }
    EXPECT_TRUE(another_process_gets(turns, "a"));
}

TEST(ATurn, ComesBackFromAProcessThatDied) {
    Turns turns;
    EXPECT_TRUE(another_process_gets(turns, "a"));
    EXPECT_TRUE(turns.take("a"));
}

TEST(ATurn, IsLookedAtWithoutBeingTaken) {
    Turns turns;
    EXPECT_FALSE(turns.is_taken("a"));
    const auto turn = turns.take("a");
    EXPECT_TRUE(turns.is_taken("a"));
    EXPECT_FALSE(turns.is_taken("b"));
    const pid_t pid = fork();
    if (pid == 0) _exit(turns.is_taken("a") && !turns.is_taken("b") ? 0 : 1);
    int status = -1;
    waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(turns.take("b"));
}

TEST(ATurn, CanBeGivenOn) {
    Turns turns;
    auto turn = turns.take("a");
    const Turns::Turn other = std::move(*turn);
    turn.reset();
    EXPECT_FALSE(turns.take("a"));
}

}  // namespace
