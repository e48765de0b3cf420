// Makes a row of the command table out of a libvirt function, from the function's C type alone.
//
//   read<virDomainGetInfo>(Who::reader)
//
// The first parameter is the object. Each other one is a slot: it reads an argument before the call, passes something
// to the call, and may write to the result after it. Two neighbours can be one thing (a buffer and its size). A
// function that these slots cannot serve does not compile as a row without a handler of its own.
#pragma once

#include <libvirt/virterror.h>

#include <array>
#include <concepts>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/command.h"
#include "core/error.h"
#include "core/returns.h"
#include "core/slots.h"

namespace core {

// "virDomainGetInfo" out of the compiler's own spelling of the template.
template <auto Function>
consteval std::string_view function_name() {
    constexpr std::string_view pretty = __PRETTY_FUNCTION__;
    constexpr std::string_view mark = "Function = ";
    constexpr std::size_t found = pretty.find(mark) + mark.size();
    constexpr std::size_t from = pretty[found] == '&' ? found + 1 : found;
    return pretty.substr(from, pretty.find_first_of(";]", from) - from);
}

// "domainGetInfo"
template <auto Function>
struct UrlName {
    static constexpr auto characters = [] {
        constexpr std::string_view name = function_name<Function>().substr(3);
        std::array<char, name.size()> text{};
        for (std::size_t i = 0; i < name.size(); ++i) text[i] = name[i];
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
        return text;
    }();
    static constexpr std::string_view text{characters.data(), characters.size()};
};

template <class Function>
struct Signature;

template <class R, class O, class... P>
struct Signature<R (*)(O, P...)> {
    using Return = R;
    using ObjectHandle = O;
    using Types = std::tuple<P...>;
    static constexpr std::size_t count = sizeof...(P);

    // The type at an index; what lies outside the list is `void`.
    template <std::size_t I>
    static consteval auto type_at() {
        if constexpr (I < count)
            return std::type_identity<std::tuple_element_t<I, Types>>{};
        else
            return std::type_identity<void>{};
    }
    template <std::size_t I>
    using Type = typename decltype(type_at<I>())::type;

    template <std::size_t I>
    using Slot = ChosenSlot<Type<I - 1>, Type<I>, Type<I + 1>>;

    static constexpr Target target = HandleTraits<O>::target;

    template <std::size_t... I>
    static consteval auto all_inputs(std::index_sequence<I...>) {
        return std::array<Input, count + 1>{Input::none, input_by_type<Type<I - 1>, Type<I>, Type<I + 1>>()...};
    }
    static constexpr auto inputs = all_inputs(std::make_index_sequence<count>());

    template <class Sequence>
    struct SlotTuple;
    template <std::size_t... I>
    struct SlotTuple<std::index_sequence<I...>> {
        using type = std::tuple<Slot<I>...>;
    };
    // Made only for functions that the adapter calls itself.
    template <class Sequence = std::make_index_sequence<count>>
    using Slots = typename SlotTuple<Sequence>::type;
};

template <auto Function>
const api::Function& described() {
    static const api::Function& description = []() -> const api::Function& {
        const api::Function* found = api::find_function(function_name<Function>());
        if (found == nullptr)
            throw std::logic_error("libvirt-api.xml does not know " + std::string(function_name<Function>()));
        return *found;
    }();
    return description;
}

// Calls, and writes what the function returned. Throws LibvirtError if it failed.
template <auto Function, class Slots, std::size_t... I>
void invoke(const Object& object, Slots& slots, Outcome& outcome, std::index_sequence<I...>) {
    using S = Signature<decltype(Function)>;
    [[maybe_unused]] const auto pass = [&]<std::size_t Index>(std::integral_constant<std::size_t, Index>) {
        if constexpr (Index == 0)
            return std::get<0>(slots).pass(no_slot);
        else
            return std::get<Index>(slots).pass(std::get<Index - 1>(slots));
    };
    virResetLastError();
    auto returned =
        Function(object.as<typename S::ObjectHandle>(), pass(std::integral_constant<std::size_t, I>())...);
    if (has_failed(returned)) throw_last_error(function_name<Function>());
    if constexpr ((std::tuple_element_t<I, Slots>::takes_return || ...))
        (std::get<I>(slots).count(returned), ...);
    else
        write_return(returned, described<Function>(), outcome);
}

template <auto Function>
Outcome adapt(const Object& object, const Arguments& arguments) {
    using S = Signature<decltype(Function)>;
    const api::Function& about = described<Function>();
    typename S::template Slots<> slots;
    Outcome outcome;
    [&]<std::size_t... I>(std::index_sequence<I...> indices) {
        (std::get<I>(slots).on(object), ...);
        (std::get<I>(slots).read(about, about.parameters[I + 1], arguments), ...);
        invoke<Function>(object, slots, outcome, indices);
        (std::get<I>(slots).write(about.parameters[I + 1], outcome), ...);
    }
    (std::make_index_sequence<S::count>());
    return outcome;
}

template <auto Function>
consteval Command row(Effect effect, Who who, Command::Call call) {
    using S = Signature<decltype(Function)>;
    return Command{UrlName<Function>::text, function_name<Function>(), S::target, effect, who, S::inputs, call};
}

// A function that a read-only connection may call. What nobody has classified is for administrators. A handler of its
// own makes the call where the adapter cannot.
template <auto Function>
consteval Command read(Who who = Who::admin, Command::Call call = adapt<Function>) {
    return row<Function>(Effect::read, who, call);
}

// A function that changes nothing and that libvirt refuses on a read-only connection nevertheless.
template <auto Function>
consteval Command privileged_read(Who who = Who::admin, Command::Call call = adapt<Function>) {
    return row<Function>(Effect::privileged_read, who, call);
}

// Every other function.
template <auto Function>
consteval Command change(Who who = Who::admin, Command::Call call = adapt<Function>) {
    return row<Function>(Effect::change, who, call);
}

}  // namespace core
