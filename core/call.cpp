#include "core/call.h"

#include <fmt/format.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "core/transfer.h"

namespace core {
namespace {

// Renames that keep on coming during a call; then the last answer is as good as any.
constexpr int most_lookups = 3;

bool says_no_domain(const LibvirtError& error) {
    return error.code() == VIR_ERR_NO_DOMAIN;
}

void check_identity(virDomainPtr domain, const CallTarget& target) {
    if (target.uuid.empty()) return;
    std::array<char, VIR_UUID_STRING_BUFLEN> uuid{};
    virDomainGetUUIDString(domain, uuid.data());
    if (target.uuid != uuid.data())
        throw OtherDomain(fmt::format("{} is another domain by now", quoted(target.domain)));
}

// The object at the end of a path, and those on the way there, which libvirt refers to from below.
class Way {
  public:
    Way(virConnectPtr connection, virDomainPtr domain, const CallTarget& target)
        : object_{connection, domain, nullptr, target.destination} {
        void* parent = domain != nullptr ? static_cast<void*>(domain) : connection;
        for (const auto& step : target.path) {
            handles_.push_back(kind_of(step.target).look_up(parent, step.key));
            parent = object_.own = handles_.back().get();
        }
    }
    [[nodiscard]] const Object& object() const noexcept { return object_; }

