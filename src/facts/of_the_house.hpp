// Facts about the house: who looks, what works, what is official, what an address is.
#pragma once
#include "facts/facts.hpp"

namespace ombud::facts {

void add_house_facts(diagnosis::Registry& into, Sources sources);

}  // namespace ombud::facts
