// A domain's document on its way to be edited and defined anew.
#pragma once

#include <string_view>

namespace core {

// Whether there may be passwords that libvirt leaves out of a domain's document unless it is asked for secrets: who
// defines the domain by it again has lost them then.
[[nodiscard]] bool may_lack_secrets(std::string_view domain_xml);

}  // namespace core
