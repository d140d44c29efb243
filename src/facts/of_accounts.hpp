// Facts about an account, for whoever has proved that it is theirs, and what they may have done to it.
#pragma once
#include "facts/facts.hpp"

namespace ombud::facts {

void add_account_facts(diagnosis::Registry& into, Sources sources);
void add_account_acts(diagnosis::Registry& into, Sources sources);

}  // namespace ombud::facts
