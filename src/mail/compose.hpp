// A letter as the bytes of RFC 5322: text and HTML of the same words, in UTF-8, with no room for a foreign header.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace ombud::mail {

struct Mailbox {
    std::string name;     // may be empty
    std::string address;  // local@domain
};

// "安席 <support@exchange.example>" or "support@exchange.example". Throws Problem{invalid, "mail.address"}.
Mailbox read_mailbox(std::string_view text);

// Whether it can stand in an envelope and in a header as it is: local@domain without spaces, quotes or control characters.
bool is_address(std::string_view text);
std::string_view domain_of(std::string_view address);

// Who sends it: a program of itself (on behalf of a stream of such letters, List-Id), a program that answers, or a person.
enum class Sender { program, answering_program, person };

struct FileToSend {
    std::string name, media_type, bytes;
};

struct Message {
    Mailbox from;
    std::string to;
    std::string subject, text, html;
    std::string id;  // of the Message-ID, without brackets
    Timestamp date;
    Sender sender = Sender::program;
    std::string reply_to{};                 // empty: to `from`
    std::vector<std::string> references{};  // ids of the letters before it, the one that it answers last
    std::string stop_url{};                 // where a program ends such letters by one POST (RFC 8058); empty: nothing to end
    std::vector<FileToSend> files{};
};

// Each carries our loop header (X-Ombud-Loop) with the sender's domain. Throws Problem{invalid, "mail.header"}
// with the field for a control character in a header, Problem{invalid, "mail.address"} for what is no address.
std::string compose(Message const& message);

}  // namespace ombud::mail
