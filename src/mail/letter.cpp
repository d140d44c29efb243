#include "mail/letter.hpp"

#include <algorithm>
#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <charconv>
#include <chrono>
#include <memory>
#include <unordered_set>

#include "core/limits.hpp"
#include "core/markup.hpp"
#include "mail/charset.hpp"
#include "mail/flowed.hpp"
#include "mail/gmime.hpp"
#include "mail/header.hpp"
#include "mail/parts.hpp"

namespace ombud::mail {

namespace {

// --- What its header says ------------------------------------------------------------------------------------------------------

std::vector<Mailbox> mailboxes(Head const& head, std::string_view name, Letter& letter) {
    std::vector<Mailbox> out;
    for (auto const value : head.all(name)) {
        auto more = read_mailboxes(value, limits::letter_mailboxes + 1 - out.size());
        std::ranges::move(more, std::back_inserter(out));
        if (out.size() > limits::letter_mailboxes) {
            out.resize(limits::letter_mailboxes);
            letter.is_cut = true;
            break;
        }
    }
    return out;
}

std::string line_of(Head const& head, std::string_view name, std::size_t bytes = limits::letter_header_bytes) {
    return std::string(cut_utf8(decoded_words(head.first(name)), bytes));
}

std::string id_of(Head const& head, std::string_view name) {
    auto ids = read_ids(head.first(name), 1);
    return ids.empty() ? std::string{} : std::move(ids.front());
}

// Of a long thread its first letter and the newest ones.
std::vector<std::string> references_of(Head const& head) {
    constexpr std::size_t read = 1'000;
    std::vector<std::string> all, out;
    for (auto const* name : {"References", "In-Reply-To"})
        if (auto const value = head.first(name); !value.empty())
            std::ranges::move(read_ids(value, read), std::back_inserter(all));
    std::ranges::reverse(all);
    std::unordered_set<std::string_view> seen;
    for (auto const& id : all)
        if (seen.insert(id).second) out.push_back(id);
    if (out.size() > limits::letter_references) {
        out[limits::letter_references - 1] = out.back();
        out.resize(limits::letter_references);
    }
    std::ranges::reverse(out);
    return out;
}

std::optional<Timestamp> date_of(Head const& head) {
    using namespace std::chrono;
    std::string const value{head.first("Date").substr(0, 100)};
    if (value.empty()) return std::nullopt;
    std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> const date{g_mime_utils_header_decode_date(value.c_str()),
                                                                        &g_date_time_unref};
    if (!date) return std::nullopt;
    Timestamp const when{seconds{g_date_time_to_unix(date.get())}};
    // Before there was e-mail, or when nobody will read it: a clock that means nothing.
    if (when < sys_days{1971y / 1 / 1} || when > sys_days{2200y / 1 / 1}) return std::nullopt;
    return when;
}

std::optional<std::string> return_path_of(Head const& head) {
    if (!head.has("Return-Path")) return std::nullopt;
    auto path = line_of(head, "Return-Path", 320);
    std::erase_if(path, [](char c) { return c == '<' || c == '>' || c == ' '; });
    return path;
}

std::vector<std::string> delivered_to(Head const& head) {
    static constexpr std::array<std::string_view, 5> names{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To",
                                                           "X-Delivered-To"};
    std::vector<std::string> out;
    for (auto const& field : head.fields) {
        if (std::ranges::none_of(names, [&](auto name) { return same_word(name, field.name); })) continue;
        for (auto& mailbox : read_mailboxes(field.value, 10)) {
            if (out.size() == limits::letter_mailboxes) return out;
            if (!mailbox.address.empty() && std::ranges::find(out, mailbox.address) == out.end())
                out.push_back(std::move(mailbox.address));
        }
    }
    return out;
}

std::optional<double> number_in(std::string_view text) {
    auto const begin = text.find_first_of("-0123456789");
    if (begin == text.npos) return std::nullopt;
    double value = 0;
    auto const left = text.substr(begin, 20);
    auto const [end, error] = std::from_chars(left.data(), left.data() + left.size(), value, std::chars_format::fixed);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}

// rspamd and SpamAssassin; the newest server's word is on top.
SpamVerdict spam_of(Head const& head) {
    SpamVerdict out;
    auto const rspamd = lower(head.first("X-Spamd-Result")), status = lower(head.first("X-Spam-Status"));
    if (auto const open = rspamd.find('['); open != rspamd.npos) out.score = number_in(std::string_view{rspamd}.substr(open));
    if (!out.score) out.score = number_in(head.first("X-Spam-Score"));
    if (!out.score)
        for (auto const* name : {"score=", "hits="})
            if (auto const at = status.find(name); at != status.npos && !out.score)
                out.score = number_in(std::string_view{status}.substr(at));
    auto const says_yes = [&](std::string_view value) {
        return lower(value).starts_with("yes") || lower(value).starts_with("true");
    };
    out.is_spam = says_yes(status) || says_yes(head.first("X-Spam-Flag")) || says_yes(head.first("X-Spam")) ||
                  rspamd.substr(0, rspamd.find('[')).contains(": true");
    return out;
}

bool is_from_a_postmaster(Letter const& letter) {
    return std::ranges::any_of(letter.from, [](Mailbox const& each) {
        auto const name = lower(each.address.substr(0, each.address.find('@')));
        return name == "mailer-daemon" || name == "postmaster" || name == "mail-daemon";
    });
}

LetterKind kind_of(Head const& head, Parameters const& type, Letter const& letter) {
    auto const word = [&](std::string_view name) { return lower(decoded_words(head.first(name))); };
    auto const says = [&](std::string_view name, std::string_view no) {
        auto const value = word(name);
        return !value.empty() && !value.starts_with(no);
    };
    bool const null_path = letter.return_path && letter.return_path->empty();
    bool const report = type.value == "multipart/report";
    if (report && !type.get("report-type").starts_with("disposition") && !type.get("report-type").starts_with("feedback"))
        return LetterKind::bounce;
    if (type.value == "message/delivery-status" || head.has("X-Failed-Recipients") ||
        ((null_path || says("Auto-Submitted", "no")) && is_from_a_postmaster(letter)))
        return LetterKind::bounce;
    auto const precedence = word("Precedence");
    if (null_path || report || says("Auto-Submitted", "no") || says("X-Autoreply", "no") || says("X-Autorespond", "no") ||
        says("X-Auto-Response-Suppress", "none") || precedence.starts_with("auto"))
        return LetterKind::automatic_reply;
    if (head.has("List-Id") || head.has("List-Post") || head.has("List-Unsubscribe") || head.has("Mailing-List") ||
        precedence == "list")
        return LetterKind::list;
    return precedence == "bulk" || precedence == "junk" ? LetterKind::automatic_reply : LetterKind::person;
}

void read_header(Head const& head, Letter& letter) {
    letter.is_cut |= head.cut;
    letter.from = mailboxes(head, "From", letter);
    letter.reply_to = mailboxes(head, "Reply-To", letter);
    letter.to = mailboxes(head, "To", letter);
    letter.cc = mailboxes(head, "Cc", letter);
    if (auto sender = read_mailboxes(head.first("Sender"), 1); !sender.empty()) letter.sender = std::move(sender.front());
    letter.return_path = return_path_of(head);
    letter.subject = line_of(head, "Subject");
    letter.message_id = id_of(head, "Message-ID");
    letter.references = references_of(head);
    letter.date = date_of(head);
    letter.delivered_to = delivered_to(head);
    for (auto const value : head.all("Authentication-Results"))
        if (letter.authentication_results.size() < limits::letter_mailboxes)
            letter.authentication_results.emplace_back(cut_utf8(decoded_words(value), limits::letter_header_bytes));
    letter.loop = line_of(head, "X-Ombud-Loop", 200);
    letter.spam = spam_of(head);
}

// --- What it says --------------------------------------------------------------------------------------------------------------

// Lines that end in \n, without control characters.
std::string plain_lines(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (c == '\r' ? at + 1 == text.size() || text[at + 1] != '\n' : c == '\n')
            out.push_back('\n');
        else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f))
            out.push_back(c);
    }
    return out;
}

