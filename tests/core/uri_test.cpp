// What a URI leads to, and what is changed in it before libvirt gets it.
#include "core/uri.h"

#include <gmock/gmock.h>

namespace {

using core::for_opening;
using core::parse_uri;
using testing::HasSubstr;
using testing::Optional;
using testing::Pair;

std::string why_insecure(const std::string& uri) {
    return core::why_insecure(*parse_uri(uri));
}

TEST(AUri, IsTakenApart) {
    const auto uri = parse_uri("qemu+ssh://root@[fe80::1%25eth0]:2222/system?a=1%26;b=%2B+x&c");
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->driver, "qemu");
    EXPECT_EQ(uri->transport, "ssh");
    EXPECT_EQ(uri->server, "fe80::1%eth0");
    EXPECT_EQ(uri->port, "2222");
    EXPECT_THAT(uri->query, testing::ElementsAre(Pair("a", "1&"), Pair("b", "++x"), Pair("c", "")));
    EXPECT_THAT(uri->value("a"), Optional(std::string("1&")));
    EXPECT_EQ(uri->value("d"), std::nullopt);
}

TEST(AUri, OfAServerWithoutATransportIsTls) {
    EXPECT_EQ(parse_uri("qemu://h1/system")->transport, "tls");
    EXPECT_EQ(parse_uri("qemu:///system")->transport, "");
    EXPECT_EQ(parse_uri("no URI"), std::nullopt);
}

TEST(AnInsecureUri, IsToldFromOthers) {
    EXPECT_THAT(why_insecure("qemu+tcp://h1/system"), HasSubstr("not encrypted"));
    EXPECT_THAT(why_insecure("qemu+tls://h1/system?no_verify=1"), HasSubstr("anybody"));
    EXPECT_THAT(why_insecure("qemu+libssh://h1/system?known_hosts_verify=ignore"), HasSubstr("anybody"));
    for (const std::string uri : {"qemu+tls://h1/system", "qemu+tls://h1/system?no_verify=0", "qemu://h1/system",
                                  "qemu+ssh://h1/system", "qemu:///system", "qemu+unix:///system?socket=/x",
                                  "qemu+libssh://h1/system?known_hosts_verify=normal", "qemu+ext:///?command=/x"})
        EXPECT_EQ(why_insecure(uri), "") << uri;
}

// As libvirt reads them: the last parameter of a name counts, and case does not.
TEST(AnInsecureUri, IsToldInWhateverWayItIsWritten) {
    for (const std::string uri :
         {"qemu+TCP://h1/system", "qemu+tls://h1/system?NO_VERIFY=1", "qemu+tls://h1/system?no_verify=0&no_verify=1",
          "qemu+tls://h1/system?no_verify=0;No_Verify=1", "qemu+tls://h1/system?no%5fverify=2",
          "qemu+libssh://h1/system?known_hosts_verify=Ignore", "esx://h1/?transport=http", "vpx://h1/?Transport=HTTP",
          "qemu+libssh2://h1/system?known_hosts_verify=normal&Known_Hosts_Verify=ignore"})
        EXPECT_NE(why_insecure(uri), "") << uri;
    EXPECT_EQ(why_insecure("qemu+tls://h1/system?no_verify=1&no_verify=0"), "");
    EXPECT_EQ(why_insecure("esx://h1/?transport=https"), "");
}

TEST(AUri, ThatHasKnownHostsWrittenToIsTold) {
    for (const std::string uri :
         {"qemu+libssh://h1/?known_hosts_verify=auto", "qemu+libssh://h1/?known_hosts_verify=AUTO",
          "qemu+libssh2://h1/?known_hosts_verify=normal&KNOWN_HOSTS_VERIFY=auto"})
        EXPECT_TRUE(core::writes_known_hosts(*parse_uri(uri))) << uri;
    EXPECT_FALSE(
        core::writes_known_hosts(*parse_uri("qemu+libssh://h1/?known_hosts_verify=auto&known_hosts_verify=normal")));
}

TEST(AnSshUri, GetsItInWhateverWayItIsWritten) {
    EXPECT_THAT(for_opening("qemu+SSH://h1/system"),
                testing::AllOf(HasSubstr("no_tty=1"), HasSubstr("/virt-fcgi/ssh")));
    EXPECT_EQ(for_opening("qemu+ssh://h1/system?Command=/x&No_TTY=1"), "qemu+ssh://h1/system?Command=/x&No_TTY=1");
}

TEST(AnSshUri, GetsAProgramThatAsksNobody) {
    const std::string uri = for_opening("qemu+ssh://h1/system");
    const auto parsed = parse_uri(uri);
    EXPECT_THAT(parsed->value("no_tty"), Optional(std::string("1")));
    EXPECT_THAT(parsed->value("command"), Optional(testing::EndsWith("/virt-fcgi/ssh")));
    EXPECT_THAT(uri, testing::StartsWith("qemu+ssh://h1/system?"));
}

TEST(AnSshUri, KeepsWhatTheConfigurationSays) {
    EXPECT_EQ(for_opening("qemu+ssh://h1/system?command=/x&no_tty=0"), "qemu+ssh://h1/system?command=/x&no_tty=0");
    EXPECT_EQ(for_opening("qemu+ssh://h1/system?command=/x#f"), "qemu+ssh://h1/system?command=/x&no_tty=1#f");
    for (const std::string other : {"qemu+tls://h1/system", "qemu+libssh://h1/system", "test:///default", "h1"})
        EXPECT_EQ(for_opening(other), other);
}

}  // namespace
