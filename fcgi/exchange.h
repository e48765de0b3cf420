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
    void choose_format();

    [[nodiscard]] bool is_owners() const noexcept { return site_.is_owners(); }
    void enter_owners_site();
    // One for each place.
    [[nodiscard]] Response place_for_owner();
    [[nodiscard]] Response redirect() const;
    [[nodiscard]] Response health() const;
    [[nodiscard]] Response asset() const;
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

    [[nodiscard]] const core::Command& find_command(core::Target target, std::string_view name) const;
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
    void surround_with_commands(core::Target target, const std::string& object_href,
                                std::span<const std::string> owners);
    [[nodiscard]] Response respond(Answer answer) const;
    [[nodiscard]] Response respond_with_view(const Scope& scope) const;
    // Written once for all who ask for the same view of the same generation.
    [[nodiscard]] Response respond_once(const std::function<std::string()>& write_body) const;
    void add_headers(Response& response, bool is_problem) const;
    static void add_protection(Response& response, bool is_page);
    [[nodiscard]] Response fail(const Problem& problem) const;
    [[nodiscard]] std::string write(const Answer& answer) const;
    [[nodiscard]] std::string write_page(const Answer& answer) const;

    const ApplicationParts& parts_;
    Request request_;
    std::shared_ptr<const KeptRequest> kept_;  // whose texts the request's are, if it has outlasted its client
    const Urls urls_;
    const core::Clock::time_point started_ = core::Clock::now();
    const core::Clock::time_point deadline_;
    Site site_;
    Route route_;
    std::shared_ptr<const core::DirectoryIndex> index_;
    std::vector<core::Argument> query_;  // without format and form
    std::string asked_host_;             // ?host=: which of several with one UUID
    bool wants_form_ = false;
    Format format_ = Format::xml;
    Surroundings surroundings_;
    Attempt attempt_;  // to change something, if it is one
    bool is_attempt_ = false;
    std::shared_ptr<void> slot_;  // of a command that outlasts the request
};

}  // namespace fcgi
