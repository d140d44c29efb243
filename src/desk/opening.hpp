// Asked before an act reaches into a conversation that its caller did not open by that: a tie's other one, each of many.
#pragma once
#include <functional>

#include "core/ids.hpp"
#include "core/task.hpp"

namespace ombud::desk {

// Throws what refuses it. Where nobody says how, nothing is refused.
using Opens = std::function<Task<void>(StaffId, ConversationId)>;

}  // namespace ombud::desk
