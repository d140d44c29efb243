#include "email/reception.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <sodium.h>

#include "core/limits.hpp"
#include "core/log.hpp"
#include "core/offload.hpp"
#include "core/problem.hpp"
#include "email/queries.hpp"
#include "email/trust.hpp"
#include "html/html.hpp"
#include "mail/folded.hpp"
#include "postgres/database.hpp"
#include "postgres/keep_doing.hpp"
#include "text/masked.hpp"
#include "text/names.hpp"

namespace ombud::email {

namespace {

using namespace std::chrono_literals;

constexpr auto looked_every = 500ms;
constexpr auto forgotten_every = 1h;
constexpr std::int32_t tries_at_most = 6;
constexpr std::size_t subject_bytes = 300;
constexpr std::size_t read_of_files = 256 * 1024;  // of each file of words, for secrets
constexpr auto first_retry = 10s;

std::string sha256(std::string_view bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<unsigned char const*>(bytes.data()), bytes.size());
    std::string out(2 * sizeof hash + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), hash, sizeof hash);
    out.pop_back();
    return out;
}

std::string name_of(auto value) {
    return boost::describe::enum_to_string(value, "");
}

// Two Han characters: whoever writes them reads Chinese.
std::string language_of(std::string_view text) {
    int han = 0;
    for (std::size_t at = 0; at + 2 < text.size() && han < 2; ++at) {
        auto const lead = std::uint8_t(text[at]);
        if (lead >= 0xe4 && lead <= 0xe9) ++han, at += 2;
    }
    return han >= 2 ? "zh-CN" : "en";
}

// "Re: AW: 回复：提现" is about "提现".
std::string matter_of(std::string_view subject) {
    static constexpr std::string_view marks[] = {"re", "fw", "fwd", "aw", "sv", "回复", "答复", "转发", "回覆", "轉寄"};
    auto out = boost::trim_copy(std::string(subject));
    for (bool again = true; again;) {
        again = false;
        for (auto const mark : marks) {
            if (!boost::istarts_with(out, mark)) continue;
            std::string_view rest{out};
            rest.remove_prefix(mark.size());
            auto const colon = rest.starts_with(":") ? 1 : rest.starts_with("：") ? 3 : 0;
            if (colon == 0) continue;
            out = boost::trim_copy(std::string(rest.substr(colon)));
            again = true;
        }
    }
    return out;
}

std::optional<std::string> sender_of(mail::Letter const& letter) {
    return letter.from.empty() ? std::nullopt : text::email_key(letter.from.front().address);
}

// Whom it was for, as addresses without what stands behind "+".
std::vector<std::string> receivers_of(mail::Letter const& letter) {
    std::vector<std::string> out;
    auto const add = [&](std::string const& address) {
        auto key = text::email_key(address);
        if (!key) return;
        auto const at = key->find('@');
        if (auto const plus = key->find('+'); plus < at) key->erase(plus, at - plus);
        out.push_back(std::move(*key));
    };
    for (auto const& address : letter.delivered_to) add(address);
    for (auto const* all : {&letter.to, &letter.cc})
        for (auto const& mailbox : *all) add(mailbox.address);
    return out;
}

std::optional<std::string> topic_of(Matter const& matter) {
    return matter.topic ? std::optional{name_of(*matter.topic)} : std::nullopt;
}

// What its header says in words of people's.
std::string names_in(mail::Letter const& letter) {
    std::string out = letter.subject;
    for (auto const* all : {&letter.from, &letter.reply_to, &letter.to, &letter.cc})
        for (auto const& mailbox : *all) out += "\n" + mailbox.name;
    return out;
}

bool is_of_words(mail::LetterFile const& file) {
    static constexpr std::string_view types[] = {"application/json", "application/xml", "application/rtf", "message/rfc822"};
    static constexpr std::string_view endings[] = {".txt", ".md",  ".csv",  ".json", ".xml",
                                                   ".log", ".eml", ".html", ".yaml", ".yml"};
    return file.media_type.starts_with("text/") || std::ranges::find(types, file.media_type) != std::end(types) ||
           std::ranges::any_of(endings, [&](std::string_view end) { return boost::iends_with(file.name, end); });
}

bool holds_marker(std::string_view text) {
    return text.contains("[removed:");
}

}  // namespace

// Letters -------------------------------------------------------------------------------------------------------------------

