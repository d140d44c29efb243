#include "official/letter_check.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "mail/authentication.hpp"
#include "mail/digest.hpp"
#include "mail/received.hpp"
#include "official/html_links.hpp"
#include "official/own_codes.hpp"
#include "official/things.hpp"

namespace ombud::official {

namespace {

constexpr std::size_t links_read = 1'000, hosts_judged = 200, foreign_hosts_told = 5, codes_read = 5, findings_told = 50,
                      seen_bytes = 200;
constexpr std::string_view blank = " \t\r\n";
constexpr std::size_t words_read = 1024 * 1024, link_bytes = 2'048, mentions_read = 2'000;

std::string bounded(std::string text) {
    if (text.size() <= seen_bytes) return text;
    auto end = seen_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // never within a letter
    text.resize(end);
    return text;
}
std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; });
    return out;
}

std::string domain_of(std::string_view address) {
    auto const at = address.rfind('@');
    auto const host = at == address.npos ? std::nullopt : safety::read_host(address.substr(at + 1));
    return host ? host->registered : std::string{};
}

// Links in words that are no HTML.
void add_links_of_text(std::string_view whole, std::vector<HtmlLink>& out) {
    auto const text = lower(whole.substr(0, words_read));
    for (std::size_t at = 0; at < text.size() && out.size() < links_read;) {
        auto const begin = std::min(text.find("http", at), text.find("www.", at));
        if (begin == text.npos) return;
        auto const end = std::min(text.find_first_of(" \t\r\n<>\"'", begin), text.size());
        auto const link = std::string_view(text).substr(begin, std::min(end - begin, link_bytes));
        if (link.starts_with("www.") || link.starts_with("http://") || link.starts_with("https://"))
            out.push_back({std::string(whole.substr(begin, link.size())), {}});
        at = std::max(end, begin + 4);
    }
}

// As a browser follows it: what breaks a line within a link is no part of it.
std::string as_followed(std::string_view link) {
    std::string out;
    std::ranges::copy_if(link, std::back_inserter(out), [](char c) { return c != '\t' && c != '\r' && c != '\n'; });
    auto const is_blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!out.empty() && is_blank(out.back())) out.pop_back();
    out.erase(out.begin(), std::ranges::find_if_not(out, is_blank));
    return out;
}

// Whether it may lead to more than can be seen of it: it was cut, or a letter to one of ours goes to others, too.
bool hides_something(std::string_view link, Asked leads_to) {
    return link.size() >= link_bytes || (leads_to == Asked::email && link.find_first_of("%?,;") != link.npos);
}

class Judge {
public:
    Judge(mail::Received const& letter, Snapshot const& list) : letter_(letter), list_(list) {}

    LetterReading read() {
        for (auto const& each : letter_.to) out_.to.push_back(lower(each.address));
        judge_sender();
        judge_way_back();
        judge_links();
        out_.claims_us = out_.claims_us || list_.lookalikes().claims_us(letter_.subject);
        judge_servers();
        for (auto const& words : letter_.texts) out_.text_digests.push_back(mail::digest_of_words(words));
        for (auto const& words : letter_.htmls) out_.html_digests.push_back(mail::digest_of_words(words));
        for (auto const& words : letter_.texts) add_codes(std::string_view(words).substr(0, words_read));
        for (auto const& words : visible_) add_codes(words);
        return std::move(out_);
    }

private:
    void tell(LetterSign sign, std::string seen, std::string imitates = {}, std::vector<safety::Trick> why = {}) {
        if (out_.findings.size() >= findings_told) return;
        out_.findings.push_back({.sign = sign,
                                 .seen = seen.empty() ? std::nullopt : std::optional{bounded(std::move(seen))},
                                 .imitates = imitates.empty() ? std::nullopt : std::optional{std::move(imitates)},
                                 .why = std::move(why)});
    }
    [[nodiscard]] bool is_ours(std::string const& address) const {
        return list_.lookalikes().address(address).likeness == safety::Likeness::official;
    }

