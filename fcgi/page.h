// An answer as a page: the envelope that the stylesheets read, and the transformation.
#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "core/node.h"
#include "fcgi/message.h"
#include "fcgi/sheet.h"
#include "fcgi/site.h"

namespace fcgi {

struct Step {
    std::string href;
    std::string text;
    bool is_collection = false;  // the text is a word of ours, "hosts", and not somebody's name
};

// What a page shows around its answer.
struct Surroundings {
    std::string href;                  // the page's own address, with what of its query chooses what is shown
    std::string command = {};          // that was called by its name, on the last step of the trail
    std::vector<Step> trail;           // from the network down to here
    std::optional<core::Node> object;  // what the page is about
    std::vector<core::Node> commands;  // what may be done with it here
    std::optional<core::Node> view;    // of a list: what chooses and leads on
    std::int64_t generated = std::time(nullptr);  // when the page was made
    std::vector<core::Node> collections = {};     // what hangs below it
    std::string edit = {};                        // the form with its document, for who may change that
    std::optional<core::Node> form = {};          // that the answer, a problem, is about: with what was typed
    std::optional<core::Node> excerpt = {};       // of a document in it, around the line that is wrong
};

// The answer is either a tree or a document of libvirt's.
struct Content {
    core::Node node = core::Node::record("result");
    std::optional<std::string> document;
    std::vector<core::Node> beside = {};  // results that complete it, on a page
};

// Throws SheetFailure. `meaning` becomes bytes that tell it from a page that says anything else, but for the moment
// in which it was made.
[[nodiscard]] std::string render_page(const Request& request, const Site& site, const Surroundings& surroundings,
                                      const Content& content, const Sheet& sheet, std::string* meaning = nullptr);

}  // namespace fcgi
