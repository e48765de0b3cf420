// What can go wrong, in the three kinds that a caller must tell apart.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace core {

// A libvirt call failed. `what()` is libvirt's own message.
class LibvirtError : public std::runtime_error {
  public:
    LibvirtError(std::string_view call, int domain, int code, const std::string& message)
        : std::runtime_error(message), call_(call), domain_(domain), code_(code) {}

    [[nodiscard]] const std::string& call() const noexcept { return call_; }  // "virDomainCreate"
    [[nodiscard]] int domain() const noexcept { return domain_; }             // virErrorDomain
    [[nodiscard]] int code() const noexcept { return code_; }                 // virErrorNumber

  private:
    std::string call_;
    int domain_;
    int code_;
};

// A change was on its way when the connection broke, or when its time was up: nobody knows whether the host carried
// it out.
class OutcomeUnknown : public LibvirtError {
  public:
    OutcomeUnknown(const LibvirtError& cause, bool timed_out)
        : LibvirtError(cause.call(), cause.domain(), cause.code(),
                       std::string(cause.what()) + " (" + std::string(outcome(timed_out)) + ")"),
          timed_out_(timed_out) {}

    // What may be the case.
    [[nodiscard]] std::string_view outcome() const noexcept { return outcome(timed_out_); }
    [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }

  private:
    static std::string_view outcome(bool timed_out) noexcept {
        return timed_out ? "the host has not answered in time: it may still carry the change out"
                         : "the connection broke during the change: it may have happened";
    }

    bool timed_out_;
};

// A connection was cut because it did not come about in time.
class NoAnswer : public std::runtime_error {
  public:
    // What did not end: TCP's or a socket's connect; the handshake of TLS or libssh; libvirt's opening over it; the
    // program that was started (ssh, ext) or libvirt behind it.
    enum class Step : std::uint8_t { connect, handshake, open, program };

    NoAnswer(Step step, std::chrono::milliseconds limit);

    [[nodiscard]] Step step() const noexcept { return step_; }

  private:
    Step step_;
};

// The user's argument is wrong: which one, what came, what would be right.
class ArgumentError : public std::runtime_error {
  public:
    ArgumentError(std::string_view argument, const std::string& sentence, int line = 0)
        : std::runtime_error(sentence), argument_(argument), line_(line) {}

    [[nodiscard]] const std::string& argument() const noexcept { return argument_; }
    // Of a document, where it is wrong; 0: not known.
    [[nodiscard]] int line() const noexcept { return line_; }

  private:
    std::string argument_;
    int line_;
};

// The name belongs to another domain than the caller thinks: what he knows of the host is out of date.
class OtherDomain : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The domain is not, or no more, the owner's who asks. Nothing was done.
class NotOwned : public std::runtime_error {
  public:
    NotOwned() : std::runtime_error("the domain is not this owner's") {}
};

// An owner may not do this, or not in this way. what() says what was refused and why. Nothing was done.
class Refused : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// What the configuration says makes the call impossible for everybody.
class NotConfigured : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// The host cannot be asked now. `retry_after` is when to try again.
class HostUnavailable : public std::runtime_error {
  public:
    HostUnavailable(const std::string& sentence, std::chrono::milliseconds retry_after, bool timed_out)
        : std::runtime_error(sentence), retry_after_(retry_after), timed_out_(timed_out) {}

    [[nodiscard]] std::chrono::milliseconds retry_after() const noexcept { return retry_after_; }
    [[nodiscard]] bool timed_out() const noexcept { return timed_out_; }

  private:
    std::chrono::milliseconds retry_after_;
    bool timed_out_;
};

// Throws the calling thread's last libvirt error. Call it before any destructor that frees a libvirt object runs.
[[noreturn]] void throw_last_error(std::string_view call);

// Stops libvirt from printing errors and warnings to stderr, unless LIBVIRT_DEBUG says what it should print. Once per
// process, after its fork, before the first other call and the first thread.
void silence_libvirt_stderr() noexcept;

}  // namespace core
