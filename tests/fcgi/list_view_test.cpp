// The addresses around a list, and what a page's sheet gets beside it.
#include "fcgi/list_view.h"

#include <gmock/gmock.h>
#include <libvirt/libvirt.h>

#include "fcgi/representation.h"

namespace {

using core::Argument;
using testing::HasSubstr;
using testing::Not;

const std::string uuid_a = "aaaaaaaa-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_b = "bbbbbbbb-f6a4-8304-79aa-97f2502e193f";
const std::string uuid_c = "cccccccc-f6a4-8304-79aa-97f2502e193f";

const core::DirectoryIndex& network() {
    static const core::DirectoryIndex index({{{"alpha", core::HostState::up, 0, ""}},
                                             {{"a", uuid_a, 7, VIR_DOMAIN_RUNNING, "alpha", "", {}},
                                              {"b", uuid_b, -1, VIR_DOMAIN_SHUTOFF, "alpha", "", {}},
                                              {"c", uuid_c, 3, VIR_DOMAIN_RUNNING, "alpha", "", {}}}});
    return index;
}

fcgi::ListView list(const std::vector<Argument>& arguments, std::optional<std::uint64_t> usual_limit = {},
                    const std::string& format = "") {
    auto query = fcgi::parse_list_query(arguments);
    query.format = format;
    return fcgi::view_list(network(), {}, "/virt/", query, usual_limit);
}
std::string view(const std::vector<Argument>& arguments, const std::string& bulk = "") {
    return fcgi::to_xml(fcgi::view_node(list(arguments, 2), bulk));
}

TEST(AQuery, IsWrittenAsItWasRead) {
    const std::vector<Argument> all{{"q", "a &=%?#/\"é"},    {"state", "VIR_DOMAIN_RUNNING"}, {"owner", "o/ w"},
                                    {"host", "h&"},          {"sort", "-nrVirtCpu"},          {"limit", "7"},
                                    {"after", "h/" + uuid_a}};
    EXPECT_EQ(to_text(fcgi::parse_list_query(all)),
              "?q=a%20%26%3D%25%3F%23%2F%22%C3%A9&state=running&owner=o%2F%20w&host=h%26&sort=-nrVirtCpu&limit=7&"
              "after=h%2F" +
                  uuid_a);
    EXPECT_EQ(to_text(fcgi::parse_list_query({{"sort", "name"}, {"q", ""}, {"state", ""}})), "");
    EXPECT_EQ(to_text(fcgi::parse_list_query({{"sort", "-name"}})), "?sort=-name");
}

TEST(AList, LeadsToItsOtherPages) {
    const auto middle = list({{"limit", "1"}, {"after", uuid_a}}, {}, "json");
    EXPECT_EQ(middle.first_href(), "/virt/?limit=1&format=json");
    EXPECT_EQ(middle.previous_href(), "/virt/?limit=1&format=json");
    EXPECT_EQ(middle.next_href(), "/virt/?limit=1&after=" + uuid_b + "&format=json");
    EXPECT_EQ(middle.links(),
              "</virt/?limit=1&format=json>; rel=\"first\", </virt/?limit=1&format=json>; rel=\"prev\", "
              "</virt/?limit=1&after=" +
                  uuid_b + "&format=json>; rel=\"next\"");
    EXPECT_EQ(list({}).links(), "");
    EXPECT_EQ(list({}, 2).next_href(), "/virt/?after=" + uuid_b);  // the usual limit need not be said
}

TEST(AList, LeavesOutLinksThatAreTooLongForAHeader) {
    const std::string format(fcgi::longest_links - list({{"limit", "1"}}, {}, "x").links().size() + 1, 'x');
    EXPECT_EQ(list({{"limit", "1"}}, {}, format).links().size(), fcgi::longest_links);
    EXPECT_EQ(list({{"limit", "1"}}, {}, format + "x").links(), "");
}

TEST(AView, KeepsWhatIsChosen) {
    const std::string xml = view({{"q", "\"<"}, {"state", "running"}, {"host", "alpha"}, {"sort", "-memory"}});
    EXPECT_THAT(xml,
                HasSubstr("<view href=\"/virt/\" q=\"&quot;&lt;\" state=\"running\" host=\"alpha\" sort=\"-memory\" "
                          "limit=\"2\" from=\"0\" to=\"0\">"));
    EXPECT_THAT(
        xml,
        HasSubstr("<column name=\"memory\" href=\"/virt/?q=%22%3C&amp;state=running&amp;host=alpha&amp;sort=memory\" "
                  "sorted=\"descending\"/>"));
    EXPECT_THAT(xml, HasSubstr("<column name=\"name\" href=\"/virt/?q=%22%3C&amp;state=running&amp;host=alpha\"/>"));
    EXPECT_THAT(xml, HasSubstr("<state name=\"VIR_DOMAIN_RUNNING\" domains=\"0\" "
                               "href=\"/virt/?q=%22%3C&amp;host=alpha&amp;sort=-memory\" chosen=\"yes\"/>"));
}

TEST(AView, TellsWhichPartOfTheListThereIs) {
    EXPECT_THAT(view({}),
                HasSubstr("sort=\"name\" limit=\"2\" from=\"1\" to=\"2\" next=\"/virt/?after=" + uuid_b + "\">"));
    const std::string last = view({{"after", uuid_b}});
    EXPECT_THAT(last, HasSubstr("from=\"3\" to=\"3\" first=\"/virt/\" previous=\"/virt/\">"));
    EXPECT_THAT(last, HasSubstr("<column name=\"name\" href=\"/virt/?sort=-name\" sorted=\"ascending\"/>"));
    EXPECT_THAT(last, HasSubstr("<state name=\"VIR_DOMAIN_RUNNING\" domains=\"2\" href=\"/virt/?state=running\"/>"));
    EXPECT_THAT(view({{"limit", "5"}}), HasSubstr("limit=\"5\" from=\"1\" to=\"3\">"));
}

TEST(AView, SaysWhereToChangeSeveralOnlyToThoseWhoMay) {
    EXPECT_THAT(view({}, "/virt/-/domains/"), HasSubstr(" bulk=\"/virt/-/domains/\""));
    EXPECT_THAT(view({}), Not(HasSubstr("bulk")));
}

}  // namespace
