#include "fcgi/representation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <libxml/c14n.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "core/fields.h"
#include "core/text.h"
#include "core/xml_document.h"

namespace {

using namespace std::string_literals;
using core::Node;
using nlohmann::json;
using testing::HasSubstr;

Node info() {
    Node result = Node::record("result");
    result.with("function", "virDomainGetInfo");
    result.add(core::enum_leaf("state", 1, "virDomainState"));
    result.add(Node::leaf("memory", std::uint64_t{2048}).with("unit", "KiB"));
    result.add(Node::leaf("nrVirtCpu", std::int64_t{2}));
    return result;
}

Node params() {
    Node result = Node::record("result");
    Node list = Node::list("params");
    list.add(Node::leaf("param", std::uint64_t{50}).with("name", "weight").with("type", "uint"));
    list.add(Node::leaf("param", std::int64_t{-1}).with("name", "quota").with("type", "llong"));
    result.add(std::move(list));
    return result;
}

Node value(core::Scalar scalar) {
    Node result = Node::record("result");
    result.add(Node::leaf("value", std::move(scalar)));
    return result;
}

// What a reader gets who parses the answer: `value`'s text.
std::string read_xml(const Node& node) {
    const auto document = core::parse_xml(fcgi::to_xml(node));
    if (document == nullptr) return "not well-formed";
    xmlChar* content = xmlNodeGetContent(xmlDocGetRootElement(document.get()));
    std::string text(reinterpret_cast<const char*>(content));
    xmlFree(content);
    return text;
}

std::string canonical(xmlDoc* document) {
    xmlChar* text = nullptr;
    xmlC14NDocDumpMemory(document, nullptr, XML_C14N_1_0, nullptr, 0, &text);
    std::string owned(reinterpret_cast<const char*>(text));
    xmlFree(text);
    return owned;
}

TEST(Xml, HasTheTreeAsElementsAndAttributes) {
    EXPECT_EQ(fcgi::to_xml(info()),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<result function=\"virDomainGetInfo\"><state enum=\"VIR_DOMAIN_RUNNING\">1</state>"
              "<memory unit=\"KiB\">2048</memory><nrVirtCpu>2</nrVirtCpu></result>\n");
}

TEST(ANumberThatIsNone, IsATextInBoth) {
    const double infinite = std::numeric_limits<double>::infinity();
    for (const auto& [number, text] : {std::pair(std::nan(""), "NaN"), {infinite, "INF"}, {-infinite, "-INF"}}) {
        EXPECT_EQ(read_xml(value(number)), text);
        EXPECT_EQ(json::parse(fcgi::to_json(value(number)))["value"], text);
    }
}

TEST(Xml, HasListsAndEmptyResults) {
    EXPECT_THAT(fcgi::to_xml(params()),
                HasSubstr("<result><params><param name=\"weight\" type=\"uint\">50</param>"
                          "<param name=\"quota\" type=\"llong\">-1</param></params></result>"));
    EXPECT_THAT(fcgi::to_xml(Node::record("result").with("function", "virDomainShutdown")),
                HasSubstr("<result function=\"virDomainShutdown\"/>"));
}

TEST(Document, IsWhatAReaderOfTheXmlGets) {
    Node problem = Node::record("problem").with("xmlns", "urn:ietf:rfc:7807").with("about", "\n\t\"<&'é");
    problem.add(Node::leaf("detail", "<&>\r\n é"s));
    problem.add(Node::leaf("empty", ""s));
    for (const auto& tree : {info(), params(), value("a"s), problem}) {
        const auto built = fcgi::to_document(tree);
        const auto read = core::parse_xml(fcgi::to_xml(tree));
        ASSERT_NE(read, nullptr) << tree.name;
        EXPECT_EQ(canonical(built.get()), canonical(read.get())) << tree.name;
    }
}

TEST(AnAppendedNode, KeepsItsNamespaceWithAllBelowIt) {
    const auto page = fcgi::to_document(Node::record("page"));
    Node problem = Node::record("problem").with("xmlns", "urn:x");
    problem.add(Node::leaf("detail", "d"s));
    const xmlNode* const element = fcgi::append(xmlDocGetRootElement(page.get()), problem);
    EXPECT_TRUE(core::is_element(element, "problem", "urn:x"));
    EXPECT_NE(core::find_child(element, "detail", "urn:x"), nullptr);
    EXPECT_TRUE(core::is_element(fcgi::append(element->parent, Node::record("form")), "form", ""));
}

TEST(Bytes, DifferForTreesThatDiffer) {
    const auto tree = [](const std::string& name, const std::string& text, int attributes, int children) {
        Node node = Node::record(name);
        Node& first = node.add(Node::leaf("a", text));
        for (int i = 0; i < attributes; ++i) first.with("b", "c");
        for (int i = 0; i < children; ++i) (i % 2 == 0 ? node : node.children[0]).add(Node::record("b"));
        return fcgi::to_bytes(node);
    };
    std::set<std::string> seen;
    for (const auto* name : {"x", "xa"}) {
        for (const auto* text : {"", "a", "ab", "b", "\x01", "c\x01"}) {
            for (int attributes = 0; attributes < 3; ++attributes) {
                for (int children = 0; children < 3; ++children)
                    EXPECT_TRUE(seen.insert(tree(name, text, attributes, children)).second)
                        << name << text << attributes << children;
            }
        }
    }
    EXPECT_EQ(tree("x", "a", 1, 1), tree("x", "a", 1, 1));
}

TEST(AnInlineList, StandsInItsParentInXmlAndIsAnArrayInJson) {
    Node domain = Node::record("domain");
    Node owners = Node::inline_list("owners");
    owners.add(Node::leaf("owner", "anna"s));
    owners.add(Node::leaf("owner", "zoe"s));
    domain.add(std::move(owners));
    EXPECT_THAT(fcgi::to_xml(domain), HasSubstr("<domain><owner>anna</owner><owner>zoe</owner></domain>"));
    EXPECT_EQ(json::parse(fcgi::to_json(domain)), json::parse(R"({"owners": ["anna", "zoe"]})"));
}

TEST(Json, HasTheSameTree) {
    EXPECT_EQ(json::parse(fcgi::to_json(info())), json::parse(R"({"function": "virDomainGetInfo",
        "state": {"enum": "VIR_DOMAIN_RUNNING", "value": 1}, "memory": {"unit": "KiB", "value": 2048}, "nrVirtCpu": 2})"));
    EXPECT_EQ(json::parse(fcgi::to_json(params())),
              json::parse(R"({"params": [{"name": "weight", "type": "uint", "value": 50},
        {"name": "quota", "type": "llong", "value": -1}]})"));
    EXPECT_EQ(fcgi::to_json(Node::record("result")), "{}\n");
}

