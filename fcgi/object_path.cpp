#include "fcgi/object_path.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace fcgi {
namespace {

constexpr PathVariable owner{"owner", "An owner of the domain; _ for a domain without owners."};
constexpr PathVariable domain{"vm", "The domain's name or UUID."};
constexpr PathVariable snapshot{"snapshot", "The snapshot's name."};
constexpr PathVariable host{"host", "The host's name here, as the list of hosts has it."};

constexpr std::array of_domain{owner, domain};
constexpr std::array of_snapshot{owner, domain, snapshot};
constexpr std::array of_host{host};

constexpr std::array paths{
    ObjectPath{core::Target::domain, "/{owner}/{vm}", of_domain},
    ObjectPath{core::Target::snapshot, "/{owner}/{vm}/snapshots/{snapshot}", of_snapshot},
    ObjectPath{core::Target::host, "/-/hosts/{host}", of_host},
};

}  // namespace

const ObjectPath& path_of(core::Target target) {
    const auto found = std::ranges::find(paths, target, &ObjectPath::target);
    if (found == paths.end()) throw std::logic_error("an object has no address");
    return *found;
}

}  // namespace fcgi
