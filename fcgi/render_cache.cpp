#include "fcgi/render_cache.h"

#include <malloc.h>

namespace fcgi {
namespace {

constexpr std::size_t large = std::size_t{256} << 10U;

}  // namespace

RenderCache::Kept RenderCache::get(std::uint32_t generation, const std::string& view,
                                   const std::function<Rendering()>& render, core::Clock::time_point now) {
    const auto entry = find(generation, view);
    const std::lock_guard lock(entry->rendering);
    if (entry->kept != nullptr && now - entry->made < longest_kept) return entry->kept;
    auto made = std::make_shared<const Rendering>(render());
    const std::size_t before = entry->kept != nullptr ? entry->kept->body.size() : 0;
    entry->kept = made->body.size() <= most_bytes ? made : nullptr;
    entry->made = now;
    count(view, entry, before, entry->kept != nullptr ? made->body.size() : 0);
    // What a large answer was made from took many times its size, and does not come again soon.
    if (made->body.size() >= large) malloc_trim(0);
    return made;
}

std::shared_ptr<RenderCache::View> RenderCache::find(std::uint32_t generation, const std::string& view) {
    const std::lock_guard lock(mutex_);
    const bool is_full = views_.size() >= most_views && !views_.contains(view);
    if (generation != generation_ || is_full || bytes_ > most_bytes) {
        views_.clear();
        bytes_ = 0;
        generation_ = generation;
    }
    auto& entry = views_[view];
    if (entry == nullptr) entry = std::make_shared<View>();
    return entry;
}

void RenderCache::count(const std::string& view, const std::shared_ptr<View>& entry, std::size_t before,
                        std::size_t after) {
    const std::lock_guard lock(mutex_);
    const auto found = views_.find(view);
    if (found != views_.end() && found->second == entry) bytes_ += after - before;  // otherwise it was forgotten
}

}  // namespace fcgi
