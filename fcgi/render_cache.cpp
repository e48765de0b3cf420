#include "fcgi/render_cache.h"

#include <malloc.h>

namespace fcgi {
namespace {

constexpr std::size_t large = std::size_t{256} << 10U;

}  // namespace

RenderCache::Body RenderCache::get(std::uint32_t generation, const std::string& view,
                                   const std::function<std::string()>& render) {
    const auto entry = find(generation, view);
    const std::lock_guard lock(entry->rendering);
    if (entry->body != nullptr) return entry->body;
    auto body = std::make_shared<const std::string>(render());
    if (body->size() <= most_bytes) {
        entry->body = body;
        count(generation, body->size());
    }
    // What a large answer was made from took many times its size, and does not come again soon.
    if (body->size() >= large) malloc_trim(0);
    return body;
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

void RenderCache::count(std::uint32_t generation, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (generation == generation_) bytes_ += bytes;
}

}  // namespace fcgi
