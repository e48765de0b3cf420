// setOwners: the one function that is ours and not libvirt's. It writes the owners into the domain's metadata, so
// that nobody has to type their namespace.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/commands/tables.h"
#include "core/error.h"
#include "core/ownership.h"
#include "core/xml_document.h"

namespace core::commands {
namespace {

constexpr std::array parameters{
    api::Parameter{"domain", "virDomainPtr", "a domain object", "", {}},
    api::Parameter{
        "owners", "const char *", "the owners' names, one a line; none for a domain without owners", "", {}},
};
constexpr api::Function description{
    "setOwners", "virt-fcgi", "", "Sets who owns the domain, in its live and in its persistent metadata.",
    "int",       "",          "", api::Returns::nothing,
    parameters};
constexpr std::array inputs{Input::none, Input::lines};

const xmlChar* xml_text(const char* text) {
    return reinterpret_cast<const xmlChar*>(text);
}

// <owners><owner>client1</owner></owners>; libvirt puts it into the namespace.
std::string to_metadata(const std::vector<std::string>& owners) {
    const XmlDocument document(xmlNewDoc(xml_text("1.0")));
    xmlNode* root = xmlNewNode(nullptr, xml_text("owners"));
    if (document == nullptr || root == nullptr) throw std::bad_alloc();
    xmlDocSetRootElement(document.get(), root);
    for (const auto& owner : owners) xmlNewTextChild(root, nullptr, xml_text("owner"), xml_text(owner.c_str()));
    return to_text(root);
}

// Where a change of the domain holds: now, and after its next start.
unsigned live_and_persistent(virDomainPtr domain) {
    const int is_active = virDomainIsActive(domain);
    if (is_active < 0) throw_last_error("virDomainIsActive");
    const int is_persistent = virDomainIsPersistent(domain);
    if (is_persistent < 0) throw_last_error("virDomainIsPersistent");
    unsigned impact = 0;
    if (is_active == 1) impact |= VIR_DOMAIN_AFFECT_LIVE;
    if (is_persistent == 1) impact |= VIR_DOMAIN_AFFECT_CONFIG;
    return impact;
}

void write_metadata(virDomainPtr domain, const char* metadata, unsigned impact) {
    const std::string uri(owners_namespace);
    if (virDomainSetMetadata(domain, VIR_DOMAIN_METADATA_ELEMENT, metadata, "virt", uri.c_str(), impact) < 0)
        throw_last_error("virDomainSetMetadata");
}

// A domain that was started meanwhile has been started with the owners that it had.
constexpr int most_tries = 5;

Outcome set_owners(const Object& object, const Arguments& arguments) {
    Outcome outcome;
    outcome.owners = parse_owners(parameters[1].name, arguments.text(parameters[1]));
    const std::string metadata = to_metadata(outcome.owners);
    unsigned impact = live_and_persistent(object.domain);
    for (int tries = 1;; ++tries) {
        write_metadata(object.domain, outcome.owners.empty() ? nullptr : metadata.c_str(), impact);
        const unsigned now = live_and_persistent(object.domain);
        if (now == impact || tries == most_tries) break;
        impact = now;
    }
    outcome.object = reference_of(object.domain);
    outcome.result.add(Node::object("domain", *outcome.object));
    return outcome;
}

}  // namespace

CommandTable owner_commands() {
    static constexpr std::array table{
        Command{"setOwners", "setOwners", Target::domain, Effect::change, Who::admin, inputs, set_owners}
            .setting_owners(description),
    };
    return table;
}

}  // namespace core::commands
