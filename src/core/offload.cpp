#include "core/offload.hpp"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

namespace ombud {

void give_way() {
    // Batch work, ten steps less urgent: a loop that wakes goes first and keeps nine tenths of a core that both want. What works
    // here keeps the last tenth, however busy the machine is: as SCHED_IDLE it got next to none, and a sign-in took ten seconds.
    constexpr int less_urgent = 10;
    sched_param const none{};
    thread_local bool const lowered =
        pthread_setschedparam(pthread_self(), SCHED_BATCH, &none) == 0 && nice(less_urgent) != -1;  // of this thread, on Linux
    static_cast<void>(lowered);
}

}  // namespace ombud
