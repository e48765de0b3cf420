// Owners of libvirt's objects: one deleter over libvirt's free function, a handle the size of a pointer.
//
// Passing `handle.get()` lends the object; returning a handle gives it. libvirt counts references itself, so a second
// owner of a domain takes `share(domain)` rather than a shared_ptr. The free functions reset libvirt's thread-local
// error: read the error first (error.h does).
#pragma once

#include <libvirt/libvirt.h>

#include <cstdlib>
#include <memory>

namespace core {

template <auto Free>
struct FreeWith {
    template <class T>
    void operator()(T* object) const noexcept {
        Free(object);
    }
};

using ConnectHandle = std::unique_ptr<virConnect, FreeWith<virConnectClose>>;
using DomainHandle = std::unique_ptr<virDomain, FreeWith<virDomainFree>>;
using SnapshotHandle = std::unique_ptr<virDomainSnapshot, FreeWith<virDomainSnapshotFree>>;
using StoragePoolHandle = std::unique_ptr<virStoragePool, FreeWith<virStoragePoolFree>>;
using StorageVolHandle = std::unique_ptr<virStorageVol, FreeWith<virStorageVolFree>>;
using OwnedText = std::unique_ptr<char, FreeWith<std::free>>;

static_assert(sizeof(DomainHandle) == sizeof(virDomainPtr));

[[nodiscard]] inline DomainHandle share(virDomainPtr domain) noexcept {
    return DomainHandle(virDomainRef(domain) == 0 ? domain : nullptr);
}

}  // namespace core
