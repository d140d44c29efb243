// Letters that come: on disk before anything reads them, then each made an entry of its conversation, or set aside with a reason.
#pragma once
#include <boost/asio/thread_pool.hpp>

#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "core/task.hpp"
#include "desk/desk.hpp"
#include "diagnosis/flows.hpp"
#include "diagnosis/offers.hpp"
#include "email/correspondents.hpp"
#include "email/intake.hpp"
#include "email/model.hpp"
#include "email/queries.hpp"
#include "email/reply_address.hpp"
#include "mail/letter.hpp"
#include "outbox/outbox.hpp"
#include "outbox/returned_mail.hpp"

namespace ombud::email {

// The raw store, which any process may fill: the server, or `ombud mail-in` beside it.
class Letters {
public:
    Letters(postgres::Database& database, Clock& clock, Random& random, Seal seal)
        : database_(database), clock_(clock), random_(random), seal_(seal) {}

    // It is on disk when this returns; the same bytes again change nothing. `mailbox`: where it was found.
    // Problem{too_large, "mail.too_large"}.
    Task<void> take(std::string raw, std::optional<std::string> mailbox = {});
    [[nodiscard]] std::string open(sql::WaitingLetter const& letter) const {
        return seal_.open(letter.sealed.data, letter.sha256);
    }
    // Who wrote one that is set aside, and of what.
    struct About {
        std::optional<std::string> sender, subject;
    };
    [[nodiscard]] postgres::Bytes close(LetterId id, About const& about) const;
    [[nodiscard]] LetterRow shown(sql::AsideRow row) const;
    // Of what was set aside before that was sealed.
    Task<void> seal_old_asides(customers::Vault const& vault);

private:
    postgres::Database& database_;
    Clock& clock_;
    Random& random_;
    Seal seal_;
};

class Reception {
public:
    Reception(postgres::Database& database, safety::SecretGuard const& guard, desk::Desk& desk, outbox::Outbox& outbox,
              outbox::ReturnedMail& returned, asio::thread_pool& workers, ReplyAddresses const& addresses,
              ReceptionSettings settings, Letters letters, Clock& clock, Random& random);

    // From now on an acknowledgement offers the guided answer to what its letter is about.
    void offers_answers(diagnosis::Flows const& flows, diagnosis::Offers& offers) { flows_ = &flows, offers_ = &offers; }

    // Reads what waits, over and over; runs for ever.
    Task<void> work();
    // What waits now, one letter after the other; how many became something. A letter whose reading fails is tried later, at
    // last quarantined, and holds up no other.
    Task<std::size_t> read_waiting();
    // Letters whose time in the store is over.
    Task<void> forget_old();
    [[nodiscard]] Correspondents& correspondents() { return correspondents_; }

private:
    struct Words;
    struct Aside {
        Why why;
        bool for_staff;  // to the quarantine: somebody should look at it
    };
    Task<void> read(sql::WaitingLetter const& letter);
    Task<bool> is_own(mail::Letter const& letter);
    Task<bool> ends_round(sql::WaitingLetter const& stored, mail::Letter const& letter);
    Task<std::optional<Aside>> why_aside(sql::WaitingLetter const& stored, std::optional<mail::Letter> const& letter);
    Task<void> set_aside(LetterId id, Aside how, std::optional<mail::Letter> const& letter);
    [[nodiscard]] bool holds_secret(std::string_view text) const;
    bool refuse_secret_files(mail::Letter& letter, std::vector<std::string>& refused) const;
    [[nodiscard]] std::string subject_of(mail::Letter const& letter) const;
    Task<std::optional<sql::PlaceRow>> place_of(mail::Letter const& letter, std::string const& from, Belief belief,
                                                std::optional<sql::PlaceRow>& related);
    [[nodiscard]] std::optional<std::string> told_of(sql::PlaceRow const& place,
                                                     std::optional<postgres::Bytes> const& sealed) const;
    Task<void> become_entry(sql::WaitingLetter const& stored, mail::Letter letter, Words words);
    Task<std::vector<AttachmentId>> attach(Customer const& by, ConversationId to, std::vector<mail::LetterFile> files,
                                           LetterOfEntry& kept);
    struct Finish {
        std::optional<std::string> newcomer;  // whose first letter of a conversation it is
        std::string subject;
        Belief belief;
        bool holds_secret;  // then the letter as it came is not kept
        Matter const& matter;
    };
    [[nodiscard]] std::shared_ptr<diagnosis::Flow const> flow_for(Matter const& matter) const;
    Task<std::optional<desk::Case>> case_of(Matter const& matter, ConversationId in, std::optional<std::string> const& address);
    [[nodiscard]] outbox::Thread thread_of(desk::Conversation const& conversation, mail::Letter const& letter,
                                           std::optional<Brand> const& brand) const;
    Task<void> finish(sql::WaitingLetter const& stored, desk::Conversation const& conversation, mail::Letter const& letter,
                      Finish how);

    postgres::Database& database_;
    safety::SecretGuard const& guard_;
    desk::Desk& desk_;
    outbox::Outbox& outbox_;
    outbox::ReturnedMail& returned_;
    asio::thread_pool& workers_;
    ReplyAddresses const& addresses_;
    ReceptionSettings settings_;
    Letters letters_;
    Clock& clock_;
    Correspondents correspondents_;
    RateLimit acknowledgements_, warnings_;
    diagnosis::Flows const* flows_ = nullptr;
    diagnosis::Offers* offers_ = nullptr;
};

}  // namespace ombud::email
