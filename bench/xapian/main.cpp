// Xapian as a peer of the help centre's search: English stemmed, Chinese by n-grams, fields weighed. Documents and questions are
// lines of JSON.
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <xapian.h>

namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

std::vector<json::object> objects_of(char const* file) {
    std::ifstream in{file};
    std::vector<json::object> objects;
    for (std::string line; std::getline(in, line);) objects.push_back(json::parse(line).as_object());
    return objects;
}

void add_text(Xapian::TermGenerator& terms, json::object const& document, char const* field, Xapian::termcount weight) {
    auto const* value = document.if_contains(field);
    if (!value) return;
    if (value->is_string()) terms.index_text(std::string(value->as_string()), weight);
    if (value->is_array())
        for (auto const& each : value->as_array()) terms.index_text(std::string(each.as_string()), weight);
}

Xapian::TermGenerator generator() {
    Xapian::TermGenerator terms;
    terms.set_stemmer(Xapian::Stem{"en"});
    terms.set_flags(Xapian::TermGenerator::FLAG_CJK_NGRAM);
    return terms;
}

Xapian::WritableDatabase index_of(std::vector<json::object> const& documents) {
    Xapian::WritableDatabase database{"", Xapian::DB_BACKEND_INMEMORY};
    auto terms = generator();
    for (auto const& document : documents) {
        Xapian::Document made;
        made.set_data(std::string(document.at("id").as_string()));
        terms.set_document(made);
        // Whole numbers are all that it takes: twice what the other peers weigh.
        add_text(terms, document, "title", 6);
        add_text(terms, document, "keywords", 6);
        add_text(terms, document, "summary", 4);
        add_text(terms, document, "headings", 3);
        add_text(terms, document, "body", 2);
        add_text(terms, document, "asked", 3);
        database.add_document(made);
    }
    database.commit();
    return database;
}

// Any of the words. Its own query parser refuses Latin words beside Chinese ones.
Xapian::Query query_of(std::string const& text) {
    auto terms = generator();
    Xapian::Document scratch;
    terms.set_document(scratch);
    terms.index_text_without_positions(text);
    return {Xapian::Query::OP_OR, scratch.termlist_begin(), scratch.termlist_end()};
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 3) throw std::runtime_error("usage: bench_xapian DOCUMENTS QUESTIONS");
        auto const documents = objects_of(words[1]);
        auto const began = Clock::now();
        auto const database = index_of(documents);
        std::chrono::duration<double> const built = Clock::now() - began;

        Xapian::Enquire enquire{database};
        json::array answers, times;
        for (auto const& question : objects_of(words[2])) {
            std::string const text{question.at("question").as_string()};
            auto const asked = Clock::now();
            enquire.set_query(query_of(text));
            json::array found;
            auto const hits = enquire.get_mset(0, 20);
            for (auto hit = hits.begin(); hit != hits.end(); ++hit) found.emplace_back(hit.get_document().get_data());
            times.emplace_back(std::chrono::duration<double, std::micro>(Clock::now() - asked).count());
            answers.push_back(std::move(found));
        }
        std::cout << json::object{{"answers", answers}, {"times", times}, {"build", built.count()}} << '\n';
        return 0;
    } catch (Xapian::Error const& error) {
        std::cerr << "xapian: " << error.get_description() << '\n';
    } catch (std::exception const& error) {
        std::cerr << "xapian: " << error.what() << '\n';
    }
    return 1;
}
