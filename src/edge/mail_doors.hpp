// Doors of mail that are no JSON: letters that a provider hands over by a signed POST, a letter's page, and the end of letters.
#pragma once
#include "core/random.hpp"
#include "email/answers.hpp"
#include "email/received.hpp"
#include "http/server.hpp"
#include "site/frame.hpp"

namespace ombud::edge {

// The key of signed letters, as Standard Webhooks write it: "whsec_" and base64. Throws Problem{invalid, "hook_secret.invalid"}.
std::string read_hook_secret(std::string_view text);

class MailDoors {
public:
    // `hook_key`: none: there is no such door.
    MailDoors(email::Letters letters, email::Received& received, email::Answers& answers, site::Frame& frame,
              std::optional<std::string> hook_key, Clock& clock)
        : letters_(letters),
          received_(received),
          answers_(answers),
          frame_(frame),
          hook_key_(std::move(hook_key)),
          clock_(clock) {}

    // One letter as it came (message/rfc822), signed by Standard Webhooks 1.0: webhook-id, webhook-timestamp, webhook-signature.
    // It is on disk when this answers; the same letter again changes nothing. Problem{unauthenticated, "hook.signature" |
    // "hook.timestamp"}, {not_found, "path.unknown"} where there is no key.
    Task<http::Response> take(Anyone by, http::Request* request);

    Task<http::Response> page(Agent by, LetterId id);
    Task<http::Response> page_in(Agent by, ConversationId conversation, LetterId id);

    // RFC 8058: a program says it by one POST; a person who follows the link is asked first.
    Task<http::Response> ask_to_stop(Anyone by, http::PathText language, http::PathText token, http::Request* request);
    Task<http::Response> stop(Anyone by, http::PathText language, http::PathText token, http::Request* request);

private:
    email::Letters letters_;
    email::Received& received_;
    email::Answers& answers_;
    site::Frame& frame_;
    std::optional<std::string> hook_key_;
    Clock& clock_;
};

}  // namespace ombud::edge
