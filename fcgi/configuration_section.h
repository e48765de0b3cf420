// Reading one table of a TOML file, for configuration*.cpp only: every error with file, line and column.
#pragma once

#include <fmt/format.h>

#include <toml++/toml.h>

#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/text.h"
#include "fcgi/configuration.h"

namespace fcgi {

[[noreturn]] inline void fail(const std::string& file, const toml::source_region& where, const std::string& what) {
    throw ConfigurationError(fmt::format("{}:{}:{}: {}", file, where.begin.line, where.begin.column, what));
}

// The whole file; one that cannot be read to its end, or is none, is a ConfigurationError.
[[nodiscard]] std::string read_file(const std::string& file);

// One table of the file. Each key that is read is taken off; what is left over at the end is unknown.
class Section {
  public:
    Section(const toml::table& root, std::string name, const std::string& file)
        : name_(std::move(name)), file_(file) {
        const toml::node* node = root.get(name_);
        if (node == nullptr) return;
        table_ = node->as_table();
        if (table_ == nullptr) fail(file_, node->source(), fmt::format("[{}] must be a table", name_));
        for (const auto& [key, value] : *table_) unread_.insert(std::string(key.str()));
    }
    Section(const Section&) = delete;
    Section& operator=(const Section&) = delete;

    [[nodiscard]] std::string name() const { return fmt::format("[{}]", name_); }

    void read(const std::string& key, std::string& into) {
        if (const auto* node = take(key)) into = need<std::string>(key, *node, "a text");
    }

    void read(const std::string& key, bool& into) {
        if (const auto* node = take(key)) into = need<bool>(key, *node, "true or false");
    }

    // A text that passes the check.
    template <class Check>
    void read(const std::string& key, std::string& into, const Check& check, std::string_view what) {
        const auto* node = take(key);
        if (node == nullptr) return;
        into = need<std::string>(key, *node, what);
        if (!check(into)) refuse(key, *node, fmt::format("must be {}, and is {}", what, core::quoted(into)));
    }

    void read(const std::string& key, std::vector<std::string>& into) {
        constexpr std::string_view what = "a list of texts";
        const auto* node = take(key);
        if (node == nullptr) return;
        const auto* array = node->as_array();
        if (array == nullptr) refuse(key, *node, fmt::format("must be {}", what));
        into.clear();
        for (const auto& element : *array) into.push_back(need<std::string>(key, element, what));
    }

    template <std::integral T>
    void read(const std::string& key, T& into, std::int64_t least, std::int64_t most) {
        const auto* node = take(key);
        if (node == nullptr) return;
        const auto number = need<std::int64_t>(key, *node, "a whole number");
        if (number < least || number > most)
            refuse(key, *node, fmt::format("must be from {} to {}, and is {}", least, most, number));
        into = static_cast<T>(number);
    }

    // "5s", "500ms", "2m"
    template <class Duration>
    void read_duration(const std::string& key, Duration& into, Duration least, Duration most) {
        const auto* node = take(key);
        if (node == nullptr) return;
        const auto text = need<std::string>(key, *node, "a time such as \"5s\" or \"500ms\"");
        const auto time = parse_duration(text);
        if (!time || std::chrono::duration_cast<Duration>(*time) != *time || *time < least || *time > most) {
            refuse(
                key, *node,
                fmt::format("must be a time from \"{}ms\" to \"{}ms\", such as \"5s\", and is \"{}\"",
                            std::chrono::milliseconds(least).count(), std::chrono::milliseconds(most).count(), text));
        }
        into = std::chrono::duration_cast<Duration>(*time);
    }

    void read_mode(const std::string& key, unsigned& into) {
        const auto* node = take(key);
        if (node == nullptr) return;
        const auto text = need<std::string>(key, *node, "a file mode such as \"0660\"");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into, 8);
        if (error != std::errc() || end != text.data() + text.size() || into > 0777) {
            refuse(key, *node, fmt::format("must be a file mode such as \"0660\", and is \"{}\"", text));
        }
    }

    template <class Taker>
    void each(const Taker& taker) {
        if (table_ == nullptr) return;
        for (const auto& [key, node] : *table_) {
            unread_.erase(std::string(key.str()));
            taker(std::string(key.str()), node);
        }
    }

    void expect_nothing_more() const {
        if (unread_.empty()) return;
        const std::string& key = *unread_.begin();
        fail(file_, table_->get(key)->source(), fmt::format("[{}] has no key {}", name_, core::quoted(key)));
    }

    template <class T>
    T need(const std::string& key, const toml::node& node, std::string_view what) const {
        const auto value = node.value_exact<T>();
        if (!value) refuse(key, node, fmt::format("must be {}", what));
        return *value;
    }

    [[noreturn]] void refuse(const std::string& key, const toml::node& node, const std::string& what) const {
        fail(file_, node.source(), fmt::format("[{}] {} {}", name_, key, what));
    }

  private:
    const toml::node* take(const std::string& key) {
        unread_.erase(key);
        return table_ != nullptr ? table_->get(key) : nullptr;
    }

    static std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
        std::int64_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc() || count < 0 || count > 1'000'000'000) return std::nullopt;
        const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
        if (unit == "ms") return std::chrono::milliseconds(count);
        if (unit == "s") return std::chrono::seconds(count);
        if (unit == "m") return std::chrono::minutes(count);
        return std::nullopt;
    }

    std::string name_;
    const std::string& file_;
    const toml::table* table_ = nullptr;
    std::set<std::string> unread_;
};

// [owners] and [devices].
// `hosts` are those of the configuration: a domain of another host is named by its UUID, for mDNS proves no host's
// name.
void read_owners(const toml::table& root, const std::string& file, const std::map<std::string, std::string>& hosts,
                 core::OwnerSource& source);
void read_devices(const toml::table& root, const std::string& file, core::DevicePolicy& devices);

}  // namespace fcgi
