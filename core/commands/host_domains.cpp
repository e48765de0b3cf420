// What a host can be asked for, or told to make: domains and all other objects.
#include <libvirt/libvirt-qemu.h>

#include "core/adapter.h"
#include "core/commands/tables.h"

namespace core::commands {

CommandTable host_domain_commands() {
    static constexpr std::array table{
        read<virDomainLookupByID>(Who::reader),
        read<virInterfaceLookupByMACString>(Who::reader),
        read<virNodeDeviceLookupSCSIHostByWWN>(Who::reader),
        read<virSecretLookupByUsage>(Who::reader),
        read<virStoragePoolLookupByTargetPath>(Who::reader),
        read<virStorageVolLookupByKey>(Who::reader),
        read<virStorageVolLookupByPath>(Who::reader),
        privileged_read<virDomainSaveImageGetXMLDesc>().with_secret(VIR_DOMAIN_SAVE_IMAGE_XML_SECURE),

        change<virDomainCreateXML>().changing_names(),
        change<virDomainCreateLinux>().changing_names(),
        change<virDomainDefineXML>().changing_names(),
        change<virDomainDefineXMLFlags>().changing_names(),
        change<virDomainQemuAttach>().changing_names(),
        change<virDomainRestore>().lasting(silent_work),
        change<virDomainRestoreFlags>().lasting(silent_work),
        change<virDomainRestoreParams>().lasting(silent_work),
        change<virDomainSaveImageDefineXML>(),
        change<virInterfaceDefineXML>().defining(Target::interface),
        change<virNetworkCreateXML>(),
        change<virNetworkCreateXMLFlags>(),
        change<virNetworkDefineXML>().defining(Target::network),
        change<virNetworkDefineXMLFlags>().defining(Target::network),
        change<virNodeDeviceCreateXML>(),
        change<virNodeDeviceDefineXML>(),
        change<virNWFilterBindingCreateXML>(),
        change<virNWFilterDefineXML>().defining(Target::nwfilter),
        change<virNWFilterDefineXMLFlags>().defining(Target::nwfilter),
        change<virSecretDefineXML>().defining(Target::secret),
        change<virStoragePoolCreateXML>(),
        change<virStoragePoolDefineXML>().defining(Target::storage_pool),
    };
    return table;
}

}  // namespace core::commands
