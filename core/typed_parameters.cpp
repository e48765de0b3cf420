#include "core/typed_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/error.h"

namespace core {
namespace {

constexpr std::string_view prefix = "params.";

// Where libvirt names its macros otherwise.
struct Prefix {
    std::string_view part;  // of the function's name
    std::string_view macro;
};
constexpr std::array prefixes{
    Prefix{"DomainMigrate", "VIR_MIGRATE_PARAM_"},
    Prefix{"BlockIoTune", "VIR_DOMAIN_BLOCK_IOTUNE_"},
    Prefix{"IOThreadParams", "VIR_DOMAIN_IOTHREAD_"},
    Prefix{"InterfaceParameters", "VIR_DOMAIN_BANDWIDTH_"},
    Prefix{"PerfEvents", "VIR_PERF_PARAM_"},
    Prefix{"DomainSaveParams", "VIR_DOMAIN_SAVE_PARAM_"},
    Prefix{"DomainRestoreParams", "VIR_DOMAIN_SAVE_PARAM_"},
    Prefix{"NodeSetMemoryParameters", "VIR_NODE_MEMORY_"},
    Prefix{"LaunchSecurityState", "VIR_DOMAIN_LAUNCH_SECURITY_"},
    Prefix{"NetworkPort", "VIR_NETWORK_PORT_"},
};

// "virDomainSetSchedulerParametersFlags" → "VIR_DOMAIN_SCHEDULER_": libvirt names its macros after the functions.
std::string macro_prefix(std::string_view function) {
    for (const auto& [part, macro] : prefixes) {
        if (function.find(part) != std::string_view::npos) return std::string(macro);
    }
    for (const std::string_view tail : {"Flags", "Parameters", "Params"}) {
        if (function.ends_with(tail)) function.remove_suffix(tail.size());
    }
    std::string macro;
    for (const char c : function) {
        if (std::isupper(static_cast<unsigned char>(c)) != 0) macro += '_';
        macro += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    for (const std::string_view verb : {"_SET_", "_GET_"}) {
        if (const auto at = macro.find(verb); at != std::string::npos) macro.replace(at, verb.size(), "_");
    }
    return macro + '_';
}

struct Type {
    std::string_view name;
    int type;  // virTypedParameterType
};
constexpr std::array types{
    Type{"int", VIR_TYPED_PARAM_INT},       Type{"uint", VIR_TYPED_PARAM_UINT},
    Type{"llong", VIR_TYPED_PARAM_LLONG},   Type{"ullong", VIR_TYPED_PARAM_ULLONG},
    Type{"double", VIR_TYPED_PARAM_DOUBLE}, Type{"boolean", VIR_TYPED_PARAM_BOOLEAN},
    Type{"string", VIR_TYPED_PARAM_STRING},
};

// How many parameters libvirt's wire protocol carries.
constexpr int usual_room = 16;
struct Room {
    std::string_view function;
    int count;
};
constexpr std::array rooms{
    Room{"virDomainGetBlockIoTune", 32},     // REMOTE_DOMAIN_BLOCK_IO_TUNE_PARAMETERS_MAX
    Room{"virNodeGetMemoryParameters", 64},  // REMOTE_NODE_MEMORY_PARAMETERS_MAX
};

// The list owns its strings only after virTypedParamsAdd… copied them.
class Builder {
  public:
    void add(std::string_view name, std::string_view type, const Argument& argument) {
        const auto& value = argument.value;
        const std::string key(name);
        int added = -1;
        if (type == "int")
            added = virTypedParamsAddInt(&list_, &count_, &room_, key.c_str(), in_range<int>(argument));
        else if (type == "uint")
            added = virTypedParamsAddUInt(&list_, &count_, &room_, key.c_str(), in_range<unsigned>(argument));
        else if (type == "llong")
            added = virTypedParamsAddLLong(&list_, &count_, &room_, key.c_str(), in_range<std::int64_t>(argument));
        else if (type == "ullong")
            added = virTypedParamsAddULLong(&list_, &count_, &room_, key.c_str(), in_range<std::uint64_t>(argument));
        else if (type == "double")
            added = virTypedParamsAddDouble(&list_, &count_, &room_, key.c_str(),
                                            Arguments::to_double(argument.name, value));
        else if (type == "boolean")
            added = virTypedParamsAddBoolean(&list_, &count_, &room_, key.c_str(), in_range<bool>(argument) ? 1 : 0);
        else
            added = virTypedParamsAddString(&list_, &count_, &room_, key.c_str(), value.c_str());
        if (added < 0) throw_last_error("virTypedParamsAdd");
    }

    // The strings inside now belong to the vector's owner.
    std::vector<virTypedParameter> release() {
        std::vector<virTypedParameter> parameters(list_, list_ + count_);
        count_ = 0;
        return parameters;
    }

    Builder() = default;
    Builder(const Builder&) = delete;
    Builder& operator=(const Builder&) = delete;
    ~Builder() { virTypedParamsFree(list_, count_); }

  private:
    template <std::integral T>
    static T in_range(const Argument& argument) {
        using Limits = std::numeric_limits<T>;
        if constexpr (std::signed_integral<T>) {
            return static_cast<T>(Arguments::to_signed(argument.name, argument.value, Limits::min(), Limits::max()));
        } else {
            return static_cast<T>(Arguments::to_unsigned(argument.name, argument.value, Limits::max()));
        }
    }

    virTypedParameterPtr list_ = nullptr;
    int count_ = 0;
    int room_ = 0;
};

Scalar value_of(const virTypedParameter& parameter) {
    switch (parameter.type) {
        case VIR_TYPED_PARAM_INT:
            return std::int64_t{parameter.value.i};
        case VIR_TYPED_PARAM_UINT:
            return std::uint64_t{parameter.value.ui};
        case VIR_TYPED_PARAM_LLONG:
            return std::int64_t{parameter.value.l};
        case VIR_TYPED_PARAM_ULLONG:
            return std::uint64_t{parameter.value.ul};
        case VIR_TYPED_PARAM_DOUBLE:
            return parameter.value.d;
        case VIR_TYPED_PARAM_BOOLEAN:
            return parameter.value.b != 0;
        case VIR_TYPED_PARAM_STRING:
            return parameter.value.s != nullptr ? Scalar(std::string(parameter.value.s)) : Scalar();
        default:
            return {};
    }
}

}  // namespace

TypedParameters::~TypedParameters() {
    if (!parameters_.empty()) virTypedParamsClear(parameters_.data(), count_);
}

void TypedParameters::make_room_for(const api::Function& function) {
    const auto found = std::ranges::find(rooms, function.name, &Room::function);
    count_ = found != rooms.end() ? found->count : usual_room;
    parameters_.resize(static_cast<std::size_t>(count_));
}

void TypedParameters::read(const api::Function& function, const Arguments& arguments) {
    Builder builder;
    bool has_any = false;
    for (const auto& argument : arguments.all()) {
        if (!argument.name.starts_with(prefix)) continue;
        const auto name = std::string_view(argument.name).substr(prefix.size());
        const auto* documented = api::find_typed_parameter(name, macro_prefix(function.name));
        if (documented == nullptr || documented->type.empty() || name.size() >= VIR_TYPED_PARAM_FIELD_LENGTH) {
            throw ArgumentError(argument.name,
                                fmt::format("{} is no typed parameter that libvirt documents", argument.name));
        }
        // A form sends each of its fields: an empty one is not given.
        if (argument.value.empty() && documented->type != "string") continue;
        builder.add(name, documented->type, argument);
        has_any = true;
    }
    const bool sets = function.name.find("Set") != std::string_view::npos;
    if (!has_any && sets) throw ArgumentError("params", "params is missing: give at least one params.NAME=value");
    parameters_ = builder.release();
    count_ = static_cast<int>(parameters_.size());
}

Node to_node(std::string_view name, std::span<const virTypedParameter> parameters) {
    Node list = Node::list(name);
    for (const auto& parameter : parameters) {
        const auto type = std::ranges::find(types, parameter.type, &Type::type);
        Node& leaf = list.add(Node::leaf("param", value_of(parameter)));
        leaf.with("name", std::string_view(parameter.field))
            .with("type", type != types.end() ? type->name : "unknown");
    }
    return list;
}

bool is_list(std::string_view argument, const api::Function& function) {
    if (!argument.starts_with(prefix)) return false;
    const auto* found = api::find_typed_parameter(argument.substr(prefix.size()), macro_prefix(function.name));
    return found != nullptr && found->info.find("multiple field") != std::string_view::npos;
}

std::vector<const api::TypedParameterName*> typed_parameter_names_of(const api::Function& function) {
    std::vector<const api::TypedParameterName*> names;
    const std::string wanted = macro_prefix(function.name);
    for (const auto& each : api::typed_parameter_names()) {
        if (each.macro.starts_with(wanted) && !each.type.empty()) names.push_back(&each);
    }
    return names;
}

}  // namespace core
