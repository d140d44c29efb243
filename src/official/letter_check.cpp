#include "official/letter_check.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "mail/received.hpp"
#include "official/html_links.hpp"
#include "official/own_codes.hpp"
#include "official/things.hpp"

namespace ombud::official {

namespace {

constexpr std::size_t links_read = 1'000, hosts_judged = 200, foreign_hosts_told = 5, codes_read = 5, findings_told = 50,
                      seen_bytes = 200;
constexpr std::size_t words_read = 1024 * 1024;

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
void add_links_of_text(std::string_view text, std::vector<HtmlLink>& out) {
    text = text.substr(0, words_read);
    for (std::size_t at = 0; at < text.size() && out.size() < links_read;) {
        auto const begin = std::min(text.find("http", at), text.find("www.", at));
        if (begin == text.npos) return;
        auto const end = std::min(text.find_first_of(" \t\r\n<>\"'", begin), text.size());
        auto const link = text.substr(begin, std::min<std::size_t>(end - begin, 2'048));
        if (link.starts_with("www.") || link.starts_with("http://") || link.starts_with("https://"))
            out.push_back({std::string(link), {}});
        at = std::max(end, begin + 4);
    }
}

class Judge {
public:
    Judge(mail::Received const& letter, Snapshot const& list) : letter_(letter), list_(list) {}

    LetterReading read() {
        judge_sender();
        judge_way_back();
        judge_links();
        out_.claims_us = out_.claims_us || list_.lookalikes().claims_us(letter_.subject);
        judge_servers();
        for (auto const& words : letter_.texts) add_codes(std::string_view(words).substr(0, words_read));
        for (auto const& words : visible_) add_codes(words);
        for (auto const& each : letter_.to) out_.to.push_back(lower(each.address));
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
            for (auto& link : words.links)
                if (links.size() < links_read) links.push_back(std::move(link));
            visible_.push_back(std::move(words.text));
        }
        for (auto const& text : letter_.texts) add_links_of_text(text, links);
        out_.links = std::int64_t(links.size());
        for (auto const& link : links) judge_link(link);
    }

    void judge_link(HtmlLink const& link) {
        if (lower(link.target.substr(0, 7)) == "mailto:")
            return judge_mail_link(link.target.substr(7, link.target.find('?') - 7));
        auto const target = safety::read_link(link.target);
        if (!target || (target->scheme != "http" && target->scheme != "https" && !target->scheme.empty())) return;
        auto const thing = on_network(*target);
        auto const finding =
            list_.judge(thing ? *thing : Thing{.asked = Asked::site, .value = target->host.ascii, .link = target});
        if (finding.verdict != Verdict::official) judge_promise(link, *target);
        if (finding.verdict == Verdict::official || hosts_.size() >= hosts_judged || !hosts_.insert(finding.read_as).second)
            return;
        if (finding.verdict == Verdict::look_alike) {
            out_.claims_us = true;
            tell(LetterSign::link_look_alike, finding.read_as, finding.imitates.value_or(""), finding.why);
        } else if (++foreign_hosts_ <= foreign_hosts_told) {
            tell(LetterSign::link_not_ours, finding.read_as);
        }
    }

    void judge_mail_link(std::string const& address) {
        auto judgement = list_.lookalikes().address(address);
        if (judgement.likeness != safety::Likeness::look_alike || !hosts_.insert(address).second) return;
        out_.claims_us = true;
        tell(LetterSign::link_look_alike, address, std::move(judgement.of), std::move(judgement.tricks));
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
        auto const line = letter_.authentication_results.empty() ? std::string{} : lower(letter_.authentication_results.front());
        auto const says = [&](std::string_view text) { return line.find(text) != line.npos; };
        if (says("dmarc=fail") || (!says("dmarc=") && says("dkim=fail") && !says("dkim=pass")))
            tell(LetterSign::authentication_failed, {});
        else if (says("dmarc=pass") || (says("dkim=pass") && signed_by_sender(line)))
            tell(LetterSign::authentication_passed, {});
        else
            tell(LetterSign::authentication_unknown, {});
    }

    [[nodiscard]] bool signed_by_sender(std::string const& line) const {
        for (std::string_view const mark : {"header.d=", "header.i=@"})
            for (auto at = line.find(mark); at != line.npos; at = line.find(mark, at + 1)) {
                auto const begin = at + mark.size();
                auto const host =
                    safety::read_host(std::string_view(line).substr(begin, line.find_first_of(" ;\t\r\n", begin) - begin));
                if (host && from_domains_.contains(host->registered)) return true;
            }
        return false;
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
    std::size_t foreign_hosts_ = 0;
};

bool has(std::vector<LetterFinding> const& findings, LetterSign sign) {
    return std::ranges::find(findings, sign, &LetterFinding::sign) != findings.end();
}

bool is_dangerous(LetterReading const& reading) {
    using enum LetterSign;
    auto const any = [&](auto... signs) { return (has(reading.findings, signs) || ...); };
    if (any(from_look_alike, display_name_claims_us, link_look_alike, link_text_differs)) return true;
    return reading.claims_us && any(code_wrong, code_of_another_letter, reply_to_elsewhere, authentication_failed);
}

}  // namespace

std::optional<LetterReading> read_letter(std::string_view raw, Snapshot const& list) {
    auto const letter = mail::read_received(raw);
    if (!letter || letter->from.empty()) return std::nullopt;
    return Judge{*letter, list}.read();
}

LetterAnswer conclude(LetterReading reading, std::vector<std::optional<CodeOfLetter>> const& codes) {
    std::optional<Sender> sender;
    auto const tell = [&](LetterSign sign) { reading.findings.push_back({.sign = sign, .seen = {}, .imitates = {}, .why = {}}); };
    for (auto const& code : codes)
        if (code && code->for_this_receiver && !sender) sender = code->sender;
    bool const known = std::ranges::any_of(codes, [](auto const& code) { return code.has_value(); });
    if (sender)
        tell(LetterSign::code_right);
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
    else if (sender)
        verdict = LetterVerdict::ours;
    auto const advice = verdict == LetterVerdict::dangerous  ? Advice::leave
                        : verdict == LetterVerdict::not_ours ? Advice::treat_as_false
                        : verdict == LetterVerdict::ours     ? Advice::fine
                                                             : Advice::ask_for_code;
    return {.verdict = verdict,
            .advice = advice,
            .findings = std::move(reading.findings),
            .sender = std::move(sender),
            .links = reading.links};
}

}  // namespace ombud::official
