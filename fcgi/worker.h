// A worker process: libvirt connections, stylesheets and request threads of its own.
#pragma once

#include "core/shared_snapshot.h"
#include "core/turns.h"
#include "fcgi/configuration.h"
#include "fcgi/job_board.h"

namespace fcgi {

struct WorkerTask {
    const Configuration& configuration;
    const core::SharedSnapshot& snapshot;
    core::Turns& turns;
    JobBoard& jobs;
    int listen_descriptor;
    bool owns_socket;  // at TERM nobody else will answer those who wait in it
    int signals;       // a signalfd: TERM ends the worker for good, USR1 because its successors are there
    int ready;         // one byte is written here when the first connection may come
};

// Runs until TERM or USR1. Returns the process's exit status.
[[nodiscard]] int run_worker(const WorkerTask& task);

}  // namespace fcgi
