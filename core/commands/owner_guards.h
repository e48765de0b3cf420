// What an owner's arguments must be, where it is not enough that the domain is his (Command::guard).
#pragma once

#include "core/command.h"

namespace core::commands {

// The document of one device: through the device policy, which writes it anew.
Arguments guard_attach(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_detach(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_update(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// virDomainSetMetadata: title and description. The elements say, among other things, who the owner is.
Arguments guard_metadata(const Object& object, const Arguments& arguments, const OwnerCall& owner);

// virDomainSetMemoryFlags, virDomainSetVcpusFlags: up to the maximum, and not the maximum itself.
Arguments guard_memory(const Object& object, const Arguments& arguments, const OwnerCall& owner);
Arguments guard_vcpus(const Object& object, const Arguments& arguments, const OwnerCall& owner);

}  // namespace core::commands
