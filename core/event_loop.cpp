#include "core/event_loop.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <map>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/transport.h"

namespace core::event_loop {
namespace {

struct Watch {
    int fd;
    int events;  // virEventHandleType
    virEventHandleCallback callback;
    void* opaque;
    virFreeCallback free;
};

struct Timer {
    int frequency_ms;  // negative: disabled, 0: as soon as possible
    Clock::time_point due;
    virEventTimeoutCallback callback;
    void* opaque;
    virFreeCallback free;
    bool is_awaited = false;  // counted in `awaited_`: it was set to 0 and has not been called since
};

struct Freed {
    virFreeCallback free;
    void* opaque;
};

std::uint32_t to_epoll(int events) {
    // A watch for nothing still gets hang-ups: edge-triggered, they come once instead of spinning.
    std::uint32_t to = events == 0 ? std::uint32_t{EPOLLET} : 0;
    if ((events & VIR_EVENT_HANDLE_READABLE) != 0) to |= EPOLLIN;
    if ((events & VIR_EVENT_HANDLE_WRITABLE) != 0) to |= EPOLLOUT;
    return to;
}

int from_epoll(std::uint32_t events) {
    int from = 0;
    if ((events & EPOLLIN) != 0) from |= VIR_EVENT_HANDLE_READABLE;
    if ((events & EPOLLOUT) != 0) from |= VIR_EVENT_HANDLE_WRITABLE;
    if ((events & EPOLLERR) != 0) from |= VIR_EVENT_HANDLE_ERROR;
    if ((events & EPOLLHUP) != 0) from |= VIR_EVENT_HANDLE_HANGUP;
    return from;
}

class Loop {
  public:
    Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
        if (epoll_ < 0 || wake_ < 0) throw std::system_error(errno, std::generic_category(), "event loop");
        epoll_event event{EPOLLIN, {.u64 = wake_id}};
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) != 0)
            throw std::system_error(errno, std::generic_category(), "event loop");
    }

    int add_watch(int fd, int events, virEventHandleCallback callback, void* opaque, virFreeCallback free) {
        const std::lock_guard lock(mutex_);
        const int id = next_id_++;
        epoll_event event{to_epoll(events), {.u64 = static_cast<std::uint64_t>(id)}};
        // Two watches on one descriptor would be refused here; libvirt makes one per socket.
        if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) return -1;
        watches_.emplace(id, Watch{fd, events, callback, opaque, free});
        return id;
    }

    void update_watch(int id, int events) {
        const std::lock_guard lock(mutex_);
        const auto found = watches_.find(id);
        if (found == watches_.end() || found->second.events == events) return;
        found->second.events = events;
        epoll_event event{to_epoll(events), {.u64 = static_cast<std::uint64_t>(id)}};
        epoll_ctl(epoll_, EPOLL_CTL_MOD, found->second.fd, &event);
    }

    int remove_watch(int id) {
        const std::lock_guard lock(mutex_);
        const auto found = watches_.find(id);
        if (found == watches_.end()) return -1;
        epoll_ctl(epoll_, EPOLL_CTL_DEL, found->second.fd, nullptr);
        free_later(found->second.free, found->second.opaque);
        watches_.erase(found);
        return 0;
    }

    int add_timer(int frequency_ms, virEventTimeoutCallback callback, void* opaque, virFreeCallback free) {
        const std::lock_guard lock(mutex_);
        const int id = next_id_++;
        timers_.emplace(id, Timer{-1, {}, callback, opaque, free});
        set_frequency(timers_.at(id), frequency_ms);
        return id;
    }

    void update_timer(int id, int frequency_ms) {
        const std::lock_guard lock(mutex_);
        const auto found = timers_.find(id);
        if (found != timers_.end()) set_frequency(found->second, frequency_ms);
    }

    int remove_timer(int id) {
        const std::lock_guard lock(mutex_);
        const auto found = timers_.find(id);
        if (found == timers_.end()) return -1;
        set_frequency(found->second, -1);
        free_later(found->second.free, found->second.opaque);
        timers_.erase(found);
        return 0;
    }

    void settle() noexcept {
        for (int left = awaited_.load(); left != 0; left = awaited_.load()) awaited_.wait(left);
    }

    bool wait_until_freed(std::chrono::milliseconds limit) {
        std::unique_lock lock(mutex_);
        return all_freed_.wait_for(lock, limit, [this] { return freed_.empty() && !is_freeing_; });
    }

    [[noreturn]] void run() {
        for (;;) {
            std::array<epoll_event, 64> ready{};
            const int count = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), timeout_ms());
            for (int i = 0; i < count; ++i) dispatch(ready[static_cast<std::size_t>(i)]);
            fire_timers();
            free_removed();
        }
    }

  private:
    static constexpr std::uint64_t wake_id = 0;

    void wake() const {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
    }

    // libvirt forbids calling the free callback from within the removal; the loop's thread does it.
    void free_later(virFreeCallback free, void* opaque) {
        if (free == nullptr) return;
        freed_.push_back({free, opaque});
        wake();
    }

    void set_frequency(Timer& timer, int frequency_ms) {
        timer.frequency_ms = frequency_ms;
        await(timer, frequency_ms == 0);
        if (frequency_ms < 0) return;
        timer.due = Clock::now() + std::chrono::milliseconds(frequency_ms);
        if (timer.due < sleeping_until_) wake();
    }

    void await(Timer& timer, bool awaited) {
        if (timer.is_awaited == awaited) return;
        timer.is_awaited = awaited;
        if (awaited) {
            awaited_.fetch_add(1);
        } else {
            arrived();
        }
    }

    void arrived() {
        if (awaited_.fetch_sub(1) == 1) awaited_.notify_all();
    }

    int timeout_ms() {
        const std::lock_guard lock(mutex_);
        if (!freed_.empty()) return 0;
        sleeping_until_ = Clock::time_point::max();
        for (const auto& [id, timer] : timers_) {
            if (timer.frequency_ms >= 0) sleeping_until_ = std::min(sleeping_until_, timer.due);
        }
        if (sleeping_until_ == Clock::time_point::max()) return -1;
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(sleeping_until_ - Clock::now());
        return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(wait.count(), 0, 60'000));
    }

    void dispatch(const epoll_event& event) {
        if (event.data.u64 == wake_id) {
            std::uint64_t count = 0;
            [[maybe_unused]] const ssize_t got = read(wake_, &count, sizeof count);
            return;
        }
        const int id = static_cast<int>(event.data.u64);
        std::optional<Watch> watch;
        {
            const std::lock_guard lock(mutex_);
            if (const auto found = watches_.find(id); found != watches_.end()) watch = found->second;
        }
        if (!watch || watch->events == 0) return;
        virResetLastError();
        watch->callback(id, watch->fd, from_epoll(event.events), watch->opaque);
        if (virGetLastErrorCode() != VIR_ERR_OK) Transport::note_failure(watch->fd, virGetLastErrorMessage());
    }

    void fire_timers() {
        std::vector<int> due;
        {
            const std::lock_guard lock(mutex_);
            sleeping_until_ = Clock::time_point::min();  // awake: nobody needs to wake us
            const auto now = Clock::now();
            for (const auto& [id, timer] : timers_) {
                if (timer.frequency_ms >= 0 && timer.due <= now) due.push_back(id);
            }
        }
        for (const int id : due) fire(id);
    }

    void fire(int id) {
        Timer timer{};
        {
            const std::lock_guard lock(mutex_);
            const auto found = timers_.find(id);
            if (found == timers_.end() || found->second.frequency_ms < 0) return;
            found->second.due = Clock::now() + std::chrono::milliseconds(found->second.frequency_ms);
            timer = found->second;
            found->second.is_awaited = false;  // the count stays up until the callback has returned
        }
        timer.callback(id, timer.opaque);
        if (timer.is_awaited) arrived();
    }

    void free_removed() {
        std::vector<Freed> freed;
        {
            const std::lock_guard lock(mutex_);
            if (freed_.empty()) return;
            freed.swap(freed_);
            is_freeing_ = true;
        }
        for (const auto& entry : freed) entry.free(entry.opaque);
        const std::lock_guard lock(mutex_);
        is_freeing_ = false;
        all_freed_.notify_all();
    }

    int epoll_;
    int wake_;
    std::mutex mutex_;
    int next_id_ = 1;
    std::map<int, Watch> watches_;
    std::map<int, Timer> timers_;
    std::vector<Freed> freed_;
    bool is_freeing_ = false;
    std::condition_variable all_freed_;
    Clock::time_point sleeping_until_ = Clock::time_point::min();
    std::atomic<int> awaited_ = 0;
};

