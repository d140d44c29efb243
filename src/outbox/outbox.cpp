#include "outbox/outbox.hpp"

#include <algorithm>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "mail/digest.hpp"
#include "mail/smtp.hpp"
#include "outbox/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::outbox {

namespace {

using namespace std::chrono_literals;
using postgres::Bytes;

constexpr auto looked_every = 500ms;
constexpr auto ends_looked_every = 10ms;

Delivery delivery_of(sql::Row const& row) {
    return {.id = row.id, .state = row.state, .at = row.changed_at, .reply = row.reply, .next_try = row.next_try_at};
}

std::optional<std::string> bytes_of(std::optional<Bytes> sealed) {
    return sealed ? std::optional{std::move(sealed->data)} : std::nullopt;
}

// "bounces@desk.example" becomes "bounces+ID@desk.example".
std::string return_path_of(std::string const& address, LetterId id) {
    auto const at = address.rfind('@');
    return address.substr(0, at) + "+" + id.text() + address.substr(at);
}

}  // namespace

Outbox::Outbox(postgres::Database& database, Clock& clock, Random& random, Seal seal, Settings settings, mail::SmtpClient* server)
    : database_(database), clock_(clock), random_(random), seal_(seal), settings_(std::move(settings)), server_(server) {}

// Taking in ------------------------------------------------------------------------------------------------------------

void Outbox::shows_codes(CodeOf how, std::string check_at) {
    code_of_ = std::move(how);
    check_at_ = std::move(check_at);
}

Task<LetterId> Outbox::post(postgres::Transaction& transaction, Order order) {
    auto const id = LetterId::make(clock_, random_);
    std::optional<Proof> proof;
    if (code_of_) proof = Proof{.code = co_await code_of_(transaction, id, order.to), .check_at = check_at_};
    auto written = write_letter({order.letter, order.language, order.values, order.phrase, order.about.has_value(),
                                 std::move(proof), std::move(order.words)});
    written.thread = std::move(order.thread);
    auto const state = !server_ && settings_.shown_in_desk ? DeliveryState::accepted : DeliveryState::queued;
    Bytes sealed{seal_.close(to_json_text(written), id.text(), random_)};
    co_await transaction.run(sql::post, id, std::move(order.letter), std::move(order.language), std::move(order.to),
                             std::move(sealed), order.about, clock_.now(), state, settings_.shown_in_desk,
                             mail::digest_of_words(written.text), mail::digest_of_words(written.html));
    co_return id;
}

Task<LetterId> Outbox::post(Order order) {
    co_return co_await database_.transaction(
        [&](postgres::Transaction& transaction) { return post(transaction, std::move(order)); });
}

Task<std::optional<Delivery>> Outbox::delivery(LetterId id) {
    return database_.run(sql::delivery, id);
}
Task<std::optional<Latest>> Outbox::latest(std::string address, Timestamp since, std::vector<std::string> but_not) {
    co_return co_await database_.run(sql::latest, std::move(address), since, std::move(but_not));
}

Task<std::vector<Attempt>> Outbox::attempts(LetterId id) {
    return database_.run(sql::attempts, id);
}
Task<bool> allow_address(postgres::Database& database, std::string address) {
    co_return co_await database.run(sql::allow, std::move(address)) > 0;
}

std::string Outbox::message_id(LetterId id) const {
    return id.text() + "@" + domain();
}

// Sending ----------------------------------------------------------------------------------------------------------------

Timestamp Outbox::next_try(std::int32_t attempts) {
    using std::chrono::milliseconds;
    milliseconds wait = limits::letter_retry_first;
    for (; attempts > 1 && wait < limits::letter_retry_longest; --attempts) wait *= 2;
    wait = std::min(wait, milliseconds{limits::letter_retry_longest});
    // A quarter earlier or later, so that what was refused together does not come back together.
    auto const spread = wait / 2;
    return clock_.now() + wait - spread / 2 + milliseconds{random_.below(std::uint32_t(spread.count()))};
}

Written Outbox::unseal(LetterId id, std::optional<std::string> const& sealed) const {
    if (!sealed) return {};
    return from_json<Written>(parse_json(seal_.open(*sealed, id.text())));
}

Task<mail::Reply> Outbox::carry(LetterId id, std::string to, std::string sealed, Timestamp written) {
    std::string message;
    try {
        auto words = unseal(id, sealed);
        auto thread = words.thread.value_or(Thread{});
        std::vector<mail::FileToSend> files;
        for (auto& each : thread.enclosed.value_or(std::vector<Enclosed>{}))
            if (auto bytes = bytes_of_ ? co_await bytes_of_(each.sha256) : std::nullopt)
                files.push_back({std::move(each.name), std::move(each.media_type), std::move(*bytes)});
        auto const from = thread.from ? mail::Mailbox{thread.from->name, thread.from->address} : settings_.from;
        message = mail::compose({.from = from,
                                 .to = to,
                                 .subject = std::move(words.subject),
                                 .text = std::move(words.text),
                                 .html = std::move(words.html),
                                 .id = message_id(id),
                                 .date = written,
                                 .sender = !words.thread       ? mail::Sender::program
                                           : thread.by_program ? mail::Sender::answering_program
                                                               : mail::Sender::person,
                                 .reply_to = std::move(thread.reply_to),
                                 .references = std::move(thread.references),
                                 .stop_url = thread.stop_url.value_or(""),
                                 .files = std::move(files)});
    } catch (std::exception const&) {
        log::error("outbox.unwritable", {{"letter", id.text()}});  // another key, or an address that is none
        co_return mail::Reply{.outcome = mail::Outcome::refused, .code = 0, .enhanced = {}, .text = "could not be written"};
    }
    co_return co_await server_->send(return_path_of(settings_.return_path, id), std::move(to), std::move(message));
}

