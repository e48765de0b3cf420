// The content of a storage volume, from its host and to it, as rows of the command table have it.
#pragma once

#include <libvirt/libvirt.h>

#include "core/command.h"

namespace core {

// virStorageVolDownload and virStorageVolUpload with their own arguments: offset, length (0: all) and flags, of which
// there must be none: a body has no holes. Throws ArgumentError, LibvirtError.
[[nodiscard]] Outcome download(virStorageVolPtr volume, const Arguments& arguments);
[[nodiscard]] Outcome upload(virStorageVolPtr volume, const Arguments& arguments);

}  // namespace core
