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
#include <vector>

#include "core/api/metadata.h"
#include "core/arguments.h"
#include "core/handle.h"
#include "core/node.h"
#include "core/work.h"

namespace core {

// What libvirt says, not what the name sounds like: a read is what a read-only connection may do. A privileged read
// changes nothing, but libvirt refuses it on such a connection: it is not for sites that may only read.
enum class Effect : std::uint8_t { read, privileged_read, change };
// Who may: everyone who may look, an owner for his own domains, or only the sites without owners.
enum class Who : std::uint8_t { reader, owner, admin };
[[nodiscard]] std::string_view to_string(Who who) noexcept;        // "reader"
[[nodiscard]] std::string_view to_string(Effect effect) noexcept;  // "privileged read"

// Whether a command moves bytes, in as many pieces as it takes: to the caller, or from him.
enum class Flow : std::uint8_t { none, from_host, to_host };

// What a function is called on. The domain is null unless it is one, or belongs to one; `own` is any other object.
struct Object {
    virConnectPtr connection = nullptr;
    virDomainPtr domain = nullptr;
    void* own = nullptr;
    virConnectPtr destination = nullptr;  // another host's, of a function that takes two

    template <class Handle>
    [[nodiscard]] Handle as() const noexcept {
        if constexpr (std::is_same_v<Handle, virConnectPtr>)
            return connection;
        else if constexpr (std::is_same_v<Handle, virDomainPtr>)
            return domain;
        else
            return static_cast<Handle>(own);
    }
};

class Transfer;

// What a function gave: libvirt's own document, or a tree of values; and the object that it returned, if it did.
struct Outcome {
    Node result = Node::record("result");
    std::optional<std::string> document = {};
    std::optional<Reference> object = {};
    bool has_made = false;                    // the object was not there before
    std::vector<std::string> owners = {};     // of a command that sets them: sorted, that the domain has from now on
    std::shared_ptr<Transfer> transfer = {};  // of a command that moves bytes: opened, and nothing moved yet
    std::vector<Node> beside = {};            // results of further reads that the caller asked for: those that came
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
    bool destroys = false;        // pages ask before they do it
    bool asks_handle = false;     // answered by the handle and not by the host: the handle must be looked up anew
    bool changes_names = false;   // makes or removes a domain: the answer waits until the directory shows it
    bool is_last_resort = false;  // possible for an owner while another change of his is under way
    bool sets_owners = false;     // as changes_names, for whose the domain is
    std::string_view privileged_parameter = {};  // with this value (of `flags`: bit) of it, a read is privileged
    int privileged_value = 0;
    std::optional<Target> defines = {};  // makes one of these from a document, or gives one that is there a new one
    const Work* work = nullptr;          // it can take longer than a request may
    Flow flow = Flow::none;              // otherwise it leaves a transfer in its outcome
    bool is_secret = false;              // what it shows is for those who may see secrets
    std::string_view hidden_parameter = {};  // whose value nobody should read over a shoulder, or in a log
    unsigned secret_flags = 0;  // of `flags`: those that show secrets, which libvirt denies to read-only connections
    Guard guard = nullptr;      // null: an owner's arguments are as good as anybody's
    const api::Function* own = nullptr;  // the description of a function that is ours and not libvirt's

    [[nodiscard]] constexpr Command destroying() const {
        Command row = *this;
        row.destroys = true;
        return row;
    }
    [[nodiscard]] constexpr Command as_last_resort() const {
        Command row = *this;
        row.is_last_resort = true;
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
    [[nodiscard]] constexpr Command lasting(const Work& its_work) const {
        Command row = *this;
        row.work = &its_work;
        return row;
    }
    [[nodiscard]] constexpr Command moving(Flow its_flow) const {
        Command row = *this;
        row.flow = its_flow;
        return row;
    }
    [[nodiscard]] constexpr Command defining(Target what) const {
        Command row = *this;
        row.defines = what;
        return row;
    }
    [[nodiscard]] constexpr Command privileged_with(std::string_view parameter, int value) const {
        Command row = *this;
        row.privileged_parameter = parameter;
        row.privileged_value = value;
        return row;
    }
    [[nodiscard]] constexpr Command secret() const {
        Command row = *this;
        row.is_secret = true;
        return row;
    }
    [[nodiscard]] constexpr Command hiding(std::string_view parameter) const {
        Command row = *this;
        row.hidden_parameter = parameter;
        return row;
    }
    // What its parameters take, where their types do not say.
    [[nodiscard]] constexpr Command taking(std::span<const Input> inputs) const {
        Command row = *this;
        row.inputs_by_type = inputs;
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
    [[nodiscard]] bool is_read() const noexcept { return effect != Effect::change; }  // GET, as it changes nothing
    // The parameter that names another host; null if there is none.
    [[nodiscard]] const api::Parameter* host_parameter() const;
    // Whether a secret is asked for, by the function itself or by its flags. Throws ArgumentError for flags that are
    // none.
    [[nodiscard]] bool asks_secrets(const Arguments& arguments) const;
    // Whether libvirt refuses the call on a read-only connection: not for sites that may only read.
    [[nodiscard]] bool is_privileged(const Arguments& arguments) const;
    // Only the checks of names; the values are checked by run().
    void check(const Arguments& arguments) const;
};

using CommandTable = std::span<const Command>;

// Every row, sorted by name.
[[nodiscard]] CommandTable all_commands();
// By its name, with or without "vir" ("domainGetInfo", "virDomainGetInfo"). Null if the table has none.
[[nodiscard]] const Command* find_command(CommandTable table, std::string_view name);

}  // namespace core
