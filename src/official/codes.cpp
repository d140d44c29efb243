// Codes that prove a sender: making, keeping and finding them again.
#include "audit/audit.hpp"
#include "core/tokens.hpp"
#include "official/official.hpp"
#include "official/queries.hpp"
#include "outbox/letters.hpp"
#include "postgres/database.hpp"

namespace ombud::official {

namespace {

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    return text;
}

// "l…@example.com"
std::string masked(std::string const& address) {
    std::size_t first = 1;
    while (first < address.size() && (static_cast<unsigned char>(address[first]) & 0xc0) == 0x80) ++first;
    auto const at = address.rfind('@');
    return address.substr(0, std::min(first, at)) + "…" + (at == address.npos ? "" : address.substr(at));
}

// Under the code, which the database does not tell an attacker apart from others: the address cannot be looked up in a table.
std::string digest(std::string const& code, std::string const& address) {
    return token_hash(code + "\n" + lower(address));
}

}  // namespace

template <class Where>
Task<std::string> Official::code_in(Where& where, Sent what) {
    if (!what.conversation && !what.letter) throw std::logic_error("a code for nothing in particular");
    for (;;) {
        if (auto const known = co_await where.run(sql::code_of, what.channel, what.conversation, what.by, what.letter))
            co_return *known;
        auto const code = new_message_code(random_);
        auto const mask = what.to ? std::optional{masked(*what.to)} : std::nullopt;
        auto const mark = what.to ? std::optional{digest(code, *what.to)} : std::nullopt;
        if (co_await where.run(sql::new_code, code, what.channel, what.conversation, what.by, what.letter, mask, mark,
                               clock_.now()) > 0)
            co_return code;
    }
}

Task<std::string> Official::code_for(Sent what) {
    co_return co_await code_in(database_, std::move(what));
}
Task<std::string> Official::code_for(postgres::Transaction& transaction, Sent what) {
    co_return co_await code_in(transaction, std::move(what));
}

Task<OwnCode> Official::own_code(Agent by) {
    for (;;) {
        if (auto known = co_await database_.run(sql::agent_code, by.id)) co_return OwnCode{std::move(*known)};
        auto const code = new_agent_code(random_);
        co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
            if (co_await transaction.run(sql::new_agent_code, by.id, code, clock_.now()) == 0) co_return;
            co_await audit_.record(transaction, {.act = "official.agent_code_made",
                                                 .actor_kind = audit::ActorKind::staff,
                                                 .actor = by.id.uuid,
                                                 .subject = by.id.uuid,
                                                 .details = {}});
        });
    }
}

Task<std::optional<Finding>> Official::judge_code(CodeKind kind, std::string code) {
    Finding out{.asked = kind == CodeKind::message ? Asked::message_code : Asked::agent_code,
                .read_as = code,
                .verdict = Verdict::not_ours,
                .advice = Advice::treat_as_false};
    if (kind == CodeKind::message) {
        if (auto row = co_await database_.run(sql::sender, code))
            out.sender =
                Sender{.channel = row->channel, .agent = std::move(row->agent), .at = row->at, .to = std::move(row->to_masked)};
    } else {
        out.agent = co_await database_.run(sql::agent, code);
    }
    if (out.sender || out.agent) {
        out.verdict = Verdict::official;
        out.advice = Advice::fine;
    }
    co_return out;
}

Task<std::optional<CodeOfLetter>> Official::code_of_letter(std::string code, std::vector<std::string> const& to) {
    auto row = co_await database_.run(sql::sender, code);
    if (!row) co_return std::nullopt;
    // We write to one at a time: whoever got a letter may put his own address beside another's.
    bool const for_receiver = row->channel == SentBy::email && to.size() == 1 && row->to_digest == digest(code, to.front());
    co_return CodeOfLetter{.sender = {.channel = row->channel,
                                      .agent = std::move(row->agent),
                                      .at = row->at,
                                      .to = std::move(row->to_masked),
                                      .subject = row->letter ? outbox::subject_of(*row->letter, *row->language) : std::nullopt},
                           .for_this_receiver = for_receiver,
                           .text_digest = std::move(row->text_digest),
                           .html_digest = std::move(row->html_digest)};
}

}  // namespace ombud::official
