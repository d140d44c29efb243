// Every limit of the house in one file: sizes in bytes, counts, and spans of time.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ombud::limits {

using namespace std::chrono_literals;

inline constexpr std::size_t kibibyte = 1024, mebibyte = 1024 * kibibyte;

// HTTP
inline constexpr std::size_t header_bytes = 16 * kibibyte;
inline constexpr std::size_t header_fields = 100;
inline constexpr std::size_t json_body_bytes = 64 * kibibyte;
inline constexpr std::size_t connections_per_address = 256;
inline constexpr std::size_t connections = 18'000;
inline constexpr auto header_time = 10s;   // from the first byte of a request to the end of its headers
inline constexpr auto body_time = 60s;     // for a JSON body
inline constexpr auto upload_time = 300s;  // for a file
inline constexpr auto keep_alive_time = 75s;
inline constexpr auto write_time = 60s;  // for each 64 KiB
inline constexpr auto linger_time = 5s;  // after the last answer, for what the client still sends
inline constexpr std::size_t linger_bytes = 16 * mebibyte;
inline constexpr auto refused_retry_after = 10s;
inline constexpr auto drain_time = 10s;
inline constexpr auto dropped_time = 1s;  // what is dropped at the end gets this long to end

// WebSocket
inline constexpr std::size_t socket_frame_bytes = 16 * kibibyte;  // what a client may send
inline constexpr std::size_t socket_outbox_frames = 1'024;        // a slower reader is dropped and resumes
inline constexpr std::size_t socket_outbox_bytes = 1024 * kibibyte;
inline constexpr auto outbox_looked_at_every = 10ms;  // while a long log waits for a slow reader
inline constexpr std::size_t subscriptions_per_socket = 64;
inline constexpr auto socket_authentication_time = 10s;
inline constexpr auto socket_ping_time = 30s;
inline constexpr auto socket_goodbye_time = 5s;  // for the other side to hear it
inline constexpr auto session_recheck_every = 1s;
// What one person may send over all their sockets: so many frames at once, then one more each span; more are read later.
inline constexpr std::uint32_t frames_at_once = 300;
inline constexpr auto one_frame_each = 50ms;

// Sessions
inline constexpr std::uint32_t challenges_at_once = 30;  // for passkeys, from one network
inline constexpr auto one_challenge_each = 2s;
inline constexpr std::uint32_t oidc_trips_at_once = 60;  // from one network
inline constexpr auto one_oidc_trip_each = 2s;
inline constexpr std::size_t sessions_known = 65'536;  // in memory; one that is not is read from the database

// Protection against insiders
inline constexpr auto shift = 12h;                                  // over which openings and reveals are counted
inline constexpr auto open_after_resolved = std::chrono::days{30};  // then only whoever had it, and supervisors
inline constexpr auto opening_remembered = 10min;                   // by this process, before it looks again
inline constexpr auto reveal_lasts = 5min;
inline constexpr std::size_t reason_letters_at_least = 10;
inline constexpr std::size_t reason_letters = 500;
inline constexpr std::size_t copied_letters = 10'000'000;
inline constexpr std::size_t granted_at_once = 1'000;
inline constexpr std::size_t budget_at_most = 100'000;