Loop& loop() {
    // Lives until the process ends: libvirt may call in from any thread, however late.
    static Loop* const the_loop = new Loop;
    return *the_loop;
}

void register_with_libvirt() {
    if (virInitialize() < 0) throw_last_error("virInitialize");  // its errors are kept for each thread from here on
    virEventRegisterImpl(
        [](int fd, int events, virEventHandleCallback callback, void* opaque, virFreeCallback free) noexcept {
            // The first thing that libvirt waits for is what it opens a connection over.
            if (auto* const transport = Transport::current()) transport->reach(Transport::Milestone::registered);
            return loop().add_watch(fd, events, callback, opaque, free);
        },
        [](int id, int events) noexcept { loop().update_watch(id, events); },
        [](int id) noexcept { return loop().remove_watch(id); },
        [](int frequency_ms, virEventTimeoutCallback callback, void* opaque, virFreeCallback free) noexcept {
            return loop().add_timer(frequency_ms, callback, opaque, free);
        },
        [](int id, int frequency_ms) noexcept { loop().update_timer(id, frequency_ms); },
        [](int id) noexcept { return loop().remove_timer(id); });
}

}  // namespace

void start() {
    static std::once_flag once;
    std::call_once(once, [] {
        register_with_libvirt();
        std::thread([] {
            pthread_setname_np(pthread_self(), "libvirt-events");
            loop().run();
        }).detach();
    });
}

void settle() noexcept {
    loop().settle();
}

bool wait_until_freed(std::chrono::milliseconds limit) {
    return loop().wait_until_freed(limit);
}

}  // namespace core::event_loop
