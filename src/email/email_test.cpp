// Letters that come and go, on a fresh database: where each lands, who may join whom, what is answered and what never is.
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

#include "email/queries.hpp"
#include "email/trust.hpp"
#include "support/email_world.hpp"

namespace ombud::email {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace std::chrono_literals;
using testing::run;

using testing::li;
using EmailTest = testing::EmailWorld;

}  // namespace

TEST_F(EmailTest, every_query_agrees_with_the_schema) {
    auto const agree = [&](auto const&... queries) {
        (..., [&] { EXPECT_EQ(run(io, postgres::check(database, queries)), ""); }());
    };
    agree(sql::receive, sql::next_waiting, sql::set_aside, sql::try_later, sql::claim_words, sql::begins_in, sql::was_opened_as,
          sql::is_read, sql::forget_one, sql::forget_raw, sql::correspondent, sql::plain_addresses, sql::hide_address, sql::place,
          sql::place_by_references, sql::belongs, sql::reach_by_mail, sql::entry_of_letter, sql::mailbox_looked,
          sql::mailbox_read_to, sql::mailbox_failed, sql::unsent_answer, sql::is_sent, sql::list_aside, sql::plain_asides,
          sql::seal_aside, sql::received_letter, sql::kept_letter, sql::read_again, sql::dismiss, sql::reparse, sql::letter_entry,
          sql::look_later, sql::files_to_send, sql::answer_belongs, sql::is_conversation, sql::sent_answers, sql::stop_letters,
          sql::letters_again, sql::fetched_mailboxes, sql::add_mailbox, sql::reseal_mailbox, sql::remove_mailbox,
          sql::mailbox_standings, sql::brands, sql::brand_of, sql::brand_of_conversation, sql::speaks_as, sql::keep_brand,
          sql::remove_brand, sql::start_round, sql::round_returned, sql::round, sql::standing);
}

TEST_F(EmailTest, a_letter_becomes_a_conversation_and_is_acknowledged_once) {
    auto const raw = letter({});
    take(raw);
    take(raw);
    EXPECT_EQ(read(), 1u);
    auto const conversation = only();
    EXPECT_EQ(conversation.status, "new");
    EXPECT_EQ(conversation.customer.kind, "correspondent");
    EXPECT_EQ(run(io, desk.read(ana, conversation.id)).customer.name, "Li Wei");
    auto const all = entries(conversation.id);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].body, "My withdrawal is stuck.");
    EXPECT_EQ(all[0].data.at("letter").at("subject").as_string(), "Withdrawal");
    ASSERT_EQ(sent().size(), 1u);
    auto const told = read_sent(0);
    EXPECT_EQ(told.to, li);
    EXPECT_THAT(told.subject, HasSubstr(conversation.reference));
    EXPECT_THAT(told.text, Not(HasSubstr("stuck"))) << "nobody's words are sent to an address that is not proved";
    EXPECT_THAT(standing(), ::testing::ElementsAre("read"));
}

TEST_F(EmailTest, a_letter_in_chinese_is_answered_in_chinese) {
    arrive({.subject = "=?GB18030?B?zOHP1tK71rHDu7W9?=",
            .body = "提现一直没有到账，怎么回事？",
            .headers = "Content-Type: text/plain; charset=utf-8\r\n"});
    EXPECT_EQ(only().language, "zh-CN");
    EXPECT_THAT(read_sent(0).subject, HasSubstr("已收到"));
}

