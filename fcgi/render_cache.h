// Answers about the directory, written once for each of its generations and not once for each request.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "core/transport.h"

namespace fcgi {

struct Rendering {
    std::string body;
    std::string tag = {};    // its entity tag; empty: it has none
    std::string links = {};  // the header Link; empty: none
};

// Any thread may use it.
class RenderCache {
  public:
    // What is kept at most; when it is full it starts afresh. A larger answer is not kept.
    static constexpr std::size_t most_views = 64;
    static constexpr std::size_t most_bytes = std::size_t{16} << 20U;
    // A page says how old it is, and how long something has been so: after this time it is made anew.
    static constexpr std::chrono::seconds longest_kept{60};

    using Kept = std::shared_ptr<const Rendering>;

    // The answer that `view`, which has everything that the answer depends on, had in this generation; if there is
    // none yet, or it is too old by now, `render` makes it, on one thread for all who ask meanwhile. What it throws
    // goes to the caller, and nothing is kept.
    [[nodiscard]] Kept get(std::uint32_t generation, const std::string& view,
                           const std::function<Rendering()>& render,
                           core::Clock::time_point now = core::Clock::now());

  private:
    struct View {
        std::mutex rendering;
        Kept kept;
        core::Clock::time_point made = {};
    };

    [[nodiscard]] std::shared_ptr<View> find(std::uint32_t generation, const std::string& view);
    void count(const std::string& view, const std::shared_ptr<View>& entry, std::size_t before, std::size_t after);

    std::mutex mutex_;
    std::uint32_t generation_ = 0;
    std::size_t bytes_ = 0;
    std::map<std::string, std::shared_ptr<View>> views_;
};

}  // namespace fcgi
