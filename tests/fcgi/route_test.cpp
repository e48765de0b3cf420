#include "fcgi/route.h"

#include <gtest/gtest.h>

#include "fcgi/problem.h"
#include "tests/core/thrown.h"

namespace {

using namespace std::string_literals;
using fcgi::Place;
using fcgi::Route;

Route route(std::string_view path) {
    return fcgi::parse_route(path, {});
}
int status(std::string_view path, const fcgi::Limits& limits = {}) {
    return tests::thrown_by<fcgi::ProblemError>([&] { return fcgi::parse_route(path, limits); }).problem().status;
}

TEST(APath, NamesTheNetwork) {
    EXPECT_EQ(route("/").place, Place::network);
    EXPECT_FALSE(route("/").needs_slash);
    EXPECT_EQ(route("").place, Place::network);
    EXPECT_TRUE(route("").needs_slash);
}

TEST(APath, NamesAnOwner) {
    const Route found = route("/client1/");
    EXPECT_EQ(found.place, Place::owner);
    EXPECT_EQ(found.owner, "client1");
    EXPECT_FALSE(found.needs_slash);
    EXPECT_TRUE(route("/client1").needs_slash);
    EXPECT_EQ(route("/_/").owner, "_");
}

TEST(APath, NamesADomain) {
    const Route found = route("/client1/vm1");
    EXPECT_EQ(found.place, Place::domain);
    EXPECT_EQ(found.owner, "client1");
    EXPECT_EQ(found.domain, "vm1");
    EXPECT_EQ(found.command, "");
    EXPECT_FALSE(found.has_extra_slash);
    EXPECT_TRUE(route("/client1/vm1/").has_extra_slash);
    EXPECT_EQ(route("/_/6695eb01-f6a4-8304-79aa-97f2502e193f").domain, "6695eb01-f6a4-8304-79aa-97f2502e193f");
}

TEST(APath, NamesACommandOfADomain) {
    const Route found = route("/client1/vm1/domainGetInfo");
    EXPECT_EQ(found.place, Place::domain);
    EXPECT_EQ(found.command, "domainGetInfo");
    EXPECT_FALSE(found.has_extra_slash);
    EXPECT_TRUE(route("/client1/vm1/domainGetInfo/").has_extra_slash);
}

TEST(APath, NamesSnapshotsOfADomain) {
    ASSERT_NE(route("/client1/vm1/snapshots/").lists, nullptr);
    EXPECT_EQ(route("/client1/vm1/snapshots/").lists->target, core::Target::snapshot);
    EXPECT_FALSE(route("/client1/vm1/snapshots/").needs_slash);
    EXPECT_TRUE(route("/client1/vm1/snapshots").needs_slash);
    const Route found = route("/client1/vm1/snapshots/one");
    EXPECT_EQ(found.place, Place::domain);
    ASSERT_EQ(found.path.size(), 1U);
    EXPECT_EQ(found.path[0].key, "one");
    EXPECT_EQ(found.target(), core::Target::snapshot);
    EXPECT_EQ(found.command, "");
    EXPECT_EQ(found.lists, nullptr);
    EXPECT_TRUE(route("/client1/vm1/snapshots/one/").has_extra_slash);
    EXPECT_EQ(route("/client1/vm1/snapshots/one/domainSnapshotDelete").command, "domainSnapshotDelete");
    EXPECT_EQ(route("/client1/vm1/snapshots/one/domainSnapshotDelete").path[0].key, "one");
    EXPECT_EQ(status("/client1/vm1/snapshots/one/domainSnapshotDelete/x"), 404);
    EXPECT_EQ(status("/client1/vm1/snapshot/one"), 404);
    EXPECT_EQ(status("/client1/vm1/networks/default"), 404) << "networks are a host's";
    EXPECT_EQ(route("/client1/vm1/networks").command, "networks") << "and no function has this name";
    EXPECT_EQ(route("/client1/vm1/networks/").lists, nullptr);
}

TEST(APath, NamesWhatIsInWhatAHostHas) {
    EXPECT_EQ(route("/-/hosts/alpha/storagePools/").lists->target, core::Target::storage_pool);
    EXPECT_TRUE(route("/-/hosts/alpha/storagePools").needs_slash);
    EXPECT_EQ(route("/-/hosts/alpha/storagePools/p/storageVols/").lists->target, core::Target::storage_vol);
    const Route found = route("/-/hosts/alpha/storagePools/p/storageVols/v/storageVolGetInfo");
    EXPECT_EQ(found.place, Place::host);
    EXPECT_EQ(found.host, "alpha");
    EXPECT_EQ(found.target(), core::Target::storage_vol);
    ASSERT_EQ(found.path.size(), 2U);
    EXPECT_EQ(found.path[0].key, "p");
    EXPECT_EQ(found.path[1].key, "v");
    EXPECT_EQ(found.command, "storageVolGetInfo");
    EXPECT_EQ(route("/-/hosts/alpha/networks/n/ports/").lists->target, core::Target::network_port);
    EXPECT_EQ(status("/-/hosts/alpha/networks/n/storageVols/v"), 404);
    EXPECT_EQ(status("/-/hosts/alpha/snapshots/s"), 404) << "snapshots are a domain's";
}

TEST(APath, NamesEachKindOfObjectByItsCollection) {
    for (const auto& kind : core::kinds()) {
        if (kind.collection.empty()) continue;
        const auto* found = core::find_collection(kind.parent, kind.collection);
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->target, kind.target);
    }
}

