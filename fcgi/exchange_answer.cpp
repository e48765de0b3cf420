// The end of an exchange: the answer written out, with its headers, and the line that tells of a change.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "core/text.h"
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

// Written once for all who ask for the same view of the same generation.
Response Exchange::respond_with_view(const Scope& scope) const {
    const bool shows_user = format_ == Format::html || is_owners();
    const std::string user(shows_user ? request_.remote_user : "");
    const std::string view = fmt::format(
        "{} {} {} {} {} {} {}", static_cast<int>(format_), core::quoted(request_.prefix), core::quoted(request_.path),
        core::quoted(request_.query), site_.mode(), core::quoted(user), core::quoted(site_.stylesheet));
    Response response;
    response.shared_body = parts_.renders.get(index_->generation(), view, [&] {
        Answer answer;
        answer.content.node = directory_node(*index_, scope, urls_, query_);
        return write(answer);
    });
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
