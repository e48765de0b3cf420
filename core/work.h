// Work of libvirt's that can take longer than a request may: how far it is, what ends it, and waiting for its end.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/handle.h"
#include "core/node.h"

namespace core {

// Which functions of the same object tell how far it is and end it; empty: libvirt has none.
struct Work {
    std::string_view progress = {};   // "domainGetJobStats"
    std::string_view cancel = {};     // "domainAbortJob"
    std::string_view parameter = {};  // of the function that began it, which both of these take too
    bool outlasts_call = false;       // the function only begins it
};

inline constexpr Work silent_work{};
inline constexpr Work domain_job{"domainGetJobStats", "domainAbortJob"};
inline constexpr Work backup_job{"domainGetJobStats", "domainAbortJob", {}, true};
inline constexpr Work block_job{"domainGetBlockJobInfo", "domainBlockJobAbort", "disk", true};

// Work that a function has only begun: listens for its end. Make it before the function is called, on the connection
// that calls it. At most one thread waits.
class WorkWatch {
  public:
    // `disk` is the argument of a block job: its target ("vda") or a path, then any disk's end of work counts.
    // `function` is what begins the work. All but the disk must outlive it.
    WorkWatch(virConnectPtr connection, virDomainPtr domain, std::string_view function, const Work& work,
              std::string disk);
    WorkWatch(const WorkWatch&) = delete;
    WorkWatch& operator=(const WorkWatch&) = delete;
    ~WorkWatch();

    // Blocks until it has ended, however long that takes: what became of it, in libvirt's words. A copy that follows
    // its disk from now on (VIR_DOMAIN_BLOCK_JOB_READY) has ended too. Nothing if libvirt knows no such work any more
    // and has not said how it ended. Throws LibvirtError if it has failed, or was cancelled
    // (VIR_ERR_OPERATION_ABORTED), or if the domain cannot be asked any more.
    [[nodiscard]] std::optional<Node> wait();

  private:
    struct Ending;

    [[nodiscard]] bool goes_on();
    [[nodiscard]] Node told(const Ending& ending) const;

    virConnectPtr connection_;
    virDomainPtr domain_;
    const std::string_view function_;
    const Work& work_;
    const std::string disk_;
    std::shared_ptr<Ending> ending_;  // the callback has it too
    int callback_ = -1;
};

}  // namespace core