// Conversations
inline constexpr std::size_t entry_body_bytes = 16 * kibibyte;
inline constexpr std::size_t client_id_bytes = 64;
inline constexpr std::size_t attachments_per_entry = 10;
inline constexpr std::size_t entries_page = 200;
inline constexpr std::size_t inbox_page = 100;
inline constexpr std::size_t words_keys_held = 50'000;
inline constexpr std::size_t posts_per_batch = 512;  // group commit
inline constexpr std::size_t posts_waiting = 8'192;
inline constexpr std::size_t own_conversations = 50;
inline constexpr std::size_t queue_places_told = 500;
inline constexpr auto waiting_known_for = 5s;   // how old a waiting estimate may be
inline constexpr auto answers_to_estimate = 3;  // fewer in the last hour: "we cannot say"
inline constexpr auto inbox_news_every = 50ms;
inline constexpr std::size_t topic_bytes = 100;
inline constexpr auto snoozed_at_most = std::chrono::days{366};  // ahead
inline constexpr std::size_t tags_each = 30;                     // named at once
inline constexpr std::size_t tag_letters = 40;
inline constexpr std::size_t fields_each = 50;  // of the desk's own making
inline constexpr std::size_t field_name_bytes = 60;
inline constexpr std::size_t field_bytes = 1'000;
inline constexpr std::size_t conditions_each = 50;        // of a view, a rule, a policy
inline constexpr std::size_t condition_values_each = 50;  // of one of them
inline constexpr std::size_t condition_value_bytes = 200;
inline constexpr std::size_t entries_followed_at_once = 200;
inline constexpr std::size_t views_each = 50;                  // of one person, and for all
inline constexpr auto view_counts_kept = 2min;                 // of views that nobody looks at any more
inline constexpr std::size_t view_looks_each_second = 10'000;  // at conversations whose time may have come
inline constexpr std::uint32_t previews_at_once = 60;          // of views and acts, of one person
inline constexpr auto one_preview_each = 200ms;
inline constexpr std::size_t bulk_conversations = 500;  // that one act is for
inline constexpr std::uint32_t bulk_acts_at_once = 60;  // of one person
inline constexpr auto one_bulk_act_each = 500ms;
inline constexpr std::size_t field_choices = 100;  // of one field of the desk's own making
inline constexpr std::size_t tags_listed = 1'000;
inline constexpr auto shared_work_read_every = 5s;  // for what another process changed
inline constexpr auto board_read_every = 50ms;

// Acts in a row, saved replies, macros, rules
inline constexpr std::size_t acts_each = 20;                 // of a macro or a rule
inline constexpr std::size_t saved_reply_letters = 6'000;    // in each language
inline constexpr std::size_t saved_replies_at_most = 2'000;  // for all; the same of one's own
inline constexpr std::size_t shortcut_bytes = 30;
inline constexpr std::size_t macros_at_most = 500;
inline constexpr std::size_t rules_at_most = 100;
inline constexpr std::int64_t rule_acts_each_minute = 30;  // in one conversation, of all rules together
inline constexpr auto rules_look_every = 1min;             // for what time alone brings about
inline constexpr std::size_t rule_chain = 20;              // rules that set each other off
inline constexpr auto rules_tried_on = 30 * 24h;           // conversations of so long a time
inline constexpr std::int64_t conversations_tried = 200;   // at a time
inline constexpr std::int64_t entries_tried = 2'000;       // of one conversation; a longer one is left out
inline constexpr std::int64_t rule_runs_shown = 50;

// Hours and service levels
inline constexpr std::size_t calendars_at_most = 100;
inline constexpr std::size_t spans_a_day = 12;
inline constexpr std::size_t holidays_each = 400;  // of one calendar
inline constexpr std::size_t policies_at_most = 100;
inline constexpr std::int64_t target_minutes_at_most = 60 * 24 * 366;  // of business time
inline constexpr auto no_opening_within = std::chrono::days{366 * 6};  // a calendar that stays shut so long makes nothing due
inline constexpr auto clocks_looked_at_every = 1s;
inline constexpr auto late_entries_wait = 1s;  // an answer on its way at the last moment still counts
inline constexpr std::int64_t clocks_told_at_once = 100;
inline constexpr std::size_t clocks_renewed_at_once = 100;   // after a policy or a calendar was changed
inline constexpr std::int64_t entries_read_at_once = 1'000;  // of one log that is counted anew

// Queues and routing
inline constexpr std::size_t queues_at_most = 100;  // that go on
inline constexpr std::size_t queue_members = 1'000;
inline constexpr std::int64_t chats_at_once = 5;     // that one person has, unless a profile says otherwise
inline constexpr std::int64_t letters_in_hand = 20;  // the same of what came by mail or by a form
inline constexpr std::int64_t capacity_at_most = 200;
inline constexpr auto routed_every = 500ms;
inline constexpr auto presence_kept_every = 20s;
inline constexpr auto chat_of_absent_waits = 10min;  // until somebody else may have it
inline constexpr auto handed_back_rests = 10min;     // before whoever gave it back is given it again