Task<void> Letters::take(std::string raw, std::optional<std::string> mailbox) {
    if (raw.size() > limits::received_letter_bytes) throw Problem{ProblemKind::too_large, "mail.too_large"};
    auto const name = sha256(raw);
    postgres::Bytes sealed{seal_.close(raw, name, random_)};
    co_await database_.run(sql::receive, name, std::move(sealed), clock_.now(), LetterId::make(clock_, random_),
                           std::move(mailbox));
}

BOOST_DESCRIBE_STRUCT(Letters::About, (), (sender, subject))

postgres::Bytes Letters::close(LetterId id, About const& about) const {
    return {seal_.close(to_json_text(about), "about " + id.text(), random_)};
}

LetterRow Letters::shown(sql::AsideRow row) const {
    About about{std::move(row.plain_sender), std::move(row.plain_subject)};
    if (row.about) about = from_json<About>(parse_json(seal_.open(row.about->data, "about " + row.id.text())));
    return {.id = row.id,
            .received_at = row.received_at,
            .mailbox = std::move(row.mailbox),
            .state = row.state,
            .why = row.why,
            .sender = about.sender.transform(text::masked_addresses),
            .subject = std::move(about.subject),
            .kept = row.kept,
            .conversation_id = row.conversation_id};
}

Task<void> Letters::seal_old_asides(customers::Vault const& vault) {
    static constexpr std::int64_t at_once = 200;
    for (auto rows = co_await database_.run(sql::plain_asides, at_once); !rows.empty();
         rows = co_await database_.run(sql::plain_asides, at_once))
        for (auto const& row : rows) {
            auto const key = row.plain_sender ? std::optional{vault.address_key(*row.plain_sender)} : std::nullopt;
            co_await database_.run(sql::seal_aside, row.id, close(row.id, {row.plain_sender, row.plain_subject}), key);
        }
}

// Reception -----------------------------------------------------------------------------------------------------------------

struct Reception::Words {
    std::string body, quoted, same_as, language;
    bool has_html = false, hides_secret = false;  // in its HTML, its names or its files
    std::vector<std::string> refused;             // names of files that hold one
    Matter matter;
};

Reception::Reception(postgres::Database& database, safety::SecretGuard const& guard, desk::Desk& desk, outbox::Outbox& outbox,
                     outbox::ReturnedMail& returned, asio::thread_pool& workers, ReplyAddresses const& addresses,
                     ReceptionSettings settings, Letters letters, Clock& clock, Random& random)
    : database_(database),
      guard_(guard),
      desk_(desk),
      outbox_(outbox),
      returned_(returned),
      workers_(workers),
      addresses_(addresses),
      settings_(std::move(settings)),
      letters_(letters),
      clock_(clock),
      correspondents_(database, desk.words().vault(), clock, random),
      acknowledgements_(clock, limits::acknowledgements_at_once, limits::one_acknowledgement_each),
      warnings_(clock, limits::acknowledgements_at_once, limits::one_acknowledgement_each) {}

Task<void> Reception::work() {
    return postgres::keep_doing(clock_, "email.reception", looked_every, [this, forgot_at = Timestamp{}]() mutable -> Task<void> {
        co_await read_waiting();
        if (clock_.now() - forgot_at <= forgotten_every) co_return;
        co_await forget_old();
        forgot_at = clock_.now();
    });
}

Task<std::size_t> Reception::read_waiting() {
    std::size_t count = 0;
    while (auto letter = co_await database_.run(sql::next_waiting, clock_.now())) {
        std::optional<std::string> fault;
        try {
            co_await read(*letter);
            ++count;
        } catch (Problem const& problem) {
            // Nothing is wrong with the letter when the house itself is not in order.
            if (problem.kind == ProblemKind::unavailable) throw;
            fault = problem.code;
        } catch (boost::system::system_error const&) {
            throw;  // the program ends
        } catch (std::runtime_error const& error) {
            fault = error.what();  // sealed under another key
        }
        if (!fault) continue;
        log::warning("email.letter_not_read", {{"letter", letter->id.text()}, {"fault", *fault}});
        if (letter->tries + 1 >= tries_at_most)
            co_await set_aside(letter->id, {Why::faulty, true}, std::nullopt);
        else
            co_await database_.run(sql::try_later, letter->id, clock_.now() + first_retry * (1 << letter->tries));
    }
    co_return count;
}

