// The part of an exchange that moves bytes: all is checked and opened as for other commands, and then goes on on a
// thread of its own, a piece at a time.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <vector>

#include "core/error.h"
#include "core/fields.h"
#include "core/text.h"
#include "core/transfer.h"
#include "fcgi/content_name.h"
#include "fcgi/exchange.h"

namespace fcgi {

using core::Command;
using core::Flow;
using core::Transfer;

bool Exchange::asks_for_bytes() const {
    const Command* command = core::find_command(parts_.commands, route_.command);
    return command != nullptr && command->flow == Flow::from_host && !wants_form_;
}

// A body of bytes is for those who take one, and they take nothing else.
void Exchange::check_body(const Command& command) const {
    if (command.flow == Flow::to_host && request_.unread == nullptr) {
        if (request_.body.empty() && !request_.is_body_too_large)
            throw ProblemError(400, fmt::format("{} takes its bytes from the body, and there is none", command.name));
        throw ProblemError(415,
                           fmt::format("a body of type {} is not taken: {} takes bytes as application/octet-stream",
                                       core::quoted(request_.content_type), command.name));
    }
    if (command.flow != Flow::to_host && request_.unread != nullptr) {
        throw ProblemError(415,
                           fmt::format("a body of type {} is not taken: use application/x-www-form-urlencoded or "
                                       "application/xml",
                                       core::quoted(request_.content_type)));
    }
}

void Exchange::take_slot() {
    slot_ = parts_.streams->take();
    if (slot_ != nullptr) return;
    Problem busy{503, "as many downloads and uploads are under way as there may be: try again later"};
    busy.retry_after = std::chrono::seconds(2);
    throw ProblemError(std::move(busy));
}

Response Exchange::run_stream(const Command& command, const Object& object) {
    check_call(command, object);
    take_slot();
    const auto turns = begin(command, object);
    core::Outcome outcome = carry_out(command, object);
    if (outcome.transfer == nullptr) throw std::logic_error(fmt::format("{} opened nothing", command.name));
    if (command.flow == Flow::from_host) return give_bytes(outcome.transfer);
    attempt_.result.clear();  // nothing has been done so far
    const auto& promised = request_.unread->promised;
    const std::uint64_t length = outcome.transfer->length();
    if (length != 0 && promised && *promised != length) {
        throw core::ArgumentError(
            "length",
            fmt::format("length says {} bytes, and the body has {}: 0 bytes were written", length, *promised));
    }
    Response response;
    response.later = [self = shared_from_this(), result = std::move(outcome.result),
                      transfer = std::move(outcome.transfer)] { return self->take_bytes(result, transfer); };
    return response;
}

// Until the first bytes have come an answer can still be a problem.
Response Exchange::give_bytes(const std::shared_ptr<Transfer>& transfer) {
    const std::string type = content_type(transfer->media_type());
    if (!accepts(request_.accept, type)) {
        throw ProblemError(406,
                           fmt::format("the answer is of type {}, which is none of the accepted media types", type));
    }
    Response response;
    if (request_.method == "HEAD") {
        add_stream_headers(response, *transfer);
        response.source = [](std::span<char> /*room*/) { return std::size_t{0}; };
    } else {
        response.later = [self = shared_from_this(), transfer] { return self->first_bytes(transfer); };
    }
    return response;
}

Response Exchange::first_bytes(const std::shared_ptr<Transfer>& transfer) {
    try {
        std::string first(core::Stream::chunk, '\0');
        first.resize(transfer->receive(first));
        Response response;
        add_stream_headers(response, *transfer);
        response.source = [self = shared_from_this(), transfer,
                           first = std::move(first)](std::span<char> room) mutable {
            if (first.empty()) return transfer->receive(room);
            const std::size_t size = first.copy(room.data(), room.size());
            first.erase(0, size);
            return size;
        };
        return response;
    } catch (...) {
        return fail_stream(*transfer);
    }
}

void Exchange::add_stream_headers(Response& response, const Transfer& transfer) const {
    response.headers.emplace_back("Content-Type", content_type(transfer.media_type()));
    if (!transfer.name().empty()) response.headers.emplace_back("Content-Disposition", attachment(transfer.name()));
    add_protection(response, false);
}

Response Exchange::take_bytes(core::Node result, const std::shared_ptr<Transfer>& transfer) {
    try {
        take_body(*transfer);
        attempt_.result = fmt::format("done: {} bytes were written", transfer->moved());
        result.add(core::leaf("written", transfer->moved(), "bytes", {}));
        Response response = respond(Answer{.content = {std::move(result), std::nullopt}});
        record(response.status);
        return response;
    } catch (...) {
        return fail_stream(*transfer);
    }
}

void Exchange::take_body(Transfer& transfer) const {
    const std::uint64_t length = transfer.length();
    std::vector<char> room(core::Stream::chunk);
    std::size_t got = 0;
    do {
        got = request_.unread->read(room);
        if (length != 0 && transfer.moved() + got > length)
            throw core::ArgumentError("length", fmt::format("length says {} bytes, and the body has more", length));
        if (got > 0) transfer.send({room.data(), got});
    } while (got == room.size());
    if (length != 0 && transfer.moved() != length) {
        throw core::ArgumentError("length",
                                  fmt::format("length says {} bytes, and the body has {}", length, transfer.moved()));
    }
    transfer.finish();
}

// Call it in a catch block.
Response Exchange::fail_stream(Transfer& transfer) {
    Problem problem = [this] {
        try {
            throw;
        } catch (const BrokenBody& error) {
            return Problem{400, error.what()};
        } catch (const core::HostUnavailable& error) {
            attempt_.result = error.what();
            if (!is_owners()) return current_problem();
            return Problem{error.timed_out() ? 504 : 503, "the domain's host does not answer"};
        } catch (...) {
            return current_problem();
        }
    }();
    if (is_attempt_) {
        // What was on its way when it ended, the host may have thrown away.
        problem.detail += fmt::format(": at most {} bytes were written", transfer.moved());
        spdlog::warn("an upload broke off: {}", core::quoted(problem.detail));
    }
    attempt_.result = problem.detail;
    record(problem.status);
    return fail(discreet(std::move(problem)));
}

}  // namespace fcgi
