// What is done again and again beside the work until the program ends, and what became of it when it failed.
#pragma once
#include <chrono>
#include <exception>
#include <functional>
#include <string>

#include "core/time.hpp"

namespace ombud::postgres {

// What went wrong, in a word that holds nothing of anybody: a problem's code, the query that was refused, or a type's name.
std::string fault_of(std::exception_ptr const& error);
// Whether something is away that comes back, or we are told to stop: whatever was tried then is not at fault, and is tried again.
bool is_away(std::exception_ptr const& error);

enum class Left { nothing, more };

// Does a round, waits for `every`, and so on; while more is left it does not wait. A round that fails is logged and done again,
// later after each failure in a row, though within seconds: a database that is back is soon noticed. It ends at once, wherever it
// is, when it is cancelled; nothing else ends it. `work` names it in the log: "desk.feed".
Task<void> keep_doing(Clock& clock, std::string work, std::chrono::milliseconds every, std::function<Task<Left>()> round);
Task<void> keep_doing(Clock& clock, std::string work, std::chrono::milliseconds every, std::function<Task<void>()> round);

}  // namespace ombud::postgres
