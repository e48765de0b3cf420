#include "fcgi/links.h"

#include <fmt/format.h>

#include "fcgi/schema.h"

namespace fcgi {
namespace {

void add(std::string& header, const std::string& link) {
    if (!header.empty()) header += ", ";
    header += link;
}

std::string_view without_query(std::string_view href) {
    return href.substr(0, href.find('?'));
}

// The last step of the trail that is not the answer itself; none for the first page.
const Step* parent_of(const Surroundings& surroundings) {
    for (auto step = surroundings.trail.rbegin(); step != surroundings.trail.rend(); ++step) {
        if (without_query(step->href) != without_query(surroundings.href)) return &*step;
    }
    return nullptr;
}

}  // namespace

std::string links(const Surroundings& surroundings, Format format, bool describes, const Urls& urls) {
    std::string header;
    const std::string& href = surroundings.href;
    const char separator = href.find('?') == std::string::npos ? '?' : '&';
    for (const Format other : {Format::html, Format::xml, Format::json, Format::text}) {
        if (other == format || href.size() > longest_linked) continue;
        const std::string_view type = media_type(other, false);
        add(header, fmt::format("<{}{}format={}>; rel=\"alternate\"; type=\"{}\"", href, separator, to_string(other),
                                type.substr(0, type.find(';'))));
    }
    const Step* parent = parent_of(surroundings);
    if (parent != nullptr && parent->href.size() <= longest_linked)
        add(header, fmt::format("<{}>; rel=\"up\"", parent->href));
    if (describes) {
        add(header, fmt::format("<{}>; rel=\"describedby\"; type=\"application/xml\"; title=\"version {}\"",
                                urls.schema("answers.rng"), vocabulary_version));
    }
    return header;
}

}  // namespace fcgi