TEST_F(EmailTest, a_letter_whose_reading_was_cut_off_goes_on_where_it_began) {
    auto const answered = letter({.id = "first@mail.example"});
    take(
        letter({.body = "And one more thing.", .id = "second@mail.example", .headers = "In-Reply-To: <first@mail.example>\r\n"}));
    read();
    auto const conversation = only();
    take(answered);
    read();
    ASSERT_EQ(inbox().size(), 2u);
    // As if the program had been killed after the entry, and before it said so.
    static constexpr postgres::Query<postgres::Affected(ConversationId)> again{
        "test.again", "UPDATE received_letters SET state = 'waiting' WHERE conversation_id = $1"};
    run(io, database.run(again, conversation.id));
    EXPECT_EQ(read(), 1u);
    std::size_t all = 0;
    for (auto const& row : inbox()) all += entries(row.conversation.id).size();
    EXPECT_EQ(all, 2u) << "each letter stands once";
    EXPECT_THAT(standing(), ::testing::Each(std::string("read")));
}

TEST_F(EmailTest, a_letter_of_two_senders_joins_nobody) {
    arrive({.id = "one@mail.example"});
    take("From: Li Wei <" + std::string(li) +
         ">, mallory@evil.example\r\nTo: support@exchange.example\r\nMessage-ID: <two@evil.example>\r\n"
         "In-Reply-To: <one@mail.example>\r\n\r\nMe, too.\r\n");
    read();
    EXPECT_EQ(inbox().size(), 2u);
}

TEST_F(EmailTest, where_letters_were_proved_only_proved_ones_join) {
    auto const proof = "Authentication-Results: mx.exchange.example; dkim=pass header.d=mail.example\r\n";
    take(proof + letter({.id = "one@mail.example"}));
    read();
    auto const conversation = only();
    take(letter({.body = "Send it elsewhere.", .headers = "In-Reply-To: <one@mail.example>\r\n"}));
    read();
    EXPECT_EQ(entries(conversation.id).size(), 1u);
    take(proof + letter({.body = "Is it there?", .headers = "In-Reply-To: <one@mail.example>\r\n"}));
    read();
    EXPECT_EQ(entries(conversation.id).size(), 2u);
}

TEST_F(EmailTest, an_answer_goes_out_as_a_letter_and_the_reply_comes_back_to_its_conversation) {
    arrive({});
    auto const conversation = only();
    run(io, desk.post(ana, conversation.id, {.client_id = "a1", .body = "Which network?\n\nAna <b>"}));
    EXPECT_EQ(run(io, answers.send_due()), 0u) << "it stands for a moment";
    clock.advance(11s);
    EXPECT_EQ(run(io, answers.send_due()), 1u);
    EXPECT_EQ(run(io, answers.send_due()), 0u);
    auto const out = read_sent(0);
    EXPECT_EQ(out.subject, "Re: Withdrawal");
    EXPECT_THAT(out.text, HasSubstr("Which network?\n\nAna <b>"));
    EXPECT_THAT(out.text, HasSubstr("> My withdrawal is stuck."));
    EXPECT_THAT(out.html, HasSubstr("Ana &lt;b&gt;"));
    EXPECT_THAT(out.text, HasSubstr("Just reply to this letter"));

    arrive(
        {.to = addresses.make(conversation.id, clock.now()),
         .subject = "Re: Withdrawal",
         .body =
             "TRON.\r\n\r\nOn Wed, 25 Nov 2026 at 10:00, Pai Wallet <support@exchange.example> wrote:\r\n> Which network?\r\n"});
    arrive({.subject = "RE: Withdrawal", .body = "Hello?", .headers = "In-Reply-To: <" + outbox.message_id(out.id) + ">\r\n"});
    auto const all = entries(only().id);
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[2].body, "TRON.");
    EXPECT_THAT(std::string(all[2].data.at("letter").at("quoted").as_string()), HasSubstr("Which network?"));
    EXPECT_TRUE(all[2].data.at("letter").at("subject").is_null()) << "it is the same matter";
    EXPECT_EQ(all[3].body, "Hello?");
    EXPECT_EQ(sent().size(), 2u) << "only the first letter is acknowledged";
}