Task<void> Reception::forget_old() {
    co_await database_.run(sql::forget_raw, clock_.now() - limits::raw_letter_life);
}

// A test letter of ours, come back.
Task<bool> Reception::ends_round(sql::WaitingLetter const& stored, mail::Letter const& letter) {
    auto const id = LetterId::parse(letter.message_id.substr(0, letter.message_id.find('@')));
    if (!id) co_return false;
    co_return co_await database_.run(sql::round_returned, *id, stored.received_at, stored.mailbox,
                                     belief_in(letter, settings_.authserv_id)) > 0;
}

// Whether this desk wrote it, under one of its names.
Task<bool> Reception::is_own(mail::Letter const& letter) {
    if (letter.loop.empty()) co_return false;
    if (letter.loop == outbox_.domain() || letter.loop == mail::domain_of(addresses_.base())) co_return true;
    auto const brands = co_await database_.run(sql::brands);
    co_return std::ranges::any_of(brands, [&](Brand const& each) { return mail::domain_of(each.address) == letter.loop; });
}

// Why it shall become no entry of a conversation, and whether staff should look at it; nullopt: it shall.
Task<std::optional<Reception::Aside>> Reception::why_aside(sql::WaitingLetter const& stored,
                                                           std::optional<mail::Letter> const& letter) {
    if (!letter) co_return Aside{Why::unreadable, true};
    if (co_await is_own(*letter)) co_return Aside{co_await ends_round(stored, *letter) ? Why::round : Why::own_letter, false};
    if (stored.taken_as_person) co_return std::nullopt;
    if (letter->kind == mail::LetterKind::list) co_return Aside{Why::list, false};
    if (letter->spam.is_spam) co_return Aside{Why::spam, true};
    co_return std::nullopt;
}

Task<void> Reception::set_aside(LetterId id, Aside how, std::optional<mail::Letter> const& letter) {
    Letters::About about;
    std::optional<postgres::Bytes> sender_key;
    if (letter) {
        if (auto const address = sender_of(*letter)) {
            about.sender = guard_.redact(*address).text;
            sender_key = desk_.words().vault().address_key(*address);
        }
        about.subject = subject_of(*letter);
    }
    co_await database_.run(sql::set_aside, id, how.why, how.for_staff, letters_.close(id, about), sender_key);
}

bool Reception::holds_secret(std::string_view text) const {
    return !text.empty() && !guard_.redact(std::string(text)).removed.empty();
}

// Files of words are read as words; those that hold a secret are not taken. True: there was one, or one in a file's name.
bool Reception::refuse_secret_files(mail::Letter& letter, std::vector<std::string>& refused) const {
    bool any = false;
    std::erase_if(letter.files, [&](mail::LetterFile const& file) {
        any = any || holds_secret(file.name);
        if (!is_of_words(file)) return false;
        auto text = text::clean_lines(text::cut(file.bytes, read_of_files));
        if (auto const inner = file.media_type == "message/rfc822" ? mail::read_letter(file.bytes) : std::nullopt)
            text += "\n" + inner->subject + "\n" + inner->text + "\n" + html::make_safe(inner->html).text;
        if (!holds_secret(text)) return false;
        refused.push_back(guard_.redact(text::clean_name(file.name).value_or("?")).text);
        return any = true;
    });
    return any;
}

std::string Reception::subject_of(mail::Letter const& letter) const {
    auto const line = boost::replace_all_copy(text::clean_lines(letter.subject), "\n", " ");
    return guard_.redact(text::cut(line, subject_bytes)).text;
}

