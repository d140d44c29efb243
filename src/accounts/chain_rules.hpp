// What each chain takes as an address and as a memo.
#pragma once
#include "accounts/protection_model.hpp"

namespace ombud::accounts {

// Problem{invalid, "address.invalid" or, of another chain, "address.other_chain", "address"}; {invalid, "memo.invalid" or, where
// the chain knows none, "memo.unexpected", "memo"}. Empty memos become none.
void check(NewAddress& wanted);

}  // namespace ombud::accounts
