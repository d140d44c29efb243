// Gives up every right that decoding a picture does not need.
#pragma once

namespace ombud::picture_helper {

// After it: another user when started by root, no new privileges, no files but the socket, no network, no new processes, no code
// made at run time, bounded memory and time. Throws std::runtime_error when any of it cannot be had.
void enter_sandbox();

}  // namespace ombud::picture_helper
