// The official channels as staff keep them, and the shapes of asking about one, of letters under suspicion and of reports.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"
#include "safety/lookalikes.hpp"

namespace ombud::official {

using ChannelId = Id<struct OfficialChannelTag>;
using ChangeId = Id<struct OfficialChangeTag>;
using ReportId = Id<struct ImpostorReportTag>;

// The list ---------------------------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(Kind,
                        site,           // "paiwallet.com"
                        email_address,  // "help@paiwallet.com"
                        email_domain,   // "paiwallet.com": every address there
                        handle,         // a name on a network
                        phone,          // "+85212345678"
                        app,            // its id in a store
                        brand)          // a word that only we go by: not shown, it makes look-alikes known

BOOST_DEFINE_ENUM_CLASS(Network, telegram, x, facebook, messenger, instagram, whatsapp, wechat, weibo, line, youtube, discord,
                        tiktok, reddit, linkedin, github, medium, app_store, google_play)

// One thing that is ours, as somebody types it; the value is brought into its one spelling.
struct NewChannel {
    Kind kind{};
    std::optional<Network> network;  // of a handle, and the store of an app
    std::string value;
    std::optional<bool> with_below;  // a site: every name below it, too
    std::string label;               // "Help centre"
    std::optional<std::string> note_zh, note_en;
    std::optional<std::string> language;  // zh-CN or en: whom it serves; none: everybody
    std::optional<std::string> region;    // "HK"
};
BOOST_DESCRIBE_STRUCT(NewChannel, (), (kind, network, value, with_below, label, note_zh, note_en, language, region))

struct Channel {
    ChannelId id;
    Kind kind;
    std::optional<Network> network;
    std::string value;
    bool with_below;
    std::string label;
    std::optional<std::string> note_zh, note_en;
    std::optional<std::string> language, region;
    Timestamp since;
    std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(Channel, (),
                      (id, kind, network, value, with_below, label, note_zh, note_en, language, region, since, ended_at))

struct ChannelList {
    std::vector<Channel> channels;  // what holds now, by kind and value; no brands
};
BOOST_DESCRIBE_STRUCT(ChannelList, (), (channels))

// A change that two people must agree to: whoever proposes it is the first. Exactly one of the two is set.
struct Proposal {
    std::optional<NewChannel> add;
    std::optional<ChannelId> end;
    std::string reason;  // 10 to 500 characters
};
BOOST_DESCRIBE_STRUCT(Proposal, (), (add, end, reason))

BOOST_DEFINE_ENUM_CLASS(ChangeState, waiting, done, refused)

struct Change {
    ChangeId id;
    bool ends;           // else it adds
    NewChannel channel;  // what is added, or what ends
    std::optional<ChannelId> channel_id;
    ChangeState state;
    StaffId by;
    std::string by_name;
    Timestamp at;
    std::optional<Timestamp> decided_at;
    std::optional<ApprovalId> approval;
};
BOOST_DESCRIBE_STRUCT(Change, (), (id, ends, channel, channel_id, state, by, by_name, at, decided_at, approval))

// For staff: everything that is or was official, and the newest changes.
struct ChannelBook {
    std::vector<Channel> channels;
    std::vector<Change> changes;
};
BOOST_DESCRIBE_STRUCT(ChannelBook, (), (channels, changes))

// Is it us? --------------------------------------------------------------------------------------------------------------------

struct Question {
    std::string text;  // a link, a host, an address, a handle, a number, a code; or a message with some of these in it
    std::optional<Network> network;  // where a bare name is from
};
BOOST_DESCRIBE_STRUCT(Question, (), (text, network))

// From bad to good, so that the first is the answer to the whole.
BOOST_DEFINE_ENUM_CLASS(Verdict,
                        look_alike,  // dangerous: it passes itself off as us
                        not_ours,
                        unproven,    // a name of a person, or a name whose network was not said: anybody may call themselves so
                        unreadable,  // nothing in it that can be checked
                        official)

BOOST_DEFINE_ENUM_CLASS(Asked, site, email, handle, phone, app, message_code, agent_code, chain_address, name)

// What to do now; the words are the front end's.
BOOST_DEFINE_ENUM_CLASS(Advice,
                        leave,  // type nothing there, answer nothing, report it; freeze when something was typed
                        treat_as_false,
                        ask_for_code,  // whoever it is shows a code; type that here
                        say_network,   // ask again with the network
                        compare,       // hold it against what we say that we sent, to whom and when
                        type_more,     // the whole link, address or number
                        fine)

BOOST_DEFINE_ENUM_CLASS(SentBy, chat, email, telegram, x, facebook, messenger, whatsapp, wechat, instagram)

// Who sent what carries a code: never what it says, save to whoever shows the whole letter how it is headed.
struct Sender {
    SentBy channel;
    std::optional<std::string> agent;  // the name that customers see; none: the program
    Timestamp at;
    std::optional<std::string> to;         // masked: "l…@example.com"
    std::optional<std::string> subject{};  // of a letter under suspicion, as we wrote it
};
BOOST_DESCRIBE_STRUCT(Sender, (), (channel, agent, at, to, subject))

struct KnownAgent {
    std::string name;
    Timestamp since;
};
BOOST_DESCRIBE_STRUCT(KnownAgent, (), (name, since))

struct Finding {
    Asked asked;
    std::string read_as;                 // as we understood it: "xn--bnance-….com", "@name", "+852…"
    std::optional<std::string> looks;    // as an eye sees it, when that differs
    std::optional<std::string> network;  // of a handle or an app
    Verdict verdict;
    std::optional<Channel> entry;         // what it is, or what it imitates
    std::optional<std::string> imitates;  // in words of the list: "paiwallet.com", or a brand
    std::vector<safety::Trick> why;
    std::optional<Sender> sender;
    std::optional<KnownAgent> agent;
    Advice advice;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (asked, read_as, looks, network, verdict, entry, imitates, why, sender, agent, advice))

struct Answer {
    Verdict verdict;
    Advice advice;
    std::vector<Finding> findings;
    bool secret_seen;  // the text held a secret: whoever got it before us has it
};
BOOST_DESCRIBE_STRUCT(Answer, (), (verdict, advice, findings, secret_seen))

// Codes ------------------------------------------------------------------------------------------------------------------------

// A message or a letter of ours that is about to show a code. The same facts give the same code again.
struct Sent {
    SentBy channel{};
    std::optional<ConversationId> conversation{};
    std::optional<StaffId> by{};
    std::optional<LetterId> letter{};
    std::optional<std::string> to{};  // the address of a letter: only a digest and its mask are kept
};

struct OwnCode {
    std::string code;  // "7KQ4-M2XA": tells customers who somebody is
};
BOOST_DESCRIBE_STRUCT(OwnCode, (), (code))

// A letter under suspicion -----------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(LetterSign, from_look_alike, display_name_claims_us, link_look_alike, link_text_differs,
                        code_copied,  // a right one, in a letter with a link elsewhere
                        code_wrong, code_of_another_letter, from_not_ours, reply_to_elsewhere, return_path_elsewhere,
                        link_not_ours, authentication_failed,
                        not_all_read,            // a file, a letter within, or words beyond what is looked at
                        authentication_unknown,  // no server vouches for the sender; that proves nothing by itself
                        no_code, from_official, authentication_passed, code_right)

