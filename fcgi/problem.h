// What went wrong, as RFC 9457 problem details, before anybody chose how to write it.
#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/node.h"

namespace fcgi {

struct LibvirtReason {
    std::string function;
    int code;
    int domain;
    std::string message;
};

struct Problem {
    int status;
    std::string detail;         // one sentence for the user
    std::string argument = {};  // the argument that is wrong
    int line = 0;               // of that argument, which is a document; 0: not known
    std::string allow = {};     // the methods that are right
    std::optional<std::chrono::seconds> retry_after = {};
    std::vector<std::pair<std::string, std::string>> choices = {};  // 300: URL and text
    std::optional<LibvirtReason> libvirt = {};
    std::string job = {};      // where the call, which goes on, can be followed: a URL
    std::string outcome = {};  // of a change whose end nobody knows: what may be the case
};

class ProblemError : public std::exception {
  public:
    explicit ProblemError(Problem problem) : problem_(std::move(problem)) {}
    ProblemError(int status, std::string detail) : ProblemError(Problem{status, std::move(detail)}) {}

    [[nodiscard]] const Problem& problem() const noexcept { return problem_; }
    [[nodiscard]] const char* what() const noexcept override { return problem_.detail.c_str(); }

  private:
    Problem problem_;
};

// The one place where an exception becomes an answer. Call it in a catch block. What nobody foresaw is a 500 whose
// cause goes to the log and not to the user.
[[nodiscard]] Problem current_problem();

// The vocabulary of RFC 9457, appendix B, with our members beside it.
[[nodiscard]] core::Node to_node(const Problem& problem);

}  // namespace fcgi