Task<void> Reception::read(sql::WaitingLetter const& stored) {
    auto const raw = letters_.open(stored);
    if (co_await returned_.read(stored.sha256, raw)) {
        co_await set_aside(stored.id, {Why::report, false}, std::nullopt);
        co_return;
    }
    Words words;
    auto parse = [&] {
        auto letter = mail::read_letter(raw);
        if (!letter) return letter;
        auto text = letter->text;
        words.has_html = !letter->html.empty();
        auto const shown = words.has_html ? html::make_safe(letter->html).text : std::string{};
        words.hides_secret =
            refuse_secret_files(*letter, words.refused) || holds_secret(shown) || holds_secret(names_in(*letter));
        if (words.has_html && text::is_blank(text)) text = shown;
        for (auto const& stretch : mail::fold(text)) {
            auto& into = stretch.kind == mail::StretchKind::words && words.quoted.empty() ? words.body : words.quoted;
            into += stretch.text;
        }
        if (words.body.find_first_not_of(" \t\r\n>") == words.body.npos) std::swap(words.body, words.quoted);
        words.body = boost::trim_copy(text::clean_lines(words.body));
        words.quoted = boost::trim_right_copy(text::clean_lines(words.quoted));
        words.language = language_of(letter->subject + words.body);
        words.matter = matter_in(guard_.redact(text::clean_lines(letter->subject)).text, guard_.redact(words.body).text);
        words.same_as =
            sha256(letter->message_id + "\n" + letter->subject + "\n" + boost::trim_right_copy(letter->text) + "\n" +
                   boost::trim_right_copy(letter->html) + (letter->message_id.empty() ? stored.sha256 : std::string{}));
        return letter;
    };
    auto letter = co_await offload(workers_, parse);
    if (auto const aside = co_await why_aside(stored, letter))
        co_await set_aside(stored.id, *aside, letter);
    else if (co_await database_.run(sql::claim_words, stored.id, words.same_as) == 0)
        co_await set_aside(stored.id, {Why::same_letter, false}, letter);
    else
        co_await become_entry(stored, std::move(*letter), std::move(words));
}

// Where it belongs: to the conversation that a signed address names, else to that of a letter which it answers; and only when
// its sender takes part there. Otherwise what it names is merely related.
Task<std::optional<sql::PlaceRow>> Reception::place_of(mail::Letter const& letter, std::string const& from, Belief belief,
                                                       std::optional<sql::PlaceRow>& related) {
    std::optional<sql::PlaceRow> found;
    auto const their_key = desk_.words().vault().address_key(from);
    auto const look = [&](std::string const& address) -> Task<void> {
        auto const conversation = found ? std::nullopt : addresses_.read(address, clock_.now());
        if (conversation) found = co_await database_.run(sql::place, *conversation, from, their_key);
    };
    for (auto const* all : {&letter.to, &letter.cc})
        for (auto const& mailbox : *all) co_await look(mailbox.address);
    for (auto const& address : letter.delivered_to) co_await look(address);
    if (!found && !letter.references.empty())
        found = co_await database_.run(sql::place_by_references, letter.references, from, their_key);
    bool const takes_part = found && (found->takes_part || told_of(*found, found->email) == from);
    // Of two senders one may be anybody. Where letters were proved, one that is not may be anybody's.
    bool const may_join =
        takes_part && letter.from.size() == 1 && belief != Belief::refuted && (belief == Belief::believed || !found->proved);
    if (!found || may_join) co_return found;
    related = std::move(found);
    co_return std::nullopt;
}

// nullopt: none, or nobody can read it any more.
std::optional<std::string> Reception::told_of(sql::PlaceRow const& place, std::optional<postgres::Bytes> const& sealed) const {
    auto const key = desk_.words().key_of(place.id, place.customer_id, place.customer_key);
    return sealed && !key.erased() ? std::optional{key.open(sealed)} : std::nullopt;
}

// What of its files is taken over; `kept` says which of them stand among the words, and what was left.
Task<std::vector<AttachmentId>> Reception::attach(Customer const& by, ConversationId to, std::vector<mail::LetterFile> files,
                                                  LetterOfEntry& kept) {
    std::vector<AttachmentId> out;
    for (auto& file : files) {
        std::optional<Problem> refused;
        if (out.size() < limits::attachments_per_entry) {
            try {
                out.push_back((co_await desk_.attach(by, to, file.name, std::move(file.bytes))).id);
                if (!file.content_id.empty()) kept.cids.push_back({file.content_id, out.back()});
                continue;
            } catch (Problem const& problem) {
                if (problem.kind == ProblemKind::unavailable) throw;
            }
        }
        kept.not_taken.push_back(guard_.redact(text::clean_name(file.name).value_or("?")).text);
    }
    co_return out;
}

