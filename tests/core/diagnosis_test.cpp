// What libvirt, ssh and GnuTLS say of a connection that does not come about, in words that help.
#include "core/diagnosis.h"

#include <gmock/gmock.h>
#include <libvirt/virterror.h>

namespace {

using core::diagnose;
using core::OpenReport;
using core::Trouble;
using testing::HasSubstr;

struct Row {
    std::string message;
    Trouble trouble;
    std::string words;
    int code = VIR_ERR_SYSTEM_ERROR;
    unsigned certificate_status = 0;
};

core::LibvirtError error(const std::string& message, int code = VIR_ERR_SYSTEM_ERROR) {
    return {"virConnectOpenAuth", VIR_FROM_RPC, code, message};
}

class AFailure : public testing::TestWithParam<Row> {};

TEST_P(AFailure, IsExplained) {
    const Row& row = GetParam();
    const auto diagnosis = diagnose(error(row.message, row.code), {row.certificate_status});
    EXPECT_EQ(diagnosis.trouble, row.trouble);
    EXPECT_THAT(std::string(diagnosis.sentence), HasSubstr(row.words));
    if (row.words.empty() || row.message == "something new") return;
    EXPECT_FALSE(diagnosis.mend.empty());
}

// gnutls_certificate_status_t
constexpr unsigned invalid = 1U << 1U;
constexpr unsigned revoked = 1U << 5U;
constexpr unsigned no_signer = 1U << 6U;
constexpr unsigned not_activated = 1U << 9U;
constexpr unsigned expired = 1U << 10U;
const std::string unverified = "authentication failed: Failed to verify peer's certificate";

INSTANTIATE_TEST_SUITE_P(
    OfACertificate, AFailure,
    testing::Values(
        Row{unverified, Trouble::identity, "not signed by a CA", VIR_ERR_AUTH_FAILED, invalid | no_signer},
        Row{unverified, Trouble::identity, "not signed by a CA", VIR_ERR_AUTH_FAILED, invalid | no_signer | expired},
        Row{unverified, Trouble::identity, "has expired", VIR_ERR_AUTH_FAILED, invalid | expired},
        Row{unverified, Trouble::identity, "not valid yet", VIR_ERR_AUTH_FAILED, invalid | not_activated},
        Row{unverified, Trouble::identity, "has been revoked", VIR_ERR_AUTH_FAILED, invalid | revoked},
        Row{unverified, Trouble::identity, "not trusted", VIR_ERR_AUTH_FAILED, invalid},
        Row{"Unable to read TLS confirmation: Input/output error", Trouble::credentials,
            "does not accept our certificate"},
        Row{"Cannot read CA certificate '/x/cacert.pem': No such file or directory", Trouble::identity,
            "no CA certificate here"},
        Row{"The client certificate /x/clientcert.pem has expired", Trouble::credentials, "our own certificate"},
        Row{"Our own certificate /x failed validation against /y: no", Trouble::credentials, "our own certificate"},
        Row{"authentication failed: TLS handshake failed An unexpected TLS packet was received.", Trouble::identity,
            "handshake of TLS failed", VIR_ERR_AUTH_FAILED}));

INSTANTIATE_TEST_SUITE_P(
    OfSsh, AFailure,
    testing::Values(
        Row{"Cannot recv data: No ED25519 host key is known for h1 and you have requested strict checking.\r\nHost "
            "key "
            "verification failed.: Connection reset by peer",
            Trouble::identity, "not in known_hosts"},
        Row{"Cannot recv data: @@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n",
            Trouble::identity, "another one than in known_hosts"},
        Row{"authentication failed: !!! SSH HOST KEY VERIFICATION FAILED !!!: Identity of host 'h1:22' differs from "
            "stored identity.",
            Trouble::identity, "another one than in known_hosts", VIR_ERR_AUTH_FAILED},
        Row{"libssh transport error: no suitable callback for host key verification", Trouble::identity,
            "not in known_hosts", VIR_ERR_LIBSSH},
        Row{"libssh transport error: No user interaction callback provided: Can't verify the session host key",
            Trouble::identity, "not in known_hosts", VIR_ERR_LIBSSH},
        Row{"Cannot recv data: root@h1: Permission denied (publickey).: Connection reset by peer",
            Trouble::credentials, "refuses our ssh key"},
        Row{"libssh transport error: failed to authenticate: Access denied for 'publickey'. Authentication that can "
            "continue: publickey",
            Trouble::credentials, "refuses our ssh key", VIR_ERR_LIBSSH},
        Row{"Cannot recv data: ssh: connect to host h1 port 22: Connection refused: Connection reset by peer",
            Trouble::connect, "no way to the host"},
        Row{"Cannot recv data: ssh: Could not resolve hostname h9: Name or service not known: Connection reset by "
            "peer",
            Trouble::look_up, "no address"},
        Row{"End of file while reading data: virt-ssh-helper: cannot connect to '/run/libvirt/libvirt-sock-ro': "
            "Failed "
            "to connect socket to '/run/libvirt/libvirt-sock-ro': Connection refused: Input/output error",
            Trouble::connect, "libvirtd there is not to be reached"},
        Row{"Cannot recv data: libvirt:  error : cannot execute binary /x: No such file or directory: Connection "
            "reset",
            Trouble::connect, "cannot be started"}));

INSTANTIATE_TEST_SUITE_P(
    OfTheRest, AFailure,
    testing::Values(
        Row{"authentication failed: authentication failed", Trouble::credentials, "user name or the password",
            VIR_ERR_AUTH_FAILED},
        Row{"authentication failed: Failed to collect auth credentials", Trouble::credentials,
            "no user name and password", VIR_ERR_AUTH_FAILED},
        Row{"Failed to connect socket to '/run/x': No such file or directory", Trouble::connect, "no such socket"},
        Row{"Failed to connect socket to '/run/x': Permission denied", Trouble::connect, "may not open"},
        Row{"Failed to connect socket to '/run/x': Connection refused", Trouble::connect, "nobody listens"},
        Row{"Failed to connect socket to '/run/x': Is a directory", Trouble::connect, "cannot be opened"},
        Row{"unable to connect to server at 'h1:16514': Connection refused", Trouble::connect, "no way to the host"},
        Row{"Unable to resolve address 'h9' service '22': Name or service not known", Trouble::look_up, "no address"},
        Row{"no connection driver available for xen:///system", Trouble::refusal, "no driver", VIR_ERR_NO_CONNECT},
        Row{"End of file while reading data: Input/output error", Trouble::silence, "ended while"},
        Row{"something new", Trouble::credentials, "does not let us in", VIR_ERR_AUTH_FAILED},
        Row{"something new", Trouble::refusal, "", VIR_ERR_INTERNAL_ERROR}));

TEST(AFailureOfTls, TellsNoCertificateFromOneThatIsNotAccepted) {
    OpenReport report;
    report.lacks_certificate = true;
    const auto diagnosis = diagnose(error("Unable to read TLS confirmation: Input/output error"), report);
    EXPECT_THAT(std::string(diagnosis.sentence), HasSubstr("no client certificate here"));
    EXPECT_EQ(diagnosis.trouble, Trouble::credentials);
    EXPECT_EQ(diagnose(error("no connection driver available for xen:///", VIR_ERR_NO_CONNECT), report).trouble,
              Trouble::refusal);
}

TEST(AFailureOfTls, TellsThatTheCertificateIsForAnotherName) {
    OpenReport report;
    report.is_other_name = true;
    const auto diagnosis = diagnose(error(unverified, VIR_ERR_AUTH_FAILED), report);
    EXPECT_THAT(std::string(diagnosis.sentence), HasSubstr("for another name"));
    EXPECT_EQ(diagnosis.trouble, Trouble::identity);
    report.certificate_status = invalid | no_signer;  // then its name is nobody's word
    EXPECT_THAT(std::string(diagnose(error(unverified), report).sentence), HasSubstr("not signed by a CA"));
}

TEST(AnOpenError, SaysTheDiagnosisAndThenLibvirtsWordsOnOneLine) {
    const auto cause = error(
        "Cannot recv data: @@@@@@@@\r\n@  WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!  @\r\n\x1b[31mred\x7f");
    const core::OpenError open_error(cause, diagnose(cause, {}));
    EXPECT_STREQ(open_error.what(),
                 "the host's ssh key is another one than in known_hosts: Cannot recv data: WARNING: REMOTE HOST "
                 "IDENTIFICATION HAS CHANGED! [31mred");
    EXPECT_EQ(open_error.code(), VIR_ERR_SYSTEM_ERROR);
    EXPECT_EQ(open_error.trouble(), Trouble::identity);
}

}  // namespace
