// What the mDNS cache keeps, asks for and forgets, on a clock of the test's.
#include "discovery/cache.h"

#include <gmock/gmock.h>

namespace {

using discovery::Cache;
using discovery::Kind;
using discovery::Resolved;
using discovery::Service;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int ipv4 = 0;
constexpr int ipv6 = 1;

std::string uuid(int number) {
    const std::string digits = std::to_string(number);
    return std::string(8 - digits.size(), 'a') + digits + "-f6a4-8304-79aa-97f2502e193f";
}

Service host(const std::string& name, int interface = 2) {
    return {Kind::host, interface, name, "local"};
}
Service domain(const std::string& name) {
    return {Kind::domain, 2, name, "local"};
}
Resolved host_record(int number, const std::string& address, const std::string& host_name = "h.local") {
    return {host_name, address, 16509, {"txtvers=1", "uuid=" + uuid(number)}, false};
}
Resolved domain_record(int number, int of_host, const std::string& host_name = "h.local") {
    return {host_name,
            "10.0.0.1",
            16509,
            {"txtvers=1", "uuid=" + uuid(number), "name=vm" + std::to_string(number), "host=" + uuid(of_host)},
            false};
}

class TheCache : public testing::Test {
  protected:
    Cache::Clock::time_point now{1h};
    std::vector<std::string> log;
    std::size_t max_records = 4096;
    Cache& cache() {
        if (!cache_) {
            cache_.emplace(discovery::CacheSettings{"test+tcp://{host}/default",
                                                    {"*"},
                                                    max_records,
                                                    [this](const std::string& line) { log.push_back(line); }},
                           [this] { return now; });
        }
        return *cache_;
    }

    void resolve(const Service& service, const Resolved& record) {
        ASSERT_EQ(cache().next_to_resolve(), service);
        cache().resolved(service, record, {});
    }
    void announce_host(const std::string& name, int number, const std::string& address) {
        cache().appeared(host(name), ipv4, false);
        resolve(host(name), host_record(number, address));
    }
    std::vector<std::string> uris() {
        std::vector<std::string> uris;
        for (const auto& hint : cache().hints().hosts) uris.push_back(hint.name + " " + hint.uri);
        return uris;
    }
    std::vector<std::string> domains() {
        std::vector<std::string> names;
        for (const auto& hint : cache().hints().domains) names.push_back(hint.name + " on " + hint.host);
        return names;
    }

