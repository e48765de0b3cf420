// The end of an exchange: the answer written out, with its headers, and the line that tells of a change.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/ownership.h"
#include "core/text.h"
#include "fcgi/directory_view.h"
#include "fcgi/exchange.h"
#include "fcgi/representation.h"
#include "fcgi/status.h"

namespace fcgi {
namespace {

constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
    "'none'";
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
    const bool is_document_as_it_is = answer.content.document.has_value() && format_ == Format::xml;
    if (is_document_as_it_is) response.body = std::move(*answer.content.document);
    add_headers(response, answer.problem.has_value());
    return response;
}

Response Exchange::respond_with_view(const Scope& scope) const {
    return respond_once([&] {
        Answer answer;
        answer.content.node = directory_node(*index_, scope, urls_, query_);
        return write(answer);
    });
}

Response Exchange::respond_once(const std::function<std::string()>& write_body) const {
    const bool shows_user = format_ == Format::html || is_owners();
    const std::string user(shows_user ? request_.remote_user : "");
    const std::string view = fmt::format(
        "{} {} {} {} {} {} {}", static_cast<int>(format_), core::quoted(request_.prefix), core::quoted(request_.path),
        core::quoted(request_.query), site_.mode(), core::quoted(user), core::quoted(site_.stylesheet));
    Response response;
    response.shared_body = parts_.renders.get(index_->generation(), view, write_body);
    add_headers(response, false);
    return response;
}

void Exchange::add_headers(Response& response, bool is_problem) const {
    response.headers.emplace_back("Content-Type", media_type(format_, is_problem));
    response.headers.emplace_back("Vary", "Accept");
    add_protection(response, format_ == Format::html);
}

void Exchange::add_protection(Response& response, bool is_page) {
    response.headers.emplace_back("Cache-Control", "no-store");
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

std::string Exchange::write_page(const Answer& answer) const {
    const Stylesheet* chosen = parts_.stylesheets.find(site_.stylesheet);
    if (chosen == nullptr) {
        spdlog::error("the web server's VIRT_STYLESHEET is {}: there is no such stylesheet",
                      core::quoted(site_.stylesheet));
        chosen = &parts_.stylesheets.standard();
    }
    return render_page(request_, site_, surroundings_, answer.content, *chosen);
}

}  // namespace fcgi