TEST_F(EmailTest, the_subject_alone_joins_nothing_and_another_subject_is_shown) {
    arrive({});
    arrive({.body = "The same subject, another matter"});
    EXPECT_EQ(inbox().size(), 2u);
    auto const first = inbox().back().conversation.id;
    arrive({.to = addresses.make(first, clock.now()), .subject = "Now my deposit"});
    EXPECT_EQ(inbox().size(), 2u);
    EXPECT_EQ(entries(first).back().data.at("letter").at("subject").as_string(), "Now my deposit");
}

TEST_F(EmailTest, a_stranger_who_knows_the_thread_begins_his_own_and_staff_see_which) {
    arrive({});
    auto const conversation = only();
    arrive({.from = "mallory@evil.example", .to = addresses.make(conversation.id, clock.now()), .body = "Send it to me instead"});
    arrive({.from = "mallory@evil.example", .body = "And this", .headers = "References: <m1@mail.example>\r\n"});
    EXPECT_EQ(inbox().size(), 3u);
    EXPECT_EQ(entries(conversation.id).size(), 1u);
    for (auto const& row : inbox()) {
        if (row.conversation.id == conversation.id) continue;
        auto const note = entries(row.conversation.id).back();
        EXPECT_TRUE(note.internal);
        EXPECT_EQ(note.data.at("related").at("reference").as_string(), conversation.reference);
    }
}

TEST_F(EmailTest, a_letter_whose_checks_failed_joins_nothing_and_is_not_acknowledged) {
    arrive({.headers = "Authentication-Results: mx.exchange.example; dmarc=pass header.from=mail.example\r\n"});
    auto const conversation = only();
    auto const failed = "Authentication-Results: mx.exchange.example; dmarc=fail header.from=mail.example\r\n";
    arrive({.to = addresses.make(conversation.id, clock.now()),
            .body = "I lost my phone, take off the second step",
            .headers = failed});
    ASSERT_EQ(inbox().size(), 2u);
    EXPECT_EQ(entries(conversation.id).size(), 1u);
    EXPECT_EQ(entries(conversation.id)[0].data.at("letter").at("belief").as_string(), "believed");
    auto const rows = inbox();
    auto const& other = rows[0].conversation.id == conversation.id ? rows[1] : rows[0];
    EXPECT_NE(other.conversation.customer.id, conversation.customer.id);
    EXPECT_EQ(sent().size(), 1u);
}

TEST(Belief, is_only_for_what_our_own_server_said_of_the_sender_that_is_seen) {
    auto const belief = [](std::string const& headers, std::string const& from = "li@mail.example") {
        return belief_in(*mail::read_letter("From: " + from + "\r\nSubject: x\r\n" + headers + "\r\nbody"),
                         "mx.exchange.example");
    };
    auto const ours = [](std::string const& says) { return "Authentication-Results: mx.exchange.example; " + says + "\r\n"; };
    EXPECT_EQ(belief(""), Belief::unknown);
    EXPECT_EQ(belief(ours("none")), Belief::unknown);
    EXPECT_EQ(belief(ours("dmarc=pass (p=reject) header.from=mail.example")), Belief::believed);
    EXPECT_EQ(belief(ours("spf=pass smtp.mailfrom=x; dkim=pass header.d=mail.example header.s=a")), Belief::believed);
    EXPECT_EQ(belief(ours("dkim=pass header.i=@mail.example")), Belief::believed);
    EXPECT_EQ(belief(ours("dkim=pass header.d=evil.example")), Belief::unknown);
    EXPECT_EQ(belief(ours("dmarc=pass header.from=evil.example")), Belief::unknown);
    EXPECT_EQ(belief(ours("dkim=fail (dkim=pass header.d=mail.example) header.d=mail.example")), Belief::refuted);
    EXPECT_EQ(belief(ours("spf=pass smtp.mailfrom=\"; dmarc=pass header.from=mail.example\"")), Belief::unknown);
    EXPECT_EQ(belief(ours("dmarc=fail header.from=mail.example")), Belief::refuted);
    EXPECT_EQ(belief("Authentication-Results: mx.evil.example; dmarc=pass header.from=mail.example\r\n"), Belief::unknown);
    EXPECT_EQ(belief("Authentication-Results: mx.evil.example; none\r\n" + ours("dmarc=pass header.from=mail.example")),
              Belief::unknown)
        << "below the topmost it may have come with the letter";
    EXPECT_EQ(belief(ours("dmarc=pass header.from=mail.example"), "li@mail.example, eve@evil.example"), Belief::unknown);
}

