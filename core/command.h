// The command table's row: a libvirt function that can be called by its name.
//
// One more function is one more row in core/commands/<object>.cpp; everything else about it comes from its C type
// (adapter.h) and from libvirt-api.xml (api/metadata.h).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/api/metadata.h"
#include "core/arguments.h"
#include "core/handle.h"
#include "core/node.h"

namespace core {

enum class Target : std::uint8_t { domain, host, snapshot };
// What libvirt says, not what the name sounds like: a read is what a read-only connection may do.
enum class Effect : std::uint8_t { read, change };
// Who may: everyone who may look, an owner for his own domains, or only the sites without owners.
enum class Who : std::uint8_t { reader, owner, admin };
[[nodiscard]] std::string_view to_string(Target target) noexcept;  // "domain"
[[nodiscard]] std::string_view to_string(Who who) noexcept;        // "reader"

// Whether a command moves bytes, in as many pieces as it takes: to the caller, or from him.
enum class Flow : std::uint8_t { none, from_host, to_host };

// What a function is called on. The domain is null for a host's functions, the snapshot for all but a snapshot's.
struct Object {
    virConnectPtr connection = nullptr;
    virDomainPtr domain = nullptr;
    virDomainSnapshotPtr snapshot = nullptr;

    template <class Handle>
    [[nodiscard]] Handle as() const noexcept {
        if constexpr (std::is_same_v<Handle, virConnectPtr>)
            return connection;
        else if constexpr (std::is_same_v<Handle, virDomainSnapshotPtr>)
            return snapshot;
        else
            return domain;
    }
};

struct DomainReference {
    std::string name;
    std::string uuid;
};

class Transfer;

// What a function gave: libvirt's own document, or a tree of values; and the domain that it returned, if it did.
struct Outcome {
    Node result = Node::record("result");
    std::optional<std::string> document;
    std::optional<DomainReference> domain;
    std::vector<std::string> snapshots = {};  // names of those that it returned, in libvirt's order
    std::vector<std::string> owners = {};     // of a command that sets them: sorted, that the domain has from now on
    std::shared_ptr<Transfer> transfer = {};  // of a command that moves bytes: opened, and nothing moved yet
};

struct DevicePolicy;
struct OwnerSource;

// Who calls, if it is an owner.
struct OwnerCall {
    std::string_view owner;
    const OwnerSource& source;
    const DevicePolicy& devices;
};

struct Command {
    using Call = Outcome (*)(const Object& object, const Arguments& arguments);
    // What an owner's arguments become before they reach libvirt. Throws ArgumentError or Refused.
    using Guard = Arguments (*)(const Object& object, const Arguments& arguments, const OwnerCall& owner);

    std::string_view name;      // as in URLs: "domainGetInfo"
    std::string_view function;  // as in C: "virDomainGetInfo"
    Target target;
    Effect effect;
    Who who;
    std::span<const Input> inputs_by_type;  // one for each parameter of the function
    Call call;
    bool destroys = false;            // pages ask before they do it
    bool asks_handle = false;         // answered by the handle and not by the host: the handle must be looked up anew
    bool changes_names = false;       // makes or removes a domain: the answer waits until the directory shows it
    bool sets_owners = false;         // as changes_names, for whose the domain is
    Flow flow = Flow::none;           // otherwise it leaves a transfer in its outcome
    bool needs_write_access = false;  // a read that libvirt denies to read-only connections, and so do we
    unsigned secret_flags = 0;  // of `flags`: those that show secrets, which libvirt denies to read-only connections
    Guard guard = nullptr;      // null: an owner's arguments are as good as anybody's
    const api::Function* own = nullptr;  // the description of a function that is ours and not libvirt's

    [[nodiscard]] constexpr Command destroying() const {
        Command row = *this;
        row.destroys = true;
        return row;
    }
    [[nodiscard]] constexpr Command asking_the_handle() const {
        Command row = *this;
        row.asks_handle = true;
        return row;
    }
    [[nodiscard]] constexpr Command changing_names() const {
        Command row = *this;
        row.changes_names = true;
        return row;
    }
    [[nodiscard]] constexpr Command setting_owners(const api::Function& description) const {
        Command row = *this;
        row.sets_owners = true;
        row.own = &description;
        return row;
    }
    [[nodiscard]] constexpr Command moving(Flow its_flow) const {
        Command row = *this;
        row.flow = its_flow;
        return row;
    }
    [[nodiscard]] constexpr Command needing_write_access() const {
        Command row = *this;
        row.needs_write_access = true;
        return row;
    }
    [[nodiscard]] constexpr Command with_secret(unsigned flags) const {
        Command row = *this;
        row.secret_flags = flags;
        return row;
    }
    [[nodiscard]] constexpr Command guarded_by(Guard its_guard) const {
        Command row = *this;
        row.guard = its_guard;
        return row;
    }

    // libvirt's description of the function, or ours.
    [[nodiscard]] const api::Function& about() const;
    // What each parameter takes, in the order of about().parameters.
    [[nodiscard]] std::vector<Input> inputs() const;
    // The parameter that a request's XML body is for; null if there is none.
    [[nodiscard]] const api::Parameter* xml_parameter() const;

    // Checks the arguments and calls. Throws ArgumentError before anything was done, or LibvirtError.
    [[nodiscard]] Outcome run(const Object& object, const Arguments& arguments) const;
    // Whether the flags ask for a secret. Throws ArgumentError for flags that are none.
    [[nodiscard]] bool asks_secrets(const Arguments& arguments) const;
    // Only the checks of names; the values are checked by run().
    void check(const Arguments& arguments) const;
};

using CommandTable = std::span<const Command>;

// Every row, sorted by name.
[[nodiscard]] CommandTable all_commands();
// By its name, with or without "vir" ("domainGetInfo", "virDomainGetInfo"). Null if the table has none.
[[nodiscard]] const Command* find_command(CommandTable table, std::string_view name);

}  // namespace core
