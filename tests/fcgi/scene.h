// The whole application in this process, over libvirt's test driver, with a directory published by hand.
#pragma once

#include <gtest/gtest.h>
#include <libvirt/libvirt.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/event_loop.h"
#include "core/handle.h"
#include "fcgi/application.h"

namespace tests {

// The test driver's only domain, and two that only the directory knows.
inline const std::string test_uuid = "6695eb01-f6a4-8304-79aa-97f2502e193f";
inline const std::string twin_a = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
inline const std::string twin_b = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";

class Scene : public testing::Test {
  protected:
    explicit Scene(core::CommandTable commands = core::all_commands(),
                   std::chrono::milliseconds request_timeout = std::chrono::seconds(10),
                   const fcgi::Stylesheets& sheets = stylesheets())
        : commands_(commands), request_timeout_(request_timeout), stylesheets_(sheets) {
        core::silence_libvirt_stderr();
        core::event_loop::start();
        libvirt.reset(virConnectOpen("test:///default"));
        if (libvirt == nullptr) throw std::runtime_error("the test driver does not open");
        publish({{"lost", "cccccccc-f6a4-8304-79aa-97f2502e193f", -1, VIR_DOMAIN_SHUTOFF, "dead", "", {"client1"}},
                 {"test", test_uuid, 1, VIR_DOMAIN_RUNNING, "alpha", "<script>", {"client1", "client 2"}},
                 {"twin", twin_a, -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}},
                 {"twin", twin_b, -1, VIR_DOMAIN_SHUTOFF, "dead", "", {}}});
    }

    void publish(std::vector<core::DomainEntry> domains, core::HostState dead = core::HostState::unreachable) {
        publish(core::Snapshot{{{"alpha", core::HostState::up, 0, "", "test:///default"},
                                {"dead", dead, 0, "no route", "test:///no/such/file.xml"}},
                               std::move(domains)});
    }
    void publish(const core::Snapshot& snapshot) {
        if (!shared_.publish(core::encode(snapshot))) throw std::runtime_error("the directory does not fit");
    }

    // The admin site at /virt; change what the test is about.
    [[nodiscard]] static fcgi::Request request(std::string_view method, std::string_view path,
                                               std::string_view query = "") {
        fcgi::Request made;
        made.method = method;
        made.prefix = "/virt";
        made.path = path;
        made.query = query;
        made.accept = "*/*";
        made.host = "virt.lan";
        made.remote_user = "admin";
        made.remote_addr = "192.0.2.1";
        made.authenticate = "off";
        made.read_only = "off";
        return made;
    }
    [[nodiscard]] fcgi::Response handle(const fcgi::Request& made) const {
        fcgi::Response response = application_.handle(made);
        if (response.shared_body != nullptr) response.body = *response.shared_body;
        return response;
    }
    [[nodiscard]] fcgi::Response get(std::string_view path, std::string_view query = "") const {
        return handle(request("GET", path, query));
    }
    [[nodiscard]] fcgi::Response post(std::string_view path, std::string_view body = "",
                                      std::string_view type = "application/x-www-form-urlencoded") const {
        fcgi::Request made = request("POST", path);
        made.body = body;
        made.content_type = type;
        return handle(made);
    }

    [[nodiscard]] int state_of(const std::string& name = "test") const {
        const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), name.c_str()));
        int state = -1;
        if (domain != nullptr) virDomainGetState(domain.get(), &state, nullptr, 0);
        return state;
    }

    core::ConnectHandle libvirt;
    core::OwnerRules rules;
    mutable core::Turns turns;
    mutable fcgi::Errands errands;
    fcgi::Limits limits{.body = 10'000, .path = 200, .query = 500, .argument = 5'000, .arguments = 8};

    static const fcgi::Stylesheets& stylesheets() {
        static const fcgi::Stylesheets sheets(SOURCE_FOLDER "/stylesheets", "default");
        return sheets;
    }

  private:
    core::CommandTable commands_;
    std::chrono::milliseconds request_timeout_;
    const fcgi::Stylesheets& stylesheets_;
    core::HostTable hosts_{{std::chrono::seconds(10), {std::chrono::seconds(0), 0}, 4}};
    core::SharedSnapshot shared_{std::size_t{1} << 20U};
    core::DirectoryReader directory_{shared_};
    fcgi::RenderCache renders_;
    fcgi::Audit audit_;
    mutable fcgi::JobBoard board_{4};
    fcgi::Application application_{{hosts_, directory_, commands_, stylesheets_, renders_, rules, turns, audit_,
                                    board_, errands, limits, request_timeout_}};
};

// Empty if the answer has no such header; fails the test if it has it twice.
inline std::string header(const fcgi::Response& response, std::string_view name) {
    std::string found;
    int count = 0;
    for (const auto& [its_name, value] : response.headers) {
        if (its_name != name) continue;
        found = value;
        ++count;
    }
    EXPECT_LE(count, 1) << name;
    return found;
}

}  // namespace tests
