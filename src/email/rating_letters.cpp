#include "email/rating_letters.hpp"

#include "core/limits.hpp"
#include "core/tokens.hpp"
#include "email/correspondents.hpp"
#include "email/rating_queries.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 5s;
constexpr auto forgotten_every = 1h;

}  // namespace

Task<void> RatingLetters::follow(std::vector<desk::Followed> const& entries) {
    if (settings_.after == 0min) co_return;
    std::vector<ConversationId> conversations;
    std::vector<std::int64_t> seqs;
    std::vector<Timestamp> times;
    for (auto const& entry : entries) {
        if (entry.kind != desk::EntryKind::state || entry.status != "resolved" || entry.standing.channel != "email") continue;
        conversations.push_back(entry.standing.id);
        seqs.push_back(entry.seq);
        times.push_back(entry.posted_at + settings_.after);
    }
    if (!seqs.empty()) co_await database_.run(sql::may_ask_about, conversations, seqs, times);
}

Task<void> RatingLetters::work() {
    return postgres::keep_doing(clock_, "email.ratings", looked_every, [this, forgot_at = Timestamp{}]() mutable -> Task<void> {
        co_await send_due();
        if (clock_.now() - forgot_at <= forgotten_every) co_return;
        co_await database_.run(sql::forget_asked, clock_.now());
        forgot_at = clock_.now();
    });
}

Task<std::size_t> RatingLetters::send_due() {
    std::size_t count = 0;
    for (;;) {
        auto const now = clock_.now();
        auto due = co_await database_.run(sql::rating_to_ask, now, now - limits::rating_time);
        if (!due) co_return count;
        auto const key = said_.key_of(due->conversation_id, due->customer_id, due->customer_key);
        if (!due->wanted || key.erased()) {
            co_await database_.run(sql::do_not_ask, due->conversation_id, due->seq);
            continue;
        }
        auto to = key.open(due->email);
        co_await ask(std::move(*due), std::move(to));
        ++count;
    }
}

Task<void> RatingLetters::ask(sql::RatingToAsk about, std::string to) {
    bool const to_account = about.account_email == to;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        auto const now = clock_.now();
        auto const token = new_token(rating_prefix, random_);
        if (co_await transaction.run(sql::is_asked, about.conversation_id, about.seq, token_hash(token), now,
                                     now + limits::rating_letter_life) == 0)
            co_return;
        auto const pages = settings_.portal + "/" + about.language;
        // No program shall answer it, and nobody asked for it: it can be ended.
        outbox::Thread thread{.reply_to = addresses_.make(about.conversation_id, now, about.brand_address.value_or("")),
                              .references = about.thread,
                              .by_program = true,
                              .stop_url = pages + "/letters/stop/" + addresses_.token(about.conversation_id, now)};
        if (about.brand_address) thread.from = outbox::SpeaksAs{about.brand_name.value_or(""), *about.brand_address};
        auto const id =
            co_await outbox_.post(transaction, {.letter = "rating",
                                                .language = about.language,
                                                .to = to,
                                                .values = {{"reference", about.reference},
                                                           {"name", about.brand_name.value_or(settings_.name)},
                                                           {"days", std::to_string(limits::rating_letter_life.count())},
                                                           {"link", pages + "/rate/" + token},
                                                           {"stop_link", *thread.stop_url}},
                                                .phrase = to_account ? about.account_phrase : std::nullopt,
                                                .about = to_account ? std::optional{about.customer_id.uuid} : std::nullopt,
                                                .thread = std::move(thread)});
        co_await transaction.run(sql::asking_belongs, outbox_.message_id(id), about.conversation_id, now, id);
    });
}

Task<std::optional<RatingLetters::Link>> RatingLetters::link(std::string token) {
    if (!looks_like_token(rating_prefix, token)) co_return std::nullopt;
    auto const row = co_await database_.run(sql::asked_by, token_hash(token), clock_.now());
    if (!row || said_.key_of(row->id, row->customer_id, row->customer_key).erased()) co_return std::nullopt;
    co_return Link{row->id, Correspondents::of_conversation(row->customer_id), row->reference, row->expires_at};
}

}  // namespace ombud::email
