// What libvirt itself can do, with no HTTP in front: threads that look a domain up by name and call one
// function on it, in a closed loop, over all domains of a connection. Prints one line of JSON.

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

template <auto Free>
struct Release {
    template <typename T>
    void operator()(T* handle) const {
        Free(handle);
    }
};

using Connection = std::unique_ptr<virConnect, Release<virConnectClose>>;
using Domain = std::unique_ptr<virDomain, Release<virDomainFree>>;
using Call = bool (*)(virDomainPtr);

struct Options {
    std::string uri;
    int threads = 4;
    double seconds = 2;
    Call call = nullptr;
    bool shares_connection = false;
    bool keeps_handles = false;
};

struct Tally {
    std::vector<std::uint32_t> latencies_us;
    std::uint64_t failed = 0;
};

bool get_info(virDomainPtr domain) {
    virDomainInfo info;
    return virDomainGetInfo(domain, &info) == 0;
}

bool get_xml_desc(virDomainPtr domain) {
    char* text = virDomainGetXMLDesc(domain, 0);
    std::free(text);
    return text != nullptr;
}

template <typename T>
T parse_number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0)
        throw std::invalid_argument("not a number above zero: " + std::string(text));
    return value;
}

Call find_call(std::string_view command) {
    if (command == "domainGetInfo") return get_info;
    if (command == "domainGetXMLDesc") return get_xml_desc;
    throw std::invalid_argument("unknown command: " + std::string(command));
}

Options parse_options(const std::vector<std::string>& arguments) {
    if (arguments.size() < 4) throw std::invalid_argument("too few arguments");
    Options options;
    options.uri = arguments[0];
    options.threads = parse_number<int>(arguments[1]);
    options.seconds = parse_number<double>(arguments[2]);
    options.call = find_call(arguments[3]);
    for (auto option = arguments.begin() + 4; option != arguments.end(); ++option) {
        if (*option == "--one-connection")
            options.shares_connection = true;
        else if (*option == "--keep-handles")
            options.keeps_handles = true;
        else
            throw std::invalid_argument("unknown option: " + *option);
    }
    return options;
}

std::runtime_error libvirt_failure(const std::string& what) {
    const char* message = virGetLastErrorMessage();
    return std::runtime_error(what + ": " + message);
}

Connection connect(const std::string& uri) {
    Connection connection(virConnectOpen(uri.c_str()));
    if (!connection) throw libvirt_failure(uri);
    return connection;
}

std::vector<std::string> list_names(virConnectPtr connection) {
    virDomainPtr* domains = nullptr;
    const int count = virConnectListAllDomains(connection, &domains, 0);
    if (count < 0) throw libvirt_failure("virConnectListAllDomains");
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        const Domain domain(domains[i]);
        names.emplace_back(virDomainGetName(domain.get()));
    }
    std::free(domains);
    if (names.empty()) throw std::runtime_error("the connection has no domains");
    return names;
}

Domain look_up(virConnectPtr connection, const std::string& name) {
    return Domain(virDomainLookupByName(connection, name.c_str()));
}

std::vector<Domain> look_up_all(virConnectPtr connection, const std::vector<std::string>& names) {
    std::vector<Domain> handles;
    for (const std::string& name : names) handles.push_back(look_up(connection, name));
    return handles;
}

/// Calls until `is_over`, starting at another domain in each thread.
Tally call_until(const std::atomic<bool>& is_over, virConnectPtr connection, const Options& options,
                 const std::vector<std::string>& names, std::size_t position, std::barrier<>& start) {
    const std::vector<Domain> kept = options.keeps_handles ? look_up_all(connection, names) : std::vector<Domain>{};
    Tally tally;
    start.arrive_and_wait();
    while (!is_over.load(std::memory_order_relaxed)) {
        position = (position + 1) % names.size();
        const auto begin = Clock::now();
        const Domain found = kept.empty() ? look_up(connection, names[position]) : Domain{};
        virDomainPtr domain = kept.empty() ? found.get() : kept[position].get();
        if (!domain || !options.call(domain)) ++tally.failed;
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
        tally.latencies_us.push_back(static_cast<std::uint32_t>(took.count()));
    }
    return tally;
}

std::uint32_t percentile(std::vector<std::uint32_t>& values, double share) {
    if (values.empty()) return 0;
    const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

void print_tallies(const std::vector<Tally>& tallies, double elapsed) {
    std::vector<std::uint32_t> all;
    std::uint64_t failed = 0;
    for (const Tally& tally : tallies) {
        all.insert(all.end(), tally.latencies_us.begin(), tally.latencies_us.end());
        failed += tally.failed;
    }
    std::printf(
        R"({"requests": %zu, "failed": %llu, "seconds": %.4f, "per_second": %.1f, "p50_us": %u, "p99_us": %u})"
        "\n",
        all.size(), static_cast<unsigned long long>(failed), elapsed, static_cast<double>(all.size()) / elapsed,
        percentile(all, 0.50), percentile(all, 0.99));
}

void measure(const Options& options) {
    const auto count = static_cast<std::size_t>(options.threads);
    std::vector<Connection> connections;
    for (std::size_t i = 0; i < (options.shares_connection ? 1 : count); ++i)
        connections.push_back(connect(options.uri));
    const std::vector<std::string> names = list_names(connections.front().get());
    std::atomic<bool> is_over = false;
    std::barrier<> start(options.threads + 1);
    std::vector<Tally> tallies(count);
    Clock::time_point begin;
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < count; ++i)
            threads.emplace_back([&, i] {
                tallies[i] = call_until(is_over, connections[i % connections.size()].get(), options, names,
                                        i * names.size() / count, start);
            });
        start.arrive_and_wait();
        begin = Clock::now();
        std::this_thread::sleep_for(std::chrono::duration<double>(options.seconds));
        is_over = true;
    }
    print_tallies(tallies, std::chrono::duration<double>(Clock::now() - begin).count());
}

}  // namespace

int main(int argc, char** argv) {
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
    try {
        measure(parse_options({argv + 1, argv + argc}));
    } catch (const std::invalid_argument& error) {
        std::fprintf(stderr,
                     "raw_libvirt: %s\n"
                     "usage: raw_libvirt URI THREADS SECONDS domainGetInfo|domainGetXMLDesc"
                     " [--one-connection] [--keep-handles]\n",
                     error.what());
        return 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "raw_libvirt: %s\n", error.what());
        return 1;
    }
    return 0;
}
