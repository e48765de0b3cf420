#include "core/call.h"

#include <libvirt/virterror.h>

#include <optional>

#include "core/error.h"

namespace core {
namespace {

// Renames that keep on coming during a call; then the last answer is as good as any.
constexpr int most_lookups = 3;

bool says_no_domain(const LibvirtError& error) {
    return error.code() == VIR_ERR_NO_DOMAIN;
}

// No answer if the handle turned out to be another domain's.
std::optional<Outcome> call_kept(Connection& connection, const std::string& key, virDomainPtr domain,
                                 const Command& command, const Arguments& arguments) {
    try {
        Outcome outcome = command.run({connection.get(), domain}, arguments);
        // A change has happened by now: only a read can be asked anew.
        if (command.effect == Effect::change || connection.is_still_kept(key, domain)) return outcome;
    } catch (const LibvirtError& error) {
        if (!says_no_domain(error)) throw;
    }
    connection.forget_domain(key);
    return std::nullopt;
}

Outcome call_domain(Connection& connection, const std::string& key, const Command& command,
                    const Arguments& arguments) {
    if (command.asks_handle) {
        const DomainHandle domain = connection.look_up_domain(key);
        return command.run({connection.get(), domain.get()}, arguments);
    }
    for (int lookups = 0;; ++lookups) {
        const Connection::Found found = connection.find_domain(key);
        if (!found.was_kept || lookups == most_lookups)
            return command.run({connection.get(), found.domain.get()}, arguments);
        if (auto outcome = call_kept(connection, key, found.domain.get(), command, arguments))
            return std::move(*outcome);
    }
}

}  // namespace

Outcome call(const CallTarget& target, const Command& command, const Arguments& arguments,
             Clock::time_point deadline) {
    const Access access = command.effect == Effect::read ? Access::read_only : Access::read_write;
    for (bool is_second_try = false;; is_second_try = true) {
        const Link::Lease connection = target.host.link(access).lease(deadline);
        try {
            if (target.domain.empty()) return command.run({connection->get(), nullptr}, arguments);
            return call_domain(*connection, target.domain, command, arguments);
        } catch (const LibvirtError& error) {
            if (!connection->check_after_failure()) throw;
            if (command.effect == Effect::change) throw OutcomeUnknown(error);
            if (is_second_try) throw HostUnavailable(error.what(), Link::first_back_off, false);
        }
    }
}

}  // namespace core
