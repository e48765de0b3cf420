#include "fcgi/openapi_schema.h"

#include <fmt/format.h>

#include <array>

#include "core/typed_parameters.h"
#include "fcgi/status.h"

namespace fcgi {
namespace {

using core::Input;

// The C types of libvirt's typed parameters.
struct TypedParameterType {
    std::string_view name;
    std::string_view c_type;
};
constexpr std::array typed_parameter_types{
    TypedParameterType{"int", "int"},
    TypedParameterType{"uint", "unsigned int"},
    TypedParameterType{"llong", "long long"},
    TypedParameterType{"ullong", "unsigned long long"},
};

struct Answer {
    int status;
    std::string_view description;
};
constexpr std::array problems{
    Answer{300, "Several domains answer to the name: `choices` has their addresses."},
    Answer{400, "An argument is wrong, and `argument` names it; or libvirt refused one. Nothing was done."},
    Answer{403, "Not here, not for you, or libvirt denies it."},
    Answer{404, "There is no such owner, domain, host, object or function."},
    Answer{405, "Another method is right: `allow` names it."},
    Answer{406, "None of the media types that are accepted can be made."},
    Answer{409, "Not in this state: running already, there already, busy."},
    Answer{413, "The body is too large."},
    Answer{414, "The address is too long."},
    Answer{415, "A body of this type is not taken."},
    Answer{422, "The hypervisor cannot do this with this object."},
    Answer{429, "Too many requests, or too many changes of one owner under way."},
    Answer{500, "An error in virt-fcgi or in the web server's configuration."},
    Answer{501, "The hypervisor cannot do this at all."},
    Answer{502, "Any other error of libvirt; or the connection broke during a change, which may have happened."},
    Answer{503, "The host cannot be reached now: try again."},
    Answer{504, "The host did not answer in time."},
};

Json text_schema() {
    return Json{{"type", "string"}};
}

Json integer_schema(std::string_view c_type) {
    Json schema{{"type", "integer"}};
    if (const auto range = range_of(c_type)) {
        schema["minimum"] = Json::parse(range->least);
        schema["maximum"] = Json::parse(range->most);
    }
    return schema;
}

// What a pointer to the first of several points to.
std::string_view item_type(std::string_view c_type) {
    return c_type.substr(0, c_type.find(" *"));
}

// Numbers or names, one or several.
Json flags_schema(const core::api::Parameter& parameter) {
    Json names = Json::array();
    for (const auto* flag : flags_of(parameter)) names.push_back(flag->name);
    Json item = integer_schema("unsigned int");
    if (!names.empty()) item = Json{{"anyOf", {item, Json{{"type", "string"}, {"enum", names}}}}};
    return Json{{"type", "array"}, {"items", item}};
}

Json typed_schema(std::string_view type) {
    for (const auto& each : typed_parameter_types) {
        if (each.name == type) return integer_schema(each.c_type);
    }
    if (type == "double") return Json{{"type", "number"}};
    if (type == "boolean") return Json{{"type", "integer"}, {"minimum", 0}, {"maximum", 1}};
    return Json{{"type", "string"}};
}

Json list_schema(Json item, const GivenParameter& given) {
    Json schema{{"type", "array"}, {"items", std::move(item)}};
    if (given.is_required()) schema["minItems"] = 1;
    return schema;
}

Json schema_of(const GivenParameter& given) {
    switch (given.input) {
        case Input::integer:
            return integer_schema(given.about.type);
        case Input::number:
            return Json{{"type", "number"}};
        case Input::flags:
            return flags_schema(given.about);
        case Input::xml:
            return Json{{"type", "string"}, {"contentMediaType", "application/xml"}};
        case Input::texts:
            return list_schema(Json{{"type", "string"}, {"minLength", 1}}, given);
        case Input::integers:
            return list_schema(integer_schema(item_type(given.about.type)), given);
        case Input::cpu_set:
            return Json{{"type", "string"}, {"examples", {"0", "0-3", "0-3,^2"}}};
        case Input::bytes:
            return Json{{"type", "string"}, {"contentEncoding", "base64"}};
        default:
            return text_schema();
    }
}

std::string with_unit(std::string_view help, std::string_view unit) {
    return unit.empty() ? std::string(help) : fmt::format("{} ({})", help, unit);
}

Json as_schema(Json schema) {
    return Json{{"schema", std::move(schema)}};
}

Json reference(std::string_view section, std::string_view name) {
    return Json{{"$ref", fmt::format("#/components/{}/{}", section, name)}};
}

Json result_schema() {
    const Json function{{"type", "string"}, {"description", "The function that was called."}};
    return Json{{"type", "object"},
                {"description",
                 "What the function gave, under libvirt's own names; libvirt's own XML document as `document`."},
                {"required", Json::array({"function"})},
                {"properties", {{"function", function}}}};
}

Json job_schema() {
    const Json moment{{"type", "string"}, {"format", "date-time"}};
    const Json states{{"type", "string"}, {"enum", {"running", "done", "failed", "lost"}}};
    return Json{{"type", "object"},
                {"description", "A call that goes on after its request."},
                {"required", {"id", "href", "state", "function", "object", "since"}},
                {"properties",
                 {{"id", text_schema()},
                  {"href", text_schema()},
                  {"state", states},
                  {"function", text_schema()},
                  {"object", text_schema()},
                  {"since", moment},
                  {"until", moment}}}};
}

Json problem_schema() {
    const Json choice{{"type", "object"},
                      {"required", {"href", "value"}},
                      {"properties", {{"href", text_schema()}, {"value", text_schema()}}}};
    const Json integer{{"type", "integer"}};
    const Json libvirt{{"type", "object"},
                       {"description", "libvirt's own error."},
                       {"required", {"code", "message"}},
                       {"properties",
                        {{"function", text_schema()},
                         {"code", integer},
                         {"name", text_schema()},
                         {"domain", integer},
                         {"domain-name", text_schema()},
                         {"message", text_schema()}}}};
    return Json{{"type", "object"},
                {"description", "RFC 9457"},
                {"required", {"type", "title", "status", "detail"}},
                {"properties",
                 {{"type", text_schema()},
                  {"title", text_schema()},
                  {"status", integer},
                  {"detail", text_schema()},
                  {"argument", text_schema()},
                  {"line", integer},
                  {"allow", text_schema()},
                  {"job", text_schema()},
                  {"choices", Json{{"type", "array"}, {"items", choice}}},
                  {"libvirt", libvirt}}}};
}

// What came of each of several domains.
Json results_schema() {
    const Json count{{"type", "integer"}, {"minimum", 0}};
    const Json domain{{"type", "object"},
                      {"description", "With its name, host, address and state, if it is there."},
                      {"required", Json::array({"uuid"})},
                      {"properties",
                       {{"uuid", text_schema()},
                        {"name", text_schema()},
                        {"host", text_schema()},
                        {"href", text_schema()},
                        {"state", text_schema()},
                        {"result", result_schema()},
                        {"job", job_schema()},
                        {"problem", problem_schema()}}}};
    return Json{{"type", "object"},
                {"description", "What came of each: a result, a job or a problem."},
                {"required", {"function", "done", "failed", "domains"}},
                {"properties",
                 {{"function", text_schema()},
                  {"done", count},
                  {"failed", count},
                  {"begun", count},
                  {"domains", Json{{"type", "array"}, {"items", domain}}}}}};
}

Json response(std::string_view description, const Json& schema, std::string_view json, std::string_view xml) {
    Json content = Json::object();
    content[std::string(json)] = as_schema(schema);
    content[std::string(xml)] = as_schema(text_schema());
    content["text/html"] = as_schema(text_schema());
    content["text/plain"] = as_schema(text_schema());
    return Json{{"description", description}, {"content", std::move(content)}};
}

Json responses() {
    const Json result = reference("schemas", "result");
    Json all = Json::object();
    all["200"] = response("What the function gave.", result, "application/json", "application/xml");
    all["201"] = response("It is new.", result, "application/json", "application/xml");
    all["201"]["headers"]["Location"] = Json{{"description", "Its address."}, {"schema", text_schema()}};
    all["202"] = response("It goes on as a job.", reference("schemas", "job"), "application/json", "application/xml");
    all["202"]["headers"]["Location"] = Json{{"description", "The job's address."}, {"schema", text_schema()}};
    all["results"] =
        response("What came of each domain.", reference("schemas", "results"), "application/json", "application/xml");
    const Json problem = reference("schemas", "problem");
    for (const auto& [status, description] : problems) {
        all[fmt::format("{}", status)] =
            response(description, problem, "application/problem+json", "application/problem+xml");
    }
    return all;
}

Json path_parameter(const PathVariable& variable, const core::Visitor& visitor) {
    Json schema = text_schema();
    if (variable.name == "owner" && !visitor.owner.empty())
        schema["const"] = visitor.owner;
    else
        schema["minLength"] = 1;
    return Json{{"name", variable.name},
                {"in", "path"},
                {"required", true},
                {"description", variable.help},
                {"schema", schema}};
}

Json query_parameter(std::string_view name, std::string_view help, Json schema) {
    return Json{{"name", name}, {"in", "query"}, {"description", help}, {"schema", std::move(schema)}};
}

}  // namespace

std::vector<Property> properties_of(const core::Command& command) {
    std::vector<Property> properties;
    for (const auto& given : given_parameters(command)) {
        const auto& [name, type, info, unit, enums] = given.about;
        if (given.input != Input::params) {
            properties.push_back({std::string(name), with_unit(info, unit), schema_of(given), given.is_required(),
                                  given.input == Input::xml});
            continue;
        }
        for (const auto* each : core::typed_parameter_names_of(command.about())) {
            properties.push_back({fmt::format("{}.{}", name, each->name), std::string(each->info),
                                  typed_schema(each->type), false, false});
        }
    }
    return properties;
}

Json reference_to_parameter(std::string_view name) {
    return reference("parameters", name);
}

Json reference_to_answer(int status) {
    return reference("responses", fmt::format("{}", status));
}

Json reference_to_results() {
    return reference("responses", "results");
}

Json components(const core::Visitor& visitor, const std::vector<const ObjectPath*>& paths) {
    Json parameters = Json::object();
    for (const auto* path : paths) {
        for (const auto& variable : path->variables)
            parameters[std::string(variable.name)] = path_parameter(variable, visitor);
    }
    const Json formats{{"type", "string"}, {"enum", {"xml", "json", "html", "text"}}};
    parameters["format"] = query_parameter("format", "How the answer is written; without it, Accept says.", formats);
    parameters["on"] = query_parameter("host", "Which host's domain, where several have one UUID.", text_schema());
    parameters["prefer"] =
        Json{{"name", "Prefer"},
             {"in", "header"},
             {"description", "`respond-async` has it done as a job; `wait=SECONDS` waits for it so long before."},
             {"schema", text_schema()}};
    Json schemas = Json::object();
    schemas["job"] = job_schema();
    schemas["result"] = result_schema();
    schemas["results"] = results_schema();
    schemas["problem"] = problem_schema();
    Json all = Json::object();
    all["schemas"] = std::move(schemas);
    all["parameters"] = std::move(parameters);
    all["responses"] = responses();
    return all;
}

}  // namespace fcgi
