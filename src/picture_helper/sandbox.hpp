// Gives up every right that decoding a picture does not need.
#pragma once
#include "files/picture_protocol.hpp"

namespace ombud::picture_helper {

// After it: another user when started by root, no new privileges, no files but the socket, no network, no new processes, no code
// made at run time, bounded memory and time. Anything but `ready` names what could not be had: then no picture may be read.
[[nodiscard]] files::HelperStart enter_sandbox();

}  // namespace ombud::picture_helper
