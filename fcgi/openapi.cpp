#include "fcgi/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fcgi/command_list.h"
#include "fcgi/limits.h"
#include "fcgi/openapi_schema.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Command;
using core::Flow;

constexpr std::array always{400, 403, 404, 405, 406, 409, 414, 422, 429, 500, 501, 502, 503, 504};
constexpr int choices = 300;               // where a name can mean several domains
constexpr std::array of_bodies{413, 415};  // where a body is sent

bool is_under_domain(const ObjectPath& path) {
    return path.pattern.starts_with("/{owner}/{vm}");
}

bool is_change(const Command& command) {
    return method_of(command) == "POST";
}

bool has_form(const Command& command) {
    return is_change(command) && command.flow != Flow::to_host;
}

Json parameter(const Property& property, bool is_required) {
    return Json{{"name", property.name},
                {"in", "query"},
                {"required", is_required},
                {"description", property.help},
                {"schema", property.schema}};
}

// A change takes its arguments in its form, or, beside a body that is XML or bytes, in the query.
Json parameters(const Command& command, const ObjectPath& path, const std::vector<Property>& properties) {
    Json list = Json::array();
    for (const auto& variable : path.variables) list.push_back(reference_to_parameter(variable.name));
    if (is_under_domain(path)) list.push_back(reference_to_parameter("on"));
    list.push_back(reference_to_parameter("format"));
    if (has_form(command)) list.push_back(reference_to_parameter("prefer"));
    const bool takes_document = std::ranges::any_of(properties, &Property::is_xml);
    for (const auto& property : properties) {
        if (!has_form(command))
            list.push_back(parameter(property, property.is_required));
        else if (takes_document && !property.is_xml)
            list.push_back(parameter(property, false));
    }
    return list;
}

