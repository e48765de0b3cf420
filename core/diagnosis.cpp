#include "core/diagnosis.h"

#include <fmt/format.h>
#include <gnutls/gnutls.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <array>

namespace core {
namespace {

constexpr std::string_view renew_certificate =
    "renew servercert.pem on the host, restart libvirtd there, and compare the clocks of both machines";
constexpr std::string_view open_the_way =
    "look whether the host is on, whether libvirtd (or sshd) listens there, and whether a firewall is between";
constexpr std::string_view install_program = "install the program, or correct its path in the name";

struct CertificateFault {
    unsigned status;
    Diagnosis diagnosis;
};
// The gravest first: one certificate can have several.
constexpr std::array certificate_faults{
    CertificateFault{GNUTLS_CERT_REVOKED,
                     {Trouble::identity, "the host's certificate has been revoked",
                      "find out who may have its key, then make the host a new certificate"}},
    CertificateFault{
        GNUTLS_CERT_SIGNER_NOT_FOUND | GNUTLS_CERT_SIGNER_NOT_CA,
        {Trouble::identity, "the host's certificate is not signed by a CA that is trusted here",
         "put the certificate of the CA that signed it into cacert.pem here (pkipath=, or /etc/pki/CA), or "
         "have your own CA sign the host's"}},
    CertificateFault{GNUTLS_CERT_EXPIRED,
                     {Trouble::identity, "the host's certificate has expired", renew_certificate}},
    CertificateFault{GNUTLS_CERT_NOT_ACTIVATED,
                     {Trouble::identity, "the host's certificate is not valid yet", renew_certificate}},
    CertificateFault{~0U, {Trouble::identity, "the host's certificate is not trusted", renew_certificate}},
};

struct Symptom {
    std::string_view words;  // in one of libvirt's messages, or in ssh's, which it passes on
    Diagnosis diagnosis;
};
// The first that fits counts.
constexpr std::array symptoms{
    Symptom{"Cannot read CA certificate",
            {Trouble::identity, "there is no CA certificate here to check the host's with",
             "put cacert.pem into the folder that pkipath= names, or into /etc/pki/CA"}},
    Symptom{"CA certificate", {Trouble::identity, "the CA certificate here cannot be used", "renew cacert.pem here"}},
    Symptom{"Our own certificate",
            {Trouble::credentials, "our own certificate cannot be used",
             "clientcert.pem here must be signed by the CA in cacert.pem beside it"}},
    Symptom{"client certificate",
            {Trouble::credentials, "our own certificate cannot be used", "renew clientcert.pem here"}},
    Symptom{"Unable to set x509 key and certificate",
            {Trouble::credentials, "our own certificate or its key cannot be read",
             "let the user whom virt-fcgi runs as, and nobody else, read clientkey.pem"}},
    Symptom{
        "Unable to read TLS confirmation",
        {Trouble::credentials, "the host does not accept our certificate",
         "clientcert.pem and clientkey.pem here must be there, be valid and signed by a CA that the host trusts, and "
         "be named in tls_allowed_dn_list, if libvirtd.conf on the host has one; libvirtd's log says which it is"}},
    Symptom{"server verification (of our certificate",
            {Trouble::credentials, "the host does not accept our certificate",
             "look at tls_allowed_dn_list in libvirtd.conf on the host, and at libvirtd's log"}},
    Symptom{"TLS handshake failed",
            {Trouble::identity, "the handshake of TLS failed",
             "look whether it is libvirtd's TLS port, and whether libvirtd there has its certificates"}},
    Symptom{
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        {Trouble::identity, "the host's ssh key is another one than in known_hosts",
         "if the host was installed anew, replace its line in known_hosts; if not, somebody answers in its place"}},
    Symptom{
        "differs from stored identity",
        {Trouble::identity, "the host's ssh key is another one than in known_hosts",
         "if the host was installed anew, replace its line in known_hosts; if not, somebody answers in its place"}},
    Symptom{"REVOKED HOST KEY",
            {Trouble::identity, "the host's ssh key has been revoked", "make the host a new key"}},
    Symptom{"Host key verification failed",
            {Trouble::identity, "the host's ssh key is not in known_hosts",
             "compare it with the host's own (ssh-keyscan HOST), and add it to ~/.ssh/known_hosts of the user whom "
             "virt-fcgi runs as"}},
    Symptom{"ost key verification",
            {Trouble::identity, "the host's ssh key is not in known_hosts",
             "compare it with the host's own (ssh-keyscan HOST), and add it to the file that known_hosts= names"}},
    Symptom{"verify the session host key",
            {Trouble::identity, "the host's ssh key is not in known_hosts",
             "compare it with the host's own (ssh-keyscan HOST), and add it to the file that known_hosts= names"}},
    Symptom{"virt-ssh-helper: cannot connect",
            {Trouble::connect, "ssh leads to the host, but libvirtd there is not to be reached",
             "start libvirtd there; our user there must be allowed to open its socket (group libvirt)"}},
    Symptom{"Remote command terminated with non-zero code",
            {Trouble::connect, "ssh leads to the host, but libvirtd there is not to be reached",
             "start libvirtd there; our user there must be allowed to open its socket (group libvirt)"}},
    Symptom{"Permission denied (",
            {Trouble::credentials, "the host refuses our ssh key",
             "put the public key of the user whom virt-fcgi runs as into authorized_keys of that user on the host"}},
    Symptom{"failed to authenticate",
            {Trouble::credentials, "the host refuses our ssh key",
             "put the public key of keyfile= into authorized_keys of that user on the host"}},
    Symptom{"Access denied for",
            {Trouble::credentials, "the host refuses our ssh key",
             "put the public key of keyfile= into authorized_keys of that user on the host"}},
    Symptom{"error while opening private key",
            {Trouble::credentials, "our ssh key cannot be read", "correct keyfile= and the permissions of the file"}},
    Symptom{"Could not resolve hostname",
            {Trouble::look_up, "the host's name has no address", "correct the name, or give the address"}},
    Symptom{"Unable to resolve address",
            {Trouble::look_up, "the host's name has no address", "correct the name, or give the address"}},
    Symptom{"ssh: connect to host", {Trouble::connect, "there is no way to the host", open_the_way}},
    Symptom{"unable to connect to server", {Trouble::connect, "there is no way to the host", open_the_way}},
    Symptom{"cannot execute binary",
            {Trouble::connect, "the program that leads to the host cannot be started", install_program}},
    Symptom{"in path: No such file",
            {Trouble::connect, "the program that leads to the host cannot be started", install_program}},
    Symptom{"not found: Connection reset",
            {Trouble::connect, "the program that leads to the host cannot be started", install_program}},
    Symptom{"authentication failed: authentication failed",
            {Trouble::credentials, "the host refuses the user name or the password",
             "correct [libvirt] auth_file here, or set the password there: saslpasswd2 -a libvirt USER"}},
    Symptom{"Failed to collect auth credentials",
            {Trouble::credentials, "there is no user name and password for the host",
             "write them into the file that [libvirt] auth_file names"}},
    Symptom{"No worthy mechs found",
            {Trouble::credentials, "the host wants a way of logging in that is not there here",
             "install libsasl2-modules here, or choose another mech_list on the host"}},
    Symptom{"configuration file syntax error",
            {Trouble::credentials, "the file with user names and passwords is wrong", "correct [libvirt] auth_file"}},
    Symptom{"polkit",
            {Trouble::refusal, "polkit on the host does not allow it",
             "add a polkit rule there for the user whom we come as, or put him into the group libvirt"}},
    Symptom{"no connection driver available",
            {Trouble::refusal, "libvirt there has no driver for this hypervisor",
             "correct what name= or the URI asks for, or install the driver there (libvirt-daemon-driver-…)"}},
};

constexpr std::array socket_symptoms{
    Symptom{"Permission denied",
            {Trouble::connect, "we may not open libvirtd's socket",
             "put the user whom virt-fcgi runs as into the group that owns the socket (libvirt)"}},
    Symptom{"No such file or directory",
            {Trouble::connect, "there is no such socket", "start libvirtd, or correct the path of its socket"}},
    Symptom{"Connection refused", {Trouble::connect, "nobody listens on the socket", "start libvirtd"}},
    Symptom{"", {Trouble::connect, "libvirtd's socket cannot be opened", "look whether libvirtd runs"}},
};

constexpr Diagnosis other_name{
    Trouble::identity, "the host's certificate is for another name",
    "name the host as its certificate does, or renew that with this name or address as a subjectAltName"};

constexpr Diagnosis no_certificate{Trouble::credentials, "there is no client certificate here for the host to check",
                                   "put clientcert.pem and clientkey.pem into the folder that pkipath= names, or "
                                   "clientcert.pem into /etc/pki/libvirt and its "
                                   "key into /etc/pki/libvirt/private"};

const Diagnosis* find(const auto& table, std::string_view words) {
    const auto found =
        std::ranges::find_if(table, [&](const Symptom& symptom) { return words.find(symptom.words) != words.npos; });
    return found != table.end() ? &found->diagnosis : nullptr;
}

// ssh draws frames and ends lines as terminals like it: one line, without the frames and without what a terminal
// obeys.
std::string without_frames(std::string_view text) {
    std::string line;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty() && word.find_first_not_of('@') != std::string::npos)
            line += (line.empty() ? "" : " ") + word;
        word.clear();
    };
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > ' ' && c != '\x7F')
            word += c;
        else
            end_word();
    }
    end_word();
    return line;
}

