// What is taken from a record and what is not.
#include "discovery/record.h"

#include <gmock/gmock.h>

namespace {

using discovery::check;
using discovery::Kind;
using discovery::Limits;
using discovery::Record;
using discovery::Refusal;
using discovery::Resolved;

const std::string host_uuid = "11111111-f6a4-8304-79aa-97f2502e193f";
const std::string vm_uuid = "22222222-f6a4-8304-79aa-97f2502e193f";
const std::vector<std::string> allow{"h*.local", "*.lan"};
const std::vector<std::string> own{"10.0.0.9", "fe80::9"};

Resolved host() {
    return {"h1.local", "10.0.0.1", 16514, {"txtvers=1", "uuid=" + host_uuid}, false};
}
Resolved domain() {
    return {"h1.local", "10.0.0.1", 16514, {"txtvers=1", "uuid=" + vm_uuid, "name=vm1", "host=" + host_uuid}, false};
}

// The refusal's sentence, or nothing.
std::string refusal(const Resolved& resolved, Kind kind = Kind::host, std::string_view instance = "h1") {
    const auto checked = check(kind, instance, resolved, allow, own);
    const auto* refused = std::get_if<Refusal>(&checked);
    return refused != nullptr ? std::string(to_string(*refused)) : "";
}
template <class Change>
std::string refusal_of_host(const Change& change) {
    Resolved resolved = host();
    change(resolved);
    return refusal(resolved);
}
template <class Change>
std::string refusal_of_domain(const Change& change) {
    Resolved resolved = domain();
    change(resolved);
    return refusal(resolved, Kind::domain, "vm1");
}

TEST(ARecord, OfAHostIsTaken) {
    const auto record = std::get<Record>(check(Kind::host, "h1 #2", host(), allow, own));
    EXPECT_EQ(record, (Record{"h1.local", "10.0.0.1", 16514, host_uuid, "h1 #2", host_uuid}));
}

TEST(ARecord, OfADomainIsTakenByItsTrueName) {
    Resolved resolved = domain();
    resolved.host_name = "H1.Local";
    resolved.txt[1] = "UUID=22222222-F6A4-8304-79AA-97F2502E193F";
    const auto record = std::get<Record>(check(Kind::domain, "vm1 #2", resolved, allow, own));
    EXPECT_EQ(record, (Record{"h1.local", "10.0.0.1", 16514, vm_uuid, "vm1", host_uuid}));
}

TEST(ARecord, NeedsAnAllowedHost) {
    for (const char* name : {"liar.local", "h1.local.evil", "xh1.local"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.host_name = name; }),
                  "its host is not in [discovery] allow")
            << name;
    }
    EXPECT_EQ(refusal_of_host([](auto& record) { record.host_name = "any.lan"; }), "");
    const auto nobody = check(Kind::host, "h1", host(), {}, own);
    EXPECT_EQ(std::get<Refusal>(nobody), Refusal::host_not_allowed);
}

TEST(ARecord, NeedsAHostNameThatIsOne) {
    for (const std::string name :
         {"", "h1?command=/bin/touch.local", "h1/../x.local", "h@1.local", "h1 .local", "h1\n.local", "h..local",
          "-h.local", ".local", "h<b>.local", "h%2f.local", "hé.local"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.host_name = name; }), "its host name is none") << name;
    }
    const std::string tail = ".local";
    const std::string longest = "h" + std::string(Limits::host_name - 1 - tail.size(), 'x') + tail;
    EXPECT_EQ(refusal_of_host([&](auto& record) { record.host_name = longest; }), "");
    EXPECT_EQ(refusal_of_host([&](auto& record) { record.host_name = "h" + longest; }), "its host name is none");
}

TEST(ARecord, NeedsTheAddressOfAnotherMachine) {
    for (const char* address : {"127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "224.0.0.251", "255.255.255.255",
                                "::1", "::", "ff02::fb", "::ffff:10.0.0.1", "::10.0.0.1", "", "h1", "10.0.0.1/8"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.address = address; }),
                  "its address is not that of a machine in the network")
            << address;
    }
    for (const char* address : {"10.0.0.9", "fe80::9%eth0"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.address = address; }),
                  "its address is this machine's own")
            << address;
    }
    for (const char* address : {"10.0.0.1", "169.254.1.1", "2001:db8::1", "fe80::1%eth0"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.address = address; }), "") << address;
    }
}