Json form_schema(const std::vector<Property>& properties) {
    Json members = Json::object();
    Json required = Json::array();
    for (const auto& property : properties) {
        Json& schema = members[property.name] = property.schema;
        if (!property.help.empty()) schema["description"] = property.help;
        if (property.is_required) required.push_back(property.name);
    }
    Json schema{{"type", "object"}, {"properties", std::move(members)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

// Bytes have a type of their own, and no schema.
Json of_bytes(std::initializer_list<const char*> types) {
    Json content = Json::object();
    for (const char* type : types) content[type] = Json::object();
    return content;
}

Json request_body(const Command& command, const std::vector<Property>& properties) {
    if (command.flow == Flow::to_host)
        return Json{{"required", true}, {"content", of_bytes({"application/octet-stream"})}};
    Json content = Json::object();
    content["application/x-www-form-urlencoded"]["schema"] = form_schema(properties);
    const auto document = std::ranges::find(properties, true, &Property::is_xml);
    if (document != properties.end()) {
        content["application/xml"]["schema"] =
            Json{{"type", "string"},
                 {"contentMediaType", "application/xml"},
                 {"description",
                  fmt::format("`{}`; the other arguments stand in the query then, also those that the form requires.",
                              document->name)}};
    }
    return Json{{"required", std::ranges::any_of(properties, &Property::is_required)}, {"content", content}};
}

Json responses(const Command& command, const ObjectPath& path) {
    std::vector<int> statuses(always.begin(), always.end());
    statuses.push_back(200);
    if (is_change(command)) statuses.insert(statuses.end(), of_bodies.begin(), of_bodies.end());
    if (is_change(command) && command.about().returns == core::api::Returns::object) statuses.push_back(201);
    if (has_form(command)) statuses.push_back(202);
    if (is_under_domain(path)) statuses.push_back(choices);
    std::ranges::sort(statuses);
    Json all = Json::object();
    for (const int status : statuses) all[fmt::format("{}", status)] = reference_to_answer(status);
    if (command.flow == Flow::from_host)
        all["200"] =
            Json{{"description", "The bytes."}, {"content", of_bytes({"application/octet-stream", "image/*"})}};
    return all;
}

std::string description(const Command& command) {
    const auto& about = command.about();
    std::string text = fmt::format("`{}`", command.function);
    if (!about.version.empty()) text += fmt::format(", in libvirt since {}", about.version);
    text += '.';
    if (!about.returns_info.empty()) text += fmt::format(" Returns {}", about.returns_info);
    return text;
}

Json operation(const Command& command, const ObjectPath& path) {
    const auto properties = properties_of(command);
    Json operation{{"operationId", command.function},
                   {"tags", Json::array({to_string(command.target)})},
                   {"summary", command.about().summary},
                   {"description", description(command)}};
    operation["parameters"] = parameters(command, path, properties);
    if (is_change(command) && !properties.empty()) operation["requestBody"] = request_body(command, properties);
    operation["responses"] = responses(command, path);
    operation["x-who"] = to_string(command.who);
    operation["x-destroys"] = command.destroys;
    return operation;
}

// One operation for all the changes of domains that this visitor may make: its form has their arguments.
Json several_operation(const Json& commands) {
    const Json uuids{
        {"type", "array"}, {"description", "The domains."},    {"items", {{"type", "string"}, {"format", "uuid"}}},
        {"minItems", 1},   {"maxItems", most_domains_at_once}, {"uniqueItems", true}};
    const Json form{
        {"type", "object"},
        {"description", "The arguments of the function stand beside the domains, and are the same for all."},
        {"required", Json::array({"domain"})},
        {"properties", {{"domain", uuids}}}};
    const Json command{{"name", "command"},
                       {"in", "path"},
                       {"required", true},
                       {"description", "A function of domains that changes something."},
                       {"schema", {{"type", "string"}, {"enum", commands}}}};
    Json operation{{"operationId", "severalDomains"},
                   {"tags", Json::array({to_string(core::Target::domain)})},
                   {"summary", "Calls a function on several domains at once."},
                   {"parameters", Json::array({command, reference_to_parameter("format")})}};
    operation["requestBody"]["required"] = true;
    operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"] = form;
    for (const int status : always) operation["responses"][fmt::format("{}", status)] = reference_to_answer(status);
    for (const int status : of_bodies)
        operation["responses"][fmt::format("{}", status)] = reference_to_answer(status);
    operation["responses"]["200"] = reference_to_results();
    return operation;
}

// What a client resolves addresses against: a URL, and no pattern of one.
std::string server_of(std::string_view prefix) {
    std::string url;
    while (!prefix.empty()) {
        prefix.remove_prefix(1);
        const auto end = std::min(prefix.find('/'), prefix.size());
        url += '/' + encode_segment(prefix.substr(0, end));
        prefix.remove_prefix(end);
    }
    return url.empty() ? "/" : url;
}

}  // namespace

std::string openapi_document(core::CommandTable table, const core::Visitor& visitor, std::string_view prefix) {
    Json document{{"openapi", "3.1.0"}};
    document["info"] =
        Json{{"title", "virt-fcgi"},
             {"version", VIRT_FCGI_VERSION},
             {"description", "libvirt's functions by their own names, as this site offers them to you."}};
    document["servers"] = Json::array({Json{{"url", server_of(prefix)}}});
    std::vector<const ObjectPath*> used;
    Json paths = Json::object();
    Json several = Json::array();
    for (const auto& [command, verdict] : offers(table, visitor)) {
        if (verdict != core::Verdict::allowed) continue;
        const ObjectPath& path = path_of(command->target);
        const char* method = is_change(*command) ? "post" : "get";
        paths[fmt::format("{}/{}", path.pattern, command->name)][method] = operation(*command, path);
        if (std::ranges::find(used, &path) == used.end()) used.push_back(&path);
        if (is_change(*command) && command->target == core::Target::domain) several.push_back(command->name);
    }
    if (!several.empty()) paths["/-/domains/{command}"]["post"] = several_operation(several);
    Json& tags = document["tags"] = Json::array();
    for (const auto* path : used) tags.push_back(Json{{"name", to_string(path->target)}});
    document["paths"] = std::move(paths);
    document["components"] = components(visitor, used);
    return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace fcgi