std::string sentence_of(const LibvirtError& cause, const Diagnosis& diagnosis) {
    const std::string said = without_frames(cause.what());
    return diagnosis.sentence.empty() ? said : fmt::format("{}: {}", diagnosis.sentence, said);
}

}  // namespace

Diagnosis diagnose(const LibvirtError& error, const OpenReport& report) {
    const std::string_view words = error.what();
    const int code = error.code();
    const bool is_unverified = words.find("Failed to verify peer's certificate") != words.npos;
    if (is_unverified && report.certificate_status != 0) {
        const auto* const fault = std::ranges::find_if(certificate_faults, [&](const CertificateFault& each) {
            return (each.status & report.certificate_status) != 0;
        });
        return fault->diagnosis;
    }
    if (is_unverified && report.is_other_name) return other_name;
    if (const auto* found = find(symptoms, words)) {
        const bool is_unshown = report.lacks_certificate && words.find("TLS confirmation") != words.npos;
        return is_unshown ? no_certificate : *found;
    }
    if (const auto at = words.find("Failed to connect socket to"); at != words.npos)
        return *find(socket_symptoms, words.substr(at));
    if (code == VIR_ERR_AUTH_FAILED || code == VIR_ERR_AUTH_CANCELLED || code == VIR_ERR_AUTH_UNAVAILABLE)
        return {Trouble::credentials, "the host does not let us in", {}};
    if (words.find("End of file") != words.npos || words.find("Cannot recv data") != words.npos ||
        words.find("Cannot write data") != words.npos) {
        return {Trouble::silence, "the connection ended while it was being opened",
                "look at libvirtd's log on the host; if a program leads there (ssh, ext), run it by hand"};
    }
    return {Trouble::refusal, {}, {}};
}

OpenError::OpenError(const LibvirtError& cause, const Diagnosis& diagnosis)
    : LibvirtError(cause.call(), cause.domain(), cause.code(), sentence_of(cause, diagnosis)),
      diagnosis_(diagnosis) {}

}  // namespace core
