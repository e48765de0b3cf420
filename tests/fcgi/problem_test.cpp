#include "fcgi/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/virterror.h>

#include <new>

#include "core/error.h"

namespace {

using namespace std::chrono_literals;
using core::Node;
using fcgi::Problem;
using testing::HasSubstr;
using testing::Not;

template <class Error>
Problem problem_of(const Error& error) {
    try {
        throw error;
    } catch (...) {
        return fcgi::current_problem();
    }
}

std::vector<std::string> names(const Node& node) {
    std::vector<std::string> all;
    for (const auto& child : node.children) all.push_back(child.name);
    return all;
}

TEST(AProblem, OfTheProgramsOwnIsPassedOn) {
    const Problem problem = problem_of(fcgi::ProblemError(404, "there is nothing"));
    EXPECT_EQ(problem.status, 404);
    EXPECT_EQ(problem.detail, "there is nothing");
}

TEST(AProblem, WithAnArgumentNamesIt) {
    const Problem problem = problem_of(core::ArgumentError("memory", "it is wrong"));
    EXPECT_EQ(problem.status, 400);
    EXPECT_EQ(problem.argument, "memory");
    EXPECT_EQ(problem.detail, "it is wrong");
}

TEST(AProblem, OfADocumentTellsItsLine) {
    const auto line = [](const std::string& message, int code = VIR_ERR_XML_DETAIL) {
        return problem_of(core::LibvirtError("virDomainDefineXML", VIR_FROM_DOMAIN, code, message)).line;
    };
    EXPECT_EQ(problem_of(core::ArgumentError("xml", "it is wrong", 3)).line, 3);
    EXPECT_EQ(line("(domain_definition):5: Opening and ending tag mismatch"), 5);
    EXPECT_EQ(line("(domain_definition):5: x", VIR_ERR_XML_ERROR), 0);
    for (const char* message : {"", "(", "():", "(x):", "(x):5", "(x):-5: x", "(x):0: x", "(x): 5: x", "(x):5 x",
                                "(x):99999999999999999999: x", "x (y):5: z", "(x)5: y"})
        EXPECT_EQ(line(message), 0) << message;
}

TEST(AProblem, WithLibvirtTellsAllThatLibvirtSaid) {
    const Problem problem =
        problem_of(core::LibvirtError("virDomainCreate", VIR_FROM_QEMU, VIR_ERR_OPERATION_INVALID, "it runs"));
    EXPECT_EQ(problem.status, 409);
    EXPECT_THAT(problem.detail, HasSubstr("virDomainCreate"));
    ASSERT_TRUE(problem.libvirt);
    EXPECT_EQ(problem.libvirt->function, "virDomainCreate");
    EXPECT_EQ(problem.libvirt->code, VIR_ERR_OPERATION_INVALID);
    EXPECT_EQ(problem.libvirt->domain, VIR_FROM_QEMU);
    EXPECT_EQ(problem.libvirt->message, "it runs");
}

TEST(AProblem, WithAChangeWhoseTimeWasUpIsATimeout) {
    const core::LibvirtError cause("virDomainSave", VIR_FROM_RPC, VIR_ERR_RPC, "client socket is closed");
    const Problem problem = problem_of(core::OutcomeUnknown(cause, true));
    EXPECT_EQ(problem.status, 504);
    EXPECT_THAT(problem.detail,
                testing::HasSubstr(
                    "virDomainSave: client socket is closed (the host has not answered in time: it may still"));
}

TEST(AProblem, WithAChangeWhoseEndNobodyKnowsIsABadGateway) {
    const core::LibvirtError cause("virDomainCreate", VIR_FROM_RPC, VIR_ERR_NO_DOMAIN, "cut");
    const Problem problem = problem_of(core::OutcomeUnknown(cause, false));
    EXPECT_EQ(problem.status, 502);
    EXPECT_THAT(problem.detail, HasSubstr("it may have happened"));
}

TEST(AProblem, WithAHostSaysWhenToTryAgain) {
    const Problem gone = problem_of(core::HostUnavailable("no route", 100ms, false));
    EXPECT_EQ(gone.status, 503);
    EXPECT_EQ(gone.retry_after, 1s);
    const Problem slow = problem_of(core::HostUnavailable("no answer", 1001ms, true));
    EXPECT_EQ(slow.status, 504);
    EXPECT_EQ(slow.retry_after, 2s);
}

TEST(AProblem, ThatNobodyForesawKeepsItsCauseFromTheUser) {
    for (const Problem& problem : {problem_of(std::runtime_error("secret path")), problem_of(std::bad_alloc())}) {
        EXPECT_EQ(problem.status, 500);
        EXPECT_THAT(problem.detail, Not(HasSubstr("secret")));
        EXPECT_FALSE(problem.libvirt);
    }
}

TEST(AProblem, BecomesTheVocabularyOfRfc9457) {
    const Node node = fcgi::to_node(Problem{404, "there is nothing"});
    EXPECT_EQ(node.name, "problem");
    EXPECT_EQ(node.attributes.at(0), (std::pair<std::string, core::Scalar>("xmlns", "urn:ietf:rfc:7807")));
    EXPECT_THAT(names(node), testing::ElementsAre("type", "title", "status", "detail"));
    EXPECT_EQ(core::to_text(node.children[1].value), "Not Found");
    EXPECT_EQ(core::to_text(node.children[2].value), "404");
}

TEST(AProblem, HasItsExtrasBesideIt) {
    Problem problem{300, "choose", "argument"};
    problem.allow = "GET, HEAD";
    problem.choices = {{"/virt/a/1", "one"}, {"/virt/a/2", "two"}};
    problem.libvirt = fcgi::LibvirtReason{"virDomainCreate", VIR_ERR_NO_DOMAIN, VIR_FROM_QEMU, "gone"};
    const Node node = fcgi::to_node(problem);
    EXPECT_THAT(names(node),
                testing::ElementsAre("type", "title", "status", "detail", "argument", "allow", "choices", "libvirt"));
    EXPECT_EQ(node.children[6].children.size(), 2U);
    const Node& libvirt = node.children[7];
    EXPECT_THAT(names(libvirt), testing::IsSupersetOf({"function", "code", "name", "domain", "message"}));
    EXPECT_EQ(core::to_text(libvirt.children[2].value), "VIR_ERR_NO_DOMAIN");
}

}  // namespace
