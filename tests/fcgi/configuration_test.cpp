#include "fcgi/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/core/thrown.h"

namespace {

using namespace std::chrono_literals;
using fcgi::Configuration;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Configuration read(const std::string& text) {
    return fcgi::parse_configuration(text, "test.toml");
}
std::string error(const std::string& text) {
    return tests::thrown_by<fcgi::ConfigurationError>([&] { return read(text); }).what();
}

TEST(AnEmptyFile, GivesTheDefaults) {
    const Configuration configuration = read("");
    EXPECT_EQ(configuration.responder.socket, "");
    EXPECT_EQ(configuration.responder.socket_mode, 0660U);
    EXPECT_EQ(configuration.responder.request_timeout, 30s);
    EXPECT_EQ(configuration.responder.max_requests, 0U);
    EXPECT_TRUE(configuration.hosts.empty());
    EXPECT_EQ(configuration.libvirt.connect_timeout, 5s);
    EXPECT_EQ(configuration.libvirt.open_timeout, 20s);
    EXPECT_EQ(configuration.libvirt.keep_alive.interval, 2s);
    EXPECT_EQ(configuration.libvirt.keep_alive.count, 2U);
    EXPECT_EQ(configuration.libvirt.most_connections, 2U);
    EXPECT_FALSE(configuration.discovery.is_enabled);
    EXPECT_TRUE(configuration.discovery.allow.empty());
    EXPECT_EQ(configuration.default_stylesheet, "default");
    EXPECT_FALSE(configuration.stylesheet_folder.empty());
    EXPECT_EQ(configuration.limits.body, 1048576U);
    EXPECT_EQ(configuration.log_level, "info");
}

TEST(EveryKey, IsRead) {
    const Configuration configuration = read(R"(
        [responder]
        socket = "/run/x.sock"
        socket_mode = "0600"
        workers = 3
        threads = 4
        request_timeout = "2m"
        max_requests = 10000
        user = "nobody"
        group = "nogroup"
        [hosts]
        alpha = "qemu:///system"
        "beta.lan" = "qemu+tls://beta/system"
        [libvirt]
        connect_timeout = "250ms"
        open_timeout = "3s"
        keepalive_interval = "7s"
        keepalive_count = 9
        calls_per_host = 11
        [stylesheets]
        folder = "/srv/sheets"
        default = "plain"
        [limits]
        body = 1
        path = 17
        query = 2
        argument = 3
        arguments = 4
        [log]
        level = "debug"
    )");
    const auto& responder = configuration.responder;
    EXPECT_EQ(responder.socket, "/run/x.sock");
    EXPECT_EQ(responder.socket_mode, 0600U);
    EXPECT_EQ(responder.workers, 3);
    EXPECT_EQ(responder.threads, 4);
    EXPECT_EQ(responder.request_timeout, 2min);
    EXPECT_EQ(responder.max_requests, 10000U);
    EXPECT_EQ(responder.user, "nobody");
    EXPECT_EQ(responder.group, "nogroup");
    EXPECT_EQ(configuration.hosts, (std::map<std::string, std::string>{{"alpha", "qemu:///system"},
                                                                       {"beta.lan", "qemu+tls://beta/system"}}));
    EXPECT_EQ(configuration.libvirt.connect_timeout, 250ms);
    EXPECT_EQ(configuration.libvirt.open_timeout, 3s);
    EXPECT_EQ(configuration.libvirt.keep_alive.interval, 7s);
    EXPECT_EQ(configuration.libvirt.keep_alive.count, 9U);
    EXPECT_EQ(configuration.libvirt.most_connections, 11U);
    EXPECT_EQ(configuration.stylesheet_folder, "/srv/sheets");
    EXPECT_EQ(configuration.default_stylesheet, "plain");
    EXPECT_EQ(configuration.limits.body, 1U);
    EXPECT_EQ(configuration.limits.path, 17U);
    EXPECT_EQ(configuration.limits.query, 2U);
    EXPECT_EQ(configuration.limits.argument, 3U);
    EXPECT_EQ(configuration.limits.arguments, 4U);
    EXPECT_EQ(configuration.log_level, "debug");
}

TEST(AnUnknownKey, IsAnErrorWithLineAndColumn) {
    EXPECT_THAT(error("[responder]\nsocket = \"/x\"\nwrokers = 2\n"), StartsWith("test.toml:3:"));
    for (const std::string section : {"responder", "libvirt", "stylesheets", "limits", "log"}) {
        EXPECT_THAT(
            error("[" + section + "]\n  nonsense = 1"),
            testing::AllOf(StartsWith("test.toml:2:"), HasSubstr("[" + section + "] has no key \"nonsense\"")));
    }
}

TEST(AnUnknownSection, IsAnErrorWithLineAndColumn) {
    EXPECT_THAT(error("\n[responders]\n"), testing::AllOf(StartsWith("test.toml:2:1"), HasSubstr("responders")));
    EXPECT_THAT(error("workers = 2"), testing::AllOf(StartsWith("test.toml:1:"), HasSubstr("workers")));
    EXPECT_THAT(error("responder = 2"), testing::AllOf(StartsWith("test.toml:1:"), HasSubstr("must be a table")));
}

TEST(AWrongType, IsAnErrorWithLineAndColumn) {
    for (const std::string line :
         {"socket = 1", "socket_mode = 660", "workers = \"2\"", "workers = 2.0", "workers = true", "threads = [1]",
          "request_timeout = 30", "max_requests = \"0\"", "user = 0", "group = {}"}) {
        EXPECT_THAT(error("[responder]\n" + line), testing::AllOf(StartsWith("test.toml:2:"), HasSubstr("must be")))
            << line;
    }
    EXPECT_THAT(error("[hosts]\nalpha = 1"), testing::AllOf(StartsWith("test.toml:2:9"), HasSubstr("a libvirt URI")));
    EXPECT_THAT(error("[stylesheets]\ndefault = 1"), StartsWith("test.toml:2:11"));
    EXPECT_THAT(error("[log]\nlevel = 1"), StartsWith("test.toml:2:9"));
}

TEST(ABrokenFile, IsAnErrorWithLineAndColumn) {
    for (const std::string text :
         {"[responder\n", "[responder]\nworkers =\n", "[responder]\nworkers = 2\nworkers = 3\n", "\xFF",
          "[log]\n[log]\n", "ÿ", "中 = 1", "[é]", "a = ÿ"}) {
        EXPECT_THAT(error(text), testing::ContainsRegex("^test\\.toml:[0-9]+:[0-9]+: ")) << text;
    }
}

struct Range {
    const char* section;
    const char* key;
    std::int64_t least;
    std::int64_t most;
};

class ANumber : public testing::TestWithParam<Range> {
  protected:
    static std::string with(std::int64_t number) {
        return "[" + std::string(GetParam().section) + "]\n" + GetParam().key + " = " + std::to_string(number);
    }
};

TEST_P(ANumber, IsTakenAtItsLimitsAndRefusedPastThem) {
    const auto& [section, key, least, most] = GetParam();
    EXPECT_NO_THROW(read(with(least)));
    EXPECT_NO_THROW(read(with(most)));
    EXPECT_THAT(error(with(least - 1)),
                testing::AllOf(StartsWith("test.toml:2:"), HasSubstr(key), HasSubstr(std::to_string(least))));
    if (most < std::numeric_limits<std::int64_t>::max()) {
        EXPECT_THAT(error(with(most + 1)), HasSubstr(std::to_string(most)));
    }
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKey, ANumber,
    testing::Values(Range{"responder", "workers", 1, 256}, Range{"responder", "threads", 1, 256},
                    Range{"responder", "max_requests", 0, std::numeric_limits<std::int64_t>::max()},
                    Range{"libvirt", "keepalive_count", 0, 100}, Range{"libvirt", "calls_per_host", 1, 256},
                    Range{"discovery", "max_records", 1, 100000}, Range{"limits", "body", 0, 1 << 30},
                    Range{"limits", "path", 16, 65536}, Range{"limits", "query", 0, 1 << 20},
                    Range{"limits", "argument", 1, 1 << 30}, Range{"limits", "arguments", 0, 10000}));

TEST(ATime, HasAUnit) {
    const auto timeout = [](const std::string& text) {
        return read("[responder]\nrequest_timeout = \"" + text + "\"").responder.request_timeout;
    };
    EXPECT_EQ(timeout("100ms"), 100ms);
    EXPECT_EQ(timeout("5s"), 5s);
    EXPECT_EQ(timeout("60m"), 1h);
    for (const std::string text : {"", "5", "s", "5 s", "-5s", "5.5s", "5h", "5S", "99ms", "61m", "3600001ms",
                                   "99999999999999999999s", "9223372036854775807m"}) {
        EXPECT_THROW(timeout(text), fcgi::ConfigurationError) << text;
    }
    EXPECT_THAT(error("[responder]\nrequest_timeout = \"5\""),
                testing::AllOf(StartsWith("test.toml:2:19"), HasSubstr("such as \"5s\"")));
}

TEST(TheKeepAliveInterval, IsWholeSecondsAndMayBeZero) {
    EXPECT_EQ(read("[libvirt]\nkeepalive_interval = \"0s\"").libvirt.keep_alive.interval, 0s);
    EXPECT_EQ(read("[libvirt]\nkeepalive_interval = \"2000ms\"").libvirt.keep_alive.interval, 2s);
    EXPECT_THROW(read("[libvirt]\nkeepalive_interval = \"1500ms\""), fcgi::ConfigurationError);
    EXPECT_THROW(read("[libvirt]\nkeepalive_interval = \"61m\""), fcgi::ConfigurationError);
}

TEST(ASocketMode, IsOctal) {
    EXPECT_EQ(read("[responder]\nsocket_mode = \"777\"").responder.socket_mode, 0777U);
    for (const std::string mode : {"", "1000", "8", "0x1", "rw", "-1", "660 "}) {
        EXPECT_THAT(error("[responder]\nsocket_mode = \"" + mode + "\""), HasSubstr("file mode")) << mode;
    }
}

TEST(AHost, HasANameForUrlsAndAUri) {
    for (const std::string name : {"a/b", "a b", "..", ".", "", "a?b", "ü"}) {
        EXPECT_THAT(error("[hosts]\n\"" + name + "\" = \"qemu:///system\""), HasSubstr("host name")) << name;
    }
    EXPECT_THAT(
        error("[hosts]\nalpha = \"alpha\""),
        testing::AllOf(StartsWith("test.toml:2:9: [hosts] alpha is wrong at character 1"), HasSubstr("no URI")));
    EXPECT_NO_THROW(read("[hosts]\n\"" + std::string(253, 'a') + "\" = \"qemu:///system\""));
    EXPECT_THROW(read("[hosts]\n\"" + std::string(254, 'a') + "\" = \"qemu:///system\""), fcgi::ConfigurationError);
}

TEST(AHost, MayHaveANameOfTheOlderForm) {
    const auto configuration = read(R"(
        [hosts]
        h1 = "remote:tls:h1 name=xen:///"
        h2 = "remote:ssh:root@h2 color=blue"
    )");
    EXPECT_EQ(configuration.hosts, (std::map<std::string, std::string>{{"h1", "remote+tls://h1/?name=xen:///"},
                                                                       {"h2", "remote+ssh://root@h2/"}}));
    EXPECT_THAT(configuration.warnings, ElementsAre(testing::AllOf(HasSubstr("[hosts] h2"), HasSubstr("color"))));
    EXPECT_EQ(read("[discovery]\nuri = \"remote:tls:{host} name=xen:///\"").discovery.uri,
              "remote+tls://{host}/?name=xen:///");
    EXPECT_THAT(
        error("[hosts]\nh1 = \"remote:tls:h1:0\""),
        testing::AllOf(StartsWith("test.toml:2:6: [hosts] h1 is wrong at character 15"), HasSubstr("a port")));
}

TEST(AHost, OfAnInsecureTransportIsTakenOnlyOnRequest) {
    for (const std::string uri : {"qemu+tcp://h1/system", "remote:tcp:h1", "qemu+tls://h1/system?no_verify=1",
                                  "qemu+libssh://h1/system?known_hosts_verify=ignore"}) {
        const std::string hosts = "[hosts]\nh1 = \"" + uri + "\"\n";
        EXPECT_THAT(error(hosts), testing::AllOf(StartsWith("test.toml:2:6: [hosts] h1 is insecure"),
                                                 HasSubstr("[libvirt] allow_insecure_transport = true")));
        EXPECT_THAT(error(hosts + "[libvirt]\nallow_insecure_transport = false"), HasSubstr("is insecure"));
        EXPECT_THAT(read(hosts + "[libvirt]\nallow_insecure_transport = true").warnings,
                    ElementsAre(HasSubstr("[hosts] h1 is insecure")));
    }
    EXPECT_THAT(error("[discovery]\nuri = \"qemu+tcp://{host}/system\""), HasSubstr("allow_insecure_transport"));
    EXPECT_NO_THROW(
        read("[discovery]\nuri = \"qemu+tcp://{host}/system\"\n[libvirt]\nallow_insecure_transport = true"));
    EXPECT_THAT(read("[hosts]\nh1 = \"qemu+tls://h1/system\"").warnings, testing::IsEmpty());
}

TEST(AHost, NeverHasKnownHostsWrittenTo) {
    EXPECT_THAT(error("[hosts]\nh1 = \"qemu+libssh://h1/system?known_hosts_verify=auto\"\n[libvirt]\n"
                      "allow_insecure_transport = true"),
                HasSubstr("known_hosts_verify=auto"));
}

TEST(TheAuthenticationFile, IsGivenByItsWholePath) {
    EXPECT_EQ(read("[libvirt]\nauth_file = \"/etc/virt-fcgi/auth.conf\"").auth_file, "/etc/virt-fcgi/auth.conf");
    EXPECT_THAT(error("[libvirt]\nauth_file = \"auth.conf\""), HasSubstr("an absolute path"));
}

TEST(Discovery, IsRead) {
    const auto discovery = read(R"(
        [discovery]
        enabled = true
        service_type = "_vm._tcp"
        uri = "test+tls://{name}:{port}/{host}?pkipath=/{host}"
        allow = ["h*.local", "*.lan"]
        max_records = 10
    )")
                               .discovery;
    EXPECT_EQ(discovery,
              (discovery::BrowserSettings{
                  true, "_vm._tcp", "test+tls://{name}:{port}/{host}?pkipath=/{host}", {"h*.local", "*.lan"}, 10}));
}

TEST(Discovery, NeedsNamesThatAreAllowed) {
    EXPECT_THAT(error("[discovery]\nenabled = true"), HasSubstr("allow must name at least one"));
    EXPECT_THAT(error("[discovery]\nallow = \"*\""), HasSubstr("must be a list of texts"));
    EXPECT_THAT(error("[discovery]\nallow = [1]"), StartsWith("test.toml:2:10: [discovery] allow must be"));
    EXPECT_THAT(error("[discovery]\nenabled = 1"), HasSubstr("true or false"));
}

TEST(Discovery, NeedsATypeOfService) {
    for (const std::string type :
         {"", "domu", "_domu", "_domu._udp", "_._tcp", "_-x._tcp", "_x-._tcp", "_a b._tcp", "_a.b._tcp"}) {
        EXPECT_THAT(error("[discovery]\nservice_type = \"" + type + "\""), HasSubstr("a service type such as"))
            << type;
    }
    EXPECT_NO_THROW(read("[discovery]\nservice_type = \"_" + std::string(15, 'x') + "._tcp\""));
    EXPECT_THAT(error("[discovery]\nservice_type = \"_" + std::string(16, 'x') + "._tcp\""), HasSubstr("must be"));
}

TEST(Discovery, NeedsATemplateThatLeadsToTheHost) {
    for (const std::string uri : {"qemu:///system", "qemu+tls://h1:{port}/system", "remote:unix:/x name={host}"}) {
        EXPECT_THAT(error("[discovery]\nuri = \"" + uri + "\""), HasSubstr("with {host} or {name} in it")) << uri;
    }
    for (const std::string uri : {"", "{host}", "qemu+tls://{host", "qemu+tls://{address}/system",
                                  "qemu+tls://{host}/sys tem", "qemu+ext://{host}/system?command=/{name}"}) {
        EXPECT_THAT(
            error("[discovery]\nuri = \"" + uri + "\""),
            testing::AllOf(StartsWith("test.toml:2:7: [discovery] uri is wrong at character"), HasSubstr(uri)));
    }
    for (const std::string uri : {"qemu+tls://{host}/system", "qemu+tls://{name}:{port}/system"})
        EXPECT_NO_THROW(read("[discovery]\nuri = \"" + uri + "\"")) << uri;
}

TEST(TheLogLevel, IsOneOfFour) {
    for (const std::string level : {"debug", "info", "warning", "error"})
        EXPECT_EQ(read("[log]\nlevel = \"" + level + "\"").log_level, level);
    for (const std::string level : {"", "INFO", "verbose", "off"})
        EXPECT_THAT(error("[log]\nlevel = \"" + level + "\""), StartsWith("test.toml:1:"));
}

TEST(AFile, IsReadOrSaidToBeMissing) {
    namespace fs = std::filesystem;
    const fs::path file = fs::path(testing::TempDir()) / ("virt-fcgi-" + std::to_string(getpid()) + ".toml");
    std::ofstream(file) << "[responder]\nworkers = 7\n";
    EXPECT_EQ(fcgi::read_configuration(file).responder.workers, 7);
    std::ofstream(file) << "[responder]\nworkers = x\n";
    EXPECT_THAT(tests::thrown_by<fcgi::ConfigurationError>([&] { return fcgi::read_configuration(file); }).what(),
                StartsWith(file.string() + ":2:"));
    fs::remove(file);
    EXPECT_THAT(tests::thrown_by<fcgi::ConfigurationError>([&] { return fcgi::read_configuration(file); }).what(),
                HasSubstr("cannot be read"));
}

TEST(AFile, IsNoFolder) {
    const std::filesystem::path folder = testing::TempDir();
    EXPECT_THAT(tests::thrown_by<fcgi::ConfigurationError>([&] { return fcgi::read_configuration(folder); }).what(),
                HasSubstr("cannot be read"));
}

}  // namespace
