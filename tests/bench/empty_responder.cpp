// A FastCGI responder that does nothing: a fixed page (4 KB unless another size is given) from N processes of T
// threads. It shows what the web server, the protocol and libfcgi cost before any work is done.

#include <fcgiapp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

constexpr int default_page_size = 4096;
constexpr int backlog = 1024;

int parse_count(std::string_view text, int most) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > most)
        throw std::invalid_argument("not from 1 to " + std::to_string(most) + ": " + std::string(text));
    return value;
}

void answer_requests(int socket, const std::string& answer) {
    FCGX_Request request;
    FCGX_InitRequest(&request, socket, 0);
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutStr(answer.data(), static_cast<int>(answer.size()), request.out);
        FCGX_Finish_r(&request);
    }
}

[[noreturn]] void serve(int socket, int thread_count, int page_size) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    FCGX_Init();
    const std::string answer = "Content-Type: application/xml\r\nContent-Length: " + std::to_string(page_size) +
                               "\r\n\r\n" + std::string(static_cast<std::size_t>(page_size), ' ');
    {
        std::vector<std::jthread> threads;
        for (int i = 1; i < thread_count; ++i) threads.emplace_back(answer_requests, socket, std::cref(answer));
        answer_requests(socket, answer);
    }
    _exit(1);
}

int run(const std::vector<std::string>& arguments) {
    if (arguments.size() != 3 && arguments.size() != 4)
        throw std::invalid_argument("three or four arguments are needed");
    const int processes = parse_count(arguments[1], 256);
    const int threads = parse_count(arguments[2], 256);
    const int page_size = arguments.size() == 4 ? parse_count(arguments[3], 1 << 28) : default_page_size;
    const int socket = arguments[0] == "-" ? 0 : FCGX_OpenSocket(arguments[0].c_str(), backlog);
    if (socket < 0) throw std::runtime_error("cannot listen on " + arguments[0]);
    for (int i = 0; i < processes; ++i) {
        const pid_t child = fork();
        if (child < 0) throw std::runtime_error("cannot fork");
        if (child == 0) serve(socket, threads, page_size);
    }
    // The children end with this process; one that ends by itself is a fault.
    wait(nullptr);
    throw std::runtime_error("a process ended");
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run({argv + 1, argv + argc});
    } catch (const std::exception& error) {
        std::fprintf(
            stderr,
            "empty_responder: %s\n"
            "usage: empty_responder SOCKET|- PROCESSES THREADS [BYTES]   (- is a socket inherited as fd 0)\n",
            error.what());
    }
    return 1;
}
