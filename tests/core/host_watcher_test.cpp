// One host as the directory sees it.
#include "core/host_watcher.h"

#include <gmock/gmock.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/directory.h"
#include "core/directory_index.h"
#include "tests/core/test_driver.h"

namespace {

using core::HostState;
using core::HostWatcher;
using core::Snapshot;
using tests::in;
using namespace std::chrono_literals;

// Counts what the watcher says, and waits for what it should say in the end.
class Watched {
  public:
    Watched(const std::string& uri, const core::LinkSettings& settings, const Snapshot& known = {},
            std::chrono::milliseconds recount = HostWatcher::recount_interval)
        : watcher_(
              known.hosts.empty() ? core::new_host("alpha", uri) : known.hosts.front(), settings,
              std::make_shared<core::OwnerSource>(), known,
              [this] {
                  const std::lock_guard lock(mutex_);
                  ++changes_;
                  changed_.notify_all();
              },
              recount) {}

    template <class Condition>
    Snapshot wait_until(const Condition& condition) {
        std::unique_lock lock(mutex_);
        const auto deadline = in(30s);
        for (;;) {
            Snapshot snapshot;
            watcher_.add_to(snapshot);
            if (condition(snapshot)) return snapshot;
            const int seen = changes_;
            if (!changed_.wait_until(lock, deadline, [&] { return changes_ != seen; }))
                throw std::runtime_error("the watcher never said so");
        }
    }
    Snapshot wait_for_domain(const std::string& name, bool is_there = true) {
        return wait_until([&](const Snapshot& snapshot) {
            return snapshot.hosts.at(0).state == HostState::up &&
                   std::ranges::any_of(snapshot.domains, [&](const auto& domain) { return domain.name == name; }) ==
                       is_there;
        });
    }
    [[nodiscard]] const HostWatcher& watcher() const { return watcher_; }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int changes_ = 0;
    HostWatcher watcher_;  // last: its thread uses the others
};

class AHostWatcher : public tests::TestDriver {
  protected:
    Watched watched{uri, settings};
    static const core::DomainEntry& entry(const Snapshot& snapshot, const std::string& name) {
        for (const auto& each : snapshot.domains) {
            if (each.name == name) return each;
        }
        throw std::runtime_error("no domain " + name);
    }
};

TEST_F(AHostWatcher, ListsTheDomainsThatAreThere) {
    const Snapshot snapshot = watched.wait_for_domain("test");
    const auto& domain = entry(snapshot, "test");
    EXPECT_EQ(domain.uuid, uuid_of(look_up("test")));
    EXPECT_EQ(domain.id, 1);
    EXPECT_EQ(domain.state, VIR_DOMAIN_RUNNING);
    EXPECT_EQ(domain.host, "alpha");
    EXPECT_TRUE(watched.watcher().has_outcome());
    EXPECT_EQ(snapshot.hosts.at(0).error, "");
}

TEST_F(AHostWatcher, FollowsALife) {
    watched.wait_for_domain("test");
    const auto domain = define("vm",
                               "<title>a title</title><metadata><v:owners "
                               "xmlns:v='urn:virt-fcgi:owners:1'><v:owner>anna</v:owner></v:owners></metadata>");
    const auto defined = entry(watched.wait_for_domain("vm"), "vm");
    EXPECT_EQ(defined.id, -1);
    EXPECT_EQ(defined.title, "a title");
    EXPECT_THAT(defined.owners, testing::ElementsAre("anna"));
    ASSERT_EQ(virDomainCreate(domain.get()), 0);
    watched.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "vm").state == VIR_DOMAIN_RUNNING && entry(snapshot, "vm").id > 0;
    });
    ASSERT_EQ(virDomainDestroy(domain.get()), 0);
    watched.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "vm").state == VIR_DOMAIN_SHUTOFF && entry(snapshot, "vm").id == -1;
    });
    ASSERT_EQ(virDomainUndefine(domain.get()), 0);
    watched.wait_for_domain("vm", false);
}

TEST_F(AHostWatcher, KnowsWhatItsHostIs) {
    const auto seen = watched.wait_for_domain("test").hosts.at(0);
    virNodeInfo info{};
    ASSERT_EQ(virNodeGetInfo(libvirt.get(), &info), 0);
    EXPECT_EQ(seen.hypervisor, "TEST");
    EXPECT_EQ(seen.cpus, info.cpus);
    EXPECT_EQ(seen.memory_kib, info.memory);
}

TEST_F(AHostWatcher, KnowsTheMemoryThatADomainHasOrWouldGet) {
    watched.wait_for_domain("test");
    const auto domain = define("vm", "<currentMemory unit='KiB'>32768</currentMemory>");
    const auto defined = entry(watched.wait_for_domain("vm"), "vm");
    EXPECT_EQ(defined.vcpus, 2U);
    EXPECT_EQ(defined.memory_kib, 65536U);
    ASSERT_EQ(virDomainCreate(domain.get()), 0);
    watched.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "vm").state == VIR_DOMAIN_RUNNING && entry(snapshot, "vm").memory_kib == 32768U;
    });
    ASSERT_EQ(virDomainDestroy(domain.get()), 0);
    watched.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "vm").state == VIR_DOMAIN_SHUTOFF && entry(snapshot, "vm").memory_kib == 65536U;
    });
}

TEST_F(AHostWatcher, FollowsANewDefinition) {
    watched.wait_for_domain("test");
    const auto domain = define("vm");
    watched.wait_for_domain("vm");
    const std::string more = "<uuid>" + uuid_of(domain) + "</uuid><currentMemory unit='KiB'>1024</currentMemory>";
    const std::string xml = "<domain type='test'><name>vm</name>" + more +
                            "<memory unit='KiB'>131072</memory><vcpu>3</vcpu><os><type>hvm</type></os></domain>";
    ASSERT_NE(core::DomainHandle(virDomainDefineXML(libvirt.get(), xml.c_str())), nullptr);
    watched.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "vm").vcpus == 3 && entry(snapshot, "vm").memory_kib == 131072U;
    });
}

