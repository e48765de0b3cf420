#include "fcgi/application.h"

#include <spdlog/spdlog.h>

#include "core/text.h"
#include "fcgi/exchange.h"

namespace fcgi {

Response Application::handle(const Request& request) const noexcept {
    try {
        return std::make_shared<Exchange>(parts_, request)->answer();
    } catch (const std::exception& error) {
        spdlog::error("a request could not be answered: {}", core::quoted(error.what()));
    }
    return Response{500, {{"Content-Type", "text/plain; charset=utf-8"}}, "500 Internal Server Error\n"};
}

}  // namespace fcgi
