// Why a connection did not come about, in words that say what to mend: libvirt's own are those of its insides.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"

namespace core {

// At what an opening failed, in the order of the steps.
enum class Trouble : std::uint8_t {
    look_up,      // the host's name has no address
    connect,      // no way to it: no route, a closed port, no such socket or program, no permission
    identity,     // the host did not prove to be who it should be: certificate, ssh host key
    credentials,  // the host does not take us for whom it should: certificate, ssh key, password
    silence,      // no answer in time, or the end of it in the middle
    refusal,      // libvirt there refuses, or has no such driver
};

struct Diagnosis {
    Trouble trouble;
    std::string_view sentence;  // empty: libvirt's own words say it
    std::string_view mend;      // what usually helps; may be empty
};

// What libvirt saw while it opened a connection and does not say in its error.
struct OpenReport {
    unsigned certificate_status = 0;  // GnuTLS's gnutls_certificate_status_t of the host's certificate
    bool is_other_name = false;       // that certificate is for another name than the one that we connect to
    bool lacks_certificate = false;   // there is no certificate here that could be shown to the host
};

[[nodiscard]] Diagnosis diagnose(const LibvirtError& error, const OpenReport& report);

// An opening that failed, with the diagnosis before libvirt's words in what().
class OpenError : public LibvirtError {
  public:
    OpenError(const LibvirtError& cause, const Diagnosis& diagnosis);

    [[nodiscard]] Trouble trouble() const noexcept { return diagnosis_.trouble; }
    [[nodiscard]] std::string_view mend() const noexcept { return diagnosis_.mend; }

  private:
    Diagnosis diagnosis_;
};

}  // namespace core
