// A mailbox that is fetched: every letter in it is stored before the next is asked for, from where the last one ended.
#pragma once
#include "core/task.hpp"
#include "email/reception.hpp"
#include "mail/imap.hpp"

namespace ombud::email {

class Mailbox {
public:
    // `name`: what its checkpoint is kept under; another account or folder is another name. `done`: the folder that letters are
    // moved to once they are stored; empty: nothing in the mailbox is changed.
    Mailbox(postgres::Database& database, mail::ImapMailbox& server, std::string name, std::string done, Letters letters,
            Clock& clock)
        : database_(database),
          server_(server),
          name_(std::move(name)),
          done_(std::move(done)),
          letters_(letters),
          clock_(clock) {}

    // Looks over and over; runs for ever.
    Task<void> follow();
    // Fetches what is new now; how many letters that were. Throws what ImapMailbox throws.
    Task<std::size_t> fetch_new();

private:
    Task<void> look();
    [[nodiscard]] std::string place() const;

    postgres::Database& database_;
    mail::ImapMailbox& server_;
    std::string name_, done_;
    Letters letters_;
    Clock& clock_;
};

}  // namespace ombud::email
