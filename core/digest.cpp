#include "core/digest.h"

#include <gnutls/crypto.h>

#include <array>
#include <stdexcept>

#include "core/encoding.h"

namespace core {

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, 32> digest{};
    const int failed = gnutls_hash_fast(GNUTLS_DIG_SHA256, text.data(), text.size(), digest.data());
    if (failed != 0) throw std::runtime_error(gnutls_strerror(failed));
    return hexadecimal(digest);
}

}  // namespace core