Task<void> Outbox::record(LetterId id, mail::Reply reply, std::int32_t attempts, Timestamp written) {
    auto const now = clock_.now();
    bool const refused = reply.outcome == mail::Outcome::refused;
    bool const given_up = reply.outcome == mail::Outcome::deferred && now >= written + limits::letter_life;
    auto const state = refused || given_up                        ? DeliveryState::bounced
                       : reply.outcome == mail::Outcome::accepted ? DeliveryState::accepted
                                                                  : DeliveryState::deferred;
    auto const again = state == DeliveryState::deferred ? std::optional{next_try(attempts)} : std::nullopt;
    bool const dead = refused && mail::says_address_is_dead(reply.enhanced, reply.code);
    std::string outcome = boost::describe::enum_to_string(reply.outcome, "");
    co_await database_.run(sql::record, id, now, state, reply.line(), again, dead, std::move(outcome), settings_.shown_in_desk);
    if (state != DeliveryState::accepted)
        log::warning("outbox.not_accepted", {{"letter", id.text()},
                                             {"state", boost::describe::enum_to_string(state, "")},
                                             {"code", reply.code},
                                             {"enhanced", reply.enhanced}});
}

Task<bool> Outbox::deliver_one() {
    auto const now = clock_.now();
    auto due = co_await database_.run(sql::take_due, now, now + limits::letter_lease);
    if (!due) co_return false;
    auto reply = co_await carry(due->id, std::move(due->recipient), std::move(due->sealed.data), due->created_at);
    co_await record(due->id, std::move(reply), due->attempts, due->created_at);
    co_return true;
}

Task<std::size_t> Outbox::deliver_due() {
    std::size_t count = 0;
    while (!ending_ && co_await deliver_one()) ++count;
    co_return count;
}

Task<void> Outbox::deliver() {
    while (!ending_) {
        // Between taking a letter and writing down what became of it nobody is cut off: that would send it twice.
        co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation{});
        ++under_way_;
        try {
            co_await deliver_due();
        } catch (std::exception const&) {
            log::warning("outbox.database_away");  // it comes back, or the next start goes on
        }
        --under_way_;
        co_await asio::this_coro::reset_cancellation_state(asio::enable_terminal_cancellation{});
        if (!ending_) co_await clock_.sleep_for(looked_every);
    }
}

Task<void> Outbox::end() {
    ending_ = true;
    if (server_) server_->stop();
    while (under_way_ > 0) co_await clock_.sleep_for(ends_looked_every);
}

// Showing ----------------------------------------------------------------------------------------------------------------

void Outbox::require_shown() const {
    if (!settings_.shown_in_desk) throw Problem{ProblemKind::not_found, "path.unknown"};
}

Task<LetterPage> Outbox::list(std::optional<LetterId> before, std::int64_t limit) {
    require_shown();
    limit = std::clamp<std::int64_t>(limit, 1, limits::letters_page);
    auto rows = co_await database_.run(sql::list, before, limit + 1);
    LetterPage page;
    if (std::int64_t(rows.size()) > limit) {
        rows.pop_back();
        page.next = rows.back().id;
    }
    page.letters.reserve(rows.size());
    for (auto& row : rows)
        page.letters.push_back({.id = row.id,
                                .to = row.recipient,
                                .subject = unseal(row.id, bytes_of(std::move(row.sealed))).subject,
                                .letter = row.letter,
                                .language = row.language,
                                .at = row.created_at,
                                .delivery = delivery_of(row)});
    co_return page;
}

Task<WholeLetter> Outbox::read(LetterId id) {
    require_shown();
    auto row = co_await database_.run(sql::read, id);
    if (!row) throw Problem{ProblemKind::not_found, "letter.unknown"};
    auto words = unseal(id, bytes_of(std::move(row->sealed)));
    co_return WholeLetter{.id = row->id,
                          .to = row->recipient,
                          .subject = std::move(words.subject),
                          .letter = row->letter,
                          .language = row->language,
                          .at = row->created_at,
                          .delivery = delivery_of(*row),
                          .text = std::move(words.text),
                          .html = std::move(words.html),
                          .attempts = co_await attempts(id)};
}

}  // namespace ombud::outbox
