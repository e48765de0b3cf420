// The end of an exchange: the answer written out, with its headers, and the line that tells of a change.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/ownership.h"
#include "core/text.h"
#include "fcgi/directory_view.h"
#include "fcgi/exchange.h"
#include "fcgi/links.h"
#include "fcgi/representation.h"
#include "fcgi/status.h"
#include "fcgi/transformation.h"

namespace fcgi {
namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
// A browser that shows XML runs the XHTML scripts in it, and libvirt's documents hold what users wrote.
constexpr std::string_view data_policy = "default-src 'none'; frame-ancestors 'none'; sandbox";

std::string problem_text(const Problem& problem) {
    std::string text =
        fmt::format("{} {}\n{}\n", problem.status, phrase(problem.status), core::printable_xml(problem.detail));
    for (const auto& [href, name] : problem.choices) text += fmt::format("{} {}\n", href, core::printable_xml(name));
    return text;
}

}  // namespace

Exchange::Answer Exchange::answer_with(const core::Command& command, core::Outcome outcome, bool was_known) const {
    Answer answer;
    answer.content.node = std::move(outcome.result);
    if (outcome.document) answer.content.document = core::mended_xml(std::move(*outcome.document));
    add_addresses(answer.content.node);
    answer.content.beside = std::move(outcome.beside);
    for (auto& node : answer.content.beside) add_addresses(node);
    if (!outcome.object || command.effect != core::Effect::change) return answer;
    const bool has_made = outcome.object->target == core::Target::domain ? !was_known : outcome.has_made;
    if (has_made) {
        answer.status = 201;
        answer.headers.emplace_back("Location", href_of(*outcome.object));
    }
    return answer;
}

std::string Exchange::href_of(const core::Reference& reference) const {
    if (reference.target == core::Target::domain) {
        const auto index = parts_.directory.current();
        const auto* entry = index->domain_by_uuid(reference.uuid);
        return urls_.domain(entry != nullptr ? first_owner(*entry) : core::no_owner, reference.name);
    }
    if (reference.target == core::Target::host) return urls_.host(attempt_.host);
    const bool is_of_domain = core::is_of_domain(reference.target);
    const std::string from = is_of_domain ? urls_.domain(route_.owner, route_.domain) : urls_.host(attempt_.host);
    return Urls::below(from, reference.path);
}

void Exchange::add_addresses(core::Node& node) const {
    if (node.reference != nullptr) {
        const bool is_host = node.reference->target == core::Target::host;
        node.with("name", is_host ? attempt_.host : node.reference->name)
            .with("uuid", node.reference->uuid)
            .with("href", href_of(*node.reference));
    }
    for (auto& child : node.children) add_addresses(child);
}

void Exchange::record(int status) {
    if (!is_attempt_) return;
    attempt_.user = request_.remote_user;
    attempt_.from = request_.remote_addr;
    attempt_.method = request_.method;
    attempt_.status = status;
    attempt_.taken = core::Clock::now() - started_;
    parts_.audit.write(attempt_);
}

Response Exchange::respond(Answer answer) const {
    Response response{answer.status, std::move(answer.headers), write(answer)};
    const bool is_document = answer.content.document.has_value();
    if (is_document && format_ == Format::xml) response.body = std::move(*answer.content.document);
    add_headers(response, answer.problem.has_value());
    if (!answer.problem && request_.is_get()) response.headers.emplace_back("Link", own_links(is_document));
    return response;
}

void Exchange::add_headers(Response& response, bool is_problem, std::string_view cache_control) const {
    response.headers.emplace_back("Content-Type", media_type(format_, is_problem));
    response.headers.emplace_back("Vary", what_varies());
    if (const auto chosen = language(); !chosen.empty()) response.headers.emplace_back("Content-Language", chosen);
    add_protection(response, format_ == Format::html, cache_control);
}

std::string Exchange::own_links(bool is_document) const {
    const bool is_data = format_ == Format::xml || format_ == Format::json;
    return links(surroundings_, format_, is_data && (!is_document || format_ == Format::json), urls_);
}

void Exchange::add_protection(Response& response, bool is_page, std::string_view cache_control) {
    response.headers.emplace_back("Cache-Control", cache_control);
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Content-Security-Policy", is_page ? page_policy : data_policy);
    response.headers.emplace_back("Referrer-Policy", "same-origin");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

Response Exchange::fail(const Problem& problem) const {
    Answer answer{.status = problem.status, .content = {to_node(problem), std::nullopt}, .problem = problem};
    if (!problem.allow.empty()) answer.headers.emplace_back("Allow", problem.allow);
    if (problem.retry_after)
        answer.headers.emplace_back("Retry-After", fmt::format("{}", problem.retry_after->count()));
    return respond(std::move(answer));
}

std::string Exchange::write(const Answer& answer) const {
    const auto& document = answer.content.document;
    switch (format_) {
        case Format::html:
            return write_page(answer);
        case Format::xml:
            return document ? std::string() : to_xml(answer.content.node);
        case Format::json: {
            core::Node node = answer.content.node;
            if (document) node.add(core::Node::leaf("document", *document));
            return to_json(node);
        }
        default:
            break;
    }
    if (document) return core::printable_xml(*document);
    if (answer.problem) return problem_text(*answer.problem);
    return to_plain_text(answer.content.node);
}

const Stylesheet& Exchange::stylesheet() const {
    const Stylesheet* chosen = parts_.stylesheets.find(site_.stylesheet);
    return chosen != nullptr ? *chosen : parts_.stylesheets.standard();
}

std::string_view Exchange::language() const {
    if (format_ != Format::html) return {};
    if (has_sheet_failed_) return own_language;
    return choose_language(request_.accept_language, stylesheet().languages());
}

std::string Exchange::write_page(const Answer& answer, std::string* meaning) const {
    const Stylesheets& sheets = parts_.stylesheets;
    const auto draw = [&](const Sheet& sheet) {
        return render_page(request_, site_, surroundings_, answer.content, sheet, meaning);
    };
    if (has_sheet_failed_) return draw(sheets.last_resort());
    if (sheets.find(site_.stylesheet) == nullptr) {
        spdlog::error("the web server's VIRT_STYLESHEET is {}: there is no such stylesheet",
                      core::quoted(site_.stylesheet));
    }
    try {
        return draw(stylesheet().sheet(language()));
    } catch (const SheetFailure& error) {
        spdlog::error("the stylesheet {} failed at {}: {}", core::quoted(site_.stylesheet),
                      core::quoted(surroundings_.href), core::quoted(error.what()));
    }
    has_sheet_failed_ = true;
    if (answer.problem) return draw(sheets.last_resort());
    throw ProblemError(500, fmt::format("{}the page cannot be drawn: the program's log says why",
                                        request_.is_get() ? "" : "what was asked for has been done, but "));
}

}  // namespace fcgi
