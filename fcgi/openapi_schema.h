// JSON Schemas of OpenAPI: what a parameter takes, and what answers and problems look like.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "core/access.h"
#include "fcgi/object_path.h"
#include "fcgi/parameter_view.h"

namespace fcgi {

using Json = nlohmann::ordered_json;

// The properties under which a request carries these parameters: typed ones are each a property of their own.
struct Property {
    std::string name;  // "memory", "params.weight"
    std::string help;
    Json schema;
    bool is_required;
    bool is_xml;
};
[[nodiscard]] std::vector<Property> properties_of(const core::Command& command);

// What operations below these paths refer to: parameters, answers by status, schemas. On the site of an owner the
// only owner that there is has his name.
[[nodiscard]] Json components(const core::Visitor& visitor, const std::vector<const ObjectPath*>& paths);
// The names under which components() has them.
[[nodiscard]] Json reference_to_parameter(std::string_view name);
[[nodiscard]] Json reference_to_answer(int status);
[[nodiscard]] Json reference_to_results();

}  // namespace fcgi
