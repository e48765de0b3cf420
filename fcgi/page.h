// An answer as a page: the envelope that the stylesheets read, and the transformation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/node.h"
#include "fcgi/message.h"
#include "fcgi/site.h"
#include "fcgi/stylesheet.h"

namespace fcgi {

struct Step {
    std::string href;
    std::string text;
};

// What a page shows around its answer.
struct Surroundings {
    std::string href;                  // the page's own address, with what of its query chooses what is shown
    std::vector<Step> trail;           // from the network down to here
    std::optional<core::Node> object;  // what the page is about
    std::vector<core::Node> commands;  // what may be done with it here
};

// The answer is either a tree or a document of libvirt's.
struct Content {
    core::Node node = core::Node::record("result");
    std::optional<std::string> document;
};

// Throws std::runtime_error when the stylesheet fails.
[[nodiscard]] std::string render_page(const Request& request, const Site& site, const Surroundings& surroundings,
                                      const Content& content, const Stylesheet& stylesheet);

}  // namespace fcgi
