// How surely we know who asks.
#pragma once
#include <boost/describe.hpp>

namespace ombud {

// Weakest first.
BOOST_DEFINE_ENUM_CLASS(Assurance, nobody,
                        address,  // typed a code that was sent to the account's address, in the last half hour
                        session,  // is signed in
                        step_up)  // and proved it again in the last minutes

}  // namespace ombud
