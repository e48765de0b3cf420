// One request under way: what came of it so far, for the answer or for the problem that ends it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fcgi/application.h"
#include "fcgi/directory_view.h"
#include "fcgi/form_view.h"

namespace fcgi {

// Owned by a shared_ptr: what it leaves to be done later (message.h) keeps it.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(const ApplicationParts& parts, const Request& request);

    [[nodiscard]] Response answer();

  private:
    static constexpr std::string_view read_methods = "GET, HEAD";
    // What a change made or removed shows in the directory by then; otherwise the answer goes out as it is.
    static constexpr std::chrono::milliseconds longest_directory_wait{1000};
    // Changes of one owner under way at a time, in all workers together: he takes no more threads, and no more of a
    // host's connections, whatever his guests do. And one of each of his domains: what was checked still holds.
    static constexpr int most_changes_of_owner = 3;
    // In all workers together: fewer than the jobs that one of them may have, as it is set up by itself.
    static constexpr int most_long_calls_of_host = 6;

    struct Answer {
        int status = 200;
        Content content;
        std::optional<Problem> problem = {};
        std::vector<std::pair<std::string, std::string>> headers = {};
    };

    [[nodiscard]] Response serve();
    [[nodiscard]] Response place();
    void read_query();
    // Of this request: its address says whether it may name many domains.
    [[nodiscard]] Limits limits_of_arguments() const;
    void choose_format();

    [[nodiscard]] bool is_owners() const noexcept { return site_.is_owners(); }
    void enter_owners_site();
    // One for each place.
    [[nodiscard]] Response place_for_owner();
    [[nodiscard]] Response redirect() const;
    [[nodiscard]] Response health() const;
    [[nodiscard]] Response asset() const;
    [[nodiscard]] Response schema() const;
    [[nodiscard]] Response directory();
    [[nodiscard]] Response commands();
    [[nodiscard]] Response openapi();
    [[nodiscard]] Response domain();
    [[nodiscard]] Response host();
    // What a command is called on: a host's function if `domain` is empty.
    struct Object {
        const core::HostEntry* host;
        std::string domain;  // the key for libvirt: a name or a UUID
        std::string uuid;
        bool is_announced;
        std::span<const std::string> owners;
        std::vector<core::Step> path = {};  // from it to what is meant
    };
    [[nodiscard]] Response on_object(core::Target target, const Object& object, std::string_view command_name);

    // "?disk=vda&host=alpha", what was asked beside form and format; empty if nothing was.
    [[nodiscard]] std::string asked_query() const;
    [[nodiscard]] const core::Command& find_command(core::Target target, std::string_view name) const;
    // Tries again while the directory is behind the host.
    void follow_directory(const std::function<void()>& attempt);
    [[nodiscard]] Response domain_as_known();
    [[nodiscard]] const core::DomainEntry& find_domain() const;
    [[nodiscard]] Problem not_found(const std::string& sentence) const;
    void allow_only_get() const;
    void check_method(const core::Command& command) const;
    void check_access(const core::Command& command, std::span<const std::string> owners) const;
    [[nodiscard]] Problem no_such_domain() const;
    [[nodiscard]] core::Arguments arguments(const core::Command& command) const;
    void check_call(const core::Command& command, const Object& object);
    [[nodiscard]] std::vector<core::Turns::Turn> begin(const core::Command& command, const Object& object);
    // Whether a call may take longer than the request, and whether the work counts too that it only begins.
    enum class Lasts : std::uint8_t { no, call, and_work };
    [[nodiscard]] core::Outcome carry_out(const core::Command& command, const Object& object,
                                          Lasts lasts = Lasts::no);
    void keep_from_owner(const core::HostUnavailable& error);
    [[nodiscard]] Answer finished(const core::Command& command, core::Outcome outcome, const Object& object) const;
    [[nodiscard]] Response run(const core::Command& command, const Object& object);
    // Several domains at once: exchange_several.cpp.
    struct OneOfSeveral;
    [[nodiscard]] Response several();
    [[nodiscard]] Response form_of_several(const core::Command& command);
    void surround_with_domains(std::span<const std::string> uuids);
    [[nodiscard]] std::vector<std::string> take_domains(std::vector<core::Argument>& arguments) const;
    void catch_up_with(std::span<const std::string> uuids);
    [[nodiscard]] const core::DomainEntry* known_domain(std::string_view uuid) const;
    [[nodiscard]] std::string_view owner_shown(const core::DomainEntry& domain) const;
    [[nodiscard]] core::Node domains_node(std::span<const std::string> uuids) const;
    void call_several(const core::Command& command, std::vector<OneOfSeveral>& all) const;
    void call_one(const core::Command& command, OneOfSeveral& one) const noexcept;
    void call_as_one(const core::Command& command, OneOfSeveral& one);
    [[nodiscard]] int call_known(const core::Command& command, const core::DomainEntry& entry, core::Node& result);
    [[nodiscard]] core::Node results_node(const core::Command& command, const std::vector<OneOfSeveral>& all) const;
    // What moves bytes: exchange_stream.cpp.
    [[nodiscard]] bool asks_for_bytes() const;
    void check_body(const core::Command& command) const;
    void take_slot();
    [[nodiscard]] Response run_stream(const core::Command& command, const Object& object);
    [[nodiscard]] Response give_bytes(const std::shared_ptr<core::Transfer>& transfer);
    [[nodiscard]] Response first_bytes(const std::shared_ptr<core::Transfer>& transfer);
    void add_stream_headers(Response& response, const core::Transfer& transfer) const;
    [[nodiscard]] Response take_bytes(core::Node result, const std::shared_ptr<core::Transfer>& transfer);
    void take_body(core::Transfer& transfer) const;
    [[nodiscard]] Response fail_stream(core::Transfer& transfer);

