#include "discovery/publisher.h"

#include <avahi-common/error.h>
#include <avahi-common/strlst.h>
#include <spdlog/spdlog.h>

#include <new>
#include <utility>

#include "core/text.h"

namespace discovery {

namespace {

struct FreeTexts {
    void operator()(AvahiStringList* texts) const noexcept { avahi_string_list_free(texts); }
};
using Texts = std::unique_ptr<AvahiStringList, FreeTexts>;

// Avahi's lists grow at their head, and avahi-daemon sends them from their end: the first text goes first over the
// wire.
Texts to_avahi(const std::vector<std::string>& texts) {
    Texts list;
    for (const auto& text : texts) {
        AvahiStringList* longer = avahi_string_list_add_arbitrary(
            list.get(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        if (longer == nullptr) throw std::bad_alloc();
        [[maybe_unused]] const auto* before = list.release();
        list.reset(longer);
    }
    return list;
}

constexpr AvahiPublishFlags no_flags{};

}  // namespace

Publisher::Publisher(std::function<void(std::size_t)> established)
    : established_(std::move(established)),
      client_({[this](AvahiClient* client) { running(client); }, [this](const std::string&) { gone(); }}) {}

void Publisher::publish(std::vector<Service> services) {
    client_.post([this, services = std::move(services)]() mutable {
        wanted_ = std::move(services);
        if (std::exchange(is_gathering_, true)) return;
        client_.after(gathering_time, [this] {
            is_gathering_ = false;
            if (avahi_ != nullptr) apply_wanted();
        });
    });
}

void Publisher::running(AvahiClient* client) {
    avahi_ = client;
    told_error_ = AVAHI_OK;
    has_news_ = true;
    apply(roster_.regroup());
    apply_wanted();
}

void Publisher::gone() {
    avahi_ = nullptr;
    pending_.clear();
    groups_.clear();
}

void Publisher::apply_wanted() {
    apply(roster_.want(wanted_));
    tell_if_settled();
}

// Everything is withdrawn before anything is announced: a name may go from one service to another.
void Publisher::apply(const Roster::Changes& changes) {
    withdraw(changes);
    for (const auto id : changes.to_fill) fill(id);
    for (const auto& [id, index] : changes.new_texts) update_texts(id, index);
}

void Publisher::withdraw(const Roster::Changes& changes) {
    for (const auto* ids : {&changes.gone, &changes.to_fill}) {
        for (const auto id : *ids) {
            has_news_ = true;
            groups_.erase(id);
            pending_.erase(id);
        }
    }
}

void Publisher::fill(Roster::GroupId id) {
    const auto& entries = roster_.entries(id);
    if (avahi_ == nullptr || entries.empty() || groups_.contains(id)) return;
    auto group = std::make_unique<Group>(Group{this, id, ++fillings_});
    group->avahi.reset(avahi_entry_group_new(avahi_, state_changed, group.get()));
    int error = group->avahi != nullptr ? add_all(group->avahi.get(), id) : avahi_client_errno(avahi_);
    if (error == AVAHI_OK) error = avahi_entry_group_commit(group->avahi.get());
    if (error == AVAHI_OK) {
        groups_.emplace(id, std::move(group));
        pending_.insert(id);
        return;
    }
    group.reset();
    resolve(id, error);
}

void Publisher::fill_soon(Roster::GroupId id) {
    pending_.insert(id);
    fill_later(id, std::chrono::milliseconds(
                       std::uniform_int_distribution<>(0, static_cast<int>(longest_quick_attempt.count()))(random_)));
}

void Publisher::fill_later(Roster::GroupId id, std::chrono::milliseconds wait) {
    client_.after(wait, [this, id] {
        fill(id);
        tell_if_settled();
    });
}

int Publisher::add_all(AvahiEntryGroup* group, Roster::GroupId id) const {
    for (const auto& entry : roster_.entries(id)) {
        const Texts texts = to_avahi(entry.service.texts);
        const int error = avahi_entry_group_add_service_strlst(group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, no_flags,
                                                               entry.name.c_str(), entry.service.type.c_str(),
                                                               nullptr, nullptr, entry.service.port, texts.get());
        if (error != AVAHI_OK) return error;
    }
    return AVAHI_OK;
}

// The group is not announced, for this reason.
void Publisher::resolve(Roster::GroupId id, int error) {
    if (avahi_ == nullptr || avahi_client_get_state(avahi_) != AVAHI_CLIENT_S_RUNNING)
        return;  // gone() is on its way
    if (error == AVAHI_ERR_COLLISION) {
        const auto changes = roster_.resolve_collision(id);
        withdraw(changes);
        for (const auto next : changes.to_fill) {
            const auto& entry = roster_.entries(next).front();
            spdlog::debug("a name is taken: attempt {} for {} is {}", entry.attempt, core::quoted(entry.service.name),
                          core::quoted(entry.name));
            if (entry.attempt > most_quick_attempts) {
                fill_later(next, slow_attempt);
            } else {
                fill_soon(next);
            }
        }
    } else if (roster_.entries(id).size() > 1) {
        apply(roster_.split(id));
    } else {
        refused(id, error);
    }
}

void Publisher::refused(Roster::GroupId id, int error) {
    if (std::exchange(told_error_, error) != error) {
        const auto& entries = roster_.entries(id);
        spdlog::error("Avahi does not announce {}, and maybe others: {}; trying again every {} s",
                      core::quoted(entries.empty() ? "" : entries.front().name), avahi_strerror(error),
                      retry_refused.count());
    }
    groups_.erase(id);
    pending_.erase(id);
    fill_later(id, retry_refused);
}

void Publisher::update_texts(Roster::GroupId id, std::size_t index) {
    const auto group = groups_.find(id);
    if (group == groups_.end()) return;  // it is being filled later, with the new texts
    const auto& entry = roster_.entries(id).at(index);
    const Texts texts = to_avahi(entry.service.texts);
    const int error = avahi_entry_group_update_service_txt_strlst(group->second->avahi.get(), AVAHI_IF_UNSPEC,
                                                                  AVAHI_PROTO_UNSPEC, no_flags, entry.name.c_str(),
                                                                  entry.service.type.c_str(), nullptr, texts.get());
    if (error != AVAHI_OK) apply({{}, {id}, {}});
}

// Avahi is in the midst of its own work: the group must not be freed here.
void Publisher::state_changed(AvahiEntryGroup* avahi, AvahiEntryGroupState state, void* userdata) noexcept {
    if (state == AVAHI_ENTRY_GROUP_UNCOMMITED || state == AVAHI_ENTRY_GROUP_REGISTERING) return;
    const auto* group = static_cast<const Group*>(userdata);
    auto* publisher = group->publisher;
    const int error = state == AVAHI_ENTRY_GROUP_COLLISION ? AVAHI_ERR_COLLISION
                                                           : avahi_client_errno(avahi_entry_group_get_client(avahi));
    publisher->client_.post([publisher, id = group->id, filling = group->filling, state, error] {
        publisher->note(id, filling, state, error);
    });
}

void Publisher::note(Roster::GroupId id, std::uint64_t filling, AvahiEntryGroupState state, int error) {
    const auto group = groups_.find(id);
    if (group == groups_.end() || group->second->filling != filling) return;
    pending_.erase(id);
    has_news_ = true;
    if (state == AVAHI_ENTRY_GROUP_ESTABLISHED) {
        group->second->is_established = true;
        for (const auto& entry : roster_.entries(id)) {
            if (entry.attempt == 1) continue;
            spdlog::info("{} is announced as {}", core::quoted(entry.service.name), core::quoted(entry.name));
        }
    } else {
        groups_.erase(group);
        resolve(id, error);
    }
    tell_if_settled();
}

void Publisher::tell_if_settled() {
    if (avahi_ == nullptr || !pending_.empty() || !std::exchange(has_news_, false)) return;
    std::size_t services = 0;
    for (const auto& [id, group] : groups_) {
        if (group->is_established) services += roster_.entries(id).size();
    }
    established_(services);
}

}  // namespace discovery