// How often one person may: so many at once, then one more each span.
inline constexpr std::uint32_t posts_at_once = 600;
inline constexpr auto one_post_each = 50ms;
inline constexpr std::uint32_t openings_at_once = 20;
inline constexpr auto one_opening_each = 30s;
inline constexpr std::uint32_t uploads_in_a_row = 40;
inline constexpr auto one_upload_each = 3s;
inline constexpr std::uint32_t visitors_at_once = 200;  // new ones from one network
inline constexpr auto one_visitor_each = 500ms;

// Files
inline constexpr std::size_t attachment_bytes = 10 * mebibyte;
inline constexpr std::size_t uploads_at_once = 32;  // each may hold a whole file in memory
inline constexpr std::size_t uploads_from_one_network = 8;
inline constexpr std::size_t picture_pixels = 50'000'000;           // of all frames together
inline constexpr std::size_t picture_frames = 500;                  // of an animation; a longer one becomes its first frame
inline constexpr std::size_t picture_answer_bytes = 32 * mebibyte;  // a picture may grow when it is encoded anew
inline constexpr std::size_t pictures_at_once = 2;
inline constexpr auto scan_again_every = 15s;       // files that came while the scanner was away
inline constexpr std::size_t thumbnail_side = 480;  // pixels
inline constexpr std::size_t attachment_name_bytes = 200;

// Pages and forms
inline constexpr std::size_t upload_form_bytes = 12 * mebibyte;  // with files in it
inline constexpr std::size_t pages_kept = 4'096;                 // ready in memory
inline constexpr std::uint32_t searches_at_once = 120;           // from one network
inline constexpr auto one_search_each = 250ms;
inline constexpr std::uint32_t page_posts_at_once = 60;  // forms of pages, from one network
inline constexpr auto one_page_post_each = 2s;

// Articles
inline constexpr std::size_t article_bytes = 128 * kibibyte;          // of Markdown
inline constexpr std::size_t article_body_bytes = 4 * article_bytes;  // such a text as JSON, which writes some letters longer
inline constexpr std::size_t article_title_letters = 120;
inline constexpr std::size_t article_summary_letters = 300;
inline constexpr std::size_t article_keywords = 50;
inline constexpr std::size_t article_keyword_letters = 60;
inline constexpr std::size_t articles_related = 8;
inline constexpr std::size_t slug_bytes = 80;
inline constexpr std::size_t markdown_depth = 32;  // of lists and quotations in each other
inline constexpr std::size_t markdown_nodes = 20'000;
inline constexpr std::size_t articles_page = 200;
inline constexpr std::size_t article_versions_listed = 100;
inline constexpr std::size_t feedback_letters = 1'000;
inline constexpr std::uint32_t feedback_at_once = 20;  // from one network
inline constexpr auto one_feedback_each = 30s;
inline constexpr auto articles_looked_at_every = 1s;  // for what another process or the clock published

// Search
inline constexpr std::size_t query_bytes = 1'024;  // of a search; what is longer is cut
inline constexpr std::size_t query_words = 64;
inline constexpr std::size_t search_results = 20;
inline constexpr std::size_t suggestions = 6;
inline constexpr std::size_t searches_remembered = 4'096;  // until they are written down

// Guided answers
inline constexpr std::size_t flow_bytes = 512 * kibibyte;
inline constexpr std::size_t flow_steps = 300;
inline constexpr std::size_t run_steps = 100;  // that one run may take
inline constexpr std::size_t typed_answer_letters = 2'000;
inline constexpr auto run_life = 24h * 30;         // of one that nobody goes on with
inline constexpr std::uint32_t runs_at_once = 60;  // started from one network
inline constexpr auto one_run_each = 5s;
inline constexpr auto fact_patience = 5s;  // for one fact; then it is unknown