  private:
    std::optional<Cache> cache_;
};

TEST_F(TheCache, HintsAtAHostOnceItIsResolved) {
    cache().appeared(host("h1"), ipv4, false);
    EXPECT_THAT(uris(), IsEmpty());
    resolve(host("h1"), host_record(1, "10.0.0.1"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://10.0.0.1/default"));
    EXPECT_EQ(cache().next_to_resolve(), std::nullopt);
    EXPECT_EQ(cache().next_due(), std::nullopt);
}

TEST_F(TheCache, KeepsAServiceWhileOneProtocolSeesIt) {
    announce_host("h1", 1, "10.0.0.1");
    cache().appeared(host("h1"), ipv6, false);
    cache().disappeared(host("h1"), ipv4);
    EXPECT_THAT(uris(), SizeIs(1));
    cache().disappeared(host("h1"), ipv6);
    EXPECT_THAT(uris(), IsEmpty());
    EXPECT_EQ(cache().size(), 0U);
}

TEST_F(TheCache, PrefersIpv4AndAnAddressThatReachesFurther) {
    cache().appeared(host("h1", 2), ipv6, false);
    cache().appeared(host("h1", 3), ipv4, false);
    resolve(host("h1", 2), host_record(1, "fe80::1%eth0"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://[fe80::1%25eth0]/default"));
    resolve(host("h1", 3), host_record(1, "169.254.0.1"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://169.254.0.1/default"));
    cache().appeared(host("h1", 4), ipv4, false);
    resolve(host("h1", 4), host_record(1, "10.0.0.1"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://10.0.0.1/default"));
}

TEST_F(TheCache, ResolvesHostsBeforeDomains) {
    cache().appeared(domain("a"), ipv4, false);
    cache().appeared(host("z"), ipv4, false);
    EXPECT_EQ(cache().next_to_resolve(), host("z"));
    EXPECT_EQ(cache().next_to_resolve(), domain("a"));
}

TEST_F(TheCache, HintsAtDomainsOfTheHostThatAnnouncesThem) {
    announce_host("h1", 1, "10.0.0.1");
    for (const char* name : {"a", "b", "c"}) cache().appeared(domain(name), ipv4, false);
    resolve(domain("a"), domain_record(7, 1));
    resolve(domain("b"), domain_record(8, 2));                // of a host that nobody announces
    resolve(domain("c"), domain_record(9, 1, "liar.local"));  // another machine speaks for the host
    EXPECT_THAT(domains(), ElementsAre("vm7 on h1"));
    cache().disappeared(host("h1"), ipv4);
    EXPECT_THAT(domains(), IsEmpty());
}

TEST_F(TheCache, GivesUpAResolverAndAsksAgainLaterAndLater) {
    cache().appeared(host("h1"), ipv4, false);
    auto pause = Cache::first_pause;
    for (int i = 0; i < 6; ++i) {
        ASSERT_EQ(cache().next_to_resolve(), host("h1"));
        EXPECT_THAT(cache().overdue(), IsEmpty());
        EXPECT_EQ(cache().next_due(), now + Cache::resolver_limit);
        now += Cache::resolver_limit;
        EXPECT_THAT(cache().overdue(), ElementsAre(host("h1")));
        cache().not_resolved(host("h1"));
        EXPECT_EQ(cache().next_to_resolve(), std::nullopt);
        EXPECT_EQ(cache().next_due(), now + pause);
        now += pause;
        pause = std::min(pause * 2, Cache::longest_pause);
    }
}

TEST_F(TheCache, LooksAgainForAHostThatDoesNotAnswer) {
    announce_host("h1", 1, "10.0.0.1");
    cache().look_again_for({"h1"});
    EXPECT_EQ(cache().next_due(), now + Cache::look_again_pause);
    EXPECT_EQ(cache().next_to_resolve(), std::nullopt);
    now += Cache::look_again_pause;
    resolve(host("h1"), host_record(1, "10.0.0.2"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://10.0.0.2/default"));
    cache().look_again_for({});
    EXPECT_EQ(cache().next_due(), std::nullopt);
}

TEST_F(TheCache, KeepsWhatItKnewWhileAvahiIsGoneAndComparesAfterwards) {
    announce_host("h1", 1, "10.0.0.1");
    announce_host("h2", 2, "10.0.0.2");
    cache().lost_sight();
    now += 1h;
    cache().expire();
    EXPECT_THAT(uris(), SizeIs(2));
    EXPECT_EQ(cache().next_to_resolve(), std::nullopt);  // nobody to ask
    cache().back_in_sight();
    cache().appeared(host("h2"), ipv4, false);
    resolve(host("h2"), host_record(2, "10.0.0.3"));  // it moved meanwhile
    EXPECT_EQ(cache().next_due(), now + Cache::rediscovery_limit);
    now += Cache::rediscovery_limit - 1ms;
    cache().expire();
    EXPECT_THAT(uris(), SizeIs(2));
    now += 1ms;
    cache().expire();
    EXPECT_THAT(uris(), ElementsAre("h2 test+tcp://10.0.0.3/default"));
}

TEST_F(TheCache, ResolvesOnlySoManyAtOnce) {
    for (std::size_t i = 0; i <= Cache::most_resolvers; ++i)
        cache().appeared(domain("d" + std::to_string(i)), ipv4, false);
    std::optional<Service> last;
    for (std::size_t i = 0; i < Cache::most_resolvers; ++i) {
        last = cache().next_to_resolve();
        ASSERT_TRUE(last) << i;
    }
    EXPECT_EQ(cache().next_to_resolve(), std::nullopt);
    cache().disappeared(*last, ipv4);
    EXPECT_TRUE(cache().next_to_resolve());
}

TEST_F(TheCache, KeepsNoMoreThanItMayAndRoomForHosts) {
    max_records = 8;
    for (int i = 0; i < 7; ++i) cache().appeared(domain("d" + std::to_string(i)), ipv4, false);
    EXPECT_EQ(cache().size(), 6U);
    EXPECT_THAT(log, ElementsAre(HasSubstr("max_records")));
    for (int i = 0; i < 3; ++i) cache().appeared(host("h" + std::to_string(i)), ipv4, false);
    EXPECT_EQ(cache().size(), 8U);
    EXPECT_FALSE(cache().wants_new_browse(Kind::domain));
    for (int i = 0; i < 4; ++i) cache().disappeared(domain("d" + std::to_string(i)), ipv4);
    EXPECT_TRUE(cache().wants_new_browse(Kind::domain));
    EXPECT_FALSE(cache().wants_new_browse(Kind::domain));  // it was told
}

TEST_F(TheCache, BrowsesAnewForOneFreePlaceOnlyAfterAWhile) {
    max_records = 8;
    for (int i = 0; i < 7; ++i) cache().appeared(domain("d" + std::to_string(i)), ipv4, false);
    cache().disappeared(domain("d0"), ipv4);
    now += Cache::longest_pause - 1ms;
    EXPECT_FALSE(cache().wants_new_browse(Kind::domain));
    now += 1ms;
    EXPECT_TRUE(cache().wants_new_browse(Kind::domain));
}

TEST_F(TheCache, ForgetsWhatANewBrowseDoesNotFind) {
    max_records = 8;
    for (int i = 0; i < 7; ++i) cache().appeared(domain("d" + std::to_string(i)), ipv4, false);
    announce_host("h1", 1, "10.0.0.1");
    ASSERT_EQ(cache().next_to_resolve(), domain("d0"));
    cache().disappeared(domain("d5"), ipv4);
    now += Cache::longest_pause;
    ASSERT_TRUE(cache().wants_new_browse(Kind::domain));
    cache().appeared(domain("d6"), ipv4, false);  // d0 to d4 were gone, and nobody said so
    now += Cache::rediscovery_limit;
    cache().expire();
    EXPECT_EQ(cache().size(), 2U);
    EXPECT_THAT(uris(), SizeIs(1));  // another kind
    EXPECT_FALSE(cache().is_resolving(domain("d0")));
    for (std::size_t i = 0; i < Cache::most_resolvers; ++i) {
        cache().disappeared(domain("d6"), ipv4);
        cache().appeared(domain("d6"), ipv4, false);
        ASSERT_TRUE(cache().next_to_resolve()) << i;  // no resolver was lost count of
    }
}

TEST_F(TheCache, TakesOnlySoManyHostsOfOneMachine) {
    for (std::size_t i = 0; i <= Cache::most_hosts_of_host; ++i)
        announce_host("h" + std::to_string(i), static_cast<int>(i), "10.0.0." + std::to_string(i + 1));
    EXPECT_THAT(uris(), SizeIs(Cache::most_hosts_of_host));
    EXPECT_THAT(log, ElementsAre(HasSubstr("its host has announced too many")));
}

TEST_F(TheCache, TakesOnlySoManyDomainsOfOneMachine) {
    announce_host("h1", 1, "10.0.0.1");
    for (std::size_t i = 0; i <= Cache::most_domains_of_host; ++i) {
        cache().appeared(domain("d" + std::to_string(i)), ipv4, false);
        resolve(domain("d" + std::to_string(i)), domain_record(static_cast<int>(i), 1));
    }
    EXPECT_THAT(domains(), SizeIs(Cache::most_domains_of_host));
}

TEST_F(TheCache, StarvesNobodyWhenMostDoNotAnswer) {
    for (std::size_t i = 0; i < 2 * Cache::most_resolvers; ++i)
        cache().appeared(host("dead" + std::to_string(i)), ipv4, false);
    std::set<Service> asked;
    for (int turn = 0; turn < 20; ++turn) {
        std::vector<Service> now_asked;
        while (const auto next = cache().next_to_resolve()) now_asked.push_back(*next);
        if (turn == 4) cache().appeared(host("zzz"), ipv4, false);
        asked.insert(now_asked.begin(), now_asked.end());
        now += Cache::resolver_limit;
        for (const auto& each : now_asked) cache().not_resolved(each);
        now += Cache::first_pause;
    }
    EXPECT_TRUE(asked.contains(host("zzz")));
    EXPECT_EQ(asked.size(), 2 * Cache::most_resolvers + 1);
}

TEST_F(TheCache, KeepsWhatItKnewWhenALaterAnswerIsRefusedAndAsksAgain) {
    announce_host("h1", 1, "10.0.0.1");
    cache().look_again_for({"h1"});
    now += Cache::look_again_pause;
    resolve(host("h1"), host_record(1, "127.0.0.1"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://10.0.0.1/default"));
    now += Cache::look_again_pause;
    resolve(host("h1"), host_record(1, "10.0.0.2"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://10.0.0.2/default"));
}

TEST_F(TheCache, ForgetsStrangersAndSaysOnceForEachKindWhatItRefuses) {
    for (const char* name : {"a", "b"}) {
        announce_host(name, 1, "127.0.0.1");
        now += Cache::first_pause;
        resolve(host(name), host_record(1, "not an address"));
        cache().disappeared(host(name), ipv4);
    }
    cache().appeared(host("c"), ipv4, false);
    resolve(host("c"), host_record(1, "10.0.0.1", "h?command=/bin/touch"));
    EXPECT_EQ(cache().size(), 0U);
    EXPECT_THAT(log, ElementsAre(HasSubstr("\"a\" is not used: its address is not that of a machine"),
                                 HasSubstr("\"c\" is not used: its host name is none (\"h?command=/bin/touch\"")));
}

TEST_F(TheCache, BelievesTheLocalAvahiOfThisMachine) {
    cache().appeared(host("h1"), ipv4, true);
    resolve(host("h1"), host_record(1, "127.0.0.1"));
    EXPECT_THAT(uris(), ElementsAre("h1 test+tcp://127.0.0.1/default"));
}

TEST_F(TheCache, IgnoresAnswersThatNobodyWaitsFor) {
    cache().resolved(host("h1"), host_record(1, "10.0.0.1"), {});
    cache().not_resolved(host("h1"));
    cache().disappeared(host("h1"), ipv4);
    EXPECT_EQ(cache().size(), 0U);
    EXPECT_FALSE(cache().is_resolving(host("h1")));
}

}  // namespace
