// One request, one answer: routes it, checks it, calls libvirt through core, and writes the result as the client
// likes it.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "core/call.h"
#include "core/directory_index.h"
#include "core/host_table.h"
#include "core/turns.h"
#include "fcgi/audit.h"
#include "fcgi/errands.h"
#include "fcgi/job_board.h"
#include "fcgi/limits.h"
#include "fcgi/message.h"
#include "fcgi/negotiation.h"
#include "fcgi/page.h"
#include "fcgi/problem.h"
#include "fcgi/render_cache.h"
#include "fcgi/route.h"
#include "fcgi/site.h"
#include "fcgi/slots.h"
#include "fcgi/stylesheet.h"

namespace fcgi {

struct ApplicationParts {
    core::HostTable& hosts;
    core::DirectoryReader& directory;
    core::CommandTable commands;
    const Stylesheets& stylesheets;
    RenderCache& renders;
    const core::OwnerRules& rules;
    core::Turns& turns;
    Audit& audit;
    JobBoard& board;
    Errands& errands;
    Limits limits;
    std::chrono::milliseconds request_timeout;
    std::shared_ptr<Slots> streams = std::make_shared<Slots>(4);
    std::shared_ptr<Slots> jobs = std::make_shared<Slots>(8);
    std::shared_ptr<Slots> helping_threads = std::make_shared<Slots>(most_helping_threads);
};

// May be used from any thread; holds no state of its own between requests.
class Application {
  public:
    explicit Application(const ApplicationParts& parts) : parts_(parts) {}
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    // Waits for the errands that its requests have begun.
    ~Application() { parts_.errands.wait(); }

    // Answers everything, errors too.
    [[nodiscard]] Response handle(const Request& request) const noexcept;

  private:
    ApplicationParts parts_;
};

}  // namespace fcgi