// Official channels
inline constexpr std::size_t official_channels = 1'000;
inline constexpr std::size_t checked_text_bytes = 2'048;
inline constexpr std::size_t checked_letter_bytes = 10 * mebibyte;
inline constexpr std::uint32_t checks_at_once = 60;  // from one network
inline constexpr auto one_check_each = 1s;
inline constexpr auto official_change_time = 24h * 3;  // for the second person to agree

// Service status
inline constexpr std::size_t status_notices = 200;  // under way and planned
inline constexpr std::size_t status_text_letters = 1'000;

// Cases
inline constexpr std::size_t case_field_letters = 2'000;
inline constexpr std::size_t case_pictures = 10;

// Audit
inline constexpr std::uint32_t audit_noise_of_a_source = 10;  // refusals of one kind by one source, then one more each span
inline constexpr auto audit_noise_of_a_source_each = 60s;
inline constexpr std::uint32_t audit_noise_in_all = 1'000;
inline constexpr auto audit_noise_in_all_each = 1s;
inline constexpr std::int64_t audit_page = 200;
inline constexpr std::int64_t audit_records_read = 500;          // at a time, to verify, export and pass them on
inline constexpr std::int64_t audit_checkpoint_records = 1'000;  // a checkpoint after so many records, or so long after the first
inline constexpr auto audit_checkpoint_time = 5min;
inline constexpr auto audit_looked_at_every = 5s;  // for what is to be signed
inline constexpr auto audit_passed_on_every = 1s;  // to a second place
inline constexpr auto audit_place_patience = 10s;  // for a second place to take it

// Approvals
inline constexpr std::ptrdiff_t shortest_reason = 10, longest_reason = 500;  // characters
inline constexpr std::int64_t approvals_listed = 200;
inline constexpr auto decided_approvals_shown = 24h * 7;
inline constexpr auto approvals_looked_at_every = 5s;

// Passwords
inline constexpr std::size_t breach_range_bytes = 256 * kibibyte;  // of one answer; about 40 KiB are usual
inline constexpr std::size_t breach_ranges_kept = 64;
inline constexpr auto breach_range_time = 24h;     // how long an answer is kept
inline constexpr auto breach_range_patience = 3s;  // then the password passes

// Second factors
inline constexpr std::size_t passkeys_per_owner = 20;
inline constexpr auto totp_offer_time = 15min;        // to type the first code of a new authenticator
inline constexpr auto passkey_challenge_time = 5min;  // for a browser to answer

// Accounts: ways back in, and what the holder keeps
inline constexpr std::uint32_t own_letters_at_once = 5;  // to one address, for those who are not signed in
inline constexpr auto one_own_letter_each = 5min;
inline constexpr std::uint32_t sign_up_letters_at_once =
    20;                                             // to one address, whoever asks; one asker has the smaller limit above
inline constexpr std::uint32_t doors_at_once = 30;  // what one network may try, not signed in
inline constexpr auto one_door_each = 10s;
inline constexpr std::size_t statement_letters_at_least = 20;
inline constexpr std::size_t statement_letters = 2'000;
inline constexpr std::size_t api_keys = 20;
inline constexpr std::size_t api_key_networks = 20;
inline constexpr std::size_t addresses = 200;

// Accounts: signing up and in
inline constexpr std::uint32_t entrances_at_once = 30;  // tries from one network, right ones given back; an office mistypes too
inline constexpr auto one_entrance_each = 10s;
inline constexpr auto even_time = 50ms;                  // what an answer about an address takes at least, known or not
inline constexpr std::uint32_t judgements_at_once = 60;  // of passwords being typed, for one network
inline constexpr auto one_judgement_each = 1s;
inline constexpr std::size_t judged_words = 10;
inline constexpr std::int64_t devices_of_account = 30;

// Health
inline constexpr std::size_t disk_free_bytes = 512 * mebibyte;