// A page says its charset itself when its part does not.
std::string charset_within(std::string_view html) {
    auto const head = lower(html.substr(0, 2'048));
    auto at = head.find("charset=");
    if (at == head.npos || !std::string_view{head}.substr(0, at).contains("<meta")) return {};
    at = head.find_first_not_of("\"' ", at + 8);
    return at == head.npos ? std::string{} : head.substr(at, head.find_first_of("\"' />;", at) - at);
}

std::string as_html(std::string_view text) {
    return "<div>" + boost::replace_all_copy(escaped_markup(text), "\n", "<br>\n") + "</div>";
}

// One thing to read, in up to two forms of it.
struct Item {
    int number = -1;  // of the part that is it
    std::string text, html;
    bool has_text{}, has_html{};
    int text_branch = -1, html_branch = -1;  // of several forms of one kind the last is the best
};

class WordReader {
public:
    WordReader(Parts const& parts, Letter& letter) : all_(parts.all), letter_(letter) {}

    void read() {
        for (int i = 0; i < int(all_.size()); ++i) {
            auto const& part = at(i);
            if (part.children > 0)
                note_holder(part);
            else if (is_words(i))
                add_words(i);
            else if (!is_other_form(i))
                add_file(i);
        }
        put_together();
        // What holds nothing to read in its parts may hold it between them.
        if (letter_.text.empty() && letter_.html.empty() && letter_.files.empty() && all_.front().children > 0)
            letter_.text = plain_lines(to_utf8(cut_utf8(all_.front().content, limits::letter_text_bytes), {}));
    }

private:
    [[nodiscard]] Part const& at(int number) const { return all_[std::size_t(number)]; }

    [[nodiscard]] bool is_hung_on(Part const& part) const { return part.disposition.value == "attachment"; }

    [[nodiscard]] std::string name_of(Part const& part) const {
        auto name = part.disposition.get("filename");
        return name.empty() ? part.type.get("name") : name;
    }

    // The part of multipart/related that the others belong to.
    [[nodiscard]] bool is_root(int number) const {
        auto const& part = at(number);
        auto const start = at(part.parent).type.get("start");
        if (!start.empty())
            for (int i = part.parent + 1; i < int(all_.size()); ++i)
                if (at(i).parent == part.parent && same_word(at(i).head.first("Content-ID"), start)) return i == number;
        return number == part.parent + 1;
    }

    // Whether what stands here is read, not hung on: all the way up.
    [[nodiscard]] bool is_in_sight(int number) const {
        for (int i = number; at(i).parent >= 0; i = at(i).parent)
            if (at(at(i).parent).type.value == "multipart/related" && !is_root(i)) return false;
        return true;
    }

    [[nodiscard]] bool is_words(int number) const {
        auto const& part = at(number);
        auto const& type = part.type.value;
        if (!type.starts_with("text/") || is_hung_on(part) || !is_in_sight(number)) return false;
        if (type == "text/calendar" || type == "text/rfc822-headers" || type == "text/x-vcard" || type == "text/vcard")
            return false;
        if (type != "text/plain" && type != "text/html" && (is_other_form(number) || !name_of(part).empty())) return false;
        return items_.empty() || name_of(part).empty();  // one with a name is the letter itself only when it is the first
    }

    // Rich text, AMP and the like beside the forms that we read.
    [[nodiscard]] bool is_other_form(int number) const {
        auto const& part = at(number);
        auto const& type = part.type.value;
        return part.parent >= 0 && at(part.parent).type.value == "multipart/alternative" && type.starts_with("text/") &&
               type != "text/plain" && type != "text/html" && type != "text/calendar" && name_of(part).empty() &&
               !is_hung_on(part);
    }

    struct Form {
        int item, branch;
    };

    // The outermost choice that it is a form of, and which of its forms.
    [[nodiscard]] Form form_of(int number) const {
        Form out{number, number};
        for (int i = number; at(i).parent >= 0; i = at(i).parent)
            if (at(at(i).parent).type.value == "multipart/alternative") out = {at(i).parent, i};
        return out;
    }

    void add_words(int number) {
        auto const& part = at(number);
        bool const html = part.type.value == "text/html";
        auto bytes = decoded(part);
        if (bytes.size() > limits::letter_text_bytes) {
            bytes.resize(limits::letter_text_bytes);
            letter_.is_cut = true;
        }
        auto charset = part.type.get("charset");
        if (charset.empty() && html) charset = charset_within(bytes);
        auto words = to_utf8(bytes, charset);
        if (!html) words = plain(words, part);
        if (words.contains("-----BEGIN PGP MESSAGE-----")) seal(Seal::encrypted);
        if (words.contains("-----BEGIN PGP SIGNED MESSAGE-----")) seal(Seal::is_signed);

        auto const [item, branch] = form_of(number);
        if (items_.empty() || items_.back().number != item) items_.push_back({.number = item});
        auto& into = items_.back();
        auto& chosen = html ? into.html_branch : into.text_branch;
        auto& all = html ? into.html : into.text;
        (html ? into.has_html : into.has_text) = true;
        if (chosen != branch) all.clear();
        chosen = branch;
        if (!html && !all.empty() && !all.ends_with('\n')) all.push_back('\n');
        all += words;
    }

    [[nodiscard]] std::string plain(std::string_view words, Part const& part) const {
        auto text = plain_lines(words);
        if (lower(part.type.get("format")) == "flowed") text = unflowed(text, lower(part.type.get("delsp")) == "yes");
        return text;
    }

    // An item without plain words leaves them to the HTML, which then holds the others', too.
    void put_together() {
        bool const any_html = std::ranges::any_of(items_, &Item::has_html);
        bool const all_text = std::ranges::all_of(items_, &Item::has_text);
        for (auto const& item : items_) {
            if (all_text) {
                if (!letter_.text.empty() && !letter_.text.ends_with('\n')) letter_.text.push_back('\n');
                letter_.text += item.text;
            }
            if (any_html) letter_.html += item.has_html ? item.html : as_html(item.text);
        }
        for (auto* words : {&letter_.text, &letter_.html})
            if (words->size() > 2 * limits::letter_text_bytes) {
                words->resize(cut_utf8(*words, 2 * limits::letter_text_bytes).size());
                letter_.is_cut = true;
            }
    }

    void seal(Seal seal) { letter_.seal = std::max(letter_.seal, seal); }

    void note_holder(Part const& part) {
        if (part.type.value == "multipart/signed") seal(Seal::is_signed);
        if (part.type.value == "multipart/encrypted") seal(Seal::encrypted);
    }

    void note_file(Part const& part) {
        auto const& type = part.type.value;
        if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime")
            seal(part.type.get("smime-type") == "signed-data" ? Seal::is_signed : Seal::encrypted);
        if (type == "application/pgp-encrypted") seal(Seal::encrypted);
        if (type == "text/calendar" || type == "application/ics") letter_.has_calendar = true;
    }

    void add_file(int number) {
        auto const& part = at(number);
        note_file(part);
        auto bytes = decoded(part);
        auto name = file_name(part, bytes);
        if (bytes.empty() && name.empty()) return;
        if (letter_.files.size() == limits::letter_files) {
            letter_.is_cut = true;
            return;
        }
        auto const id = id_of(part.head, "Content-ID");
        letter_.files.push_back({.name = std::move(name),
                                 .media_type = std::string(cut_utf8(one_line(part.type.value), 200)),
                                 .bytes = std::move(bytes),
                                 .content_id = id,
                                 .in_words = !is_hung_on(part) && (part.disposition.value == "inline" || !id.empty())});
    }

    [[nodiscard]] std::string file_name(Part const& part, std::string const& bytes) const {
        auto name = std::string(cut_utf8(name_of(part), limits::letter_header_bytes));
        if (!name.empty()) return name;
        auto const& type = part.type.value;
        if (type == "message/rfc822" || type == "message/global" || type == "text/rfc822-headers") {
            auto const subject = line_of(read_head(bytes), "Subject", 150);
            return (subject.empty() ? "letter" : subject) + ".eml";
        }
        if (type == "message/delivery-status") return "delivery-status.txt";
        if (type == "text/calendar") return "invite.ics";
        return type == "application/ms-tnef" ? "winmail.dat" : "";
    }

    std::vector<Part> const& all_;
    Letter& letter_;
    std::vector<Item> items_;
};

// A mark of UTF-8 and empty lines stand before some letters.
std::string_view without_what_stands_before(std::string_view raw) {
    if (raw.starts_with("\xef\xbb\xbf")) raw.remove_prefix(3);
    raw.remove_prefix(std::min(raw.find_first_not_of("\r\n"), raw.size()));
    return raw;
}

}  // namespace

std::optional<Letter> read_letter(std::string_view raw) {
    start_gmime();
    Letter letter;
    raw = without_what_stands_before(raw);
    if (raw.size() > limits::received_letter_bytes) {
        raw = raw.substr(0, limits::received_letter_bytes);
        letter.is_cut = true;
    }
    std::string old_lines;  // ended by CR alone
    if (!raw.contains('\n')) {
        old_lines = raw;
        std::ranges::replace(old_lines, '\r', '\n');
        raw = old_lines;
    }
    auto const parts = take_apart(raw);
    auto const& top = parts.all.front();
    if (top.head.fields.empty()) return std::nullopt;
    letter.is_cut |= parts.cut;
    read_header(top.head, letter);
    letter.kind = kind_of(top.head, read_parameters(top.head.first("Content-Type")), letter);
    WordReader{parts, letter}.read();
    return letter;
}

}  // namespace ombud::mail
