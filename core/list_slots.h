// The slots (slots.h) of what comes or goes in numbers: lists of texts, objects and structures, bitmaps, bytes.
#pragma once

#include <concepts>
#include <cstdlib>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

#include "core/encoding.h"
#include "core/fields.h"
#include "core/no_slot.h"
#include "core/struct_details.h"
#include "core/typed_parameters.h"

namespace core {

template <class T>
using Pointee = std::remove_pointer_t<T>;

struct TextsIn : NoSlot {
    std::vector<const char*> value;  // lent by the arguments
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        value = arguments.texts(parameter);
    }
    const char** pass(auto& /*previous*/) { return value.empty() ? nullptr : value.data(); }
};

struct CpuSetIn : NoSlot {
    std::vector<unsigned char> value;
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        value = arguments.cpu_set(parameter);
    }
    unsigned char* pass(auto& /*previous*/) { return value.data(); }
};

struct BytesIn : NoSlot {
    std::vector<unsigned char> value;
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments) {
        value = arguments.bytes(parameter);
    }
    // Never null, which libvirt takes for "not given".
    const unsigned char* pass(auto& /*previous*/) const {
        static constexpr unsigned char nothing = 0;
        return value.empty() ? &nothing : value.data();
    }
};

template <std::integral T>
struct CountOfPrevious : NoSlot {
    T pass(auto& previous) const { return static_cast<T>(previous.value.size()); }
};

// Some bytes of a guest's memory or disk.
struct PeekSizeIn : NoSlot {
    std::vector<unsigned char> buffer;
    void read(const api::Function&, const api::Parameter& parameter, const Arguments& arguments);
    std::size_t pass(auto& /*previous*/) const { return buffer.size(); }
};
// libvirt's wire protocol carries no more (REMOTE_DOMAIN_MEMORY_PEEK_BUFFER_MAX).
inline constexpr std::size_t most_peeked_bytes = 4 * 1024 * 1024;

inline void PeekSizeIn::read(const api::Function& /*function*/, const api::Parameter& parameter,
                             const Arguments& arguments) {
    const std::string* given = arguments.find(parameter.name);
    if (given == nullptr) static_cast<void>(arguments.integer<std::size_t>(parameter));
    buffer.resize(Arguments::to_unsigned(parameter.name, *given, most_peeked_bytes));
}

struct PeekedOut : NoSlot {
    std::vector<unsigned char>* bytes = nullptr;
    void* pass(PeekSizeIn& previous) {
        bytes = &previous.buffer;
        return bytes->data();
    }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(Node::leaf(parameter.name, encode_base64(*bytes)).with("encoding", "base64"));
    }
};

// The most names and numbers that one call may return; libvirt's wire protocol carries no more (REMOTE_…_LIST_MAX).
inline constexpr std::size_t most_names = 16384;

[[nodiscard]] Node texts_node(std::string_view name, std::span<char* const> texts);

// An array that the function fills with texts to be freed.
struct NamesOut : NoSlot {
    static constexpr bool takes_return = true;
    std::vector<char*> value = std::vector<char*>(most_names);
    std::size_t size = 0;

    NamesOut() = default;
    NamesOut(const NamesOut&) = delete;
    NamesOut& operator=(const NamesOut&) = delete;
    ~NamesOut() {
        for (char* each : value) std::free(each);
    }
    char** pass(auto& /*previous*/) { return value.data(); }
    void count(std::int64_t returned) { size = static_cast<std::size_t>(returned); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(texts_node(parameter.name, std::span(value).first(size)));
    }
};

struct IdsOut : NoSlot {
    static constexpr bool takes_return = true;
    std::vector<int> value = std::vector<int>(most_names);
    std::size_t size = 0;
    int* pass(auto& /*previous*/) { return value.data(); }
    void count(std::int64_t returned) { size = static_cast<std::size_t>(returned); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        Node& list = outcome.result.add(Node::list(parameter.name));
        for (const int id : std::span(value).first(size)) list.add(Node::leaf("item", std::int64_t{id}));
    }
};

// An array of texts that the function allocates.
struct TextsOut : NoSlot {
    static constexpr bool takes_return = true;
    char** raw = nullptr;
    std::size_t size = 0;

