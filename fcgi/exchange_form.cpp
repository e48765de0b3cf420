// The forms of an exchange: empty, with a document to edit, or with what was typed and refused.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/definition.h"
#include "core/error.h"
#include "core/text.h"
#include "fcgi/directory_view.h"
#include "fcgi/excerpt.h"
#include "fcgi/exchange.h"
#include "fcgi/status.h"
#include "fcgi/urlencoded.h"

namespace fcgi {
namespace {

using core::Argument;
using core::Command;

constexpr std::string_view edited_object = "of";

core::Arguments with_flags(unsigned flags) {
    if (flags == 0) return {};
    return core::Arguments({{"flags", fmt::format("{}", flags)}});
}

// A driver that has only one document of each knows no flag for the one of the next start: the flags that it
// was read with are left.
std::string read_document(const core::CallTarget& target, const Command& read, unsigned& flags,
                          core::Clock::time_point deadline) {
    try {
        return core::mended_xml(*core::call(target, read, with_flags(flags), deadline).document);
    } catch (const core::LibvirtError& error) {
        if (flags == 0 || libvirt_error_name(error.code()) != "VIR_ERR_INVALID_ARG") throw;
    }
    flags = 0;
    return core::mended_xml(*core::call(target, read, {}, deadline).document);
}

}  // namespace

Response Exchange::form(const Command& command, const Object& object) {
    check_access(command, object.owners);
    surroundings_.href += "?form";
    core::Arguments given;
    std::string edited;
    bool lacks_secrets = false;
    if (const auto of = std::ranges::find(query_, edited_object, &Argument::name); of != query_.end()) {
        const core::Kind* const kind = core::find_defined_by(command.name);
        if (kind == nullptr)
            throw core::ArgumentError(edited_object,
                                      fmt::format("{} defines nothing that of could name", command.name));
        surroundings_.href += fmt::format("&of={}", encode_segment(of->value));
        given.add(
            {std::string(command.xml_parameter()->name), present_document(*kind, object, of->value, lacks_secrets)});
        edited = lead_back_to(kind->target, *object.host, of->value);
    }
    if (command.sets_owners) given.add({"owners", fmt::format("{}", fmt::join(object.owners, "\n"))});
    Answer answer;
    answer.content.node = form_node(command, form_->href, form_->back, given);
    answer.content.node.with("of", edited);
    if (lacks_secrets) answer.content.node.with("without_secrets", "yes");
    return respond(std::move(answer));
}

// From the form that edits it. Its name.
std::string Exchange::lead_back_to(core::Target target, const core::HostEntry& host, const std::string& key) {
    if (target != core::Target::domain) {
        form_->back =
            Urls::below(urls_.host(host.name), std::array{std::string(core::kind_of(target).collection), key});
        return key;
    }
    const auto* entry = index_->domain_by_uuid(key);
    if (entry == nullptr || entry->host != host.name) return key;
    form_->back = urls_.domain(first_owner(*entry), entry->name);
    return entry->name;
}

// As it would be defined anew, by who may read it.
std::string Exchange::present_document(const core::Kind& kind, const Object& host, const std::string& key,
                                       bool& lacks_secrets) const {
    if (key.empty()) throw core::ArgumentError(edited_object, "of is empty: it must be a name or a UUID");
    const Command& read = find_command(kind.target, kind.default_command);
    check_access(read, {});
    check_reachable(host);
    const core::Definition& definition = kind.definition;
    const auto at = parts_.hosts.at(*index_, *host.host);
    core::CallTarget target{*at, {}};
    if (kind.target == core::Target::domain)
        target.domain = key;
    else
        target.path.push_back({kind.target, key});
    unsigned flags = definition.document_flags | definition.with_secrets;
    if (!may_see(site_.visitor, read, with_flags(flags))) flags = definition.document_flags;
    std::string document = read_document(target, read, flags, deadline_);
    if (document.size() > parts_.limits.argument) {
        throw core::ArgumentError(
            edited_object, fmt::format("the document of {} has {} bytes; a form takes at most {}", core::quoted(key),
                                       document.size(), parts_.limits.argument));
    }
    lacks_secrets = (flags & definition.with_secrets) != definition.with_secrets && core::may_lack_secrets(document);
    return document;
}

// Beside the problem, for another try. None where the first one may still come true.
void Exchange::keep_form(const Problem& problem) {
    if (format_ != Format::html || !form_ || !form_->is_filled_in) return;
    if (!problem.job.empty() || !problem.outcome.empty()) return;
    const core::Arguments& typed = attempt_.arguments;
    surroundings_.form = form_node(*form_->command, form_->href, form_->back, typed);
    if (!form_->domains.empty()) surroundings_.form->add(domains_node(form_->domains));
    if (problem.line == 0) return;
    const auto named = std::ranges::find(typed.all(), problem.argument, &Argument::name);
    const Argument* document = named != typed.all().end() ? &*named : find_document(typed);
    if (document != nullptr) surroundings_.excerpt = excerpt_node(document->name, document->value, problem.line);
}

}  // namespace fcgi