Task<void> Reception::become_entry(sql::WaitingLetter const& stored, mail::Letter letter, Words words) {
    auto const belief = belief_in(letter, settings_.authserv_id);
    auto const address = sender_of(letter);
    // Whoever gives no address that can be answered is somebody new with each letter.
    auto const from = letter.from.size() == 1 && address ? *address : stored.id.text();
    auto const client_id = "letter-" + stored.id.text(), opening = client_id + "-opens";
    std::optional<sql::PlaceRow> related;
    auto place = co_await place_of(letter, from, belief, related);
    if (stored.conversation_id) {  // it stays where its reading began, whatever was read since
        bool const opened_it = co_await database_.run(sql::was_opened_as, *stored.conversation_id, opening);
        place = opened_it
                    ? std::nullopt
                    : co_await database_.run(sql::place, *stored.conversation_id, from, desk_.words().vault().address_key(from));
    }
    bool const by_person = letter.kind == mail::LetterKind::person || stored.taken_as_person;
    if (!by_person) {
        bool const holds_secret = words.hides_secret || !guard_.redact(words.body + "\n" + words.quoted).removed.empty();
        if (place)
            co_await desk_.note(place->id, client_id, words.body, {{"automatic", address ? text::masked(*address) : from}});
        if (holds_secret) co_await database_.run(sql::forget_one, stored.id);
        co_await set_aside(stored.id, {Why::automatic, false}, letter);
        co_return;
    }
    auto name = letter.from.empty() ? std::nullopt : text::clean_name(letter.from.front().name);
    if (name && this->holds_secret(*name)) name.reset();
    auto const customer = place ? Correspondents::of_conversation(place->customer_id)
                                : co_await correspondents_.find(from, belief, name, words.language);
    auto const conversation =
        place ? co_await desk_.read(customer, place->id)
              : co_await desk_.open_for_letter(
                    customer, {.client_id = opening, .language = words.language, .topic = topic_of(words.matter), .body = {}});
    co_await database_.run(sql::begins_in, stored.id, conversation.id);
    auto const subject = subject_of(letter);
    bool holds_secret =
        words.hides_secret || holds_marker(subject) || !guard_.redact(words.body + "\n" + words.quoted).removed.empty();
    if (!co_await database_.run(sql::entry_of_letter, conversation.id, customer.id, client_id)) {
        LetterOfEntry kept{.id = stored.id.text(),
                           .from = address ? text::masked(*address) : std::string{},
                           .belief = name_of(belief),
                           .has_html = words.has_html};
        auto attachments = co_await attach(customer, conversation.id, std::move(letter.files), kept);
        std::ranges::move(words.refused, std::back_inserter(kept.not_taken));
        auto const known = place ? told_of(*place, place->subject) : std::nullopt;
        bool const same_matter = known && matter_of(*known) == matter_of(subject);
        if (!same_matter) kept.subject = subject;
        auto about = to_json(kept).as_object();
        if (auto const told = co_await case_of(words.matter, conversation.id, address)) about["case"] = to_json(*told);
        auto const entry = co_await desk_.post_letter(customer, conversation.id,
                                                      {.client_id = client_id,
                                                       .body = std::move(words.body),
                                                       .quoted = std::move(words.quoted),
                                                       .attachments = std::move(attachments),
                                                       .letter = std::move(about)});
        holds_secret = holds_secret || !entry.removed.empty() || holds_marker(json::serialize(entry.data));
    }
    if (related)
        co_await desk_.note(conversation.id, client_id + "-related", related->reference,
                            {{"related", {{"id", related->id.text()}, {"reference", related->reference}}}});
    co_await finish(stored, conversation, letter, {place ? std::nullopt : address, subject, belief, holds_secret, words.matter});
}

// The guided answer to it, where there is one.
std::shared_ptr<diagnosis::Flow const> Reception::flow_for(Matter const& matter) const {
    if (!flows_ || !matter.topic) return nullptr;
    for (auto const& [name, flow] : flows_->all())
        if (flow->topic == *matter.topic) return flow;
    return nullptr;
}

// The case that it tells or adds to; nullopt: nothing that is not known. What somebody proved to have told stays as they told it.
Task<std::optional<desk::Case>> Reception::case_of(Matter const& matter, ConversationId in,
                                                   std::optional<std::string> const& address) {
    auto told = co_await desk_.told_case(in);
    if (told && (told->assurance != Assurance::nobody || matter.fields.empty())) co_return std::nullopt;
    if (!told && !matter.topic && matter.fields.empty()) co_return std::nullopt;
    bool adds = !told;
    if (!told) {
        auto const flow = flow_for(matter);
        told = desk::Case{.topic = topic_of(matter).value_or("other"),
                          .urgent = matter.topic == diagnosis::Topic::theft,
                          .fields = {},
                          .missing = flow ? missing_of(*flow, {}) : std::vector<std::string>{},
                          .reach = "email",
                          .email = address ? std::optional{text::masked(*address)} : std::nullopt};
    }
    for (auto const& field : matter.fields) {
        if (std::ranges::find(told->fields, field.name, &desk::CaseField::name) != told->fields.end()) continue;
        told->fields.push_back(field);
        std::erase(told->missing, field.name);
        adds = true;
    }
    co_return adds ? std::move(told) : std::nullopt;
}

