#include "outbox/returned_mail.hpp"

#include <sodium.h>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/problem.hpp"
#include "mail/delivery_report.hpp"
#include "mail/smtp.hpp"
#include "outbox/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::outbox {

namespace {

std::string sha256(std::string_view bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
    std::string out(2 * sizeof hash + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), hash, sizeof hash);
    out.pop_back();
    return out;
}

// "ID@desk.example", of the Message-ID; "bounces+ID@desk.example", of the return path. The id is random, so who names it has
// seen the letter or carried it.
std::optional<LetterId> id_in(std::string_view text) {
    auto local = text.substr(0, text.find('@'));
    if (auto const plus = local.rfind('+'); plus != local.npos) local.remove_prefix(plus + 1);
    return LetterId::parse(local);
}

std::string line_of(mail::RecipientReport const& report) {
    return report.diagnostic.empty() ? report.status : report.diagnostic;
}

}  // namespace

Task<void> ReturnedMail::take(std::string raw) {
    if (raw.size() > limits::received_letter_bytes) throw Problem{ProblemKind::too_large, "mail.too_large"};
    auto const name = sha256(raw);
    auto const now = clock_.now();
    co_await database_.run(sql::receive, name, postgres::Bytes{seal_.close(raw, name, random_)}, now);

    auto const report = mail::read_delivery_report(raw);
    if (!report) co_return;
    auto id = id_in(report->sent_to);
    if (!id) id = id_in(report->message_id);
    if (!id) co_return;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::receive_about, name, *id) == 0) co_return;  // read before, or no letter of ours
        for (auto const& each : report->recipients) {
            if (each.action == "failed")
                co_await transaction.run(sql::bounced, *id, now, line_of(each), mail::says_address_is_dead(each.status, 0),
                                         each.recipient);
            if (each.action == "delayed") co_await transaction.run(sql::delayed, *id, now, line_of(each));
        }
    });
    log::info("outbox.report", {{"letter", id->text()}});
}

}  // namespace ombud::outbox