TEST_F(EmailTest, what_no_person_wrote_is_never_answered) {
    for (std::string const headers :
         {"Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "List-Id: <news.mail.example>\r\n",
          "X-Ombud-Loop: exchange.example\r\n", "Return-Path: <>\r\n", "X-Spam-Flag: YES\r\n"})
        arrive({.headers = headers});
    arrive({.from = "support@exchange.example"});
    EXPECT_THAT(sent(), IsEmpty());
    EXPECT_EQ(standing().size(), 7u) << "and none is lost";
    for (int i = 0; i < 40; ++i) arrive({.subject = "Hello " + std::to_string(i)});
    EXPECT_LE(sent().size(), 5u) << "nor is somebody who writes without end";
}

TEST_F(EmailTest, the_same_letter_in_two_mailboxes_is_one_entry) {
    auto const raw = letter({});
    take("Delivered-To: support@exchange.example\r\n" + raw);
    take("Delivered-To: help@exchange.example\r\n" + raw);
    EXPECT_EQ(read(), 2u);
    EXPECT_EQ(only().last_seq, 1);
    EXPECT_THAT(standing(), ::testing::UnorderedElementsAre("read", "set_aside same_letter"));
}

TEST_F(EmailTest, letters_without_a_message_id_stay_apart) {
    for (int i = 0; i < 2; ++i) {
        take("From: a" + std::to_string(i) + "@mail.example\r\nSubject: Help\r\n\r\nThe same words\r\n");
        take("From: a" + std::to_string(i) + "@mail.example\r\nMessage-ID: <>\r\nSubject: Help\r\n\r\nThe same words\r\n");
    }
    read();
    EXPECT_EQ(inbox().size(), 4u);
}

TEST_F(EmailTest, what_cannot_be_read_is_quarantined_and_holds_up_nothing) {
    take("");
    take(std::string("\0\xff\xfe garbage", 11));
    take(letter({}));
    read();
    EXPECT_EQ(inbox().size(), 1u);
    auto const all = standing();
    EXPECT_EQ(std::ranges::count(all, "quarantined unreadable"), 2);
    EXPECT_EQ(code(letters.take(std::string(26 << 20, 'x'))), "mail.too_large");
}

TEST_F(EmailTest, a_secret_in_a_letter_is_kept_nowhere) {
    std::string const phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    arrive({.body = "My phrase is " + phrase});
    auto const all = entries(only().id);
    EXPECT_THAT(all[0].body, HasSubstr("[removed:recovery_phrase]"));
    arrive({.subject = phrase, .body = "See above"});
    arrive({.to = addresses.make(inbox().at(0).conversation.id, clock.now()),
            .body = "I am away. " + phrase,
            .headers = "Auto-Submitted: auto-replied\r\n"});
    static constexpr postgres::Query<postgres::One<std::string>()> whole{
        "test.whole",
        "SELECT (SELECT string_agg(e::text, ' ') FROM entries e) || (SELECT string_agg(k::text, ' ') FROM conversation_contacts "
        "k)"};
    EXPECT_THAT(run(io, database.run(whole)), Not(HasSubstr("abandon")));
    static constexpr postgres::Query<postgres::One<std::int64_t>()> kept{"test.kept",
                                                                         "SELECT count(sealed) FROM received_letters"};
    EXPECT_EQ(run(io, database.run(kept)), 0) << "nor as it came";
}