    // Calls that may go on without their request: exchange_job.cpp.
    struct LastingCall;
    [[nodiscard]] Response run_lasting(const core::Command& command, const Object& object);
    void carry_out_lasting(const core::Command& command, const Object& object, LastingCall& call) noexcept;
    [[nodiscard]] Answer ended(const core::Command& command, const Object& object, LastingCall& call) noexcept;
    [[nodiscard]] std::shared_ptr<Exchange> twin() const;
    void start(const std::shared_ptr<Exchange>& twin, const core::Command& command, const Object& object,
               const std::shared_ptr<LastingCall>& call);
    // One that is not waited for: the job that it has become.
    [[nodiscard]] core::Node begin_job(const core::Command& command, const Object& object);
    [[nodiscard]] std::shared_ptr<LastingCall> take_room(const core::Command& command, const Object& object);
    void take_turn_of_host(std::vector<core::Turns::Turn>& turns, const core::HostEntry& host) const;
    [[nodiscard]] bool put_on_board(LastingCall& call, const core::Command& command, const Object& object) const;
    [[nodiscard]] Response jobs();
    [[nodiscard]] Response job();
    void check_sees_jobs() const;
    [[nodiscard]] bool may_see_job(const Job& job) const;
    [[nodiscard]] std::optional<core::Node> progress_of(const Job& job) const;

    // Another host, which an argument names.
    [[nodiscard]] const core::HostEntry& host_argument(const core::api::Parameter& parameter) const;
    void check_reachable(const Object& object) const;
    [[nodiscard]] std::vector<core::Turns::Turn> take_turns(const core::Command& command, const Object& object) const;
    [[nodiscard]] core::Outcome call_on(const core::HostEntry& entry, const core::Command& command,
                                        const Object& object, Lasts lasts) const;
    [[nodiscard]] core::Outcome set_owners_everywhere(const core::Command& command, const Object& object) const;
    [[nodiscard]] Problem discreet(Problem problem) const;
    [[nodiscard]] bool shows(const core::DirectoryIndex& index, const core::Command& command,
                             const core::Outcome& outcome, const Object& object) const;
    void wait_for_directory(const core::Command& command, const core::Outcome& outcome, const Object& object) const;
    [[nodiscard]] Answer answer_with(const core::Command& command, core::Outcome outcome, bool was_known) const;
    void record(int status);

