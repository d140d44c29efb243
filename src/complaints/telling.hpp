// What a complainant may take along of their own complaint.
#pragma once
#include "desk/desk.hpp"

namespace ombud::complaints {

// In clear, as they told it and were answered, with its days; drafts and findings of staff are not in it. null: there is none, or
// its customer was erased.
Task<json::value> told(postgres::Database& database, desk::Words& words, ConversationId of);

}  // namespace ombud::complaints