TEST_F(EmailTest, files_come_along_and_what_is_refused_is_named) {
    arrive({.body = "--b\r\nContent-Type: text/plain\r\n\r\nSee the picture\r\n--b\r\nContent-Type: text/plain; name=log.txt\r\n"
                    "Content-Disposition: attachment; filename=log.txt\r\n\r\nwhat I saw\r\n--b\r\nContent-Type: "
                    "application/x-dosexec\r\n"
                    "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; "
                    "filename=update.exe\r\n\r\nTVqQAAMAAAAEAAAA//8AALgAAAA=\r\n--b--",
            .headers = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"});
    auto const entry = entries(only().id).at(0);
    EXPECT_EQ(entry.body, "See the picture");
    ASSERT_EQ(entry.attachments.size(), 1u);
    EXPECT_EQ(entry.attachments[0].name, "log.txt");
    EXPECT_EQ(entry.data.at("letter").at("not_taken").as_array().at(0).as_string(), "update.exe");
}

TEST_F(EmailTest, a_reply_address_is_good_for_its_conversation_its_time_and_nobody_forges_it) {
    auto const id = ConversationId::make(clock, random);
    auto const address = addresses.make(id, clock.now());
    EXPECT_LE(address.find('@'), 64u);
    EXPECT_EQ(addresses.read(address, clock.now()), id);
    auto upper = address;
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return char(std::toupper(c)); });
    EXPECT_EQ(addresses.read(upper, clock.now()), id) << "some servers write so";
    EXPECT_FALSE(addresses.read(address, clock.now() + std::chrono::days{367}));
    for (std::size_t at = 8; at < address.find('@'); ++at) {
        auto forged = address;
        forged[at] = forged[at] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(addresses.read(forged, clock.now())) << at;
    }
    EXPECT_FALSE(addresses.read("support@exchange.example", clock.now()));
    EXPECT_FALSE(addresses.read("support+@exchange.example", clock.now()));
    ReplyAddresses const too_long{random.bytes<32>(), "customer-support-worldwide@exchange.example"};
    EXPECT_EQ(too_long.make(id, clock.now()), too_long.base());
}

// Seeds of the fuzzers, cut, doubled and spoilt: what the parsers bear, the whole way must bear.
TEST_F(EmailTest, whatever_bytes_come_are_an_entry_or_set_aside) {
    std::vector<std::string> seeds;
    for (auto const& each : std::filesystem::directory_iterator(OMBUD_LETTER_SEEDS)) {
        std::ifstream in{each.path(), std::ios::binary};
        seeds.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
    }
    std::ranges::sort(seeds);
    ASSERT_GT(seeds.size(), 20u);
    for (int i = 0; i < 300; ++i) {
        auto raw = seeds[random.below(std::uint32_t(seeds.size()))];
        auto const at = [&] { return raw.empty() ? 0 : random.below(std::uint32_t(raw.size())); };
        for (auto left = random.below(6); left > 0 && !raw.empty(); --left) switch (random.below(4)) {
                case 0:
                    raw[at()] = char(random.below(256));
                    break;
                case 1:
                    raw.resize(at());
                    break;
                case 2:
                    raw.insert(at(), raw.substr(at(), random.below(200)));
                    break;
                default:
                    raw.erase(at(), random.below(50));
            }
        take(letter({}).substr(0, random.below(2) == 0 ? 0 : 200) + raw);
    }
    read();
    EXPECT_THAT(standing(), ::testing::Each(::testing::AnyOf(std::string("read"), ::testing::StartsWith("set_aside"),
                                                             ::testing::StartsWith("quarantined"))));
    EXPECT_THAT(standing(), Not(::testing::Contains(HasSubstr("faulty"))));
    for (auto const& row : inbox()) EXPECT_EQ(code(desk.entries(ana, row.conversation.id, {})), "fine");
}

}  // namespace ombud::email