    // What the route's path leads to, from the domain or the host at the address.
    [[nodiscard]] Response on_path(Object object, const std::string& from);
    [[nodiscard]] std::string href_of(const core::Reference& reference) const;
    void add_addresses(core::Node& node) const;
    // Whether the address of an object is asked what can be called there (?commands), and the answer.
    [[nodiscard]] bool wants_commands() const;
    [[nodiscard]] Response commands_of(core::Target target, std::span<const std::string> owners);
    [[nodiscard]] Response respond(Answer answer) const;
    // What comes from the directory alone: exchange_view.cpp.
    [[nodiscard]] Response respond_with_view(const Scope& scope);
    [[nodiscard]] Rendering render_view(const Scope& scope);
    [[nodiscard]] Response not_modified(const std::string& tag) const;
    // What a page has around its answer: exchange_page.cpp.
    void surround_with_commands(core::Target target, const std::string& object_href,
                                std::span<const std::string> owners, std::string_view only = {});
    void surround_with_collections(core::Target target, const std::string& object_href,
                                   std::span<const std::string> owners);
    void surround_with_reads(core::Target target, std::span<const std::string> owners);
    void surround_with_edit(core::Target target, const Object& object);
    // Forms, and what was typed in them: exchange_form.cpp.
    [[nodiscard]] Response form(const core::Command& command, const Object& object);
    [[nodiscard]] std::string lead_back_to(core::Target target, const core::HostEntry& host, const std::string& key);
    [[nodiscard]] std::string present_document(const core::Kind& kind, const Object& host, const std::string& key,
                                               bool& lacks_secrets) const;
    void keep_form(const Problem& problem);
    // Written once for all who ask for the same view of the same generation.
    [[nodiscard]] Response respond_once(const std::function<std::string()>& write_body) const;
    [[nodiscard]] std::string view_key() const;
    void add_headers(Response& response, bool is_problem, std::string_view cache_control = never_store) const;
    // The value of the Link header; is_document: the answer is one of libvirt's.
    [[nodiscard]] std::string own_links(bool is_document) const;
    [[nodiscard]] std::string_view what_varies() const noexcept {
        return format_ == Format::html ? "Accept, Accept-Language" : "Accept";
    }
    static constexpr std::string_view never_store = "no-store";
    static constexpr std::string_view ask_again = "private, no-cache";  // whether it is still so, every time
    static void add_protection(Response& response, bool is_page, std::string_view cache_control = never_store);
    [[nodiscard]] Response fail(const Problem& problem) const;
    [[nodiscard]] std::string write(const Answer& answer) const;
    [[nodiscard]] std::string write_page(const Answer& answer, std::string* meaning = nullptr) const;
    // The set that the web server names; the default one if there is none of this name.
    [[nodiscard]] const Stylesheet& stylesheet() const;
    // Of the page; empty if this is none, or its set says nothing of languages.
    [[nodiscard]] std::string_view language() const;

    const ApplicationParts& parts_;
    Request request_;
    std::shared_ptr<const KeptRequest> kept_;  // whose texts the request's are, if it has outlasted its client
    const Urls urls_;
    core::Clock::time_point started_ = core::Clock::now();
    const core::Clock::time_point deadline_;
    Site site_;
    Route route_;
    std::shared_ptr<const core::DirectoryIndex> index_;
    std::vector<core::Argument> query_;  // without format and form
    std::string asked_host_;             // ?host=: which of several with one UUID
    bool is_copy_ = false;               // the domain is one that takes ?host= to be found
    bool wants_form_ = false;
    Format format_ = Format::xml;
    std::string asked_format_;  // ?format=, which other pages of a list keep
    Surroundings surroundings_;
    mutable bool has_sheet_failed_ = false;
    std::vector<const core::Command*> beside_;  // reads that complete the page
    struct Form {
        const core::Command* command;
        std::string href;
        std::string back;
        std::vector<std::string> domains = {};  // by UUID, of several at once
        bool is_filled_in = false;              // and was sent, by somebody who may, from a page of this site
    };
    std::optional<Form> form_;                      // of the command that is asked for
    std::shared_ptr<const core::Arguments> given_;  // to each of several domains, instead of the request's
    Attempt attempt_;                               // to change something, if it is one
    bool is_attempt_ = false;
    std::shared_ptr<void> slot_;  // of a command that outlasts the request
};

}  // namespace fcgi
