#include "core/offload.hpp"

#include <pthread.h>
#include <sched.h>

namespace ombud {

void give_way() {
    // Whoever else wakes runs at once; a loop that never rests leaves little, but never nothing.
    sched_param const none{};
    thread_local int const lowered = pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
    static_cast<void>(lowered);
}

}  // namespace ombud
