// Who may do what: the one place that decides.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/command.h"
#include "core/ownership.h"

namespace core {

// Who asks, as the web server's location says it.
struct Visitor {
    std::string owner = {};     // of a site of owners: what is not his does not exist; empty: a site without owners
    bool is_read_only = true;   // nothing may be changed
    bool sees_secrets = false;  // what VIR_DOMAIN_XML_SECURE shows
};

enum class Verdict : std::uint8_t {
    allowed,
    not_there,    // to this visitor the object does not exist
    read_only,    // nobody changes anything here
    admins_only,  // an owner may not, on any of his domains
};

// `owners` are the domain's; a host has none.
[[nodiscard]] Verdict judge(const Visitor& visitor, const Command& command, std::span<const std::string> owners);

// Whether the visitor may have what the arguments ask for: secrets are for those who may see them.
[[nodiscard]] bool may_see(const Visitor& visitor, const Command& command, const Arguments& arguments);

}  // namespace core