TEST_F(AHostWatcher, SeesInTimeWhatNoEventTells) {
    Watched counting(uri, settings, {}, 20ms);
    counting.wait_for_domain("test");
    const auto before = entry(counting.wait_for_domain("test"), "test").memory_kib;
    ASSERT_EQ(virDomainSetMemory(look_up("test").get(), before / 2), 0);
    ASSERT_EQ(virDomainSetVcpusFlags(look_up("test").get(), 1, VIR_DOMAIN_AFFECT_LIVE), 0);
    counting.wait_until([&](const Snapshot& snapshot) {
        return entry(snapshot, "test").memory_kib == before / 2 && entry(snapshot, "test").vcpus == 1;
    });
}

TEST_F(AHostWatcher, FollowsNewOwnersAndTitles) {
    watched.wait_for_domain("test");
    const auto domain = look_up("test");
    const char* owners = "<owners xmlns='urn:virt-fcgi:owners:1'><owner>zoe</owner></owners>";
    ASSERT_EQ(
        virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, owners, "v", "urn:virt-fcgi:owners:1", 0), 0);
    watched.wait_until(
        [&](const Snapshot& snapshot) { return entry(snapshot, "test").owners == std::vector<std::string>{"zoe"}; });
    ASSERT_EQ(virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, "new", nullptr, nullptr, 0), 0);
    watched.wait_until([&](const Snapshot& snapshot) { return entry(snapshot, "test").title == "new"; });
}

TEST_F(AHostWatcher, FollowsARename) {
    const auto domain = define("old");
    watched.wait_for_domain("old");
    ASSERT_EQ(virDomainRename(domain.get(), "new", 0), 0) << virGetLastErrorMessage();
    watched.wait_for_domain("new");
    watched.wait_for_domain("old", false);
}

TEST_F(AHostWatcher, TellsWhyItsHostCannotBeReached) {
    Watched dead("test:///no/such/file.xml", settings);
    const Snapshot snapshot =
        dead.wait_until([](const Snapshot& now) { return now.hosts.at(0).state == HostState::unreachable; });
    EXPECT_THAT(snapshot.hosts.at(0).error, testing::HasSubstr("/no/such/file.xml"));
    EXPECT_TRUE(dead.watcher().has_outcome());
    EXPECT_TRUE(snapshot.domains.empty());
}

TEST_F(AHostWatcher, KeepsWhatWasKnownUntilItsHostSpeaks) {
    Snapshot known{{core::new_host("alpha", "test:///no/such/file.xml")},
                   {{"old", "aaaaaaaa-f6a4-8304-79aa-97f2502e193f", -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}},
                    {"foreign", "bbbbbbbb-f6a4-8304-79aa-97f2502e193f", -1, VIR_DOMAIN_SHUTOFF, "beta", "", {}}}};
    known.hosts[0].hypervisor = "QEMU";
    known.hosts[0].cpus = 4;
    known.hosts[0].memory_kib = 1 << 20;
    known.domains[0].vcpus = 3;
    known.domains[0].memory_kib = 4096;
    Watched dead("test:///no/such/file.xml", settings, known);
    const Snapshot snapshot =
        dead.wait_until([](const Snapshot& now) { return now.hosts.at(0).state == HostState::unreachable; });
    EXPECT_EQ(snapshot.hosts[0].hypervisor, "QEMU");
    EXPECT_EQ(snapshot.hosts[0].cpus, 4U);
    EXPECT_EQ(snapshot.hosts[0].memory_kib, 1U << 20U);
    ASSERT_EQ(snapshot.domains.size(), 1U);
    EXPECT_EQ(snapshot.domains[0].name, "old");
    EXPECT_EQ(snapshot.domains[0].vcpus, 3U);
    EXPECT_EQ(snapshot.domains[0].memory_kib, 4096U);
    known.hosts[0].uri = uri;
    Watched alive(uri, settings, known);
    EXPECT_EQ(alive.wait_for_domain("test").domains.size(), 1U);
}

// In a process of its own, as in the program.
TEST(TheDirectory, PublishesAllHostsAlthoughOneIsDeadAndStopsWhenItIsTold) {
    core::SharedSnapshot shared;
    const int stop = eventfd(0, EFD_CLOEXEC);
    const pid_t pid = fork();
    if (pid == 0) {
        auto* const directory =
            new core::Directory({{{"alpha", "test:///default"}, {"dead", "test:///no/such/file.xml"}},
                                 {std::chrono::seconds(10), {std::chrono::seconds(0), 0}, 1},
                                 false,
                                 [](const std::string&) {}},
                                shared);
        _exit(directory->run(stop) ? 0 : 1);
    }
    ASSERT_TRUE(shared.wait_for_other_than(0, in(30s)));
    core::DirectoryReader reader(shared);
    const auto deadline = in(30s);
    while (reader.current()->host("alpha")->state != HostState::up) {
        ASSERT_TRUE(shared.wait_for_other_than(reader.current()->generation(), deadline));
    }
    EXPECT_EQ(reader.current()->domains("_", "test").size(), 1U);
    while (reader.current()->host("dead")->state != HostState::unreachable) {
        ASSERT_TRUE(shared.wait_for_other_than(reader.current()->generation(), deadline));
    }
    const std::uint64_t one = 1;
    ASSERT_EQ(write(stop, &one, sizeof one), static_cast<ssize_t>(sizeof one));
    int status = -1;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    close(stop);
}

}  // namespace
