// Every rule of the names of hosts, and every way to break it.
#include "core/remote_name.h"

#include <gmock/gmock.h>

#include <random>
#include <string>

#include "core/uri.h"
#include "tests/core/thrown.h"

namespace {

using core::NameError;
using core::Placeholders;
using core::resolve;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::thrown_by;

struct Row {
    std::string name;
    std::string uri;
};

class ANameThatIsRight : public testing::TestWithParam<Row> {};

TEST_P(ANameThatIsRight, MeansOneUri) {
    const auto resolved = resolve(GetParam().name);
    EXPECT_EQ(resolved.uri, GetParam().uri);
    EXPECT_THAT(resolved.warnings, IsEmpty());
    EXPECT_TRUE(core::parse_uri(resolved.uri)) << resolved.uri;
    EXPECT_EQ(resolve(resolved.uri).uri, resolved.uri) << "a URI passes through";
}

INSTANTIATE_TEST_SUITE_P(
    OfEachProtocol, ANameThatIsRight,
    testing::Values(
        Row{"remote:tls:h1", "remote+tls://h1/"},
        Row{"remote:tls:h1.example.org:16514", "remote+tls://h1.example.org:16514/"},
        Row{"remote:tls:10.0.0.1:1", "remote+tls://10.0.0.1:1/"},
        Row{"remote:tls:h1:65535", "remote+tls://h1:65535/"}, Row{"remote:tls:h_1-a", "remote+tls://h_1-a/"},
        Row{"remote:tls:[fe80::1]", "remote+tls://[fe80::1]/"},
        Row{"remote:tls:[::1]:9000", "remote+tls://[::1]:9000/"},
        Row{"remote:tls:[fe80::1%eth0]:9000", "remote+tls://[fe80::1%25eth0]:9000/"},
        Row{"remote:tls:[fe80::1%25eth0]", "remote+tls://[fe80::1%25eth0]/"},
        Row{"remote:tls:[::ffff:10.0.0.1]", "remote+tls://[::ffff:10.0.0.1]/"},
        Row{"remote:tls:h1 name=xen:///", "remote+tls://h1/?name=xen:///"}, Row{"remote:tcp:h1", "remote+tcp://h1/"},
        Row{"remote:tcp:h1:16509 name=qemu:///system", "remote+tcp://h1:16509/?name=qemu:///system"},
        Row{"remote:ssh:h1", "remote+ssh://h1/"}, Row{"remote:ssh:root@h1", "remote+ssh://root@h1/"},
        Row{"remote:ssh:root@h1:2222", "remote+ssh://root@h1:2222/"},
        Row{"remote:ssh:root@[fe80::1%eth0]:22", "remote+ssh://root@[fe80::1%25eth0]:22/"},
        Row{"remote:ssh:a@b@h1", "remote+ssh://a%40b@h1/"},
        Row{"remote:ssh:DOMAIN\\user@h1", "remote+ssh://DOMAIN%5Cuser@h1/"},
        Row{"remote:ssh:a:b@h1", "remote+ssh://a%3Ab@h1/"},
        Row{"remote:ssh:h1 command=/opt/openssh/bin/ssh", "remote+ssh://h1/?command=/opt/openssh/bin/ssh"},
        Row{"remote:ssh:h1 command=/usr/bin/ssh name=lxc:///", "remote+ssh://h1/?name=lxc:///&command=/usr/bin/ssh"},
        Row{"remote:unix:/run/libvirt/libvirt-sock", "remote+unix:///?socket=/run/libvirt/libvirt-sock"},
        Row{"remote:unix:/run/x name=test:///default", "remote+unix:///?name=test:///default&socket=/run/x"},
        Row{"remote:unix:/a?b&c=d#e", "remote+unix:///?socket=/a%3Fb%26c%3Dd%23e"},
        Row{"remote:unix:/c++/100%/a:b", "remote+unix:///?socket=/c%2B%2B/100%25/a:b"},
        Row{"remote:unix:/\xC3\xA4\xFF", "remote+unix:///?socket=/%C3%A4%FF"},
        Row{"remote:ext:/usr/local/bin/tunnel", "remote+ext:///?command=/usr/local/bin/tunnel"},
        Row{"remote:ext:tunnel", "remote+ext:///?command=tunnel"},
        Row{"remote:ext:/a%20b+c name=xen:///", "remote+ext:///?name=xen:///&command=/a%2520b%2Bc"}));

INSTANTIATE_TEST_SUITE_P(
    OfTheShortForms, ANameThatIsRight,
    testing::Values(Row{"remote:/run/libvirt/libvirt-sock", "remote+unix:///?socket=/run/libvirt/libvirt-sock"},
                    Row{"remote:/s name=test:///default", "remote+unix:///?name=test:///default&socket=/s"},
                    Row{"remote://server", "remote+tls://server/"},
                    Row{"remote://server:9000", "remote+tls://server:9000/"},
                    Row{"remote://[::1]", "remote+tls://[::1]/"},
                    Row{"remote://[::1]:9000 name=xen:///", "remote+tls://[::1]:9000/?name=xen:///"},
                    Row{"remote://server name=qemu:///system?a=b",
                        "remote+tls://server/?name=qemu:///system%3Fa%3Db"}));

INSTANTIATE_TEST_SUITE_P(OfEscapedValues, ANameThatIsRight,
                         testing::Values(Row{"remote:tls:h1 name=a+b", "remote+tls://h1/?name=a%20b"},
                                         Row{"remote:tls:h1 name=a%20b", "remote+tls://h1/?name=a%20b"},
                                         Row{"remote:tls:h1 name=a%2bb", "remote+tls://h1/?name=a%2Bb"},
                                         Row{"remote:tls:h1 name=a%2Bb", "remote+tls://h1/?name=a%2Bb"},
                                         Row{"remote:tls:h1 name=100%25", "remote+tls://h1/?name=100%25"},
                                         Row{"remote:tls:h1 name=%2525", "remote+tls://h1/?name=%2525"},
                                         Row{"remote:tls:h1 name=a=b", "remote+tls://h1/?name=a%3Db"},
                                         Row{"remote:tls:h1 name=a%26command%3D/x",
                                             "remote+tls://h1/?name=a%26command%3D/x"},
                                         Row{"remote:tls:h1 name=a;b", "remote+tls://h1/?name=a%3Bb"},
                                         Row{"remote:tls:h1 name=%c3%a4%ff", "remote+tls://h1/?name=%C3%A4%FF"},
                                         Row{"remote:tls:h1 name=%0a", "remote+tls://h1/?name=%0A"},
                                         Row{"remote:tls:h1 name=", "remote+tls://h1/"},
                                         Row{"remote:tls:h1 \t  name=x  ", "remote+tls://h1/?name=x"},
                                         Row{"remote:tls:h1\tname=x", "remote+tls://h1/?name=x"}));

INSTANTIATE_TEST_SUITE_P(
    ThatIsAUri, ANameThatIsRight,
    testing::Values(Row{"qemu:///system", "qemu:///system"}, Row{"test:///default", "test:///default"},
                    Row{"xen:///", "xen:///"},
                    Row{"qemu+tls://h1/system?pkipath=/etc/pki/h1", "qemu+tls://h1/system?pkipath=/etc/pki/h1"},
                    Row{"qemu+ssh://root@h1:2222/system?command=/x", "qemu+ssh://root@h1:2222/system?command=/x"},
                    Row{"remote://h1/?name=qemu:///system", "remote://h1/?name=qemu:///system"},
                    Row{"remote://h1/", "remote://h1/"}, Row{"remote://h1?name=x", "remote://h1?name=x"},
                    Row{"remote:///system", "remote:///system"},
                    Row{"remote+tls://server:9000/?name=xen:///", "remote+tls://server:9000/?name=xen:///"},
                    Row{"test+tcp://[fe80::1%25eth0]/default", "test+tcp://[fe80::1%25eth0]/default"}));

struct WrongRow {
    std::string name;
    std::size_t position;
    std::string words;
};

class ANameThatIsWrong : public testing::TestWithParam<WrongRow> {};

TEST_P(ANameThatIsWrong, IsRefusedAtTheCharacter) {
    const auto error = thrown_by<NameError>([] { return resolve(GetParam().name); });
    EXPECT_EQ(error.position(), GetParam().position) << error.what();
    EXPECT_THAT(error.what(), HasSubstr(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    OfTheOlderForm, ANameThatIsWrong,
    testing::Values(WrongRow{"", 0, "missing"}, WrongRow{"remote:", 7, "tls, unix, ssh, ext, tcp"},
                    WrongRow{"remote:rsh:h1", 7, "tls, unix, ssh, ext, tcp"},
                    WrongRow{"remote:TLS:h1", 7, "tls, unix, ssh, ext, tcp"},
                    WrongRow{"remote:libssh:h1", 7, "tls, unix, ssh, ext, tcp"}, WrongRow{"remote:tls", 10, ":"},
                    WrongRow{"remote:tls name=x", 10, ":"}, WrongRow{"remote: tls:h1", 7, "tls, unix"},
                    WrongRow{"remote:tls:", 11, "host is missing"}, WrongRow{"remote:tls::1", 11, "host is missing"},
                    WrongRow{"remote:tls: h1", 11, "host is missing"}, WrongRow{"remote://", 9, "host is missing"},
                    WrongRow{"remote:tls:h1:", 14, "port is missing"}, WrongRow{"remote:tls:h1:0", 14, "1 to 65535"},
                    WrongRow{"remote:tls:h1:65536", 14, "1 to 65535"},
                    WrongRow{"remote:tls:h1:99999999999", 14, "1 to 65535"},
                    WrongRow{"remote:tls:h1:16x", 16, "1 to 65535"}, WrongRow{"remote:tls:h1:+1", 14, "1 to 65535"},
                    WrongRow{"remote:tls:h1:-1", 14, "1 to 65535"}, WrongRow{"remote:tls:h1:http", 14, "1 to 65535"},
                    WrongRow{"remote:tls:fe80::1", 15, "in brackets"},
                    WrongRow{"remote:tls:[fe80::1", 11, "not closed"}, WrongRow{"remote:tls:[h1]", 12, "IPv6"},
                    WrongRow{"remote:tls:[]", 12, "IPv6"}, WrongRow{"remote:tls:[::1]x", 16, "port"},
                    WrongRow{"remote:tls:[::1%]", 16, "interface"}, WrongRow{"remote:tls:[::1%e/0]", 17, "interface"},
                    WrongRow{"remote:tls:h/1", 12, "letters"}, WrongRow{"remote:tls:h?x", 12, "letters"},
                    WrongRow{"remote:tls:h%31", 12, "letters"}, WrongRow{"remote:tls:{host}", 11, "letters"},
                    WrongRow{"remote:tls:h\xC3\xA4", 12, "letters"}, WrongRow{"remote:tls:root@h1", 15, "only ssh"},
                    WrongRow{"remote:tcp:root@h1", 15, "only ssh"}, WrongRow{"remote://root@h1", 13, "only ssh"}));

INSTANTIATE_TEST_SUITE_P(
    OfTheOlderFormToo, ANameThatIsWrong,
    testing::Values(
        WrongRow{"remote:ssh:@h1", 11, "user"}, WrongRow{"remote:ssh:root@", 16, "host is missing"},
        WrongRow{"remote:ssh:-oProxyCommand", 11, "begin with"}, WrongRow{"remote:ssh:-l@h1", 11, "begin with"},
        WrongRow{"remote:unix:", 12, "absolute"}, WrongRow{"remote:unix:run/sock", 12, "absolute"},
        WrongRow{"remote:ext:", 11, "program"}, WrongRow{"remote:ext:./tunnel", 11, "absolute"},
        WrongRow{"remote:tls:h1 name", 18, "VARIABLE=VALUE"}, WrongRow{"remote:tls:h1 =x", 14, "VARIABLE"},
        WrongRow{"remote:tls:h1 name=a name=b", 21, "twice"}, WrongRow{"remote:tls:h1 x=1 x=2", 18, "twice"},
        WrongRow{"remote:tls:h1 name=%", 19, "hexadecimal"}, WrongRow{"remote:tls:h1 name=a%2", 20, "hexadecimal"},
        WrongRow{"remote:tls:h1 name=a%zz", 20, "hexadecimal"}, WrongRow{"remote:tls:h1 name=a%00", 20, "%00"},
        WrongRow{"remote:tls:h1 color=%", 20, "hexadecimal"}, WrongRow{"remote:ssh:h1 command=", 22, "program"},
        WrongRow{std::string("remote:tls:h\0001", 14), 12, "null"}));

INSTANTIATE_TEST_SUITE_P(
    ThatIsNoUri, ANameThatIsWrong,
    testing::Values(WrongRow{"h1", 0, "no URI"}, WrongRow{"/run/libvirt/libvirt-sock", 0, "no URI"},
                    WrongRow{" qemu:///system", 0, "character"}, WrongRow{"qemu:///sys tem", 11, "character"},
                    WrongRow{"qemu:///system\n", 14, "character"}, WrongRow{"qemu:///\xC3\xA4", 8, "character"},
                    WrongRow{"qemu+tls://{host}/system", 11, "character"}, WrongRow{"qemu:///%zz", 0, "no URI"},
                    WrongRow{"remote://h1/ name=x", 12, "character"},
                    WrongRow{"qemu+tls://h1:x/system", 0, "no URI"}));

TEST(ANamesVariable, ThatIsNotKnownIsIgnoredWithAWarning) {
    const auto resolved = resolve("remote:tls:h1 color=blue name=x speed=");
    EXPECT_EQ(resolved.uri, "remote+tls://h1/?name=x");
    EXPECT_THAT(resolved.warnings, ElementsAre(HasSubstr("color"), HasSubstr("speed")));
}

TEST(ANamesVariable, CommandIsForSshOnly) {
    for (const std::string name : {"remote:tls:h1", "remote:tcp:h1", "remote:/s", "remote:ext:/x", "remote://h1"}) {
        const auto resolved = resolve(name + " command=/evil");
        EXPECT_THAT(resolved.uri, testing::Not(HasSubstr("evil")));
        EXPECT_THAT(resolved.warnings, ElementsAre(HasSubstr("ssh only")));
    }
}

TEST(ANamesLength, HasALimit) {
    const std::string begin = "remote:unix:/";
    const std::string longest = begin + std::string(core::longest_remote_name - begin.size(), 'a');
    EXPECT_THAT(resolve(longest).uri, HasSubstr("aaa"));
    EXPECT_EQ(thrown_by<NameError>([&] { return resolve(longest + "a"); }).position(), core::longest_remote_name);
}

TEST(ATemplate, TakesItsPlaceholdersWhereAHostAndAPortStand) {
    const auto uri = [](std::string_view name) { return resolve(name, Placeholders::allowed).uri; };
    EXPECT_EQ(uri("qemu+tls://{host}/system"), "qemu+tls://{host}/system");
    EXPECT_EQ(uri("qemu+ssh://root@{name}:{port}/system?command=/x"),
              "qemu+ssh://root@{name}:{port}/system?command=/x");
    EXPECT_EQ(uri("remote:tls:{host} name=xen:///"), "remote+tls://{host}/?name=xen:///");
    EXPECT_EQ(uri("remote:tcp:{host}:{port}"), "remote+tcp://{host}:{port}/");
    EXPECT_EQ(uri("remote:ssh:root@{name}:22"), "remote+ssh://root@{name}:22/");
    EXPECT_EQ(uri("remote://{host}:9000"), "remote+tls://{host}:9000/");
}

TEST(ATemplate, OfAUriTakesThemInAPathToo) {
    for (const std::string name :
         {"qemu+tls://{name}/system?pkipath=/etc/pki/{name}", "remote+unix:///{host}?socket=/run/hosts/{port}",
          "remote+ssh://{host}/?name=qemu:///{name}&keyfile=/keys/{name}"})
        EXPECT_EQ(resolve(name, Placeholders::allowed).uri, name);
}

TEST(ATemplate, LetsMdnsNeverNameAProgram) {
    for (const std::string name : {"qemu+ext:///system?command=/bin/{name}",
                                   "qemu+ext:///system?a={name}&comm%61nd=/{host}",
                                   "qemu+ssh://{host}/system?command={name}",
                                   "qemu+ssh://{host}/system?x;command=/{port}",
                                   "qemu+ssh://{host}/system?netcat=/{name}",
                                   "qemu+ssh://{name}@h1/system",
                                   "{name}://h1/",
                                   "qemu+{name}://h1/",
                                   "remote:ext:/{host}/../{name}",
                                   "remote:unix:/{host}",
                                   "remote:tls:{host}.lan",
                                   "remote:tls:h1:{host}",
                                   "remote:ssh:{name}@h1",
                                   "remote:ssh:{host} command=/{name}",
                                   "qemu+tls://{evil}/system",
                                   "qemu+tls://{host}:x/",
                                   "qemu+ext:///?command=/bin/true&command={name}",
                                   "qemu+ext://{host}/?Command={name}",
                                   "qemu+ssh://{host}/?NETCAT={name}",
                                   "qemu+ssh://{host}/?netcat=nc&netcat={name}",
                                   "qemu+ssh://{host}/?{name}=1",
                                   "qemu+ext://{host}/?com{port}mand=x",
                                   "qemu+tls://{host}/?no_verify={port}",
                                   "qemu+tls://{host}/?no_verify=0&no_verify={port}",
                                   "qemu+libssh://{host}/?known_hosts_verify={name}",
                                   "qemu+libssh://{host}/?known_hosts={name}",
                                   "qemu+tls://{host}/?authfile=/{name}"}) {
        SCOPED_TRACE(name);
        try {
            const std::string uri = resolve(name, Placeholders::allowed).uri;
            EXPECT_EQ(uri.find("{host}", uri.find('?')), std::string::npos) << uri;  // as it stands: no placeholder
            EXPECT_EQ(uri.find("{name}", uri.find('?')), std::string::npos) << uri;
            EXPECT_THAT(name, testing::StartsWith("remote:"));
        } catch (const NameError&) {
        }
    }
}

// What a far side reads is what was written, whatever that is.
TEST(AnyValue, SurvivesTheWayIntoTheUriAndOutOfIt) {
    std::minstd_rand random(20'061'122);
    std::uniform_int_distribution<int> byte(1, 255);
    std::uniform_int_distribution<std::size_t> length(1, 40);
    for (int round = 0; round < 5000; ++round) {
        std::string value;
        std::string written;
        for (std::size_t left = length(random); left > 0; --left) {
            const int c = byte(random);
            constexpr std::string_view digits = "0123456789abcdef";
            value += static_cast<char>(c);
            if (c == ' ' && left % 2 == 0) {
                written += '+';
            } else if (c <= ' ' || c == '%' || c == '+' || c >= 127 || left % 3 == 0) {
                written += {'%', digits[static_cast<std::size_t>(c) / 16], digits[static_cast<std::size_t>(c) % 16]};
            } else {
                written += static_cast<char>(c);
            }
        }
        const auto parsed = core::parse_uri(resolve("remote:ssh:u@h1:7 command=" + written + " name=" + written).uri);
        ASSERT_TRUE(parsed);
        EXPECT_EQ(parsed->value("name"), value);
        EXPECT_EQ(parsed->value("command"), value);
        EXPECT_EQ(parsed->server + ":" + parsed->port + " " + parsed->transport, "h1:7 ssh");
        EXPECT_EQ(parsed->query.size(), 2U);
    }
}

// Whatever comes, it is a URI that can be read, or an error at one of its characters.
TEST(AnyName, IsResolvedOrRefused) {
    std::minstd_rand random(1);
    const std::vector<std::string> pieces{"remote", ":",     "//", "tls",    "ssh", "unix",    "ext",  "tcp",
                                          "/",      "[",     "]",  "::1",    "%",   "%41",     "+",    "@",
                                          " ",      "name=", "h1", "=",      "\t",  "9000",    "\xFF", "&",
                                          "?",      "#",     "-",  "{host}", ";",   "command="};
    std::uniform_int_distribution<std::size_t> piece(0, pieces.size() - 1);
    std::uniform_int_distribution<std::size_t> count(0, 12);
    int resolved = 0;
    for (int round = 0; round < 50'000; ++round) {
        std::string name = round % 2 == 0 ? "remote:" : "";
        for (std::size_t left = count(random); left > 0; --left) name += pieces[piece(random)];
        for (const auto placeholders : {Placeholders::none, Placeholders::allowed}) {
            try {
                const std::string uri = resolve(name, placeholders).uri;
                EXPECT_TRUE(core::parse_uri(core::sample_of(uri))) << name << " " << uri;
                ++resolved;
            } catch (const NameError& error) {
                EXPECT_LE(error.position(), name.size()) << name;
            }
        }
    }
    EXPECT_GT(resolved, 500);
}

}  // namespace
