// One of the staff, as lists and records name them.
#pragma once
#include <boost/describe.hpp>
#include <string>

#include "core/ids.hpp"

namespace ombud {

struct StaffName {
    StaffId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(StaffName, (), (id, name))

}  // namespace ombud
