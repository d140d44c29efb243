#include "postgres/query.hpp"

#include <charconv>
#include <fmt/format.h>
#include <libpq-fe.h>

namespace ombud::postgres {

DatabaseError::DatabaseError(std::string_view query_name, std::string_view state, std::string_view constraint_name)
    : std::runtime_error(fmt::format("query {} failed with {} {}", query_name, state, constraint_name)),
      query(query_name),
      sqlstate(state),
      constraint(constraint_name) {}

void fail_reading(std::string_view query, std::string_view column, std::string_view what) {
    throw std::logic_error(fmt::format("query {}: {} {}", query, column, what));
}

std::size_t Result::rows() const {
    return std::size_t(PQntuples(result_.get()));
}

int Result::column(char const* name) const {
    // Not PQfnumber: it folds the case of an unquoted name and parses quotes.
    for (int i = 0; i < columns(); ++i)
        if (std::string_view(PQfname(result_.get(), i)) == name) return i;
    return -1;
}

int Result::columns() const {
    return PQnfields(result_.get());
}

std::optional<std::string_view> Result::cell(std::size_t row, int column) const {
    if (PQgetisnull(result_.get(), int(row), column)) return std::nullopt;
    return std::string_view(PQgetvalue(result_.get(), int(row), column),
                            std::size_t(PQgetlength(result_.get(), int(row), column)));
}

std::int64_t Result::affected() const {
    std::string_view count = PQcmdTuples(result_.get());
    std::int64_t value = 0;
    std::from_chars(count.data(), count.data() + count.size(), value);
    return value;
}

std::string_view Result::command() const {
    return PQcmdStatus(result_.get());
}

void Result::Clear::operator()(pg_result* result) const {
    PQclear(result);
}

}  // namespace ombud::postgres
