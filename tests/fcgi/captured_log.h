// What the program writes to its log while this exists.
#pragma once

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace tests {

class CapturedLog {
  public:
    // At `off` only the lines that no level holds back.
    explicit CapturedLog(spdlog::level::level_enum level = spdlog::level::off) : before_(spdlog::default_logger()) {
        auto logger =
            std::make_shared<spdlog::logger>("captured", std::make_shared<spdlog::sinks::ostream_sink_mt>(out_));
        logger->set_pattern("%v");
        logger->set_level(level);
        spdlog::set_default_logger(std::move(logger));
    }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;
    ~CapturedLog() { spdlog::set_default_logger(before_); }

    [[nodiscard]] std::vector<std::string> lines() const {
        std::istringstream in(out_.str());
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
    // The lines since the last call.
    [[nodiscard]] std::vector<std::string> take() {
        auto all = lines();
        out_.str({});
        return all;
    }

  private:
    std::ostringstream out_;
    std::shared_ptr<spdlog::logger> before_;
};

}  // namespace tests
