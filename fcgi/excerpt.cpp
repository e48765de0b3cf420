#include "fcgi/excerpt.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "core/text.h"

namespace fcgi {

using core::Node;

std::optional<Node> excerpt_node(std::string_view argument, std::string_view text, int line) {
    Node excerpt = Node::record("excerpt");
    excerpt.with("argument", argument).with("line", std::int64_t{line});
    Node lines = Node::inline_list("lines");
    const std::int64_t last = std::int64_t{line} + lines_around;
    bool has_line = false;
    for (std::int64_t number = 1; number <= last; ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        if (number >= line - lines_around) {
            std::string shown =
                core::first_bytes(std::string(text.substr(0, longest_shown_line + 4)), longest_shown_line);
            if (shown.size() > end) shown.resize(end);
            lines.add(Node::leaf("line", std::move(shown))).with("number", number);
        }
        has_line |= number == line;
        if (end == text.size()) break;
        text.remove_prefix(end + 1);
    }
    if (!has_line) return std::nullopt;
    excerpt.add(std::move(lines));
    return excerpt;
}

const core::Argument* find_document(const core::Arguments& arguments) {
    const auto found = std::ranges::find_if(arguments.all(), [](const core::Argument& argument) {
        const auto begin = argument.value.find_first_not_of(" \t\r\n");
        return begin != std::string::npos && argument.value[begin] == '<';
    });
    return found != arguments.all().end() ? &*found : nullptr;
}

}  // namespace fcgi
