#include "core/work.h"

#include <fmt/format.h>
#include <libvirt/virterror.h>

#include "core/error.h"
#include "core/fields.h"

namespace core {
namespace {

// An event can be lost, with a daemon that restarts; then libvirt's own books tell that nothing is under way.
constexpr std::chrono::seconds between_questions{2};

}  // namespace

struct WorkWatch::Ending {
    std::mutex mutex;
    std::condition_variable changed;
    std::string disk;
    std::optional<int> status = {};  // virConnectDomainEventBlockJobStatus
    std::string message = {};

    void say(int its_status, std::string its_message = {}) {
        const std::lock_guard lock(mutex);
        status = its_status;
        message = std::move(its_message);
        changed.notify_all();
    }

    static void free(void* opaque) { delete static_cast<std::shared_ptr<Ending>*>(opaque); }
    static Ending& of(void* opaque) { return **static_cast<std::shared_ptr<Ending>*>(opaque); }

    static void block_job(virConnectPtr /*connection*/, virDomainPtr /*domain*/, const char* disk, int /*type*/,
                          int status, void* opaque) noexcept {
        Ending& ending = of(opaque);
        const bool is_path = ending.disk.find('/') != std::string::npos;
        if (is_path || ending.disk == disk) ending.say(status);
    }

    static void job_completed(virConnectPtr /*connection*/, virDomainPtr /*domain*/, virTypedParameterPtr parameters,
                              int count, void* opaque) noexcept {
        int operation = 0;
        virTypedParamsGetInt(parameters, count, VIR_DOMAIN_JOB_OPERATION, &operation);
        if (operation != VIR_DOMAIN_JOB_OPERATION_BACKUP) return;
        int succeeded = 1;
        const char* message = nullptr;
        virTypedParamsGetBoolean(parameters, count, VIR_DOMAIN_JOB_SUCCESS, &succeeded);
        virTypedParamsGetString(parameters, count, VIR_DOMAIN_JOB_ERRMSG, &message);
        of(opaque).say(succeeded != 0 ? VIR_DOMAIN_BLOCK_JOB_COMPLETED : VIR_DOMAIN_BLOCK_JOB_FAILED,
                       message != nullptr ? message : "");
    }
};

WorkWatch::WorkWatch(virConnectPtr connection, virDomainPtr domain, std::string_view function, const Work& work,
                     std::string disk)
    : connection_(connection),
      domain_(domain),
      function_(function),
      work_(work),
      disk_(std::move(disk)),
      ending_(std::make_shared<Ending>()) {
    ending_->disk = disk_;
    auto* const opaque = new std::shared_ptr<Ending>(ending_);
    const bool is_block_job = !work.parameter.empty();
    // One type of function pointer for every event, by way of void (*)(), which says that the difference is meant.
    auto* const callback = is_block_job ? reinterpret_cast<void (*)()>(Ending::block_job)
                                        : reinterpret_cast<void (*)()>(Ending::job_completed);
    callback_ = virConnectDomainEventRegisterAny(
        connection, domain, is_block_job ? VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2 : VIR_DOMAIN_EVENT_ID_JOB_COMPLETED,
        reinterpret_cast<virConnectDomainEventGenericCallback>(callback), opaque, Ending::free);
    if (callback_ < 0) Ending::free(opaque);
}

WorkWatch::~WorkWatch() {
    if (callback_ >= 0) virConnectDomainEventDeregisterAny(connection_, callback_);
}

std::optional<Node> WorkWatch::wait() {
    bool has_been_missing = false;
    std::unique_lock lock(ending_->mutex);
    while (!ending_->changed.wait_for(lock, between_questions, [this] { return ending_->status.has_value(); })) {
        lock.unlock();
        const bool is_missing = !goes_on();
        lock.lock();
        if (is_missing && has_been_missing && !ending_->status) return std::nullopt;
        has_been_missing = is_missing;
    }
    return told(*ending_);
}

bool WorkWatch::goes_on() {
    if (!work_.parameter.empty()) {
        virDomainBlockJobInfo info{};
        const int found = virDomainGetBlockJobInfo(domain_, disk_.c_str(), &info, 0);
        if (found < 0) throw_last_error("virDomainGetBlockJobInfo");
        return found > 0;
    }
    virDomainJobInfo info{};
    if (virDomainGetJobInfo(domain_, &info) < 0) throw_last_error("virDomainGetJobInfo");
    return info.type != VIR_DOMAIN_JOB_NONE;
}

Node WorkWatch::told(const Ending& ending) const {
    const int status = *ending.status;
    const std::string what = disk_.empty() ? "the backup" : fmt::format("the work on disk {}", disk_);
    const auto fail = [&](int code, std::string_view how) {
        const std::string because = ending.message.empty() ? "" : ": " + ending.message;
        throw LibvirtError(function_, VIR_FROM_DOMAIN, code, fmt::format("{} {}{}", what, how, because));
    };
    if (status == VIR_DOMAIN_BLOCK_JOB_FAILED) fail(VIR_ERR_OPERATION_FAILED, "has failed");
    if (status == VIR_DOMAIN_BLOCK_JOB_CANCELED) fail(VIR_ERR_OPERATION_ABORTED, "was cancelled");
    return enum_leaf("status", status, "virConnectDomainEventBlockJobStatus");
}

}  // namespace core
