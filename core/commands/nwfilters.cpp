// The functions of network filters and of their bindings.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable nwfilter_commands() {
    static constexpr std::array table{
        read<virNWFilterBindingGetFilterName>(Who::reader),
        read<virNWFilterBindingGetPortDev>(Who::reader),
        read<virNWFilterBindingGetXMLDesc>(Who::reader),
        read<virNWFilterGetName>(Who::reader),
        read<virNWFilterGetUUID>(Who::reader),
        read<virNWFilterGetUUIDString>(Who::reader),
        read<virNWFilterGetXMLDesc>(Who::reader),

        change<virNWFilterBindingDelete>().destroying(),
        change<virNWFilterUndefine>().destroying(),
    };
    return table;
}

}  // namespace core::commands