TEST(Json, HasNoNamespace) {
    EXPECT_EQ(fcgi::to_json(Node::record("problem").with("xmlns", "urn:x")), "{}\n");
}

TEST(Text, IsTheBareValueOfOne) {
    EXPECT_EQ(fcgi::to_plain_text(value(std::uint64_t{2048})), "2048\n");
    EXPECT_EQ(fcgi::to_plain_text(value("linux"s)), "linux\n");
    EXPECT_EQ(fcgi::to_plain_text(value({})), "\n");
}

TEST(Text, IsALineForEachOfSeveralWithLibvirtsConstants) {
    EXPECT_EQ(fcgi::to_plain_text(info()), "state: VIR_DOMAIN_RUNNING\nmemory: 2048\nnrVirtCpu: 2\n");
    EXPECT_EQ(fcgi::to_plain_text(params()), "params.weight: 50\nparams.quota: -1\n");
}

TEST(Text, LetsNoValuePassForALineOfItsOwn) {
    Node result = Node::record("result");
    result.add(Node::leaf("title", std::string("mine\nstate: running")));
    result.add(Node::leaf("state", std::string("paused")));
    EXPECT_EQ(fcgi::to_plain_text(result), "title: mine state: running\nstate: paused\n");
}

TEST(Text, SaysThatSomethingIsDone) {
    EXPECT_EQ(fcgi::to_plain_text(Node::record("result").with("function", "virDomainShutdown")), "done\n");
}

TEST(Text, HasWhatStandsInAttributesToo) {
    Node directory = Node::record("directory");
    Node domains = Node::list("domains");
    domains.add(Node::record("domain").with("name", "vm1").with("host", "alpha"));
    directory.add(std::move(domains));
    EXPECT_THAT(fcgi::to_plain_text(directory), testing::AllOf(HasSubstr("vm1"), HasSubstr("alpha")));
}

