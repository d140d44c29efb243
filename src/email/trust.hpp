// How far a letter's sender is to be believed, by what our own mail server wrote into it (RFC 8601).
#pragma once
#include "email/model.hpp"
#include "mail/letter.hpp"

namespace ombud::email {

// Only the topmost Authentication-Results counts, and only when it names our server: any other line may have come with the
// letter.
Belief belief_in(mail::Letter const& letter, std::string_view authserv_id);

}  // namespace ombud::email
