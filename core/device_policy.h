// Which devices an owner may attach to his domain, detach from it and update: volumes of his own and interfaces in
// networks that the configuration names, nothing else.
//
// An owner is not trusted, and a device of libvirt's reaches far: <disk type='file'> reads any file of the host,
// <hostdev> hands out its hardware, <seclabel> turns its confinement off. So this is a list of what is allowed. Each
// element, each attribute and each value of the user's document is known and checked, or the whole is refused; and
// what libvirt gets is a new document, written out of the checked values.
//
// A volume belongs to the owner whose name stands before the *first* separator in the volume's name, byte for byte:
// "client1_data" is client1's, "a_b_x" is a's. Therefore an owner in whose name the separator occurs has no volumes.
//
// What an administrator must know:
// - The format of volumes is configured and never the user's choice. A guest can write a qcow2 header that names
//   /etc/shadow as backing file into its raw disk; attached once more, as qcow2, that volume would read the host's
//   file. So a pool of qcow2 volumes must hold none that anyone could write as raw, or upload to.
// - An owner may detach an interface in one of these networks, whoever attached it, and attach one without its
//   <bandwidth> and <filterref>. Limits that must last belong into `filter` and into the network's port groups.
// - An owner chooses the MAC address of an interface, his neighbour's too if `filter` lets him.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

inline constexpr std::size_t longest_device = 65536;     // bytes of an owner's document
inline constexpr std::size_t longest_volume_name = 255;  // bytes

// What an owner may attach. Without pools every disk is refused and without networks every interface, to detach too.
struct DevicePolicy {
    std::vector<std::string> pools;     // storage pools in which an owner's volumes are OWNER + separator + something
    std::string separator = "_";        // empty: no volume is anybody's
    std::string format = "raw";         // of every volume in these pools: "raw" or "qcow2"
    std::vector<std::string> networks;  // libvirt networks
    std::string filter;                 // the nwfilter that every interface gets; empty: none
    std::size_t most_disks = 8;         // of a domain, whoever attached them and cdroms too; from there on none more
    std::size_t most_interfaces = 4;
};

enum class DeviceAction : std::uint8_t { attach, detach, update };

// The texts are borrowed for the call.
struct DeviceRequest {
    DeviceAction action;
    std::string_view owner;           // who asks (REMOTE_USER)
    std::string_view parameter;       // the argument's name, for ArgumentError
    std::string_view device;          // the document that came
    std::vector<std::string> domain;  // its documents of virDomainGetXMLDesc: the live one, and the inactive one
                                      // too if it is persistent; REQUIRES: not empty
};

// The document to give to libvirt in place of the owner's. Throws ArgumentError for what is no well-formed XML or has
// a document type, Refused for all else that is not allowed.
//
// What a detaching or an update names is compared with the domain, in all of its documents: libvirt finds a disk by
// its target and an interface by its MAC address alone, and both may be the administrator's. REQUIRES: nobody else
// changes the domain's devices between the reading of `request.domain` and libvirt's call.
[[nodiscard]] std::string allowed_device(const DevicePolicy& policy, const DeviceRequest& request);

}  // namespace core