TEST(Numbers, ArriveWholeAtTheirLimits) {
    for (const core::Scalar& number :
         {core::Scalar(std::numeric_limits<std::uint64_t>::max()),
          core::Scalar(std::numeric_limits<std::int64_t>::min()),
          core::Scalar(std::numeric_limits<std::int64_t>::max()), core::Scalar(std::uint64_t{0})}) {
        const std::string digits = core::to_text(number);
        EXPECT_EQ(read_xml(value(number)), digits);
        EXPECT_EQ(fcgi::to_json(value(number)), "{\"value\":" + digits + "}\n");
        EXPECT_EQ(fcgi::to_plain_text(value(number)), digits + "\n");
    }
}

TEST(TruthAndNothing, AreThemselvesInJson) {
    EXPECT_EQ(fcgi::to_json(value(true)), "{\"value\":true}\n");
    EXPECT_EQ(fcgi::to_json(value({})), "{\"value\":null}\n");
    EXPECT_EQ(read_xml(value(false)), "false");
    EXPECT_EQ(read_xml(value({})), "");
}

const std::vector<std::string> hostile{"<script>alert(1)</script>",
                                       "\"'><img src=x onerror=alert(1)>",
                                       "]]>",
                                       "<![CDATA[",
                                       "&amp; &lt;",
                                       "--><!--",
                                       "<?php ?>",
                                       "</value></result>",
                                       "Grüße 🐧",
                                       "  spaces  ",
                                       "a\tb\nc\r\nd"};

TEST(AHostileText, ArrivesAsItIs) {
    for (const auto& text : hostile) {
        EXPECT_EQ(read_xml(value(text)), text);
        EXPECT_EQ(json::parse(fcgi::to_json(value(text))).at("value"), text);
    }
}

TEST(AHostileText, ArrivesInAttributesToo) {
    for (const auto& text : hostile) {
        const Node node = Node::record("domain").with("name", text);
        const auto document = core::parse_xml(fcgi::to_xml(node));
        ASSERT_NE(document, nullptr) << text;
        xmlChar* name = xmlGetProp(xmlDocGetRootElement(document.get()), reinterpret_cast<const xmlChar*>("name"));
        EXPECT_EQ(reinterpret_cast<const char*>(name), text);
        xmlFree(name);
        EXPECT_EQ(json::parse(fcgi::to_json(node)).at("name"), text);
    }
}

TEST(WhatXmlCannotCarry, IsReplacedVisibly) {
    EXPECT_EQ(read_xml(value("a\0b\x1B\x7F"s)),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(read_xml(value("\xFFü\xED\xA0\x80"s)), "\xEF\xBF\xBDü\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(ControlCharacters, ArriveWholeInJson) {
    EXPECT_EQ(json::parse(fcgi::to_json(value("a\0b\x1B"s))).at("value"), "a\0b\x1B"s);
    EXPECT_TRUE(core::is_utf8(json::parse(fcgi::to_json(value("a\xFF\xC3"s))).at("value").get<std::string>()));
}

TEST(ControlCharacters, NeverReachATerminal) {
    const std::string bare = fcgi::to_plain_text(value("a\x1B[31m\0\x07\r\xFF\x7F"s));
    EXPECT_TRUE(core::is_utf8(bare));
    for (const char c : bare) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << static_cast<int>(c);
    EXPECT_EQ(fcgi::to_plain_text(value("\xC2\x9B"
                                        "31m"s))
                  .find("\xC2\x9B"),
              std::string::npos);  // CSI as one character
}

TEST(AnyBytes, GiveWellFormedAnswers) {
    for (int first = 0; first < 256; ++first) {
        const std::string text{static_cast<char>(first), 'x', static_cast<char>(255 - first),
                               static_cast<char>(first)};
        EXPECT_NE(read_xml(value(text)), "not well-formed") << first;
        EXPECT_TRUE(json::accept(fcgi::to_json(value(text)))) << first;
        EXPECT_TRUE(core::is_utf8(fcgi::to_plain_text(value(text)))) << first;
    }
}

}  // namespace
