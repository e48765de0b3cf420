// The part of an exchange that tells what can be called, and calls nothing.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/command_list.h"
#include "fcgi/exchange.h"
#include "fcgi/openapi.h"
#include "fcgi/schema.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Argument;

constexpr std::string_view commands_argument = "commands";

}  // namespace

Response Exchange::commands() {
    allow_only_get();
    surroundings_.href = urls_.commands();
    surroundings_.trail.push_back({surroundings_.href, "commands", true});
    if (!query_.empty()) surroundings_.href += "?" + encode_form(query_);
    return respond_once([&] {
        Answer answer;
        answer.content.node = commands_node(parts_.commands, site_.visitor, urls_, query_);
        return write(answer);
    });
}

Response Exchange::openapi() {
    allow_only_get();
    if (!query_.empty()) {
        throw core::ArgumentError(
            query_.front().name,
            fmt::format("{} is no argument of this document: it takes none", core::quoted(query_.front().name)));
    }
    format_ = Format::json;
    return respond_once([&] { return openapi_document(parts_.commands, site_.visitor, request_.prefix); });
}

Response Exchange::schema() const {
    allow_only_get();
    const auto text = find_schema(route_.asset);
    if (!text) throw ProblemError(404, "there is no such schema");
    Response response{200, {{"Content-Type", "application/xml"}}, std::string(*text)};
    add_protection(response, false);
    return response;
}

bool Exchange::wants_commands() const {
    return route_.command.empty() && std::ranges::find(query_, commands_argument, &Argument::name) != query_.end();
}

Response Exchange::commands_of(core::Target target, std::span<const std::string> owners) {
    allow_only_get();
    query_.erase(std::ranges::find(query_, commands_argument, &Argument::name));  // a second one is an error
    const std::string href = surroundings_.trail.back().href;
    surroundings_.href = href + "?commands";
    if (!query_.empty()) surroundings_.href += "&" + encode_form(query_);
    Answer answer;
    answer.content.node = commands_of_node(parts_.commands, site_.visitor, {target, href, owners}, query_);
    return respond(std::move(answer));
}

}  // namespace fcgi
