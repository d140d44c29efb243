// What the help centre shows: every published article, rendered and in memory, and how that stays in step with the database.
#pragma once
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "core/task.hpp"
#include "knowledge/model.hpp"

namespace ombud::postgres {
class Database;
}
namespace ombud::audit {
class Log;
}

namespace ombud::knowledge {

// The slug under which readers find an article now; nullopt: they find none.
using SlugNow = std::function<std::optional<std::string>(std::string_view slug)>;
// Articles are written for a folder; this is the site's own address of what one names, nullopt where that leads nowhere:
//   ../<slug>/ → /<language>/articles/<slug> · /help/<language>/answers/<flow> → /<language>/answers/<flow> · /verify →
//   /<language>/verify
std::optional<std::string> site_address(std::string_view target, std::string_view language, SlugNow const& slug_now);

// One published article in one language, ready to be shown.
struct Page {
    ArticleId id;
    std::string slug, language, category;
    std::int64_t position{};
    std::optional<std::string> flow;
    std::string title, summary;
    std::vector<std::string> keywords;
    std::vector<std::string> related;  // slugs of articles published in any language
    std::int64_t version{};
    Timestamp first_published_at, published_at;
    Timestamp reviewed_at;                       // published, or said to be still right, whatever came last
    std::optional<Timestamp> out_of_date_since;  // the other language says more since
    std::shared_ptr<markdown::Rendered const> body;
};

// Everything that is published at one moment. Never changes; any thread may read it.
class Published {
public:
    std::int64_t revision{};

    // nullptr: there is none in this language.
    [[nodiscard]] std::shared_ptr<Page const> find(std::string_view slug, std::string_view language) const;
    // The slug that an old one leads to now, where that article is published in some language.
    [[nodiscard]] std::optional<std::string> redirect(std::string_view old_slug) const;
    // It could be read under this slug, and can be no more in any language.
    [[nodiscard]] bool is_withdrawn(std::string_view slug) const;
    // In the order of their positions.
    [[nodiscard]] std::vector<std::shared_ptr<Page const>> const& in_category(std::string_view category,
                                                                              std::string_view language) const;
    // By category, then position, then slug; every language.
    [[nodiscard]] std::vector<std::shared_ptr<Page const>> const& pages() const { return pages_; }
    // The same rules for links as the pages have. This must outlive them.
    [[nodiscard]] markdown::Links links(std::string_view language) const;

private:
    friend class Library;
    struct Size {
        std::int32_t width{}, height{};
    };

    std::vector<std::shared_ptr<Page const>> pages_;
    std::unordered_map<std::string, std::shared_ptr<Page const>> by_name_;                      // "en/slug"
    std::map<std::string, std::vector<std::shared_ptr<Page const>>, std::less<>> by_category_;  // "en/category"
    std::map<std::string, std::string, std::less<>> redirects_;
    std::set<std::string, std::less<>> withdrawn_;
    std::map<PictureId, Size> pictures_;
};

class Library {
public:
    Library(postgres::Database& database, audit::Log& audit, asio::thread_pool& workers, Clock& clock);

    // The newest; what somebody holds stays as it was. Empty before load().
    [[nodiscard]] std::shared_ptr<Published const> now() const { return now_; }
    // Called after each change, on the loop.
    void when_changed(std::function<void()> what);

    // Reads everything. At the start, after ArticleFolder::take_in_shipped.
    Task<void> load();
    // Publishes what is due and reads what changed, if anything did.
    Task<void> refresh();
    // The same, again and again; runs for ever.
    Task<void> keep_up();

private:
    struct Reading;
    Task<void> read_anew(std::int64_t revision);
    Task<void> render_some(Published const& made, std::span<std::shared_ptr<Page> const> pages);
    // These run on a worker.
    static void assemble(Reading& reading);
    static std::shared_ptr<markdown::Rendered const> body_of_before(Published const& before, Published const& made,
                                                                    Page const& page);
    static void finish(Reading& reading);

    postgres::Database& database_;
    audit::Log& audit_;
    asio::thread_pool& workers_;
    Clock& clock_;
    std::shared_ptr<Published const> now_;
    std::vector<std::function<void()>> when_changed_;
};

}  // namespace ombud::knowledge