// Asking other servers
inline constexpr std::size_t fetches_waiting = 64;

// Roles, and the keys of other programs
inline constexpr std::size_t roles_at_most = 50;
inline constexpr std::size_t program_keys = 100;
inline constexpr std::size_t program_key_networks = 20;
inline constexpr std::int64_t program_key_days = 90;  // unless another time is named
inline constexpr std::int64_t program_key_days_at_most = 366;
inline constexpr std::int64_t program_key_places = 1'000;    // remembered of each
inline constexpr std::uint32_t program_calls_at_once = 300;  // of one key, then one more each span
inline constexpr auto one_program_call_each = 50ms;

// Webhooks
inline constexpr std::size_t webhooks_at_most = 50;
inline constexpr std::size_t webhook_url_bytes = 2'000;
inline constexpr std::int64_t webhook_sends_each = 4;  // to one endpoint side by side
inline constexpr auto webhook_patience = 10s;
inline constexpr std::size_t webhook_answer_bytes = kibibyte;  // that we read, and keep
inline constexpr auto webhook_retry_first = 5s;                // doubled with each try
inline constexpr auto webhook_retry_longest = 4h;
inline constexpr auto webhook_life = 72h;                     // then a delivery is given up
inline constexpr std::int64_t webhook_failures_in_a_row = 5;  // then one at a time is tried, less and less often
inline constexpr auto webhook_rest_longest = 10min;
inline constexpr auto webhook_paused_after = 24h;  // of nothing but failures
inline constexpr auto webhook_delivered_kept = 24h * 7;
inline constexpr auto webhook_dead_kept = 24h * 30;
inline constexpr std::int64_t webhook_page = 100;

// Search over conversations
inline constexpr std::size_t search_letters = 200;           // of what is searched for
inline constexpr std::size_t search_terms = 12;              // of it that are looked up
inline constexpr std::size_t search_terms_of_entry = 2'000;  // that one entry is found by
inline constexpr std::int64_t search_page = 30;
inline constexpr auto search_patience = 2s;  // then what was found so far is shown, with where to go on
inline constexpr std::int64_t related_shown = 20;

// Conversations tied to each other, and who follows them
inline constexpr std::int64_t links_each = 100;  // of one conversation
inline constexpr std::size_t split_entries = 200;
inline constexpr std::size_t mentions_each = 20;  // people named in one note
inline constexpr std::int64_t followers_each = 50;
inline constexpr std::int64_t notices_page = 50;
inline constexpr auto notices_kept = 24h * 90;

// Incidents
inline constexpr std::int64_t incidents_page = 50;
inline constexpr std::int64_t incident_conversations_page = 100;
inline constexpr std::size_t incident_text_letters = 4'000;
inline constexpr std::size_t incident_gathered_at_once = 200;  // conversations that one statement of the fan-out takes
inline constexpr std::int64_t incident_conversations = 100'000;

// Complaints
inline constexpr std::int64_t complaints_page = 50;
inline constexpr std::size_t complaint_points = 50;
inline constexpr std::size_t complaint_text_letters = 8'000;
inline constexpr std::int64_t complaint_months = 2;             // from receipt to the answer (EU 2025/294)
inline constexpr auto complaint_acknowledged_within = 24h * 2;  // then it counts as late

// Compliance notes
inline constexpr std::size_t compliance_note_letters = 10'000;
inline constexpr std::int64_t compliance_notes_page = 100;

// Ratings and reports
inline constexpr auto rating_time = 24h * 7;                       // after it was resolved
inline constexpr auto rating_letter_life = std::chrono::days{30};  // of the link in a letter that asks
inline constexpr std::size_t rating_words_letters = 1'000;
inline constexpr std::int64_t report_days = 366;  // that one report covers
inline constexpr std::int64_t report_rows = 500;
inline constexpr std::int64_t report_conversations_page = 50;
inline constexpr auto live_wall_each = 5s;

