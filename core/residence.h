// Where a domain lives when several hosts have one with its UUID: while it migrates, after it was moved by hand, or
// when a host that cannot be reached had it last.
#pragma once

#include "core/snapshot.h"

namespace core {

// Marks those that are not the domain itself (DomainEntry::is_elsewhere). It lives where it is active rather than
// where it is only defined, on a host that is up rather than on one that is not, and where it runs rather than where
// it is paused. What mDNS alone announces counts least. Between equals nothing is marked: both stay, nobody guesses.
void mark_residences(Snapshot& snapshot);

}  // namespace core
