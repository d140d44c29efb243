#include "core/offload.hpp"

#include <sys/resource.h>

namespace ombud {

void give_way() {
    constexpr int niceness = 10;  // a tenth of the loop's weight: work goes on even beside a loop that never rests
    // On Linux this is the thread's own, whatever POSIX says of processes.
    thread_local int const lowered = ::setpriority(PRIO_PROCESS, 0, niceness);
    static_cast<void>(lowered);
}

}  // namespace ombud
