// Answers about the directory, written once for each of its generations and not once for each request.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace fcgi {

// Any thread may use it.
class RenderCache {
  public:
    // What is kept at most; when it is full it starts afresh. A larger answer is not kept.
    static constexpr std::size_t most_views = 64;
    static constexpr std::size_t most_bytes = std::size_t{16} << 20U;

    using Body = std::shared_ptr<const std::string>;

    // The answer that `view` had in this generation; if there is none yet, `render` makes it, on one thread for all
    // who ask meanwhile. What it throws goes to the caller, and nothing is kept.
    [[nodiscard]] Body get(std::uint32_t generation, const std::string& view,
                           const std::function<std::string()>& render);

  private:
    struct View {
        std::mutex rendering;
        Body body;
    };

    [[nodiscard]] std::shared_ptr<View> find(std::uint32_t generation, const std::string& view);
    void count(std::uint32_t generation, std::size_t bytes);

    std::mutex mutex_;
    std::uint32_t generation_ = 0;
    std::size_t bytes_ = 0;
    std::map<std::string, std::shared_ptr<View>> views_;
};

}  // namespace fcgi
