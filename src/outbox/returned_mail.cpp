#include "outbox/returned_mail.hpp"

#include "core/log.hpp"
#include "core/offload.hpp"
#include "mail/delivery_report.hpp"
#include "mail/smtp.hpp"
#include "outbox/queries.hpp"
#include "postgres/database.hpp"

namespace ombud::outbox {

namespace {

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

Task<bool> ReturnedMail::read(std::string stored, std::string const& raw) {
    auto parse = [&] { return mail::read_delivery_report(raw); };
    auto const report = co_await offload(workers_, parse);
    if (!report) co_return false;
    auto id = id_in(report->sent_to);
    if (!id) id = id_in(report->message_id);
    if (!id) co_return false;
    auto const now = clock_.now();
    bool ours = true;
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (co_await transaction.run(sql::receive_about, stored, *id) == 0) {  // read before, or no letter of ours
            ours = co_await transaction.run(sql::is_about, stored, *id) > 0;
            co_return;
        }
        for (auto const& each : report->recipients) {
            if (each.action == "failed")
                co_await transaction.run(sql::bounced, *id, now, line_of(each), mail::says_address_is_dead(each.status, 0),
                                         each.recipient);
            if (each.action == "delayed") co_await transaction.run(sql::delayed, *id, now, line_of(each));
        }
    });
    if (ours) log::info("outbox.report", {{"letter", id->text()}});
    co_return ours;
}

}  // namespace ombud::outbox
