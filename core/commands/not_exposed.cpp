#include "core/commands/not_exposed.h"

#include <array>

namespace core::commands {
namespace {

constexpr std::array list{
    NotExposed{"virConnCopyLastError", WhyNot::plumbing},
    NotExposed{"virConnGetLastError", WhyNot::plumbing},
    NotExposed{"virConnResetLastError", WhyNot::plumbing},
    NotExposed{"virConnSetErrorFunc", WhyNot::plumbing},
    NotExposed{"virConnectClose", WhyNot::connection},
    NotExposed{"virConnectDomainEventDeregister", WhyNot::callback},
    NotExposed{"virConnectDomainEventDeregisterAny", WhyNot::callback},
    NotExposed{"virConnectDomainEventRegister", WhyNot::callback},
    NotExposed{"virConnectDomainEventRegisterAny", WhyNot::callback},
    NotExposed{"virConnectNetworkEventDeregisterAny", WhyNot::callback},
    NotExposed{"virConnectNetworkEventRegisterAny", WhyNot::callback},
    NotExposed{"virConnectNodeDeviceEventDeregisterAny", WhyNot::callback},
    NotExposed{"virConnectNodeDeviceEventRegisterAny", WhyNot::callback},
    NotExposed{"virConnectOpen", WhyNot::connection},
    NotExposed{"virConnectOpenAuth", WhyNot::connection},
    NotExposed{"virConnectOpenReadOnly", WhyNot::connection},
    NotExposed{"virConnectRef", WhyNot::lifetime},
    NotExposed{"virConnectRegisterCloseCallback", WhyNot::callback},
    NotExposed{"virConnectSecretEventDeregisterAny", WhyNot::callback},
    NotExposed{"virConnectSecretEventRegisterAny", WhyNot::callback},
    NotExposed{"virConnectSetIdentity", WhyNot::connection},
    NotExposed{"virConnectSetKeepAlive", WhyNot::connection},
    NotExposed{"virConnectStoragePoolEventDeregisterAny", WhyNot::callback},
    NotExposed{"virConnectStoragePoolEventRegisterAny", WhyNot::callback},
    NotExposed{"virConnectUnregisterCloseCallback", WhyNot::callback},
    NotExposed{"virCopyLastError", WhyNot::plumbing},
    NotExposed{"virDefaultErrorFunc", WhyNot::plumbing},
    NotExposed{"virDomainCheckpointFree", WhyNot::lifetime},
    NotExposed{"virDomainCheckpointRef", WhyNot::lifetime},
    NotExposed{"virDomainCreateWithFiles", WhyNot::descriptor},
    NotExposed{"virDomainCreateXMLWithFiles", WhyNot::descriptor},
    NotExposed{"virDomainFDAssociate", WhyNot::descriptor},
    NotExposed{"virDomainFSInfoFree", WhyNot::lifetime},
    NotExposed{"virDomainFree", WhyNot::lifetime},
    NotExposed{"virDomainIOThreadInfoFree", WhyNot::lifetime},
    NotExposed{"virDomainInterfaceFree", WhyNot::lifetime},
    NotExposed{"virDomainLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virDomainOpenChannel", WhyNot::interactive},
    NotExposed{"virDomainOpenConsole", WhyNot::interactive},
    NotExposed{"virDomainOpenGraphics", WhyNot::descriptor},
    NotExposed{"virDomainOpenGraphicsFD", WhyNot::descriptor},
    NotExposed{"virDomainRef", WhyNot::lifetime},
    NotExposed{"virDomainSnapshotFree", WhyNot::lifetime},
    NotExposed{"virDomainSnapshotRef", WhyNot::lifetime},
    NotExposed{"virDomainStatsRecordListFree", WhyNot::lifetime},
    NotExposed{"virEventAddHandle", WhyNot::plumbing},
    NotExposed{"virEventAddTimeout", WhyNot::plumbing},
    NotExposed{"virEventRegisterDefaultImpl", WhyNot::plumbing},
    NotExposed{"virEventRegisterImpl", WhyNot::plumbing},
    NotExposed{"virEventRemoveHandle", WhyNot::plumbing},
    NotExposed{"virEventRemoveTimeout", WhyNot::plumbing},
    NotExposed{"virEventRunDefaultImpl", WhyNot::plumbing},
    NotExposed{"virEventUpdateHandle", WhyNot::plumbing},
    NotExposed{"virEventUpdateTimeout", WhyNot::plumbing},
    NotExposed{"virFreeError", WhyNot::plumbing},
    NotExposed{"virGetLastError", WhyNot::plumbing},
    NotExposed{"virGetLastErrorCode", WhyNot::plumbing},
    NotExposed{"virGetLastErrorDomain", WhyNot::plumbing},
    NotExposed{"virGetLastErrorMessage", WhyNot::plumbing},
    NotExposed{"virInitialize", WhyNot::connection},
    NotExposed{"virInterfaceFree", WhyNot::lifetime},
    NotExposed{"virInterfaceRef", WhyNot::lifetime},
    NotExposed{"virNWFilterBindingFree", WhyNot::lifetime},
    NotExposed{"virNWFilterBindingRef", WhyNot::lifetime},
    NotExposed{"virNWFilterFree", WhyNot::lifetime},
    NotExposed{"virNWFilterLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virNWFilterRef", WhyNot::lifetime},
    NotExposed{"virNetworkDHCPLeaseFree", WhyNot::lifetime},
    NotExposed{"virNetworkFree", WhyNot::lifetime},
    NotExposed{"virNetworkLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virNetworkPortFree", WhyNot::lifetime},
    NotExposed{"virNetworkPortLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virNetworkPortRef", WhyNot::lifetime},
    NotExposed{"virNetworkRef", WhyNot::lifetime},
    NotExposed{"virNodeDeviceFree", WhyNot::lifetime},
    NotExposed{"virNodeDeviceRef", WhyNot::lifetime},
    NotExposed{"virResetError", WhyNot::plumbing},
    NotExposed{"virResetLastError", WhyNot::plumbing},
    NotExposed{"virSaveLastError", WhyNot::plumbing},
    NotExposed{"virSecretFree", WhyNot::lifetime},
    NotExposed{"virSecretLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virSecretRef", WhyNot::lifetime},
    NotExposed{"virSetErrorFunc", WhyNot::plumbing},
    NotExposed{"virStoragePoolFree", WhyNot::lifetime},
    NotExposed{"virStoragePoolLookupByUUID", WhyNot::raw_uuid},
    NotExposed{"virStoragePoolRef", WhyNot::lifetime},
    NotExposed{"virStorageVolFree", WhyNot::lifetime},
    NotExposed{"virStorageVolRef", WhyNot::lifetime},
    NotExposed{"virStreamAbort", WhyNot::stream},
    NotExposed{"virStreamEventAddCallback", WhyNot::callback},
    NotExposed{"virStreamEventRemoveCallback", WhyNot::callback},
    NotExposed{"virStreamEventUpdateCallback", WhyNot::callback},
    NotExposed{"virStreamFinish", WhyNot::stream},
    NotExposed{"virStreamFree", WhyNot::lifetime},
    NotExposed{"virStreamNew", WhyNot::stream},
    NotExposed{"virStreamRecv", WhyNot::stream},
    NotExposed{"virStreamRecvAll", WhyNot::plumbing},
    NotExposed{"virStreamRecvFlags", WhyNot::stream},
    NotExposed{"virStreamRecvHole", WhyNot::stream},
    NotExposed{"virStreamRef", WhyNot::lifetime},
    NotExposed{"virStreamSend", WhyNot::stream},
    NotExposed{"virStreamSendAll", WhyNot::plumbing},
    NotExposed{"virStreamSendHole", WhyNot::stream},
    NotExposed{"virStreamSparseRecvAll", WhyNot::plumbing},
    NotExposed{"virStreamSparseSendAll", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddBoolean", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddDouble", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddFromString", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddInt", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddLLong", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddString", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddStringList", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddUInt", WhyNot::plumbing},
    NotExposed{"virTypedParamsAddULLong", WhyNot::plumbing},
    NotExposed{"virTypedParamsClear", WhyNot::plumbing},
    NotExposed{"virTypedParamsFree", WhyNot::lifetime},
    NotExposed{"virTypedParamsGet", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetBoolean", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetDouble", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetInt", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetLLong", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetString", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetUInt", WhyNot::plumbing},
    NotExposed{"virTypedParamsGetULLong", WhyNot::plumbing},
};

}  // namespace

std::span<const NotExposed> not_exposed() noexcept {
    return list;
}

std::string_view to_string(WhyNot why) noexcept {
    switch (why) {
        case WhyNot::callback:
            return "takes or removes a callback: what happens comes as events";
        case WhyNot::connection:
            return "opens or arranges connections, which this program does for its callers";
        case WhyNot::descriptor:
            return "takes or gives file descriptors, which HTTP cannot carry";
        case WhyNot::interactive:
            return "goes both ways at once, which a request and its answer do not";
        case WhyNot::lifetime:
            return "counts references to objects, which addresses do not need";
        case WhyNot::plumbing:
            return "serves programs that use libvirt, and asks nothing of a host";
        case WhyNot::raw_uuid:
            return "is the twin, for UUIDs in bytes, of a look-up that an address stands for";
        default:
            return "moves the bytes of a stream, which the bodies of requests and answers do";
    }
}

}  // namespace core::commands
