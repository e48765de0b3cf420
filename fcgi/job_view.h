// A job as an answer: what was called, on what, and whether it has ended.
#pragma once

#include "core/access.h"
#include "core/node.h"
#include "fcgi/job_board.h"
#include "fcgi/route.h"

namespace fcgi {

// Without its progress and its answer. An owner is not told where it runs. What ends it is there while it goes on, if
// libvirt can and the visitor may.
[[nodiscard]] core::Node job_node(const Job& job, const Urls& urls, const core::Visitor& visitor);

}  // namespace fcgi
