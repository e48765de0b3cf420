// The part of an exchange that shows the directory: rendered once for all who ask, and told by its tag to who has it.
#include <fmt/format.h>

#include "core/text.h"
#include "fcgi/directory_view.h"
#include "fcgi/entity_tag.h"
#include "fcgi/exchange.h"
#include "fcgi/representation.h"

namespace fcgi {
namespace {

constexpr std::int64_t minute = 60;  // in seconds: a page says in minutes how old it is

}  // namespace

// Everything that a body depends on, beside the generation and the moment.
std::string Exchange::view_key() const {
    const bool is_page = format_ == Format::html;
    const std::string user(is_page || is_owners() ? request_.remote_user : "");
    return fmt::format("{} {} {} {} {} {} {} {}", static_cast<int>(format_), core::quoted(request_.prefix),
                       core::quoted(request_.path), core::quoted(request_.query), site_.mode(), core::quoted(user),
                       is_page ? stylesheet().version() : "", language());
}

Response Exchange::respond_once(const std::function<std::string()>& write_body) const {
    const auto kept = parts_.renders.get(index_->generation(), view_key(), [&] { return Rendering{write_body()}; });
    Response response;
    response.shared_body = {kept, &kept->body};
    add_headers(response, false);
    if (route_.place != Place::openapi) response.headers.emplace_back("Link", own_links(false));
    return response;
}

Rendering Exchange::render_view(const Scope& scope) {
    const bool is_page = format_ == Format::html;
    ListQuery query = parse_list_query(query_);
    query.format = asked_format_;
    const auto usual_limit = is_page ? std::optional(domains_on_a_page) : std::nullopt;
    const ListView list = view_list(*index_, scope, surroundings_.href, query, usual_limit);
    Answer answer;
    answer.content.node = directory_node(*index_, scope, urls_, list);
    query.format.clear();  // that the page's own address has not: representations add theirs
    surroundings_.href = list.href(query);
    std::string links = list.links();
    if (!links.empty()) links += ", ";
    links += own_links(false);
    if (!is_page) {
        Rendering rendering{write(answer), "", std::move(links)};
        rendering.tag = strong_tag(rendering.body);
        return rendering;
    }
    const std::string bulk = site_.visitor.is_read_only ? "" : urls_.several();
    if (!scope.only_hosts) surroundings_.view = view_node(list, bulk);
    // The page itself has the second in which it was made: two workers' pages of one minute are as good as each
    // other.
    std::string meaning;
    std::string page = write_page(answer, &meaning);
    const std::string tag = weak_tag(fmt::format("{} {} {}", view_key(), surroundings_.generated / minute, meaning));
    return {std::move(page), tag, std::move(links)};
}

Response Exchange::respond_with_view(const Scope& scope) {
    const auto kept = parts_.renders.get(index_->generation(), view_key(), [&] { return render_view(scope); });
    if (names_tag(request_.if_none_match, kept->tag)) return not_modified(kept->tag);
    Response response;
    response.shared_body = {kept, &kept->body};
    response.headers.emplace_back("ETag", kept->tag);
    response.headers.emplace_back("Link", kept->links);
    add_headers(response, false, ask_again);
    return response;
}

Response Exchange::not_modified(const std::string& tag) const {
    Response response{status_not_modified, {{"ETag", tag}, {"Vary", std::string(what_varies())}}, ""};
    add_protection(response, format_ == Format::html, ask_again);
    return response;
}

}  // namespace fcgi
