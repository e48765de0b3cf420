// The slots of the adapter: what one parameter of a C function needs before, during and after the call.
//
// Each slot has read (takes its argument), pass (what the call gets; it sees the slot before it, for a size that
// belongs to the buffer before it) and write (adds what came out to the result, under the parameter's own name). One
// that holds a list learns from the function's return value how many came.
#pragma once

#include <array>
#include <concepts>
#include <memory>
#include <type_traits>
#include <vector>

#include "core/command.h"
#include "core/fields.h"
#include "core/list_slots.h"
#include "core/no_slot.h"
#include "core/typed_parameters.h"

namespace core {

template <std::integral T>
struct IntegerIn : NoSlot {
    T value{};
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        const bool is_flags = refine(Input::integer, parameter) == Input::flags;
        value = is_flags ? static_cast<T>(arguments.flags(parameter)) : arguments.integer<T>(parameter);
    }
    T pass(auto& /*previous*/) const { return value; }
};

struct NumberIn : NoSlot {
    double value = 0;
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        value = arguments.number(parameter);
    }
    double pass(auto& /*previous*/) const { return value; }
};

struct TextIn : NoSlot {
    const char* value = nullptr;  // lent by the arguments
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        const bool is_xml = refine(Input::text, parameter) == Input::xml;
        value = is_xml ? arguments.xml(parameter) : arguments.text(parameter);
    }
    const char* pass(auto& /*previous*/) const { return value; }
};

// The connection to another host; whoever calls has it opened.
struct DestinationIn : NoSlot {
    virConnectPtr value = nullptr;
    void on(const Object& object) { value = object.destination; }
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        static_cast<void>(arguments.text(parameter));
    }
    virConnectPtr pass(auto& /*previous*/) const { return value; }
};

struct TypedParametersIn : NoSlot {
    TypedParameters parameters;
    void read(const api::Function& function, const api::Parameter&, const Arguments& arguments) {
        parameters.read(function, arguments);
    }
    virTypedParameterPtr pass(auto& /*previous*/) { return parameters.data(); }
};

template <std::integral T>
struct TypedParametersCountIn : NoSlot {
    T pass(TypedParametersIn& previous) const { return static_cast<T>(previous.parameters.count()); }
};

struct TypedParametersOut : NoSlot {
    TypedParameters parameters;
    void read(const api::Function& function, const api::Parameter&, const Arguments&) {
        parameters.make_room_for(function);
    }
    virTypedParameterPtr pass(auto& /*previous*/) { return parameters.data(); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(to_node(parameter.name, parameters.all()));
    }
};

struct TypedParametersCountOut : NoSlot {
    int* pass(TypedParametersOut& previous) const { return previous.parameters.count_for_call(); }
};

template <std::integral T>
struct IntegerOut : NoSlot {
    T value{};
    T* pass(auto& /*previous*/) { return &value; }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(leaf(parameter.name, to_scalar(value), parameter.unit, parameter.enums));
    }
};

struct TextOut : NoSlot {
    OwnedText value;
    char* raw = nullptr;
    char** pass(auto& /*previous*/) { return &raw; }
    void write(const api::Parameter& parameter, Outcome& outcome) {
        value.reset(raw);
        outcome.result.add(Node::leaf(parameter.name, raw != nullptr ? Scalar(std::string(raw)) : Scalar()));
    }
};

// A structure of numbers and texts; its fields become the result's own.
template <class Struct>
struct StructOut : NoSlot {
    Struct value{};
    Struct* pass(auto& /*previous*/) { return &value; }
    void write(const api::Parameter&, Outcome& outcome) const { add_fields(value, outcome.result); }
};

template <std::integral T>
struct SizeOfPrevious : NoSlot {
    T pass(auto& previous) const { return static_cast<T>(sizeof previous.value); }
};

// virDomainGetUUIDString and its kin: a buffer of VIR_UUID_STRING_BUFLEN characters.
struct UuidTextOut : NoSlot {
    std::array<char, VIR_UUID_STRING_BUFLEN> value{};
    char* pass(auto& /*previous*/) { return value.data(); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(Node::leaf(parameter.name, std::string(value.data())));
    }
};

// virDomainGetUUID and its kin: VIR_UUID_BUFLEN bytes.
struct UuidBytesOut : NoSlot {
    std::array<unsigned char, VIR_UUID_BUFLEN> value{};
    unsigned char* pass(auto& /*previous*/) { return value.data(); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(Node::leaf(parameter.name, hexadecimal(value)).with("encoding", "hex"));
    }
};

template <class T>
concept StructPointer =
    std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>> && !std::is_const_v<std::remove_pointer_t<T>> &&
    requires {
    StructName<std::remove_pointer_t<T>>::value;
};

template <class T>
concept IntegerPointer =
    std::is_pointer_v<T> && std::integral<std::remove_pointer_t<T>> && !std::is_const_v<std::remove_pointer_t<T>> &&
    sizeof(std::remove_pointer_t<T>) >= sizeof(int);

// A number after it is its size or the number of its elements.
template <class Previous, class T>
concept CountOf = std::integral<T> &&
    (std::same_as<Previous, virTypedParameterPtr> || std::same_as<Previous, const char**> ||
     std::same_as<Previous, const unsigned char*> || ArrayOfStructs<Previous> ||
     (std::same_as<T, std::size_t> && StructPointer<Previous>) ||
     (std::same_as<T, int> && (std::same_as<Previous, unsigned char*> || std::same_as<Previous, char**> ||
                               std::same_as<Previous, int*> || std::same_as<Previous, virVcpuInfoPtr>)));