// What is kept of customers
inline constexpr std::size_t retention_batch = 200;  // conversations or rows that one statement clears
inline constexpr auto retention_looked_at_every = 1h;
inline constexpr std::int64_t retention_days_least = 1, retention_days_most = 3'660;
inline constexpr std::int64_t privacy_jobs_page = 50;
inline constexpr std::size_t export_bytes = 256 * mebibyte;
inline constexpr auto export_life = 24h * 7;  // then the file is gone
inline constexpr std::int64_t legal_holds = 10'000;

// Letters
inline constexpr std::size_t letters_at_once = 4;  // handed to the mail server side by side
inline constexpr auto smtp_connect_time = 10s;
inline constexpr auto smtp_time = 60s;           // for one letter, from connecting to the last answer
inline constexpr auto letter_lease = 5min;       // whoever sends has so long; then it counts as not sent
inline constexpr auto letter_retry_first = 10s;  // doubled with each try
inline constexpr auto letter_retry_longest = 1h;
inline constexpr auto letter_life = 24h;               // a letter that was deferred for so long is given up
inline constexpr std::size_t smtp_answer_bytes = 300;  // of a server's words that we keep
inline constexpr auto imap_connect_time = 20s;         // with TLS and signing in
inline constexpr auto imap_patience = 30s;  // for a server that says nothing; a whole answer may take ten times as long
inline constexpr std::size_t imap_line_bytes = 64 * kibibyte;
inline constexpr std::size_t imap_text_bytes = mebibyte;          // of one answer, letters not counted
inline constexpr std::size_t imap_header_bytes = 256 * kibibyte;  // of a letter that is too large to be fetched
inline constexpr std::size_t imap_folder_name_bytes = 1'000;
inline constexpr std::size_t received_letter_bytes = 25 * mebibyte;
inline constexpr auto raw_letter_life = 30 * 24h;  // then the letter as it came is gone; what it became stays
inline constexpr auto reply_address_life = std::chrono::days{365};
inline constexpr std::uint32_t acknowledgements_at_once = 5;  // to one address
inline constexpr auto one_acknowledgement_each = 1h;
inline constexpr auto answer_stands_for = 10s;      // before it leaves as a letter; so long it can be taken back
inline constexpr auto unread_answer_leaves = 5min;  // by letter, to somebody whose chat is closed
inline constexpr std::size_t letter_with_files_bytes = 20 * mebibyte;  // of an answer's files together; the rest wait in the chat
inline constexpr auto hook_clock_skew = 5min;                          // of a signed letter's time, either way
inline constexpr auto planned_at_most = std::chrono::days{90};         // ahead
inline constexpr std::size_t planned_each = 50;                        // answers that one conversation has waiting
inline constexpr std::size_t mailboxes_at_most = 20;
inline constexpr std::size_t brands_at_most = 50;
inline constexpr std::size_t brand_text_letters = 1'000;
inline constexpr auto round_trip_time = 10min;                   // a test letter that is not back by then is lost
inline constexpr std::size_t shown_letter_bytes = 4 * mebibyte;  // of a letter's page with its pictures
inline constexpr auto mail_link_life = std::chrono::days{7};     // of the way from a letter to a guided answer
inline constexpr std::size_t reported_recipients = 50;
inline constexpr std::size_t letter_mailboxes = 100;            // read of each of From, To, Cc…
inline constexpr std::size_t letter_references = 100;           // of a thread
inline constexpr std::size_t letter_header_bytes = 4'096;       // of one that we keep
inline constexpr std::size_t letter_text_bytes = 1 * mebibyte;  // of one part's words
inline constexpr std::size_t letter_files = 200;
inline constexpr std::size_t html_bytes = 2 * mebibyte;  // of a letter; of what is larger the words are shown
inline constexpr std::size_t html_tags = 40'000;         // that open or close something
inline constexpr std::size_t html_depth = 400;
inline constexpr std::size_t html_links = 1'000;
inline constexpr std::size_t letters_page = 100;

// Database
inline constexpr std::size_t database_queries = 16'384;  // running and waiting; more are refused

}  // namespace ombud::limits
