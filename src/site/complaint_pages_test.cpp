// The form of a complaint has words for everything that it asks and offers, in both languages.
#include "site/complaint_pages.hpp"

#include <gtest/gtest.h>

namespace ombud::site {
namespace {

TEST(ComplaintForm, every_service_and_kind_can_be_chosen_in_both_languages) {
    for (auto const& language : page_languages) {
        auto const& words = Words::of(language);
        std::set<std::string> labels;
        for (auto const service : complaint_services())
            labels.insert(words.text("codes.option.complaint_service." + std::string(service)));
        EXPECT_EQ(labels.size(), complaint_services().size()) << "no two read alike in " << language;
        labels.clear();
        for (auto const topic : complaint_topics())
            labels.insert(words.text("codes.option.complaint_topic." + std::string(topic)));
        EXPECT_EQ(labels.size(), complaint_topics().size()) << language;
        for (char const* code : {"choice_missing", "file_kind", "file_size", "too_many_files", "files_again", "email_form"})
            EXPECT_TRUE(words.find("codes.problem." + std::string(code))) << code << " in " << language;
    }
}

}  // namespace
}  // namespace ombud::site