    void judge_sender() {
        out_.from_ours = !letter_.from.empty();
        for (auto const& sender : letter_.from) {
            auto judgement = list_.lookalikes().address(sender.address);
            bool const ours = judgement.likeness == safety::Likeness::official;
            out_.from_ours = out_.from_ours && ours;
            from_domains_.insert(domain_of(sender.address));
            if (ours) {
                tell(LetterSign::from_official, sender.address);
            } else if (judgement.likeness == safety::Likeness::look_alike) {
                out_.claims_us = true;
                tell(LetterSign::from_look_alike, sender.address, std::move(judgement.of), std::move(judgement.tricks));
            } else {
                tell(LetterSign::from_not_ours, sender.address);
            }
            if (!ours && claims_us(sender.name)) {
                out_.claims_us = true;
                tell(LetterSign::display_name_claims_us, sender.name);
            }
        }
        if (out_.from_ours) out_.claims_us = true;
    }

    // "PaiWallet", or an address of ours where a name should be.
    [[nodiscard]] bool claims_us(std::string const& name) const {
        if (list_.lookalikes().claims_us(name)) return true;
        auto const things = things_in(name.substr(0, seen_bytes), std::nullopt, 1);
        return !things.empty() && list_.judge(things.front()).verdict == Verdict::official;
    }

    void judge_way_back() {
        auto const elsewhere = [&](std::string const& address) {
            return !from_domains_.contains(domain_of(address)) && !is_ours(address);
        };
        for (auto const& each : letter_.reply_to)
            if (elsewhere(each.address)) tell(LetterSign::reply_to_elsewhere, each.address);
        if (!letter_.return_path.empty() && elsewhere(letter_.return_path))
            tell(LetterSign::return_path_elsewhere, letter_.return_path);
    }

    void judge_links() {
        std::vector<HtmlLink> links;
        for (auto const& html : letter_.htmls) {
            auto words = read_html(html);
            for (auto& link : words.links) add(links, std::move(link));
            add_named(links, std::move(words.named));
            visible_.push_back(std::move(words.text));
        }
        for (auto const& text : letter_.texts) {
            add_links_of_text(text, links);
            add_named(links, read_html(text).named);  // some programs look whether words are HTML
        }
        out_.links = std::int64_t(links.size());
        for (auto const& words : visible_) {
            std::vector<HtmlLink> written;
            add_links_of_text(words, written);
            for (auto& link : written)
                if (!is_label(links, link.target)) add(links, std::move(link));
        }
        for (auto const& link : links) judge_link(link);
        for (auto const& words : letter_.texts) judge_mentions(std::string_view(words).substr(0, words_read));
        for (auto const& words : visible_) judge_mentions(words);
        auto const long_one = [](auto const& words) { return words.size() >= words_read; };
        bool const whole = letter_.whole && links.size() < links_read && mentions_ < mentions_read &&
                           std::ranges::none_of(letter_.texts, long_one) && std::ranges::none_of(visible_, long_one);
        if (!whole) {
            out_.says_more = true;
            tell(LetterSign::not_all_read, {});
        }
    }

    static void add(std::vector<HtmlLink>& links, HtmlLink link) {
        if (links.size() < links_read) links.push_back(std::move(link));
    }
    // What a link reads as is no link of its own.
    static bool is_label(std::vector<HtmlLink> const& links, std::string const& written) {
        return std::ranges::any_of(links, [&](auto const& link) { return link.text.contains(written); });
    }
    // Those that were no link to us.
    static void add_named(std::vector<HtmlLink>& links, std::vector<std::string> named) {
        std::set<std::string, std::less<>> known;
        for (auto const& link : links) known.insert(link.target);
        for (auto& address : named)
            if (known.insert(address).second) add(links, {std::move(address), {}});
    }

    void judge_link(HtmlLink const& link) {
        auto const target = as_followed(link.target);
        if (target.empty() || target.starts_with('#')) return;  // stays in the letter
        auto const finding = judge_target(target);
        if (finding.verdict == Verdict::official) return;
        out_.leads_elsewhere = true;
        if (auto const host = safety::read_link(target); host && finding.asked != Asked::email) judge_promise(link, *host);
        tell_elsewhere(finding);
    }