BOOST_DEFINE_ENUM_CLASS(LetterVerdict,
                        dangerous,  // it passes itself off as us
                        not_ours,
                        cannot_be_verified,  // nothing speaks against it, nothing proves it
                        ours)  // its code was sent to this address, a server vouches for the sender, it leads to us alone

struct LetterFinding {
    LetterSign sign;
    std::optional<std::string> seen;      // the host, address or name in question
    std::optional<std::string> imitates;  // what it imitates, or where a link claims to lead
    std::vector<safety::Trick> why;
};
BOOST_DESCRIBE_STRUCT(LetterFinding, (), (sign, seen, imitates, why))

struct LetterAnswer {
    LetterVerdict verdict;
    Advice advice;
    std::vector<LetterFinding> findings;  // the worst first
    std::optional<Sender> sender;
    std::int64_t links;  // how many were looked at
};
BOOST_DESCRIBE_STRUCT(LetterAnswer, (), (verdict, advice, findings, sender, links))

// Reports ----------------------------------------------------------------------------------------------------------------------

// Somebody tells of an impostor.
struct NewReport {
    std::string what;                  // the site, address, handle or number
    std::optional<std::string> where;  // where it was met: "Telegram", "search advertisement"
    std::optional<std::string> text;   // what happened
    std::optional<std::string> language;
};
BOOST_DESCRIBE_STRUCT(NewReport, (), (what, where, text, language))

BOOST_DEFINE_ENUM_CLASS(ReportState, waiting, confirmed, dismissed)

struct Report {
    ReportId id;
    std::string what, where, text;  // without secrets
    std::optional<std::string> language;
    Verdict verdict;  // of `what`, when it was reported
    std::optional<std::string> imitates;
    std::optional<CustomerId> customer;
    std::optional<ConversationId> conversation;
    ReportState state;
    Timestamp at;
    std::optional<Timestamp> decided_at;
    std::optional<std::string> decided_by;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (id, what, where, text, language, verdict, imitates, customer, conversation, state, at, decided_at,
                       decided_by))

// The conversation of a report, and how people call it.
struct Opened {
    ConversationId id;
    std::string reference;
};
BOOST_DESCRIBE_STRUCT(Opened, (), (id, reference))

struct Reported {
    ReportId id;
    std::optional<Opened> conversation;
};
BOOST_DESCRIBE_STRUCT(Reported, (), (id, conversation))

struct ReportList {
    std::vector<Report> reports;  // newest first
};
BOOST_DESCRIBE_STRUCT(ReportList, (), (reports))

struct ReportDecision {
    ReportState state{};  // confirmed or dismissed
};
BOOST_DESCRIBE_STRUCT(ReportDecision, (), (state))

// A look-alike that strangers asked about.
struct SeenLookalike {
    Asked asked;
    std::string value;  // "paiwa11et.com", "telegram:paiwallet_help"
    std::string imitates;
    std::vector<safety::Trick> why;
    std::int64_t times;
    Timestamp first_at, last_at;
};
BOOST_DESCRIBE_STRUCT(SeenLookalike, (), (asked, value, imitates, why, times, first_at, last_at))

struct SeenLookalikes {
    std::vector<SeenLookalike> lookalikes;  // last seen first
};
BOOST_DESCRIBE_STRUCT(SeenLookalikes, (), (lookalikes))

}  // namespace ombud::official
