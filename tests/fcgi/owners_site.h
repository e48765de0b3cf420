// Sites of owners over libvirt's test driver: client1, client2, and domains of both, of one and of none.
#pragma once

#include <gmock/gmock.h>
#include <libvirt/virterror.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/fcgi/scene.h"

namespace tests {

// An answer to compare with another. The moment at which a page was made is no difference.
struct Told {
    int status;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    bool operator==(const Told&) const = default;
};

inline void PrintTo(const Told& told, std::ostream* out) {
    *out << told.status << '\n';
    for (const auto& [name, value] : told.headers) *out << name << ": " << value << '\n';
    *out << told.body;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view by) {
    if (from.empty()) return text;
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + by.size()))
        text.replace(at, from.size(), by);
    return text;
}

// The answer as it would be if `name` had been asked for and not `instead_of`.
inline Told told(const fcgi::Response& response, std::string_view name = "", std::string_view instead_of = "") {
    Told result{response.status, response.headers, replaced(response.body, instead_of, name)};
    const auto moment = result.body.find("<p class=\"age\"");
    if (moment != std::string::npos) result.body.erase(moment, result.body.find("</p>", moment) - moment);
    for (auto& [header, value] : result.headers) value = replaced(value, instead_of, name);
    return result;
}

inline const std::vector<std::string_view> all_formats{"application/xml", "text/html", "application/json",
                                                       "text/plain"};

class OwnersSite : public Scene {
  protected:
    static constexpr const char* another_uuid = "dddddddd-f6a4-8304-79aa-97f2502e193f";
    static constexpr const char* orphan_uuid = "eeeeeeee-f6a4-8304-79aa-97f2502e193f";
    static constexpr const char* faraway_uuid = "ffffffff-f6a4-8304-79aa-97f2502e193f";
    static constexpr const char* no_uuid = "12345678-f6a4-8304-79aa-97f2502e193f";

    explicit OwnersSite(const fcgi::Stylesheets& sheets = stylesheets())
        : Scene(core::all_commands(), std::chrono::seconds(10), sheets) {
        define("another", another_uuid);
        define("orphan", orphan_uuid);
        give("test", "client1");
        give("another", "client2");
        publish(domains());
    }

    static std::vector<core::DomainEntry> domains() {
        return {{"another", another_uuid, -1, VIR_DOMAIN_SHUTOFF, "alpha", "its title", {"client2"}},
                {"away", twin_a, -1, VIR_DOMAIN_SHUTOFF, "dead", "", {"client1"}},
                {"faraway", faraway_uuid, -1, VIR_DOMAIN_SHUTOFF, "dead", "", {"client2"}},
                {"orphan", orphan_uuid, -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}},
                {"test", test_uuid, 1, VIR_DOMAIN_RUNNING, "alpha", "", {"client1"}}};
    }

    void define(const std::string& name, const std::string& uuid) const {
        const std::string xml = "<domain type='test'><name>" + name + "</name><uuid>" + uuid +
                                "</uuid><memory>65536</memory><os><type>hvm</type></os></domain>";
        const core::DomainHandle domain(virDomainDefineXML(libvirt.get(), xml.c_str()));
        if (domain == nullptr) throw std::runtime_error(virGetLastErrorMessage());
    }

    // By libvirt's own API; the directory of the scene does not learn of it.
    void give(const std::string& name, const std::string& owner) const {
        const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), name.c_str()));
        const std::string xml = "<owners><owner>" + owner + "</owner></owners>";
        if (virDomainSetMetadata(domain.get(), VIR_DOMAIN_METADATA_ELEMENT, xml.c_str(), "virt",
                                 "urn:virt-fcgi:owners:1", 0) != 0)
            throw std::runtime_error(virGetLastErrorMessage());
    }

    [[nodiscard]] std::string xml_of(const std::string& name = "test") const {
        const core::DomainHandle domain(virDomainLookupByName(libvirt.get(), name.c_str()));
        const core::OwnedText xml(virDomainGetXMLDesc(domain.get(), 0));
        return xml != nullptr ? xml.get() : "";
    }

    // What a visitor whom the web server calls by this name asks for.
    [[nodiscard]] static fcgi::Request request_of(std::string_view user, std::string_view method,
                                                  std::string_view path, std::string_view query = "") {
        fcgi::Request made = request(method, path, query);
        made.remote_user = user;
        made.authenticate = "on";
        return made;
    }
    [[nodiscard]] fcgi::Response get_as(std::string_view user, std::string_view path,
                                        std::string_view query = "") const {
        return handle(request_of(user, "GET", path, query));
    }
    [[nodiscard]] fcgi::Response post_as(std::string_view user, std::string_view path,
                                         std::string_view body = "") const {
        fcgi::Request made = request_of(user, "POST", path);
        made.content_type = "application/x-www-form-urlencoded";
        made.body = body;
        return handle(made);
    }
};

}  // namespace tests
