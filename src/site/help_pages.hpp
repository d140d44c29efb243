// The pages of articles: home, categories, articles, search, and what other programs read of them.
#pragma once
#include "diagnosis/flows.hpp"
#include "knowledge/knowledge.hpp"
#include "site/frame.hpp"
#include "site/search_box.hpp"
#include "status/status.hpp"

namespace ombud::site {

struct HelpedForm {
    std::string helped;
    std::optional<std::string> reason, text;
};
BOOST_DESCRIBE_STRUCT(HelpedForm, (), (helped, reason, text))

// What an address says beside is read where it is wanted and ignored where not: people pass on links with more in them.
class HelpPages {
public:
    HelpPages(Frame& frame, knowledge::Library& library, knowledge::Feedback& feedback, knowledge::SearchReport& report,
              SearchBox& search, diagnosis::Flows const& flows, status::Status const& status);

    Task<http::Response> front(Anyone by, http::Request* request);
    Task<http::Response> add_slash(Anyone by, http::PathText language, http::Request* request);
    Task<http::Response> home(Viewer by, http::PathText language, http::Request* request);
    Task<http::Response> category(Viewer by, http::PathText language, http::PathText category, http::Request* request);
    // Problem{not_found, "article.withdrawn"} where it could be read once.
    Task<http::Response> article(Viewer by, http::PathText language, http::PathText slug, http::Request* request);
    Task<http::Response> helped(Anyone by, http::PathText language, http::PathText slug, HelpedForm said, http::Request* request);
    Task<http::Response> search(Viewer by, http::PathText language, http::Request* request);

    Task<http::Response> sitemap(Anyone by, http::Request* request);
    Task<http::Response> robots(Anyone by);
    Task<http::Response> security_txt(Anyone by);  // RFC 9116; Problem{not_found} where nobody is named
    Task<http::Response> feed(Anyone by, http::PathText language, http::Request* request);

    // The five questions as cards; no flow: none.
    [[nodiscard]] json::array flow_cards(std::string_view language) const;
    [[nodiscard]] json::value flow_card(std::string_view flow, std::string_view language) const;

private:
    std::string make_home(Looker const& looker);
    std::string make_category(Looker const& looker, std::string const& category);
    std::string make_article(Looker const& looker, knowledge::Page const& page, std::string const& helped);
    [[nodiscard]] std::string make_sitemap() const;
    [[nodiscard]] std::string make_feed(std::string const& language) const;
    [[nodiscard]] std::string state() const;
    [[nodiscard]] json::object hit_of(Words const& words, HitView const& hit, std::string_view query) const;

    Frame& frame_;
    knowledge::Library& library_;
    knowledge::Feedback& feedback_;
    knowledge::SearchReport& report_;
    SearchBox& search_;
    diagnosis::Flows const& flows_;
    status::Status const& status_;
    Kept kept_;
};

// The word and colour of how everything does, for home and the status page.
json::object overall_of(Words const& words, status::Overview const& overview);

}  // namespace ombud::site
