#include "discovery/announcement.h"

#include <algorithm>
#include <tuple>

#include "discovery/service_name.h"

namespace discovery {

Wanted Announcement::choose(std::string_view host_uuid, std::vector<core::DomainEntry> domains) {
    if (settings_.is_only_active)
        std::erase_if(domains, [](const core::DomainEntry& domain) { return domain.id < 0; });
    const auto by_name = [](const core::DomainEntry& domain) { return std::tie(domain.name, domain.uuid); };
    std::ranges::sort(domains, {}, by_name);

    Wanted wanted = only_host(host_uuid);
    if (domains.size() > settings_.max_domains) {
        std::stable_partition(domains.begin(), domains.end(),
                              [&](const core::DomainEntry& domain) { return chosen_.contains(domain.uuid); });
        const auto end = domains.begin() + static_cast<std::ptrdiff_t>(settings_.max_domains);
        std::transform(end, domains.end(), std::back_inserter(wanted.left_out),
                       [](const core::DomainEntry& domain) { return domain.name; });
        std::ranges::sort(wanted.left_out);
        domains.erase(end, domains.end());
        std::ranges::sort(domains, {}, by_name);
    }
    chosen_.clear();
    for (const auto& domain : domains) {
        chosen_.insert(domain.uuid);
        wanted.services.push_back(Service{domain.uuid,
                                          settings_.service_type,
                                          domain.name,
                                          settings_.port,
                                          {text_entry("txtvers", "1"), text_entry("uuid", domain.uuid),
                                           text_entry("name", domain.name), text_entry("host", host_uuid)}});
    }
    return wanted;
}

Wanted Announcement::only_host(std::string_view host_uuid) const {
    return {{Service{"host",
                     std::string(host_service_type),
                     settings_.host_name,
                     settings_.port,
                     {text_entry("txtvers", "1"), text_entry("uuid", host_uuid)}}},
            {}};
}

}  // namespace discovery
