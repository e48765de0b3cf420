// What a program has started, and what that has started.
#pragma once

#include <sys/types.h>

namespace core {

// Kills the program that the descriptor (pidfd_open(2)) and the number are of, its process group, and all that
// descends from it, in whatever session: each is stopped before its children are asked for, so that none is missed
// and no number passes to another process meanwhile. Does nothing for a program that has been reaped. Not reached is
// what a program has orphaned into another session. https://man7.org/linux/man-pages/man5/proc_pid_task.5.html
// (children)
void kill_with_descendants(pid_t program, int descriptor) noexcept;

}  // namespace core
