#include "email/answers.hpp"

#include <algorithm>
#include <fmt/chrono.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 1s;
constexpr auto scanned_by = 10s;
constexpr std::size_t quoted_bytes = 4'096;
constexpr std::int64_t deliveries_shown = 100;

std::string subject_of(sql::UnsentAnswer const& answer, desk::WordsKey const& key) {
    auto const about = answer.subject ? key.open(answer.subject) : std::string{};
    if (about.empty()) return answer.reference;
    return about.starts_with("Re:") || about.starts_with("回复") ? about : (answer.language == "en" ? "Re: " : "回复：") + about;
}

std::string heading_of(sql::UnsentAnswer const& answer) {
    auto const when = std::chrono::floor<std::chrono::minutes>(*answer.asked_at);
    return answer.language == "en" ? fmt::format("On {:%Y-%m-%d %H:%M} UTC you wrote:", when)
                                   : fmt::format("您在 {:%Y-%m-%d %H:%M}（UTC）写道：", when);
}

}  // namespace

Task<void> Answers::work() {
    return postgres::keep_doing(clock_, "email.answers", looked_every, [this]() -> Task<void> { co_await send_due(); });
}

std::optional<Timestamp> Answers::waits_until(sql::UnsentAnswer const& answer) const {
    auto const stands_for = answer.by_mail ? (answer.was_planned ? std::chrono::milliseconds{0} : limits::answer_stands_for)
                                           : std::chrono::milliseconds{limits::unread_answer_leaves};
    auto const until = answer.posted_at + stands_for;
    return clock_.now() < until ? std::optional{until} : std::nullopt;
}

Task<std::size_t> Answers::send_due() {
    std::size_t count = 0;
    while (auto answer = co_await database_.run(sql::unsent_answer, clock_.now())) {
        auto const to = address_of(*answer);
        bool const has_none = !to || answer->stopped || (!answer->by_mail && answer->seen);
        if (has_none) {
            co_await database_.run(sql::is_sent, answer->conversation_id, answer->seq);
            continue;
        }
        auto again = waits_until(*answer);
        std::vector<sql::FileToSend> files;
        if (!again && !answer->attachments.empty()) {
            files = co_await database_.run(sql::files_to_send, answer->attachments);
            // Not before the virus scanner has seen them.
            if (std::ranges::find(files, "pending", &sql::FileToSend::scan) != files.end()) again = clock_.now() + scanned_by;
        }
        if (again) {
            co_await database_.run(sql::look_later, answer->conversation_id, answer->seq, *again);
            continue;
        }
        co_await send(std::move(*answer), *to, std::move(files));
        ++count;
    }
    co_return count;
}

// Where they said that they are reached, else where their account is. nullopt: nowhere.
std::optional<std::string> Answers::address_of(sql::UnsentAnswer const& answer) const {
    auto const key = said_.key_of(answer.conversation_id, answer.customer_id, answer.customer_key);
    if (key.erased()) return std::nullopt;
    return answer.told_email ? std::optional{key.open(answer.told_email)} : answer.account_email;
}

Task<void> Answers::send(sql::UnsentAnswer answer, std::string to, std::vector<sql::FileToSend> files) {
    bool const to_account = answer.account_email == to;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::is_sent, answer.conversation_id, answer.seq) == 0) co_return;
        auto const key = said_.key_of(answer.conversation_id, answer.customer_id, answer.customer_key);
        std::vector<outbox::Enclosed> enclosed;
        std::string left_out;
        std::int64_t bytes = 0;
        for (auto const& file : files) {
            bool const fits = bytes + file.bytes <= std::int64_t(limits::letter_with_files_bytes) && file.scan != "infected";
            if (fits)
                bytes += file.bytes, enclosed.push_back({key.open(file.name), file.media_type, file.sha256});
            else
                left_out += (left_out.empty() ? "" : ", ") + key.open(file.name);
        }
        bool const quotes = answer.by_mail && answer.asked_at.has_value();
        outbox::Words words{
            .body = key.open(answer.body, answer.plain),
            .subject = subject_of(answer, key),
            .quoted_heading = quotes ? heading_of(answer) : std::string{},
            .quoted = quotes ? text::cut(key.open(answer.asked, answer.asked_plain), quoted_bytes) : std::string{},
            .left_out = std::move(left_out)};
        outbox::Thread thread{
            .reply_to = addresses_.make(answer.conversation_id, clock_.now(), answer.brand_address.value_or("")),
            .references = answer.thread};
        if (!enclosed.empty()) thread.enclosed = std::move(enclosed);
        if (answer.brand_address) thread.from = outbox::SpeaksAs{answer.brand_name.value_or(""), *answer.brand_address};
        // Nobody asked for this one by mail: it can be ended.
        if (!answer.by_mail)
            thread.stop_url =
                portal_ + "/" + answer.language + "/letters/stop/" + addresses_.token(answer.conversation_id, clock_.now());
        auto const id =
            co_await outbox_.post(transaction, {.letter = answer.by_mail ? "mail_answer" : "chat_answer",
                                                .language = answer.language,
                                                .to = to,
                                                .values = {{"reference", answer.reference},
                                                           {"agent", answer.author_name},
                                                           {"brand", answer.brand_closing.value_or("")},
                                                           {"link", portal_ + "/" + answer.language + "/"},
                                                           {"stop_link", thread.stop_url.value_or("")}},
                                                .phrase = to_account ? answer.account_phrase : std::nullopt,
                                                .about = to_account ? std::optional{answer.customer_id.uuid} : std::nullopt,
                                                .thread = std::move(thread),
                                                .words = std::move(words)});
        co_await transaction.run(sql::answer_belongs, outbox_.message_id(id), answer.conversation_id, clock_.now(), id,
                                 answer.seq);
    });
}

Task<DeliveriesOfAnswers> Answers::deliveries(Agent, ConversationId of) {
    if (!co_await database_.run(sql::is_conversation, of)) throw Problem{ProblemKind::not_found, "conversation.unknown"};
    DeliveriesOfAnswers out;
    for (auto const& each : co_await database_.run(sql::sent_answers, of, deliveries_shown)) {
        auto const delivery = co_await outbox_.delivery(each.letter_id);
        if (!delivery) continue;
        auto attempts = co_await outbox_.attempts(each.letter_id);
        for (auto& attempt : attempts) attempt.reply = text::masked_addresses(attempt.reply);
        out.deliveries.push_back({.seq = each.seq,
                                  .state = delivery->state,
                                  .at = delivery->at,
                                  .reply = delivery->reply.transform(text::masked_addresses),
                                  .next_try = delivery->next_try,
                                  .attempts = std::move(attempts)});
    }
    co_return out;
}

Task<bool> Answers::stop(std::string token) {
    auto const conversation = addresses_.conversation_of(token, clock_.now());
    if (conversation) co_await database_.run(sql::stop_letters, *conversation, clock_.now());
    co_return conversation.has_value();
}

}  // namespace ombud::email
