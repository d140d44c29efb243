// SQLite's FTS5 as a peer of the help centre's search: runs each statement of a file and gives back ids and times.
#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>

namespace {

namespace json = boost::json;

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

std::string text_of(char const* file) {
    std::ifstream in{file};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

Statement prepared(sqlite3* database, std::string const& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database));
    return Statement{statement};
}

json::array ids(sqlite3_stmt* select, std::string const& query) {
    sqlite3_reset(select);
    sqlite3_bind_text(select, 1, query.c_str(), int(query.size()), SQLITE_STATIC);
    json::array found;
    while (sqlite3_step(select) == SQLITE_ROW) found.emplace_back(reinterpret_cast<char const*>(sqlite3_column_text(select, 0)));
    return found;
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 4) throw std::runtime_error("usage: bench_sqlite SCRIPT SELECT QUERIES");
        sqlite3* opened = nullptr;
        if (sqlite3_open(":memory:", &opened) != SQLITE_OK) throw std::runtime_error("no database");
        Database const database{opened};
        auto const script = text_of(words[1]);
        auto const began = std::chrono::steady_clock::now();
        if (sqlite3_exec(opened, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error(sqlite3_errmsg(opened));
        std::chrono::duration<double> const built = std::chrono::steady_clock::now() - began;
        auto const select = prepared(opened, text_of(words[2]));
        json::array answers, times;
        std::ifstream queries{words[3]};
        for (std::string query; std::getline(queries, query);) {
            auto const asked = std::chrono::steady_clock::now();
            answers.push_back(ids(select.get(), query));
            times.emplace_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - asked).count());
        }
        std::cout << json::object{{"answers", answers}, {"times", times}, {"build", built.count()}} << '\n';
        return 0;
    } catch (std::exception const& error) {
        std::cerr << "sqlite: " << error.what() << '\n';
        return 1;
    }
}