  private:
    std::vector<AnyHandle> handles_;
    Object object_;
};

bool is_too_long(const Node& result) {
    return std::ranges::any_of(result.children,
                               [](const Node& child) { return child.children.size() > most_items_beside; });
}

// Nothing here may cost what the command itself gave.
void read_beside(Connection& connection, const Object& object, const CallTarget& target, Outcome& outcome) {
    if (target.beside.empty()) return;
    const Deadline limit(Clock::now() + longest_beside, connection.transport());
    for (const Command* const read : target.beside) {
        try {
            Outcome its_own = read->run(object, Arguments());
            if (!is_too_long(its_own.result)) outcome.beside.push_back(std::move(its_own.result));
        } catch (const LibvirtError&) {
            if (connection.check_after_failure()) return;
        } catch (const std::exception&) {
            continue;  // an answer that cannot be told
        }
    }
}

Outcome run(Connection& connection, virDomainPtr domain, const CallTarget& target, const Command& command,
            const Arguments& arguments) {
    const Way way(connection.get(), domain, target);
    if (!target.follows) {
        Outcome outcome = command.run(way.object(), arguments);
        read_beside(connection, way.object(), target, outcome);
        return outcome;
    }
    const std::string* const disk = arguments.find(command.work->parameter);
    WorkWatch watch(connection.get(), domain, command.function, *command.work, disk != nullptr ? *disk : "");
    Outcome outcome = command.run(way.object(), arguments);
    try {
        if (auto ending = watch.wait()) outcome.result.add(std::move(*ending));
        return outcome;
    } catch (const LibvirtError& error) {
        // Not a word about the handle, which was good: the domain has gone since, and with it the work.
        if (says_no_domain(error))
            throw LibvirtError(command.function, error.domain(), VIR_ERR_OPERATION_FAILED, error.what());
        throw;
    }
}

// No answer if the handle turned out to be another domain's.
std::optional<Outcome> call_kept(Connection& connection, const CallTarget& target, virDomainPtr domain,
                                 const Command& command, const Arguments& arguments) {
    const std::string& key = target.domain;
    // A change cannot be taken back: what is known of the domain so far is looked at before it, and not after it.
    const bool is_change = !command.is_read();
    if (is_change && !connection.is_still_kept(key, domain)) return std::nullopt;
    try {
        check_identity(domain, target);
        Outcome outcome = run(connection, domain, target, command, arguments);
        if (is_change || connection.is_still_kept(key, domain)) return outcome;
    } catch (const LibvirtError& error) {
        if (!says_no_domain(error)) throw;
    }
    connection.forget_domain(key);
    return std::nullopt;
}

// What is not his is not there: another's domain that has the name by now cannot be told from none.
DomainHandle look_up_owned(Connection& connection, const CallTarget& target) {
    try {
        DomainHandle domain = connection.look_up_domain(target.domain);
        const auto owners = ask_owners(target.rules.source, target.host.name(), domain.get());
        if (std::ranges::find(owners, target.owner) == owners.end()) throw NotOwned();
        return domain;
    } catch (const LibvirtError& error) {
        if (says_no_domain(error)) throw NotOwned();
        throw;
    }
}

Outcome call_for_owner(Connection& connection, const CallTarget& target, const Command& command,
                       const Arguments& arguments, bool& has_begun) {
    const DomainHandle domain = look_up_owned(connection, target);
    check_identity(domain.get(), target);
    const Way way(connection.get(), domain.get(), target);
    const Object& object = way.object();
    command.check(arguments);
    const OwnerCall owner{target.owner, target.rules.source, target.rules.devices};
    const Arguments allowed = command.guard != nullptr ? command.guard(object, arguments, owner) : arguments;
    has_begun = true;
    Outcome outcome = command.run(object, allowed);
    read_beside(connection, object, target, outcome);
    return outcome;
}

Outcome call_domain(Connection& connection, const CallTarget& target, const Command& command,
                    const Arguments& arguments) {
    if (command.asks_handle) {
        const DomainHandle domain = connection.look_up_domain(target.domain);
        check_identity(domain.get(), target);
        return run(connection, domain.get(), target, command, arguments);
    }
    for (int lookups = 0;; ++lookups) {
        const Connection::Found found = connection.find_domain(target.domain);
        if (!found.was_kept || lookups == most_lookups) {
            check_identity(found.domain.get(), target);
            return run(connection, found.domain.get(), target, command, arguments);
        }
        if (auto outcome = call_kept(connection, target, found.domain.get(), command, arguments)) {
            return std::move(*outcome);
        }
    }
}

Outcome call_object(Connection& connection, const CallTarget& target, const Command& command,
                    const Arguments& arguments, bool& has_begun) {
    if (target.domain.empty()) return run(connection, nullptr, target, command, arguments);
    if (!target.owner.empty()) return call_for_owner(connection, target, command, arguments, has_begun);
    return call_domain(connection, target, command, arguments);
}

Link& link_for(const CallTarget& target, const Command& command, const Arguments& arguments) {
    if (command.flow != Flow::none || target.lasts) return target.host.lasting_link();
    const bool only_reads = !command.is_privileged(arguments) && !command.asks_secrets(arguments);
    return target.host.link(only_reads ? Access::read_only : Access::read_write);
}

}  // namespace

Outcome call(const CallTarget& target, const Command& command, const Arguments& arguments,
             Clock::time_point deadline) {
    if (command.sets_owners && target.rules.source.kind != OwnerSource::Kind::metadata)
        throw NotConfigured("owners are not read from metadata here: they cannot be set");
    Link& link = link_for(target, command, arguments);
    for (bool is_second_try = false;; is_second_try = true) {
        Link::Lease connection = link.lease(deadline, target.lasts ? Clock::time_point::max() : deadline);
        bool has_begun = target.owner.empty();  // an owner's call begins with questions
        try {
            Outcome outcome = call_object(*connection, target, command, arguments, has_begun);
            if (outcome.transfer != nullptr)
                outcome.transfer->hold(std::move(connection), target.host.stream_timeout());
            return outcome;
        } catch (const LibvirtError& error) {
            if (!connection->check_after_failure()) throw;
            if (command.effect == Effect::change && has_begun) throw OutcomeUnknown(error, connection.timed_out());
            if (connection.timed_out())
                throw HostUnavailable("the host has not answered in time", Link::first_back_off, true);
            if (is_second_try) throw HostUnavailable(error.what(), Link::first_back_off, false);
        }
    }
}

}  // namespace core