    [[nodiscard]] Finding judge_target(std::string const& target) const {
        Finding const unreadable{.asked = Asked::site, .read_as = target, .verdict = Verdict::unreadable};
        if (auto const thing = led_to(target)) {
            auto finding = list_.judge(*thing);
            return finding.verdict == Verdict::official && hides_something(target, thing->asked) ? unreadable : finding;
        }
        auto const seen = things_in(target, std::nullopt, 1);  // "https://evil.top，" of somebody's words
        auto finding = seen.empty() ? unreadable : list_.judge(seen.front());
        return finding.verdict == Verdict::official ? unreadable : finding;
    }

    // "Write to x@evil.top": many programs make links of such words. A code that we send may stand there, a number, too.
    void judge_mentions(std::string_view words) {
        for (std::size_t at = words.find_first_not_of(blank); at < words.size(); at = words.find_first_not_of(blank, at)) {
            auto const word = words.substr(at, words.find_first_of(blank, at) - at);
            at += word.size();
            if (word.find_first_of(".@") == word.npos) continue;
            if (++mentions_ > mentions_read) return;
            for (auto const& thing : things_in(word.substr(0, link_bytes), std::nullopt, 5))
                if (thing.asked != Asked::handle || thing.network || word.contains('@')) judge_mention(thing);
        }
    }

    void judge_mention(Thing const& thing) {
        bool const named = thing.asked == Asked::email || thing.asked == Asked::handle ||
                           (thing.asked == Asked::site && safety::ends_like_a_site(thing.link->host));
        bool const receiver = std::ranges::find(out_.to, thing.value) != out_.to.end();
        if (!named || receiver) return;
        auto const finding = list_.judge(thing);
        if (finding.verdict == Verdict::official) return;
        out_.says_more = true;
        tell_elsewhere(finding);
    }

    void tell_elsewhere(Finding const& finding) {
        if (hosts_.size() >= hosts_judged || !hosts_.insert(finding.read_as).second) return;
        if (finding.verdict == Verdict::look_alike) {
            out_.claims_us = true;
            tell(LetterSign::link_look_alike, finding.read_as, finding.imitates.value_or(""), finding.why);
        } else if (++foreign_hosts_ <= foreign_hosts_told) {
            tell(LetterSign::link_not_ours, finding.read_as);
        }
    }

    // A link that reads as one of ours and leads elsewhere.
    void judge_promise(HtmlLink const& link, safety::Link const& target) {
        auto const promised = safety::read_link(link.text.substr(0, seen_bytes));
        if (!promised || promised->host.registered == target.host.registered) return;
        if (list_.lookalikes().site(*promised).likeness != safety::Likeness::official) return;
        out_.claims_us = true;
        if (promises_.insert(target.host.ascii).second)
            tell(LetterSign::link_text_differs, target.host.ascii, promised->host.ascii);
    }

    // The header's newest line is the receiving server's, if the file is what it received; so this hints and never proves.
    void judge_servers() {
        mail::Authentication said;
        if (!letter_.authentication_results.empty()) said = mail::read_authentication(letter_.authentication_results.front());
        auto const says = [&](std::string_view name, std::string_view result) {
            return std::ranges::any_of(
                said.methods, [&](auto const& each) { return each.name == name && (result.empty() || each.result == result); });
        };
        bool const failed = says("dmarc", "fail") || (!says("dmarc", "") && says("dkim", "fail") && !says("dkim", "pass"));
        out_.vouched = !failed && std::ranges::any_of(said.methods, [&](auto const& each) { return vouches(each); });
        tell(failed         ? LetterSign::authentication_failed
             : out_.vouched ? LetterSign::authentication_passed
                            : LetterSign::authentication_unknown,
             {});
    }

    // It passed, and for the domain that the reader sees: each domain that it names is ours.
    [[nodiscard]] bool vouches(mail::AuthenticationMethod const& method) const {
        bool const dmarc = method.name == "dmarc";
        if (method.result != "pass" || (!dmarc && method.name != "dkim")) return false;
        std::size_t named = 0, ours = 0;
        for (auto const& [name, value] : method.properties) {
            bool const domain = dmarc ? name == "header.from" : name == "header.d" || name == "header.i";
            if (!domain) continue;
            auto const host = safety::read_host(std::string_view(value).substr(value.rfind('@') + 1));
            ++named;
            ours += host && from_domains_.size() == 1 && from_domains_.contains(host->registered) ? 1 : 0;
        }
        return named > 0 && ours == named;
    }

