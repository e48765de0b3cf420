// libvirt's test driver: a host of the program's and libvirt's own API beside it, to compare with.
#pragma once

#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/error.h"
#include "core/event_loop.h"
#include "core/handle.h"
#include "core/host.h"

namespace tests {

using namespace std::chrono_literals;

inline core::Clock::time_point in(std::chrono::milliseconds wait) {
    return core::Clock::now() + wait;
}

// The driver's state belongs to the process and lasts while a connection is open: each test holds one.
class TestDriver : public testing::Test {
  protected:
    static constexpr const char* uri = "test:///default";
    static constexpr core::KeepAlive no_keep_alive{std::chrono::seconds(0), 0};
    static constexpr core::LinkSettings settings{10s, no_keep_alive, 4};

    TestDriver() {
        std::signal(SIGPIPE, SIG_IGN);  // as the program does
        core::silence_libvirt_stderr();
        core::event_loop::start();
        libvirt.reset(virConnectOpen(uri));
        if (libvirt == nullptr) throw std::runtime_error("the test driver does not open");
    }

    // libvirt's own handle of a domain.
    [[nodiscard]] core::DomainHandle look_up(const std::string& name) const {
        core::DomainHandle domain(virDomainLookupByName(libvirt.get(), name.c_str()));
        if (domain == nullptr) throw std::runtime_error("the test driver has no domain " + name);
        return domain;
    }

    core::DomainHandle define(const std::string& name, const std::string& more = "") const {
        const std::string xml = "<domain type='test'><name>" + name + "</name>" + more +
                                "<memory unit='KiB'>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>";
        core::DomainHandle domain(virDomainDefineXML(libvirt.get(), xml.c_str()));
        if (domain == nullptr) throw std::runtime_error(virGetLastErrorMessage());
        return domain;
    }

    [[nodiscard]] static std::string uuid_of(const core::DomainHandle& domain) {
        char uuid[VIR_UUID_STRING_BUFLEN] = "";
        virDomainGetUUIDString(domain.get(), uuid);
        return uuid;
    }

    [[nodiscard]] static int state_of(const core::DomainHandle& domain) {
        int state = -1;
        virDomainGetState(domain.get(), &state, nullptr, 0);
        return state;
    }

    [[nodiscard]] static const core::Command& row(std::string_view name) {
        const core::Command* found = core::find_command(core::all_commands(), name);
        if (found == nullptr) throw std::logic_error("the table has no " + std::string(name));
        return *found;
    }

    // The program's way: through a host's links, by a name of the table.
    core::Outcome call(std::string_view command, const std::string& domain = "test",
                       std::vector<core::Argument> arguments = {}) {
        const std::string& target = row(command).target == core::Target::host ? std::string() : domain;
        return core::call({host, target}, row(command), core::Arguments(std::move(arguments)), in(10s));
    }

    core::ConnectHandle libvirt;
    core::Host host{"alpha", uri, settings};
};

// The child of this name; none fails the test.
inline const core::Node& child(const core::Node& node, std::string_view name) {
    for (const auto& each : node.children) {
        if (each.name == name) return each;
    }
    throw std::logic_error(node.name + " has no " + std::string(name));
}

inline std::string text(const core::Node& node, std::string_view name) {
    return core::to_text(child(node, name).value);
}

// An attribute's text; empty if it has none.
inline std::string attribute(const core::Node& node, std::string_view name) {
    for (const auto& [its_name, value] : node.attributes) {
        if (its_name == name) return core::to_text(value);
    }
    return {};
}

}  // namespace tests
