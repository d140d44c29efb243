// Gives up every right that decoding a picture does not need.
#pragma once

namespace ombud::picture_helper {

// After it: no new privileges, another user when started by root, no network, no new programs, no file opened for writing, bounded memory
// and time. Throws std::runtime_error when any of it cannot be had: without the sandbox no picture is touched.
void enter_sandbox();

}  // namespace ombud::picture_helper