TEST(APath, NamesACommandOfSeveralDomains) {
    const Route found = route("/-/domains/domainShutdown");
    EXPECT_EQ(found.place, Place::domains);
    EXPECT_EQ(found.command, "domainShutdown");
    EXPECT_EQ(found.target(), core::Target::domain);
    EXPECT_TRUE(route("/-/domains/domainShutdown/").has_extra_slash);
    for (const std::string_view path : {"/-/domains", "/-/domains/", "/-/domains/domainShutdown/x"})
        EXPECT_EQ(status(path), 404) << path;
}

TEST(APath, NamesHostsAndTheirCommands) {
    EXPECT_EQ(route("/-/hosts/").place, Place::hosts);
    EXPECT_TRUE(route("/-/hosts").needs_slash);
    EXPECT_EQ(route("/-/hosts/alpha/").place, Place::host);
    EXPECT_EQ(route("/-/hosts/alpha/").host, "alpha");
    EXPECT_FALSE(route("/-/hosts/alpha/").needs_slash);
    EXPECT_TRUE(route("/-/hosts/alpha").needs_slash);
    EXPECT_EQ(route("/-/hosts/alpha/nodeGetInfo").command, "nodeGetInfo");
    EXPECT_TRUE(route("/-/hosts/alpha/nodeGetInfo/").has_extra_slash);
}

TEST(APath, NamesWhatTheProgramItselfHas) {
    EXPECT_EQ(route("/-/health").place, Place::health);
    EXPECT_EQ(route("/-/commands").place, Place::commands);
    EXPECT_TRUE(route("/-/commands/").has_extra_slash);
    EXPECT_EQ(status("/-/commands/x"), 404);
    EXPECT_EQ(route("/-/openapi.json").place, Place::openapi);
    EXPECT_EQ(status("/-/openapi.json/"), 404);
    EXPECT_EQ(route("/-/assets/virt-fcgi.css").place, Place::asset);
    EXPECT_EQ(route("/-/assets/virt-fcgi.css").asset, "virt-fcgi.css");
}

TEST(APath, IsNotDecodedAgain) {
    EXPECT_EQ(route("/a%2Fb/vm%31").owner, "a%2Fb");
    EXPECT_EQ(route("/a%2Fb/vm%31").domain, "vm%31");
    EXPECT_EQ(route("/a+b/c d").owner, "a+b");
}

TEST(APath, MayHaveAnyOtherCharacter) {
    EXPECT_EQ(route("/ü🐧/\"<>'&;").domain, "\"<>'&;");
    EXPECT_EQ(route("/.../..a").owner, "...");
    EXPECT_EQ(route("/a/-").domain, "-");
    EXPECT_EQ(route("/--/vm").owner, "--");
    EXPECT_EQ(route("/a/\\").domain, "\\");
}

TEST(APath, ThatCanNameNothingIsNotFound) {
    for (const auto& path : {"//"s,           "//a"s,
                             "/a//"s,         "/a//b"s,
                             "/a/b//"s,       "/."s,
                             "/./"s,          "/.."s,
                             "/../"s,         "/a/.."s,
                             "/a/../b"s,      "/a/./b"s,
                             "/a/b/.."s,      "a"s,
                             "a/b"s,          "?"s,
                             "/a/b/c/d"s,     "/a/b/c/d/"s,
                             "/-"s,           "/-/"s,
                             "/-/x"s,         "/-/x/y"s,
                             "/-/health/"s,   "/-/health/x"s,
                             "/-/assets"s,    "/-/assets/"s,
                             "/-/assets/a/"s, "/-/assets/a/b"s,
                             "/-/assets/.."s, "/-/hosts/../x"s,
                             "/-/hosts//"s,   "/-/hosts/a/b/c"s}) {
        EXPECT_EQ(status(path), 404) << path;
    }
}

TEST(APath, WithControlCharactersOrBrokenUtf8IsNotFound) {
    for (const auto& path : {"/\0"s, "/a\0b/"s, "/a/b\n"s, "/a\r\nX: y/"s, "/\x7F/"s, "/a/\x1B"s, "/\xFF/"s,
                             "/a/\xC0\xAF"s, "/\xED\xA0\x80/"s}) {
        EXPECT_EQ(status(path), 404) << path;
    }
}

TEST(APath, MayBeAsLongAsTheLimitAndNoLonger) {
    const fcgi::Limits limits{.path = 20};
    EXPECT_EQ(fcgi::parse_route("/" + std::string(18, 'a') + "/", limits).owner.size(), 18U);
    EXPECT_EQ(status("/" + std::string(19, 'a') + "/", limits), 414);
}

TEST(Urls, LeadBackToWhatTheyName) {
    EXPECT_EQ(route(fcgi::Urls("").several("domainShutdown")).place, Place::domains);
    const fcgi::Urls urls("/a/b-c");
    EXPECT_EQ(urls.network(), "/a/b-c/");
    EXPECT_EQ(urls.owner("client 1"), "/a/b-c/client%201/");
    EXPECT_EQ(urls.domain("client1", "vm/1?#\"<"), "/a/b-c/client1/vm%2F1%3F%23%22%3C");
    EXPECT_EQ(urls.hosts(), "/a/b-c/-/hosts/");
    EXPECT_EQ(urls.host("alpha.lan"), "/a/b-c/-/hosts/alpha.lan/");
    EXPECT_EQ(urls.assets(), "/a/b-c/-/assets/");
    EXPECT_EQ(fcgi::Urls("").domain("a", "b"), "/a/b");
}

}  // namespace