// The slot for a parameter of type T between its neighbours. `void` is no slot: the function needs a handler.
template <class Previous, class T, class Next>
consteval auto choose_slot() {
    using std::type_identity;
    if constexpr (std::same_as<T, virTypedParameterPtr> && std::same_as<Next, int*>)
        return type_identity<TypedParametersOut>{};
    else if constexpr (std::same_as<T, virTypedParameterPtr> && std::integral<Next>)
        return type_identity<TypedParametersIn>{};
    else if constexpr (std::same_as<Previous, virTypedParameterPtr> && std::same_as<T, int*>)
        return type_identity<TypedParametersCountOut>{};
    else if constexpr (std::same_as<Previous, virTypedParameterPtr> && std::integral<T>)
        return type_identity<TypedParametersCountIn<T>>{};
    else if constexpr (std::same_as<T, virTypedParameterPtr*> && IntegerPointer<Next>)
        return type_identity<AllocatedTypedParametersOut<std::remove_pointer_t<Next>>>{};
    else if constexpr (std::same_as<Previous, virTypedParameterPtr*> && IntegerPointer<T>)
        return type_identity<AllocatedTypedParametersCount>{};
    else if constexpr (std::same_as<T, virConnectPtr>)
        return type_identity<DestinationIn>{};
    else if constexpr (std::same_as<T, const char**> && std::integral<Next>)
        return type_identity<TextsIn>{};
    else if constexpr (std::same_as<Previous, const char**> && std::integral<T>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (std::same_as<T, unsigned char*> && std::same_as<Next, int>)
        return type_identity<CpuSetIn>{};
    else if constexpr (std::same_as<Previous, unsigned char*> && std::same_as<T, int>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (std::same_as<T, const unsigned char*> && std::same_as<Next, std::size_t>)
        return type_identity<BytesIn>{};
    else if constexpr (std::same_as<Previous, const unsigned char*> && std::same_as<T, std::size_t>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (std::same_as<T, std::size_t> && std::same_as<Next, void*>)
        return type_identity<PeekSizeIn>{};
    else if constexpr (std::same_as<T, void*> && std::same_as<Previous, std::size_t>)
        return type_identity<PeekedOut>{};
    else if constexpr (std::same_as<T, char**> && std::same_as<Next, int>)
        return type_identity<NamesOut>{};
    else if constexpr (std::same_as<Previous, char**> && std::same_as<T, int>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (std::same_as<T, int*> && std::same_as<Next, int>)
        return type_identity<IdsOut>{};
    else if constexpr (std::same_as<Previous, int*> && std::same_as<T, int>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (std::same_as<T, char***>)
        return type_identity<TextsOut>{};
    else if constexpr (ListOfObjects<T>)
        return type_identity<ObjectsOut<std::remove_pointer_t<std::remove_pointer_t<T>>>>{};
    else if constexpr (ListOfStructs<T>)
        return type_identity<StructsOut<Pointee<Pointee<Pointee<T>>>>>{};
    else if constexpr (ArrayOfStructs<T> && std::same_as<Next, unsigned>)
        return type_identity<StructArrayOut<Pointee<T>>>{};
    else if constexpr (ArrayOfStructs<Previous> && std::same_as<T, unsigned>)
        return type_identity<CountOfPrevious<T>>{};
    else if constexpr (StructPointer<Previous> && std::integral<T> && std::same_as<T, std::size_t>)
        return type_identity<SizeOfPrevious<T>>{};
    else if constexpr (StructPointer<T>)
        return type_identity<StructOut<std::remove_pointer_t<T>>>{};
    else if constexpr (std::integral<T>)
        return type_identity<IntegerIn<T>>{};
    else if constexpr (std::same_as<T, double>)
        return type_identity<NumberIn>{};
    else if constexpr (std::same_as<T, const char*>)
        return type_identity<TextIn>{};
    else if constexpr (std::same_as<T, char**>)
        return type_identity<TextOut>{};
    else if constexpr (IntegerPointer<T>)
        return type_identity<IntegerOut<std::remove_pointer_t<T>>>{};
    else if constexpr (std::same_as<T, char*> && std::is_void_v<Next>)
        return type_identity<UuidTextOut>{};
    else if constexpr (std::same_as<T, unsigned char*> && std::is_void_v<Next>)
        return type_identity<UuidBytesOut>{};
    else
        static_assert(std::is_void_v<T>, "no slot serves this parameter: give the row a handler");
}

template <class Previous, class T, class Next>
using ChosenSlot = typename decltype(choose_slot<Previous, T, Next>())::type;

// The same question without a slot, for rows with handlers too: what does the user give for it?
template <class Previous, class T, class Next>
consteval Input input_by_type() {
    if constexpr (std::same_as<T, virTypedParameterPtr>)
        return std::integral<Next> ? Input::params : Input::none;
    else if constexpr (std::same_as<T, virConnectPtr>)
        return Input::host;
    else if constexpr (std::same_as<T, const char**>)
        return Input::texts;
    else if constexpr (std::same_as<T, unsigned char*> && std::same_as<Next, int>)
        return Input::cpu_set;
    else if constexpr (std::same_as<T, const unsigned char*>)
        return Input::bytes;
    else if constexpr (CountOf<Previous, T>)
        return Input::none;
    else if constexpr (std::integral<T>)
        return Input::integer;
    else if constexpr (std::same_as<T, double>)
        return Input::number;
    else if constexpr (std::same_as<T, const char*>)
        return Input::text;
    else
        return Input::none;
}

}  // namespace core
