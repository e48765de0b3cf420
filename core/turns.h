// What must not happen twice at once in any of the processes that share this: a turn is taken, or it is not to be
// had.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace core {

// Make it before the processes fork. A process that dies gives its turns back. Any thread may use it.
class Turns {
  public:
    // Given back at the end of its scope.
    class Turn {
      public:
        Turn(Turns& turns, long key) noexcept : turns_(&turns), key_(key) {}
        Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)), key_(other.key_) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (turns_ != nullptr) turns_->give_back(key_);
        }

      private:
        Turns* turns_;
        long key_;
    };

    Turns();
    Turns(const Turns&) = delete;
    Turns& operator=(const Turns&) = delete;
    ~Turns();

    // Nothing if somebody has it. Does not wait.
    [[nodiscard]] std::optional<Turn> take(std::string_view what);
    // Whether somebody has it, in whichever process.
    [[nodiscard]] bool is_taken(std::string_view what);

  private:
    void give_back(long key) noexcept;

    const int file_;  // of which each byte is a turn: the one who has locked it has the turn
    std::mutex mutex_;
    std::set<long> taken_;  // by this process, to which its own locks are none
};

}  // namespace core
