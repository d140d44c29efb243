// A desk that letters come to, on a fresh database: what arrives is read at once, what it sends is there to look at.
#pragma once
#include "email/answers.hpp"
#include "email/reception.hpp"
#include "support/desk_people.hpp"

namespace ombud::testing {

using namespace std::chrono_literals;

inline constexpr auto li = "li.wei@mail.example";

struct EmailWorld : PeopledDesk {
    Seal seal{random.bytes<32>()};
    outbox::Outbox outbox{
        database, clock, random, seal, {{"Pai Wallet", "support@exchange.example"}, "bounces@exchange.example", true}, nullptr};
    outbox::ReturnedMail returned{database, workers, clock};
    email::ReplyAddresses addresses{random.bytes<32>(), "support@exchange.example"};
    email::Letters letters{database, clock, random, seal};
    email::Reception reception{
        database, shared_guard(), desk,      outbox,
        returned, workers,        addresses, {.authserv_id = "mx.exchange.example", .portal = "https://desk.example"},
        letters,  clock,          random};
    email::Answers answers{database, desk.words(), outbox, addresses, "https://desk.example", clock};
    Agent ana = agent("Ana");
    int count = 0;

    struct Raw {
        std::string from = li, to = "support@exchange.example", subject = "Withdrawal", body = "My withdrawal is stuck.", id{},
                    headers{};
    };
    std::string letter(Raw wanted) {
        if (wanted.id.empty()) wanted.id = "m" + std::to_string(++count) + "@mail.example";
        return "Received: from mail.example by mx.exchange.example; " + std::to_string(count) + "\r\nFrom: Li Wei <" +
               wanted.from + ">\r\nTo: <" + wanted.to + ">\r\nSubject: " + wanted.subject + "\r\nMessage-ID: <" + wanted.id +
               ">\r\n" + wanted.headers + "\r\n" + wanted.body + "\r\n";
    }
    void take(std::string raw) { run(io, letters.take(std::move(raw))); }
    void arrive(Raw wanted) {
        take(letter(std::move(wanted)));
        read();
    }
    std::size_t read() { return run(io, reception.read_waiting()); }

    std::vector<desk::InboxRow> inbox() { return run(io, desk.inbox(ana, {.view = "all"})).rows; }
    desk::Conversation only() {
        auto const rows = inbox();
        EXPECT_EQ(rows.size(), 1u);
        return rows.at(0).conversation;
    }
    std::vector<desk::Entry> entries(ConversationId id) { return run(io, desk.entries(ana, id, {})).entries; }
    std::vector<outbox::LetterLine> sent() { return run(io, outbox.list({}, 50)).letters; }
    outbox::WholeLetter read_sent(std::size_t at) { return run(io, outbox.read(sent().at(at).id)); }
    void answer(ConversationId id, std::string words) {
        run(io, desk.post(ana, id, {.client_id = "answer-" + std::to_string(++count), .body = std::move(words)}));
        clock.advance(11s);
        run(io, answers.send_due());
    }
    static constexpr postgres::Query<postgres::Many<std::string>()> standings{
        "test.standings", "SELECT state || coalesce(' ' || why, '') FROM received_letters ORDER BY received_at, id"};
    std::vector<std::string> standing() { return run(io, database.run(standings)); }
};

}  // namespace ombud::testing
