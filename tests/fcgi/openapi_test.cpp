#include "fcgi/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

namespace {

using nlohmann::json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

const core::Visitor admin{.is_read_only = false};
const core::Visitor onlooker{};
const core::Visitor owner{.owner = "client \"1", .is_read_only = false};

json document(const core::Visitor& visitor, std::string_view prefix = "/virt") {
    return json::parse(fcgi::openapi_document(core::all_commands(), visitor, prefix));
}

json operation(const core::Visitor& visitor, const std::string& path, const std::string& method = "post") {
    return document(visitor).at("paths").at(path).at(method);
}

json form(const std::string& path) {
    return operation(admin, path)
        .at("requestBody")
        .at("content")
        .at("application/x-www-form-urlencoded")
        .at("schema");
}

std::set<std::string> operations(const core::Visitor& visitor) {
    std::set<std::string> ids;
    const json paths = document(visitor).at("paths");
    for (const auto& [path, item] : paths.items()) {
        for (const auto& [method, each] : item.items()) {
            EXPECT_TRUE(ids.insert(each.at("operationId")).second) << path;
        }
    }
    return ids;
}

TEST(AnOpenApiDocument, HasAnOperationForEachFunctionThatTheVisitorMayCall) {
    std::set<std::string> all;
    std::set<std::string> reads;
    std::set<std::string> owners;
    for (const auto& command : core::all_commands()) {
        const std::string id(command.function);
        all.insert(id);
        if (command.effect == core::Effect::read) reads.insert(id);
        if (core::is_of_domain(command.target) && command.who != core::Who::admin) owners.insert(id);
    }
    all.insert("severalDomains");
    owners.insert("severalDomains");
    EXPECT_EQ(operations(admin), all);
    EXPECT_EQ(operations(onlooker), reads);
    EXPECT_EQ(operations(owner), owners);
}

TEST(AnOpenApiDocument, HasPathsWithTheirVariables) {
    const auto info = operation(admin, "/{owner}/{vm}/domainGetInfo", "get");
    EXPECT_EQ(info.at("operationId"), "virDomainGetInfo");
    EXPECT_EQ(info.at("tags"), json::array({"domain"}));
    EXPECT_THAT(info.at("summary").get<std::string>(), HasSubstr("information"));
    EXPECT_THAT(info.at("parameters"), IsSupersetOf({json{{"$ref", "#/components/parameters/owner"}},
                                                     json{{"$ref", "#/components/parameters/vm"}}}));
    EXPECT_FALSE(info.contains("requestBody"));
    const auto paths = document(admin).at("paths");
    EXPECT_TRUE(paths.contains("/-/hosts/{host}/connectGetCapabilities"));
    EXPECT_TRUE(paths.contains("/{owner}/{vm}/snapshots/{snapshot}/domainSnapshotDelete"));
}

TEST(AnOpenApiDocument, HasOneOperationForSeveralDomains) {
    const auto commands = [](const core::Visitor& visitor) {
        const json several = operation(visitor, "/-/domains/{command}");
        return several.at("parameters").at(0).at("schema").at("enum");
    };
    EXPECT_THAT(commands(admin), IsSupersetOf({json("domainShutdown"), json("domainUndefine"), json("setOwners")}));
    EXPECT_THAT(commands(owner), Contains(json("domainShutdown")));
    EXPECT_THAT(commands(owner), Not(Contains(json("domainUndefine"))));
    EXPECT_THAT(commands(admin), Not(Contains(json("domainGetInfo"))));
    EXPECT_THAT(commands(admin), Not(Contains(json("networkCreate"))));
    EXPECT_EQ(form("/-/domains/{command}").at("properties").at("domain").at("maxItems"), 100);
}

TEST(AnOpenApiDocument, HasTheArgumentsOfAReadInTheQuery) {
    const auto info = operation(admin, "/{owner}/{vm}/domainInterfaceStats", "get");
    EXPECT_THAT(
        info.at("parameters"),
        Contains(testing::ResultOf(
            [](const json& each) { return each.value("name", "") == "device" && each.value("required", false); },
            true)));
}

TEST(AnOpenApiDocument, HasTheArgumentsOfAChangeInAForm) {
    const auto memory = form("/{owner}/{vm}/domainSetMemory");
    EXPECT_EQ(memory.at("required"), json::array({"memory"}));
    EXPECT_EQ(memory.at("additionalProperties"), false);
    EXPECT_EQ(memory.at("properties").at("memory").at("type"), "integer");
    EXPECT_EQ(memory.at("properties").at("memory").at("minimum"), 0);
    EXPECT_EQ(memory.at("properties").at("memory").at("maximum"), 18446744073709551615ULL);
    EXPECT_THAT(memory.at("properties").at("memory").at("description").get<std::string>(), HasSubstr("(KiB)"));
    EXPECT_EQ(form("/{owner}/{vm}/domainSetSchedulerParameters").at("properties").at("params.weight").at("type"),
              "integer");
}

TEST(AnOpenApiDocument, HasFlagsAsNumbersOrNames) {
    const auto flags = form("/{owner}/{vm}/domainReboot").at("properties").at("flags");
    EXPECT_EQ(flags.at("type"), "array");
    EXPECT_EQ(flags.at("items").at("anyOf").at(0).at("maximum"), 4294967295U);
    EXPECT_THAT(flags.at("items").at("anyOf").at(1).at("enum"), Contains("VIR_DOMAIN_REBOOT_GUEST_AGENT"));
}

TEST(AnOpenApiDocument, OffersADocumentAsTheBodyAndTheRestInTheQuery) {
    const auto attach = operation(admin, "/{owner}/{vm}/domainAttachDeviceFlags");
    const auto content = attach.at("requestBody").at("content");
    EXPECT_EQ(content.at("application/xml").at("schema").at("contentMediaType"), "application/xml");
    EXPECT_EQ(attach.at("requestBody").at("required"), true);
    EXPECT_THAT(attach.at("parameters"),
                Contains(testing::ResultOf([](const json& each) { return each.value("name", ""); }, "flags")));
    EXPECT_FALSE(operation(admin, "/{owner}/{vm}/domainSetMemory")
                     .at("requestBody")
                     .at("content")
                     .contains("application/xml"));
}

TEST(AnOpenApiDocument, HasTheNumbersOfAListWithTheirLimits) {
    const auto codes = form("/{owner}/{vm}/domainSendKey").at("properties").at("keycodes");
    EXPECT_EQ(codes.at("items"), json({{"type", "integer"}, {"minimum", 0}, {"maximum", 4294967295U}}));
    EXPECT_EQ(codes.at("minItems"), 1);
}

TEST(AnOpenApiDocument, TellsOfBytesThatTheyAreNoDocument) {
    const std::string volume = "/-/hosts/{host}/storagePools/{storagePool}/storageVols/{storageVol}/";
    const auto download = operation(admin, volume + "storageVolDownload", "get");
    EXPECT_EQ(download.at("responses").at("200").at("content").at("application/octet-stream"), json::object());
    const auto upload = operation(admin, volume + "storageVolUpload");
    EXPECT_EQ(upload.at("requestBody"),
              json({{"required", true}, {"content", {{"application/octet-stream", json::object()}}}}));
    EXPECT_THAT(
        upload.at("parameters"),
        Contains(testing::ResultOf(
            [](const json& each) { return each.value("name", "") == "offset" && each.value("required", false); },
            true)));
}

TEST(AnOpenApiDocument, SaysWhichStatusesThereAre) {
    const auto statuses = [](const json& operation) {
        std::vector<std::string> all;
        for (const auto& [status, answer] : operation.at("responses").items()) {
            EXPECT_EQ(answer.at("$ref"), "#/components/responses/" + status);
            all.push_back(status);
        }
        return all;
    };
    EXPECT_THAT(statuses(operation(admin, "/-/hosts/{host}/nodeGetInfo", "get")),
                ElementsAre("200", "400", "403", "404", "405", "406", "409", "414", "422", "429", "500", "501", "502",
                            "503", "504"));
    EXPECT_THAT(statuses(operation(admin, "/-/hosts/{host}/domainDefineXML")), IsSupersetOf({"201", "413", "415"}));
    EXPECT_THAT(statuses(operation(admin, "/{owner}/{vm}/domainSuspend")), Not(Contains("201")));
    EXPECT_THAT(statuses(operation(admin, "/{owner}/{vm}/domainGetInfo", "get")), Contains("300"));
    EXPECT_EQ(document(admin)
                  .at("components")
                  .at("responses")
                  .at("404")
                  .at("content")
                  .at("application/problem+json")
                  .at("schema")
                  .at("$ref"),
              "#/components/schemas/problem");
}

TEST(AnOpenApiDocument, KnowsNoOwnerButTheOneWhoseSiteItIs) {
    EXPECT_EQ(document(owner).at("components").at("parameters").at("owner").at("schema").at("const"), "client \"1");
    EXPECT_FALSE(document(admin).at("components").at("parameters").at("owner").at("schema").contains("const"));
    const std::string text = fcgi::openapi_document(core::all_commands(), owner, "/own");
    for (const char* hidden : {"nodeGetInfo", "domainDefineXML", "domainRename", "/-/hosts"})
        EXPECT_THAT(text, Not(HasSubstr(hidden)));
}

TEST(AnOpenApiDocument, HasItsServerBelowAnyPrefix) {
    EXPECT_EQ(document(admin, "/a/b-c").at("servers"), json::array({{{"url", "/a/b-c"}}}));
    EXPECT_EQ(document(admin, "").at("servers").at(0).at("url"), "/");
    EXPECT_EQ(document(admin, "/{x}/\"<").at("servers").at(0).at("url"), "/%7Bx%7D/%22%3C");
}

TEST(AnOpenApiDocument, HasEverythingThatItRefersTo) {
    for (const auto& visitor : {admin, onlooker, owner}) {
        const auto whole = document(visitor);
        const auto flat = whole.flatten();
        for (const auto& [pointer, value] : flat.items()) {
            if (!pointer.ends_with("/$ref")) continue;
            EXPECT_TRUE(whole.contains(json::json_pointer(value.get<std::string>().substr(1)))) << value;
        }
    }
}

}  // namespace