    void add_codes(std::string_view words) {
        for (auto& code : codes_in(words, codes_read))
            if (code.certain && code.kind == CodeKind::message && out_.codes.size() < codes_read &&
                std::ranges::find(out_.codes, code.code) == out_.codes.end())
                out_.codes.push_back(std::move(code.code));
    }

    mail::Received const& letter_;
    Snapshot const& list_;
    LetterReading out_;
    std::set<std::string> from_domains_, hosts_, promises_;
    std::vector<std::string> visible_;
    std::size_t foreign_hosts_ = 0, mentions_ = 0;
};

bool has(std::vector<LetterFinding> const& findings, LetterSign sign) {
    return std::ranges::find(findings, sign, &LetterFinding::sign) != findings.end();
}

bool is_dangerous(LetterReading const& reading) {
    using enum LetterSign;
    auto const any = [&](auto... signs) { return (has(reading.findings, signs) || ...); };
    if (any(from_look_alike, display_name_claims_us, link_look_alike, link_text_differs, code_copied)) return true;
    return reading.claims_us && any(code_wrong, code_of_another_letter, reply_to_elsewhere, authentication_failed);
}

}  // namespace

std::optional<LetterReading> read_letter(std::string_view raw, Snapshot const& list) {
    auto const letter = mail::read_received(raw);
    if (!letter || letter->from.empty()) return std::nullopt;
    return Judge{*letter, list}.read();
}

namespace {

// Whether it says just what we wrote, neither more nor less. Where that is not known, nothing speaks against it.
bool says_the_same(LetterReading const& reading, CodeOfLetter const& code) {
    if (!code.text_digest || !code.html_digest) return true;
    auto const same = [](std::vector<std::string> const& found, std::string const& ours) {
        return found.empty() || (found.size() == 1 && found.front() == ours);
    };
    return !(reading.text_digests.empty() && reading.html_digests.empty()) && same(reading.text_digests, *code.text_digest) &&
           same(reading.html_digests, *code.html_digest);
}

}  // namespace

LetterAnswer conclude(LetterReading reading, std::vector<std::optional<CodeOfLetter>> const& codes) {
    std::optional<Sender> sender;
    bool same = false;
    auto const tell = [&](LetterSign sign) { reading.findings.push_back({.sign = sign, .seen = {}, .imitates = {}, .why = {}}); };
    for (auto const& code : codes)
        if (code && code->for_this_receiver && !sender) {
            sender = code->sender;
            same = says_the_same(reading, *code);
        }
    bool const known = std::ranges::any_of(codes, [](auto const& code) { return code.has_value(); });
    if (sender)
        tell(reading.leads_elsewhere ? LetterSign::code_copied : LetterSign::code_right);
    else if (known)
        tell(LetterSign::code_of_another_letter);
    else if (reading.claims_us)
        tell(codes.empty() ? LetterSign::no_code : LetterSign::code_wrong);
    std::multimap<LetterSign, LetterFinding> by_weight;  // those of one weight stay in their order
    for (auto& finding : reading.findings) by_weight.emplace(finding.sign, std::move(finding));
    reading.findings.clear();
    for (auto& [sign, finding] : by_weight) reading.findings.push_back(std::move(finding));

    auto verdict = LetterVerdict::cannot_be_verified;
    if (is_dangerous(reading))
        verdict = LetterVerdict::dangerous;
    else if (!reading.from_ours)
        verdict = LetterVerdict::not_ours;
    else if (sender && same && reading.vouched && !reading.says_more)
        verdict = LetterVerdict::ours;
    auto const advice = verdict == LetterVerdict::dangerous  ? Advice::leave
                        : verdict == LetterVerdict::not_ours ? Advice::treat_as_false
                        : verdict == LetterVerdict::ours     ? Advice::fine
                        : sender                             ? Advice::compare
                                                             : Advice::ask_for_code;
    return {.verdict = verdict,
            .advice = advice,
            .findings = std::move(reading.findings),
            .sender = std::move(sender),
            .links = reading.links};
}

}  // namespace ombud::official
