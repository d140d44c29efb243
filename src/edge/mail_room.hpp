// The services of e-mail, wired to each other: the program has one of these, and so has each test of the whole house.
#pragma once
#include "core/offload.hpp"
#include "edge/help_centre.hpp"
#include "edge/mail_doors.hpp"
#include "edge/rating_door.hpp"
#include "email/answers.hpp"
#include "email/brands.hpp"
#include "email/fetching.hpp"
#include "email/rating_letters.hpp"
#include "email/received.hpp"
#include "email/reception.hpp"
#include "email/rounds.hpp"
#include "email/standing.hpp"

namespace ombud::edge {

// What it builds on.
struct MailGround {
    postgres::Database& database;
    safety::SecretGuard const& guard;
    audit::Log& audit;
    desk::Desk& desk;
    outbox::Outbox& outbox;
    files::Store const& store;
    fetch::Client& client;
    asio::thread_pool& workers;
    HelpCentre& help;
    Clock& clock;
    Random& random;
};

struct MailSettings {
    std::string address;      // where letters reach us
    std::string authserv_id;  // whose Authentication-Results are taken; empty: nobody's
    std::string portal;       // our public address
    Seal seal;
    email::ReplyAddresses::Key reply_key;
    std::optional<email::SettledMailbox> mailbox{};
    std::optional<std::string> hook_key{};
    std::filesystem::path folder;  // for the certificates of mailboxes
    std::chrono::minutes rating_after = std::chrono::days{1};
};

struct MailRoom {
    MailRoom(MailGround on, MailSettings settings)
        : letters(on.database, on.clock, on.random, settings.seal),
          addresses(settings.reply_key, settings.address),
          returned(on.database, on.workers, on.clock),
          reception(on.database, on.guard, on.desk, on.outbox, returned, on.workers, addresses,
                    {.authserv_id = settings.authserv_id, .portal = settings.portal}, letters, on.clock, on.random),
          answers(on.database, on.desk.words(), on.outbox, addresses, settings.portal, on.clock),
          ratings(on.database, on.desk.words(), on.outbox, addresses,
                  {.portal = settings.portal, .name = on.help.frame.settings().name, .after = settings.rating_after}, on.clock,
                  on.random),
          received(on.database, on.guard, on.workers, letters, on.desk, settings.authserv_id, on.audit, on.clock),
          fetching({on.database, letters, settings.seal, on.client, on.audit, settings.folder, on.clock, on.random},
                   std::move(settings.mailbox)),
          brands(on.database, on.audit, on.clock, on.random),
          rounds(on.database, on.outbox, settings.address, on.clock),
          standing(on.database, on.outbox, fetching, settings.address, settings.authserv_id, on.clock),
          doors(letters, received, answers, on.help.frame, std::move(settings.hook_key), on.clock),
          rating_door(ratings, on.desk, on.help.frame) {
        reception.offers_answers(on.help.flows, on.help.offers);
        on.outbox.encloses_files([&desk = on.desk](std::string sha256) { return desk.stored_bytes(std::move(sha256)); });
    }
    MailRoom(MailRoom const&) = delete;
    MailRoom& operator=(MailRoom const&) = delete;

    // Each of these runs for ever.
    std::vector<Task<void>> loops() {
        std::vector<Task<void>> out;
        out.push_back(reception.work());
        out.push_back(answers.work());
        out.push_back(ratings.work());
        out.push_back(fetching.keep_up());
        return out;
    }

    email::Letters letters;
    email::ReplyAddresses addresses;
    outbox::ReturnedMail returned;
    email::Reception reception;
    email::Answers answers;
    email::RatingLetters ratings;
    email::Received received;
    email::Fetching fetching;
    email::Brands brands;
    email::Rounds rounds;
    email::Standing standing;
    MailDoors doors;
    RatingDoor rating_door;
};

}  // namespace ombud::edge
