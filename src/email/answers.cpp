#include "email/answers.hpp"

#include <fmt/chrono.h>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "postgres/database.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 1s;
constexpr std::size_t quoted_bytes = 4'096;

std::string subject_of(sql::UnsentAnswer const& answer) {
    auto const about = answer.subject.value_or("");
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
    for (;;) {
        try {
            co_await send_due();
        } catch (Problem const& problem) {  // the database is away; what is due stays due
            log::warning("email.not_answered", {{"code", problem.code}});
        }
        co_await clock_.sleep_for(looked_every);
    }
}

Task<std::size_t> Answers::send_due() {
    std::size_t count = 0;
    while (auto answer = co_await database_.run(sql::unsent_answer, clock_.now() - limits::answer_stands_for)) {
        co_await send(std::move(*answer));
        ++count;
    }
    co_return count;
}

Task<void> Answers::send(sql::UnsentAnswer answer) {
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::is_sent, answer.conversation_id, answer.seq) == 0) co_return;
        bool const quotes = answer.asked && answer.asked_at;
        outbox::Words words{.body = answer.body,
                            .subject = subject_of(answer),
                            .quoted_heading = quotes ? heading_of(answer) : std::string{},
                            .quoted = quotes ? text::cut(*answer.asked, quoted_bytes) : std::string{}};
        auto const id = co_await outbox_.post(
            transaction, {.letter = "mail_answer",
                          .language = answer.language,
                          .to = answer.email,
                          .values = {{"reference", answer.reference}, {"agent", answer.author_name}},
                          .thread = outbox::Thread{.reply_to = addresses_.make(answer.conversation_id, clock_.now()),
                                                   .references = answer.thread},
                          .words = std::move(words)});
        co_await transaction.run(sql::belongs, outbox_.message_id(id), answer.conversation_id, clock_.now());
    });
}

}  // namespace ombud::email
