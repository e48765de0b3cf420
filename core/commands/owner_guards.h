// What an owner's arguments must be, where it is not enough that the domain is his (Command::guard).
#pragma once

#include "core/command.h"

namespace core::commands {

// The document of one device: through the device policy, which writes it anew.
Arguments guard_attach(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_detach(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_update(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// Bytes. libvirt hands out a domain's whole document or nothing: a text that makes it too long hides the domain.
inline constexpr std::size_t longest_owners_title = 1024;
inline constexpr std::size_t longest_owners_description = 8192;

// virDomainSetMetadata: title and description, in characters that a document can hold: with others libvirt would not
// read the domain again. The elements say, among other things, who the owner is.
Arguments guard_metadata(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// virDomainSetSchedulerParameters: weights among equals, not the limits that keep a client within his share.
Arguments guard_scheduler(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// virDomainSetMemoryFlags, virDomainSetVcpusFlags: up to the maximum, and not the maximum itself; nor by the guest's
// agent, for which libvirt waits without end.
Arguments guard_memory(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_vcpus(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// Of a domain: each is kept in its disks. From there on its owner makes none more.
inline constexpr int most_owners_snapshots = 32;
inline constexpr std::size_t longest_snapshot_name = 200;  // bytes; libvirt makes a file name of it

// virDomainSnapshotCreateXML: a name and a description, written anew. More could name files of the host, or put a
// whole other domain in.
Arguments guard_snapshot(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// virDomainRevertToSnapshot: only to a time when the domain's metadata named the same owners as now.
Arguments guard_revert(const Object& object, const Arguments& arguments, const OwnerCall& owner);

}  // namespace core::commands
