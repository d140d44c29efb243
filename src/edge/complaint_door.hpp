// The form of the help centre leads into the register of complaints.
#pragma once
#include "edge/help_centre.hpp"
#include "edge/people.hpp"
#include "edge/work_room.hpp"

namespace ombud::edge {

void file_complaints(HelpCentre& help, WorkRoom& work, People& people);

}  // namespace ombud::edge