TEST(ARecord, OfTheLocalAvahiMayBeOfThisMachine) {
    for (const char* address : {"127.0.0.1", "10.0.0.9"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) {
                      record.address = address;
                      record.is_local = true;
                  }),
                  "");
    }
}

TEST(ARecord, NeedsAPort) {
    EXPECT_EQ(refusal_of_host([](auto& record) { record.port = 0; }), "its port is none");
    EXPECT_EQ(refusal_of_host([](auto& record) { record.port = 65535; }), "");
}

TEST(ARecord, NeedsTheTxtThatWeKnow) {
    constexpr const char* wrong = "its TXT record is not one of ours";
    EXPECT_EQ(refusal_of_host([](auto& record) { record.txt.erase(record.txt.begin()); }), wrong);
    EXPECT_EQ(refusal_of_host([](auto& record) { record.txt[0] = "txtvers=2"; }), wrong);
    EXPECT_EQ(refusal_of_host([](auto& record) { record.txt.emplace_back("txtvers=1"); }), wrong);
    const std::size_t used = host().txt[0].size() + host().txt[1].size() + 3;
    EXPECT_EQ(refusal_of_host([&](auto& record) { record.txt.emplace_back(Limits::txt - used, 'x'); }), "");
    EXPECT_EQ(refusal_of_host([&](auto& record) { record.txt.emplace_back(Limits::txt - used + 1, 'x'); }), wrong);
}

TEST(ARecord, NeedsUuids) {
    constexpr const char* wrong = "its UUID is none";
    for (const std::string uuid : {"", "1", "00000000-0000-0000-0000-000000000000", "../../../etc/passwd"}) {
        EXPECT_EQ(refusal_of_host([&](auto& record) { record.txt[1] = "uuid=" + uuid; }), wrong) << uuid;
        EXPECT_EQ(refusal_of_domain([&](auto& record) { record.txt[1] = "uuid=" + uuid; }), wrong) << uuid;
        EXPECT_EQ(refusal_of_domain([&](auto& record) { record.txt[3] = "host=" + uuid; }), wrong) << uuid;
    }
    EXPECT_EQ(refusal_of_host([&](auto& record) { record.txt.push_back("uuid=" + vm_uuid); }), wrong);  // which one?
    EXPECT_EQ(refusal_of_domain([](auto& record) { record.txt.pop_back(); }), wrong);
}

TEST(ARecord, NeedsANameThatLeadsNowhereElse) {
    constexpr const char* wrong = "its name cannot be a host's or a domain's";
    for (const std::string name :
         {"", "..", ".", "../h1", "h/1", "<script>", "h\"1", "h1?x", "h1\n", "h%31", "hé", "h1\x7F"}) {
        EXPECT_EQ(refusal(host(), Kind::host, name), wrong) << name;
    }
    EXPECT_EQ(refusal(host(), Kind::host, std::string(Limits::instance, 'h')), "");
    EXPECT_EQ(refusal(host(), Kind::host, std::string(Limits::instance + 1, 'h')), wrong);
    for (const std::string name : {"", "..", "../vm", "a/b", "a\nb", "\xFF", "a\x7F"}) {
        EXPECT_EQ(refusal_of_domain([&](auto& record) { record.txt[2] = "name=" + name; }), wrong) << name;
    }
    EXPECT_EQ(refusal_of_domain([](auto& record) { record.txt[2] = "name=<b>é #1"; }), "");  // libvirt allows it
    EXPECT_EQ(refusal_of_domain([](auto& record) { record.txt[2] = "name=" + std::string(Limits::name, 'v'); }), "");
    EXPECT_EQ(refusal_of_domain([](auto& record) { record.txt[2] = "name=" + std::string(Limits::name + 1, 'v'); }),
              wrong);
}

TEST(AUri, IsTheTemplateFilledIn) {
    Record record{"h1.local", "10.0.0.1", 16514, {}, {}, {}};
    EXPECT_EQ(fill_uri("qemu+tls://{host}/system", record), "qemu+tls://10.0.0.1/system");
    EXPECT_EQ(fill_uri("test+tcp://{name}:{port}/default?x={host}", record),
              "test+tcp://h1.local:16514/default?x=10.0.0.1");
    record.address = "2001:db8::1";
    EXPECT_EQ(fill_uri("qemu+tls://{host}:{port}/system", record), "qemu+tls://[2001:db8::1]:16514/system");
    record.address = "fe80::1%eth0";
    EXPECT_EQ(fill_uri("qemu+tls://{host}/system", record), "qemu+tls://[fe80::1%25eth0]/system");
}

}  // namespace
