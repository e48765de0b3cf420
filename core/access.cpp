#include "core/access.h"

#include <algorithm>

namespace core {

Verdict judge(const Visitor& visitor, const Command& command, std::span<const std::string> owners) {
    if (!visitor.owner.empty()) {
        const bool is_his = is_of_domain(command.target) && std::ranges::find(owners, visitor.owner) != owners.end();
        if (!is_his) return Verdict::not_there;
        if (command.who == Who::admin) return Verdict::admins_only;
    }
    return command.effect != Effect::read && visitor.is_read_only ? Verdict::read_only : Verdict::allowed;
}

bool may_see(const Visitor& visitor, const Command& command, const Arguments& arguments) {
    if (!command.asks_secrets(arguments)) return true;
    return visitor.sees_secrets && visitor.owner.empty() && !visitor.is_read_only;
}

}  // namespace core
