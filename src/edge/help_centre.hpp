// The services of the help centre, wired to each other: the program has one of these, and so has each test of the whole house.
#pragma once
#include <boost/asio/thread_pool.hpp>

#include "accounts/ways_back.hpp"
#include "edge/article_pictures.hpp"
#include "edge/guided.hpp"
#include "facts/facts.hpp"
#include "knowledge/knowledge.hpp"
#include "site/answer_pages.hpp"
#include "site/complaint_pages.hpp"
#include "site/contact_pages.hpp"
#include "site/help_pages.hpp"
#include "site/status_page.hpp"
#include "site/verify_pages.hpp"

namespace ombud::edge {

// What it builds on.
struct HelpGround {
    asio::io_context& io;
    postgres::Database& database;
    audit::Log& audit;
    approvals::Approvals& approvals;
    accounts::Accounts& accounts;
    accounts::WaysBack& ways_back;
    factors::Factors& account_factors;
    sessions::Sessions& sessions;
    outbox::Outbox& outbox;
    files::Intake& intake;
    files::Store const& store;
    asio::thread_pool& workers;
    desk::Desk& desk;
    Clock& clock;
    Random& random;
};

struct HelpSettings {
    site::Settings site;
    site::Assets assets;
    std::filesystem::path flows{};  // the operator's own
    std::chrono::milliseconds even_time = limits::even_time;
};

struct HelpCentre {
    HelpCentre(HelpGround on, HelpSettings settings)
        : status(on.database, on.audit, on.clock, on.random),
          official(on.database, on.audit, on.approvals, on.clock, on.random),
          library(on.database, on.audit, on.workers, on.clock),
          folder(on.database, on.audit, on.intake, on.store, on.workers, on.clock, on.random),
          articles(on.database, on.audit, library, on.intake, on.store, on.workers, on.clock, on.random),
          article_pictures(articles),
          feedback(on.database, library, on.clock),
          searches(on.database, on.clock),
          registry(facts::registry(
              {on.accounts, on.ways_back, on.account_factors, on.sessions, on.outbox, status, official, on.clock})),
          addresses(on.accounts.address_proofs, on.clock, settings.even_time),
          flows(on.database, registry, on.clock, std::move(settings.flows)),
          runs(on.database, flows, registry, addresses, on.audit, on.clock, on.random),
          offers(on.database, on.clock, on.random),
          diagrams(on.database, flows, registry, on.clock),
          outcomes(on.database, on.desk, runs, on.clock),
          guided(runs, diagrams, on.desk, outcomes),
          frame(std::move(settings.site), std::move(settings.assets), on.clock),
          search_box(on.io, library, searches, on.workers, on.clock),
          help_pages(frame, library, feedback, searches, search_box, flows, status),
          status_page(frame, status),
          contact_pages(frame, on.desk, help_pages, on.clock, on.random),
          complaint_pages(frame, on.clock, on.random),
          answer_pages(frame, runs, flows, offers, contact_pages, std::bind_front(&HelpCentre::place_of, this)),
          verify_pages(frame, official) {
        on.outbox.shows_codes(
            [this](postgres::Transaction& transaction, LetterId letter, std::string to) {
                return official.code_for(transaction,
                                         {.channel = official::SentBy::email, .letter = letter, .to = std::move(to)});
            },
            frame.settings().origin + "/verify");
        on.desk.shows_codes([this](ConversationId conversation, StaffId by) {
            return official.code_for({.channel = official::SentBy::chat, .conversation = conversation, .by = by});
        });
        runs.names_articles([this](std::string const& slug, std::string const& language) {
            auto const published = library.now();
            auto const page = published->find(published->redirect(slug).value_or(slug), language);
            return page ? page->title : std::string{};
        });
        complaint_pages.knows_with([&accounts = on.accounts](Holder who) -> Task<site::KnownOfHolder> {
            auto profile = co_await accounts.profiles.read(who);
            co_return site::KnownOfHolder{std::move(profile.name), std::move(profile.email)};
        });
        official.opens_conversations(std::bind_front(&site::ContactPages::take_report, &contact_pages));
    }
    HelpCentre(HelpCentre const&) = delete;
    HelpCentre& operator=(HelpCentre const&) = delete;

    enum class Shipped { taken_in, left_out };
    // Reads what there is; the shipped articles come in where there is none yet.
    Task<void> load(Shipped shipped = Shipped::taken_in) {
        if (shipped == Shipped::taken_in) co_await folder.take_in_shipped();
        co_await library.load();
        co_await status.load();
        co_await official.load();
        co_await flows.load();
        co_await search_box.start();
    }
    // Each of these runs for ever.
    std::vector<Task<void>> loops() {
        std::vector<Task<void>> out;
        out.push_back(library.keep_up());
        out.push_back(feedback.keep_tidy());
        out.push_back(searches.keep_up());
        out.push_back(status.keep_up());
        out.push_back(official.follow());
        out.push_back(runs.look_after());
        out.push_back(outcomes.work());
        return out;
    }

    status::Status status;
    official::Official official;
    knowledge::Library library;
    knowledge::ArticleFolder folder;
    knowledge::Articles articles;
    ArticlePictures article_pictures;
    knowledge::Feedback feedback;
    knowledge::SearchReport searches;
    diagnosis::Registry registry;
    facts::AccountAddresses addresses;
    diagnosis::Flows flows;
    diagnosis::Runs runs;
    diagnosis::Offers offers;
    diagnosis::Diagrams diagrams;
    email::Outcomes outcomes;
    Guided guided;
    site::Frame frame;
    site::SearchBox search_box;
    site::HelpPages help_pages;
    site::StatusPage status_page;
    site::ContactPages contact_pages;
    site::ComplaintPages complaint_pages;
    site::AnswerPages answer_pages;
    site::VerifyPages verify_pages;

private:
    Task<std::optional<site::ContactPages::Place>> place_of(diagnosis::RunId run) {
        auto found = co_await outcomes.place_of(run);
        if (!found) co_return std::nullopt;
        co_return site::ContactPages::Place{found->id, found->customer, found->theirs, std::move(found->known)};
    }
};

}  // namespace ombud::edge
