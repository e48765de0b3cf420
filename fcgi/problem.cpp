#include "fcgi/problem.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

#include "core/error.h"
#include "core/text.h"
#include "fcgi/status.h"

namespace fcgi {
namespace {

using core::Node;

// "(domain_definition):5: Opening and ending tag mismatch"; 0 if it says nothing of the kind.
int line_in(std::string_view message) {
    constexpr std::string_view before = "):";
    const auto at = message.starts_with('(') ? message.find(before) : std::string_view::npos;
    if (at == std::string_view::npos) return 0;
    message.remove_prefix(at + before.size());
    int line = 0;
    const auto [end, error] = std::from_chars(message.data(), message.data() + message.size(), line);
    const bool is_line = error == std::errc() && line > 0 && end != message.data() + message.size() && *end == ':';
    return is_line ? line : 0;
}

Problem of_libvirt(const core::LibvirtError& error) {
    Problem problem{status_of_libvirt_error(error.code()),
                    fmt::format("libvirt refused {}: {}", error.call(), error.what())};
    problem.libvirt = LibvirtReason{error.call(), error.code(), error.domain(), error.what()};
    if (libvirt_error_name(error.code()) == "VIR_ERR_XML_DETAIL") problem.line = line_in(error.what());
    return problem;
}

Problem of_host(const core::HostUnavailable& error) {
    Problem problem{error.timed_out() ? 504 : 503, fmt::format("the host cannot be asked now: {}", error.what())};
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(error.retry_after());
    problem.retry_after = std::max(seconds, std::chrono::seconds(1));
    return problem;
}

Problem of_argument(const core::ArgumentError& error) {
    Problem problem{400, error.what()};
    problem.argument = error.argument();
    problem.line = error.line();
    return problem;
}

Node to_node(const LibvirtReason& reason) {
    Node node = Node::record("libvirt");
    node.add(Node::leaf("function", reason.function));
    node.add(Node::leaf("code", std::int64_t{reason.code}));
    const auto name = libvirt_error_name(reason.code);  // empty: a newer libvirt's
    if (!name.empty()) node.add(Node::leaf("name", std::string(name)));
    node.add(Node::leaf("domain", std::int64_t{reason.domain}));
    node.add(Node::leaf("domain-name", std::string(libvirt_domain_name(reason.domain))));
    node.add(Node::leaf("message", reason.message));
    return node;
}

}  // namespace

Problem current_problem() {
    try {
        throw;
    } catch (const ProblemError& error) {
        return error.problem();
    } catch (const core::Refused& error) {
        return Problem{403, error.what()};
    } catch (const core::NotConfigured& error) {
        return Problem{409, error.what()};
    } catch (const core::ArgumentError& error) {
        return of_argument(error);
    } catch (const core::HostUnavailable& error) {
        return of_host(error);
    } catch (const core::OutcomeUnknown& error) {
        Problem problem = of_libvirt(error);
        problem.status = error.timed_out() ? 504 : 502;
        problem.detail = fmt::format("{}: {}", error.call(), error.what());  // nobody refused it
        problem.outcome = error.outcome();
        return problem;
    } catch (const core::LibvirtError& error) {
        return of_libvirt(error);
    } catch (const std::exception& error) {
        spdlog::error("a request failed inside: {}", core::quoted(error.what()));
        return Problem{500, "the program failed; its log says why"};
    }
}

Node to_node(const Problem& problem) {
    Node node = Node::record("problem");
    node.with("xmlns", "urn:ietf:rfc:7807");
    node.add(Node::leaf("type", std::string("about:blank")));
    node.add(Node::leaf("title", std::string(phrase(problem.status))));
    node.add(Node::leaf("status", std::int64_t{problem.status}));
    node.add(Node::leaf("detail", problem.detail));
    if (!problem.argument.empty()) node.add(Node::leaf("argument", problem.argument));
    if (problem.line > 0) node.add(Node::leaf("line", std::int64_t{problem.line}));
    if (!problem.allow.empty()) node.add(Node::leaf("allow", problem.allow));
    if (!problem.choices.empty()) {
        Node choices = Node::list("choices");
        for (const auto& [href, text] : problem.choices) choices.add(Node::leaf("choice", text)).with("href", href);
        node.add(std::move(choices));
    }
    if (!problem.job.empty()) node.add(Node::leaf("job", problem.job));
    if (problem.libvirt) node.add(to_node(*problem.libvirt));
    return node;
}

}  // namespace fcgi
