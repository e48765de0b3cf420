// The functions of storage pools and of their volumes.
#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {
namespace {

// The volume to clone, as libvirt's path or key of it: it may be in any pool of the host.
Outcome create_from(const Object& object, const Arguments& arguments) {
    const auto& about = described<virStorageVolCreateXMLFrom>();
    const char* document = arguments.xml(about.parameters[1]);
    const std::string path = arguments.text(about.parameters[2]);
    const unsigned flags = arguments.flags(about.parameters[3]);
    StorageVolHandle original(virStorageVolLookupByPath(object.connection, path.c_str()));
    if (original == nullptr) original.reset(virStorageVolLookupByKey(object.connection, path.c_str()));
    if (original == nullptr) throw_last_error("virStorageVolLookupByKey");
    auto* const made = virStorageVolCreateXMLFrom(object.as<virStoragePoolPtr>(), document, original.get(), flags);
    if (made == nullptr) throw_last_error("virStorageVolCreateXMLFrom");
    Outcome outcome;
    write_return(made, about, outcome);
    return outcome;
}
constexpr std::array create_from_inputs{Input::none, Input::text, Input::text, Input::integer};

}  // namespace

CommandTable storage_commands() {
    static constexpr std::array table{
        read<virStoragePoolGetAutostart>(Who::reader),
        read<virStoragePoolGetConnect>(Who::reader),
        read<virStoragePoolGetInfo>(Who::reader),
        read<virStoragePoolGetName>(Who::reader),
        read<virStoragePoolGetUUID>(Who::reader),
        read<virStoragePoolGetUUIDString>(Who::reader),
        read<virStoragePoolGetXMLDesc>(Who::reader),
        read<virStoragePoolIsActive>(Who::reader),
        read<virStoragePoolIsPersistent>(Who::reader),
        read<virStoragePoolListAllVolumes>(Who::reader),
        read<virStoragePoolListVolumes>(Who::reader),
        read<virStoragePoolLookupByVolume>(Who::reader),
        read<virStoragePoolNumOfVolumes>(Who::reader),
        read<virStorageVolGetConnect>(Who::reader),
        read<virStorageVolGetInfo>(Who::reader),
        read<virStorageVolGetInfoFlags>(Who::reader),
        read<virStorageVolGetKey>(Who::reader),
        read<virStorageVolGetName>(Who::reader),
        read<virStorageVolGetPath>(Who::reader),
        read<virStorageVolGetXMLDesc>(Who::reader),

        change<virStoragePoolBuild>().destroying().lasting(silent_work),
        change<virStoragePoolCreate>(),
        change<virStoragePoolDelete>().destroying(),
        change<virStoragePoolDestroy>().destroying(),
        change<virStoragePoolRefresh>(),
        change<virStoragePoolSetAutostart>(),
        change<virStoragePoolUndefine>().destroying(),
        change<virStorageVolCreateXML>().lasting(silent_work),
        change<virStorageVolCreateXMLFrom>(Who::admin, create_from).taking(create_from_inputs).lasting(silent_work),
        change<virStorageVolDelete>().destroying(),
        change<virStorageVolResize>().lasting(silent_work),
        change<virStorageVolWipe>().destroying().lasting(silent_work),
        change<virStorageVolWipePattern>().destroying().lasting(silent_work),
    };
    return table;
}

}  // namespace core::commands
