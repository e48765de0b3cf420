// Over the wire: the parameters that say who may do what, and those that only look like them.
#include <gmock/gmock.h>

#include "fcgi/problem.h"
#include "fcgi/site.h"
#include "tests/fcgi/wire.h"

namespace {

using testing::HasSubstr;
using tests::Parameters;

class ASite : public tests::Wire {
  protected:
    // The site that a request came to, or the problem that it ended with.
    fcgi::Response answer(const fcgi::Request& request) override {
        try {
            const fcgi::Site site = fcgi::read_site(request, "default");
            return {200, {}, std::string(site.mode()) + ' ' + site.visitor.owner};
        } catch (const fcgi::ProblemError& error) {
            return {error.problem().status, {}, error.problem().detail};
        }
    }

    [[nodiscard]] tests::Answer with(const Parameters& more) const {
        Parameters parameters = tests::get("/vm");
        parameters.insert(parameters.end(), more.begin(), more.end());
        return ask(tests::request(parameters));
    }
    void expect_error(const Parameters& parameters, std::string_view name) const {
        const auto answer = with(parameters);
        EXPECT_THAT(answer.header("Status"), testing::StartsWith("500 ")) << name;
        EXPECT_THAT(answer.body(), HasSubstr(name));
    }
};

const Parameters admins{{"REMOTE_USER", "client1"}, {"VIRT_AUTHENTICATE", "off"}, {"VIRT_READ_ONLY", "off"}};

Parameters and_also(Parameters parameters, const Parameters& more) {
    parameters.insert(parameters.end(), more.begin(), more.end());
    return parameters;
}

TEST_F(ASite, IsWhatTheWebServerSays) {
    EXPECT_EQ(with(admins).body(), "insecure ");
    EXPECT_EQ(with({{"REMOTE_USER", "client1"}, {"VIRT_AUTHENTICATE", "on"}, {"VIRT_READ_ONLY", "off"}}).body(),
              "owner client1");
    EXPECT_EQ(with({{"REMOTE_USER", "client1"}}).body(), "owner-read-only client1");
    EXPECT_EQ(with(and_also(admins, {{"VIRT_SECRETS", "on"}, {"VIRT_STYLESHEET", "plain"}})).body(), "insecure ");
}

TEST_F(ASite, IsAnErrorWhenAParameterComesTwice) {
    for (const char* name :
         {"VIRT_AUTHENTICATE", "VIRT_READ_ONLY", "VIRT_SECRETS", "VIRT_STYLESHEET", "REMOTE_USER"}) {
        for (const char* value : {"on", "off", ""}) {
            expect_error(and_also(admins, {{name, value}, {name, value}}), name);
            expect_error(and_also({{name, value}}, and_also(admins, {{name, "off"}})), name);
        }
    }
}

TEST_F(ASite, IsAnErrorWhenAParameterIsMisspelt) {
    for (const char* name : {"VIRT_READONLY", "VIRT_READ_ONLY ", "VIRT_Read_Only", "VIRT_", "VIRT_AUTHENTICATION",
                             "VIRT_SECRET", "VIRT_READ-ONLY"}) {
        for (const char* value : {"on", ""}) expect_error(and_also(admins, {{name, value}}), "VIRT_");
    }
}

TEST_F(ASite, IsNotWhatAClientSays) {
    const Parameters locked{{"VIRT_AUTHENTICATE", "off"}, {"VIRT_READ_ONLY", "on"}};
    for (const char* name : {"HTTP_VIRT_READ_ONLY", "HTTP_VIRT_AUTHENTICATE", "HTTP_VIRT_SECRETS", "HTTP_REMOTE_USER",
                             "HTTP_VIRT_READONLY"}) {
        EXPECT_EQ(with(and_also(locked, {{name, "off"}})).body(), "read-only ") << name;
        EXPECT_EQ(with(and_also({{name, "off"}}, and_also(locked, {{name, "off"}}))).body(), "read-only ") << name;
    }
    EXPECT_THAT(with({{"HTTP_REMOTE_USER", "client1"}}).header("Status"), testing::StartsWith("403 "));
    EXPECT_THAT(with({{"HTTP_VIRT_AUTHENTICATE", "off"}, {"HTTP_VIRT_READ_ONLY", "off"}}).header("Status"),
                testing::StartsWith("403 "));
}

TEST_F(ASite, TakesNoValueThatIsNeitherOnNorOff) {
    for (const char* name : {"VIRT_AUTHENTICATE", "VIRT_READ_ONLY", "VIRT_SECRETS"})
        expect_error({{"REMOTE_USER", "client1"}, {name, "yes"}}, name);
}

}  // namespace
