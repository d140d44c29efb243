// What a mail server reports about a letter that it took and could not deliver (RFC 3464).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::mail {

struct RecipientReport {
    std::string recipient;   // as we wrote it (Original-Recipient), else where it ended (Final-Recipient)
    std::string action;      // failed, delayed, delivered, relayed, expanded
    std::string status;      // "5.1.1"
    std::string diagnostic;  // the remote server's words; printable, bounded
};

struct DeliveryReport {
    std::vector<RecipientReport> recipients;
    std::string message_id;   // of the letter that came back, without brackets
    std::string envelope_id;  // Original-Envelope-Id
    std::string sent_to;      // whom the report itself is addressed to: our return path
};

// Nothing when it is no delivery report. Never throws for what it reads.
std::optional<DeliveryReport> read_delivery_report(std::string_view raw);

}  // namespace ombud::mail
