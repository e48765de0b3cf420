// A host whose domains have owners, and calls in an owner's name.
#pragma once

#include <string>
#include <vector>

#include "core/ownership.h"
#include "tests/core/test_driver.h"

namespace tests {

class OwnerScene : public TestDriver {
  protected:
    // By libvirt's own API, as an administrator with virsh does it; live, and for the next start.
    static void give(const core::DomainHandle& domain, const std::string& owner) {
        const std::string xml = "<owners><owner>" + owner + "</owner></owners>";
        const unsigned live = virDomainIsActive(domain.get()) == 1 ? unsigned{VIR_DOMAIN_AFFECT_LIVE} : 0U;
        const unsigned config = virDomainIsPersistent(domain.get()) == 1 ? unsigned{VIR_DOMAIN_AFFECT_CONFIG} : 0U;
        if (virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, xml.c_str(), "virt",
                                 "urn:virt-fcgi:owners:1", live | config) != 0)
            throw std::runtime_error(virGetLastErrorMessage());
    }

    [[nodiscard]] static std::string xml_of(const core::DomainHandle& domain, unsigned flags = 0) {
        const core::OwnedText xml(virDomainGetXMLDesc(domain.get(), flags));
        if (xml == nullptr) throw std::runtime_error(virGetLastErrorMessage());
        return xml.get();
    }
    // As libvirt has them: now, or (VIR_DOMAIN_XML_INACTIVE) from the next start.
    [[nodiscard]] static std::vector<std::string> owners_of(const core::DomainHandle& domain, unsigned flags = 0) {
        return core::describe_domain(xml_of(domain, flags)).owners;
    }

    core::Outcome call_as(const std::string& owner, std::string_view command,
                          std::vector<core::Argument> arguments = {}, const std::string& domain = "test",
                          const std::string& uuid = "") {
        return core::call({host, domain, uuid, {}, nullptr, owner, rules}, row(command),
                          core::Arguments(std::move(arguments)), in(10s));
    }

    core::OwnerRules rules;
};

}  // namespace tests