    TextsOut() = default;
    TextsOut(const TextsOut&) = delete;
    TextsOut& operator=(const TextsOut&) = delete;
    ~TextsOut() {
        for (std::size_t i = 0; raw != nullptr && i < size; ++i) std::free(raw[i]);
        std::free(raw);
    }
    char*** pass(auto& /*previous*/) { return &raw; }
    void count(std::int64_t returned) { size = static_cast<std::size_t>(returned); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(texts_node(parameter.name, {raw, raw != nullptr ? size : 0}));
    }
};

template <std::integral Count>
struct AllocatedTypedParametersOut : NoSlot {
    virTypedParameterPtr raw = nullptr;
    Count size = 0;

    AllocatedTypedParametersOut() = default;
    AllocatedTypedParametersOut(const AllocatedTypedParametersOut&) = delete;
    AllocatedTypedParametersOut& operator=(const AllocatedTypedParametersOut&) = delete;
    ~AllocatedTypedParametersOut() { virTypedParamsFree(raw, static_cast<int>(size)); }
    virTypedParameterPtr* pass(auto& /*previous*/) { return &raw; }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        outcome.result.add(to_node(parameter.name, {raw, static_cast<std::size_t>(size)}));
    }
};

struct AllocatedTypedParametersCount : NoSlot {
    auto* pass(auto& previous) const { return &previous.size; }
};

// An array that the function allocates, of things that are freed one by one.
template <class T, auto Free>
struct AllocatedList : NoSlot {
    static constexpr bool takes_return = true;
    T* raw = nullptr;
    std::size_t size = 0;

    AllocatedList() = default;
    AllocatedList(const AllocatedList&) = delete;
    AllocatedList& operator=(const AllocatedList&) = delete;
    ~AllocatedList() {
        for (std::size_t i = 0; raw != nullptr && i < size; ++i) Free(raw[i]);
        std::free(raw);
    }
    T** pass(auto& /*previous*/) { return &raw; }
    void count(std::int64_t returned) { size = static_cast<std::size_t>(returned); }
    [[nodiscard]] std::span<T const> items() const { return {raw, raw != nullptr ? size : 0}; }
};

template <class T>
concept ListOfObjects = ObjectHandle<Pointee<Pointee<T>>>;

template <ObjectHandle T>
struct ObjectsOut : AllocatedList<T, HandleTraits<T>::free> {
    Object parent = {};
    void on(const Object& object) { parent = object; }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        Node& list = outcome.result.add(Node::list(parameter.name));
        for (const T each : this->items()) list.add(Node::object("item", reference_in(each)));
    }
    [[nodiscard]] Reference reference_in(T each) const {
        if constexpr (std::same_as<T, virStorageVolPtr>)
            return reference_of(each, static_cast<virStoragePoolPtr>(parent.own));
        else
            return reference_of(each);
    }
};

template <class T>
concept ListOfStructs = requires {
    FreesStruct<Pointee<Pointee<Pointee<T>>>>::one;
};

template <class Struct>
struct StructsOut : AllocatedList<Struct*, FreesStruct<Struct>::one> {
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        Node& list = outcome.result.add(Node::list(parameter.name));
        for (const Struct* each : this->items()) {
            Node& item = list.add(Node::record("item"));
            add_fields(*each, item);
            add_details(*each, item);
        }
    }
};

template <class T>
concept ArrayOfStructs = std::is_pointer_v<T> && requires {
    MostStructs<Pointee<T>>::value;
};

// An array that the function fills with structures.
template <class Struct>
struct StructArrayOut : NoSlot {
    static constexpr bool takes_return = true;
    std::vector<Struct> value = std::vector<Struct>(MostStructs<Struct>::value);
    std::size_t size = 0;

    StructArrayOut() = default;
    StructArrayOut(const StructArrayOut&) = delete;
    StructArrayOut& operator=(const StructArrayOut&) = delete;
    ~StructArrayOut() {
        for (auto& each : value) clear(each);
    }
    Struct* pass(auto& /*previous*/) { return value.data(); }
    void count(std::int64_t returned) { size = static_cast<std::size_t>(returned); }
    void write(const api::Parameter& parameter, Outcome& outcome) const {
        Node& list = outcome.result.add(Node::list(parameter.name));
        for (const Struct& each : std::span(value).first(size)) add_fields(each, list.add(Node::record("item")));
    }
};

}  // namespace core