outbox::Thread Reception::thread_of(desk::Conversation const& conversation, mail::Letter const& letter,
                                    std::optional<Brand> const& brand) const {
    outbox::Thread out{.reply_to = addresses_.make(conversation.id, clock_.now(), brand ? brand->address : std::string{}),
                       .references = {},
                       .by_program = true};
    if (!letter.message_id.empty()) out.references.push_back(letter.message_id);
    if (brand) out.from = outbox::SpeaksAs{conversation.language == "en" ? brand->name_en : brand->name_zh, brand->address};
    return out;
}

// Read, findable by what answers it, and acknowledged where that is due, at once: a letter is never acknowledged twice.
Task<void> Reception::finish(sql::WaitingLetter const& stored, desk::Conversation const& conversation, mail::Letter const& letter,
                             Finish how) {
    auto const sender = sender_of(letter);
    bool const may_answer =
        sender && how.belief != Belief::refuted && letter.return_path.value_or("?") != "" && *sender != addresses_.base();
    bool const wanted = may_answer && how.newcomer && !acknowledgements_.take(*sender);
    // Whoever sent a secret must learn that it is known now, in whatever letter it stood.
    bool const warned = may_answer && how.holds_secret && !warnings_.take(*sender);
    auto const key = (co_await desk_.words().key_of(conversation.id)).value();
    co_await database_.transaction([&](postgres::Transaction& transaction) -> Task<void> {
        if (!letter.message_id.empty()) co_await transaction.run(sql::belongs, letter.message_id, conversation.id, clock_.now());
        if (sender)
            co_await transaction.run(sql::reach_by_mail, conversation.id, key.close(*sender, desk_.words().random()),
                                     key.close(how.subject, desk_.words().random()), how.belief == Belief::believed);
        if (auto const brand = co_await transaction.run(sql::brand_of, receivers_of(letter)))
            co_await transaction.run(sql::speaks_as, conversation.id, brand->id);
        co_await transaction.run(sql::letters_again, conversation.id);
        if (co_await transaction.run(sql::is_read, stored.id, conversation.id, how.holds_secret) == 0) co_return;
        if (warned) {
            auto const brand = co_await transaction.run(sql::brand_of_conversation, conversation.id);
            auto const id = co_await outbox_.post(
                transaction, {.letter = "mail_secret",
                              .language = conversation.language,
                              .to = *sender_of(letter),
                              .values = {{"reference", conversation.reference},
                                         {"link", settings_.portal + "/" + conversation.language + "/answers/stolen"}},
                              .thread = thread_of(conversation, letter, brand)});
            co_await transaction.run(sql::belongs, outbox_.message_id(id), conversation.id, clock_.now());
        }
        if (!wanted) co_return;
        auto const brand = co_await transaction.run(sql::brand_of_conversation, conversation.id);
        bool const english = conversation.language == "en";
        outbox::Order order{.letter = "mail_received",
                            .language = conversation.language,
                            .to = *how.newcomer,
                            .values = {{"reference", conversation.reference},
                                       {"brand", !brand    ? ""
                                                 : english ? brand->acknowledgement_en
                                                           : brand->acknowledgement_zh},
                                       {"link", settings_.portal + "/" + conversation.language + "/"}},
                            .thread = thread_of(conversation, letter, brand)};
        if (auto const flow = flow_for(how.matter)) {
            auto const token = co_await offers_->make(transaction, conversation.id, flow->name);
            order.letter = "mail_received_guided";
            order.values["title"] = flow->title.in(conversation.language);
            order.values["missing"] = sentence_for(missing_of(*flow, how.matter.fields), conversation.language);
            order.values["link"] += "answers/" + flow->name + "?letter=" + token;
        }
        auto const id = co_await outbox_.post(transaction, std::move(order));
        co_await transaction.run(sql::belongs, outbox_.message_id(id), conversation.id, clock_.now());
    });
}

}  // namespace ombud::email
