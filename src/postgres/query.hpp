// A typed query: a named constant that says what it takes and what each of its rows fills.
#pragma once
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "postgres/codec.hpp"

struct pg_result;  // libpq's PGresult

namespace ombud::postgres {

// How many rows a query gives. Row is a described struct (columns by name, in any order) or a single cell.
template <class Row>
struct One {  // exactly one; anything else is a logic_error
    using row = Row;
    using result = Row;
};
template <class Row>
struct Maybe {  // none or one
    using row = Row;
    using result = std::optional<Row>;
};
template <class Row>
struct Many {
    using row = Row;
    using result = std::vector<Row>;
};
struct Affected {  // no rows wanted: how many were touched
    using row = void;
    using result = std::int64_t;
};

// on_conflict: running it twice does no harm, so a duplicate key, a deadlock or a lost connection runs it again. Right
// for every read, too: it then outlives a restart of PostgreSQL.
// Inside a transaction nothing is rerun: the transaction is already lost.
enum class Retry { never, on_conflict };

//   inline constexpr Query<Maybe<Entry>(ConversationId, std::string)> find_entry{"desk.find_entry", R"sql(SELECT …)sql"};
template <class Signature>
struct Query;
template <class R, class... P>
struct Query<R(P...)> {
    char const* name;
    char const* text;
    Retry retry = Retry::never;
};

// What PostgreSQL refused. It carries no value of any row, so it may be logged.
struct DatabaseError : std::runtime_error {
    DatabaseError(std::string_view query_name, std::string_view state, std::string_view constraint_name = {});

    std::string query;
    std::string sqlstate;
    std::string constraint;  // the broken one, where there is one
};

template <class T>
struct Unwrapped {
    using type = T;
};
template <class T>
struct Unwrapped<std::optional<T>> {
    using type = T;
};

// The type-free half, compiled once ---------------------------------------------------------------------------------

// A query without its types.
struct Statement {
    char const* name;
    char const* text;
    Retry retry;
    std::span<Oid const> parameter_types;
};

// Values as PostgreSQL's text; nullopt is NULL.
using Parameters = std::vector<std::optional<std::string>>;

// The rows of one answer.
class Result {
public:
    explicit Result(pg_result* result) : result_(result) {}

    [[nodiscard]] std::size_t rows() const;
    [[nodiscard]] int column(char const* name) const;  // -1 when there is none
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::optional<std::string_view> cell(std::size_t row, int column) const;
    [[nodiscard]] std::int64_t affected() const;
    [[nodiscard]] std::string_view command() const;  // "COMMIT", "INSERT 0 1"
    [[nodiscard]] pg_result* raw() const { return result_.get(); }

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Clear> result_;
};

[[noreturn]] void fail_reading(std::string_view query, std::string_view column, std::string_view what);

// Reading and writing typed rows ------------------------------------------------------------------------------------

template <class T>
std::optional<std::string> encode(T&& value) {
    using V = std::remove_cvref_t<T>;
    if constexpr (is_optional<V>) {
        return value ? encode(*std::forward<T>(value)) : std::nullopt;
    } else {
        std::string out;
        Text<V>::write(value, out);
        return out;
    }
}

template <class T>
T read_cell(std::string_view query, std::string_view column, std::optional<std::string_view> cell) {
    if constexpr (is_optional<T>) {
        if (!cell) return std::nullopt;
        return read_cell<typename T::value_type>(query, column, cell);
    } else {
        if (!cell) fail_reading(query, column, "is NULL");
        try {
            return Text<T>::read(*cell);
        } catch (Unparsable const&) {
            fail_reading(query, column, "is unparsable");
        }
    }
}

// Where each member of Row stands in a result, looked up once for all rows.
template <class Row>
class RowReader {
public:
    RowReader(char const* query, Result const& result) : query_(query), result_(result) {
        if constexpr (single) {
            if (result.columns() != 1) fail_reading(query, "(single)", "is not the only column");
        } else {
            std::size_t at = 0;
            boost::mp11::mp_for_each<MembersOf<Row>>([&](auto member) {
                columns_[at] = result.column(member.name);
                if (columns_[at++] < 0) fail_reading(query, member.name, "is missing");
            });
        }
    }

    [[nodiscard]] Row read(std::size_t row) const {
        if constexpr (single) {
            return read_cell<Row>(query_, "(single)", result_.cell(row, 0));
        } else {
            Row out{};
            std::size_t at = 0;
            boost::mp11::mp_for_each<MembersOf<Row>>([&](auto member) {
                using M = std::remove_cvref_t<decltype(out.*member.pointer)>;
                out.*member.pointer = read_cell<M>(query_, member.name, result_.cell(row, columns_[at++]));
            });
            return out;
        }
    }

private:
    static constexpr bool single = Cell<typename Unwrapped<Row>::type>;
    static constexpr std::size_t width() {
        if constexpr (single)
            return 1;
        else
            return boost::mp11::mp_size<MembersOf<Row>>::value;
    }

    char const* query_;
    Result const& result_;
    std::array<int, width()> columns_{};
};

template <class R>
typename R::result read_result(char const* query, Result const& result) {
    using Row = typename R::row;
    if constexpr (std::same_as<R, Affected>) {
        return result.affected();
    } else {
        RowReader<Row> reader{query, result};
        if constexpr (std::same_as<R, Many<Row>>) {
            std::vector<Row> rows;
            rows.reserve(result.rows());
            for (std::size_t i = 0; i < result.rows(); ++i) rows.push_back(reader.read(i));
            return rows;
        } else {
            if (result.rows() > 1) fail_reading(query, "*", "came more than once");
            if constexpr (std::same_as<R, One<Row>>) {
                if (result.rows() == 0) fail_reading(query, "*", "did not come");
                return reader.read(0);
            } else {
                return result.rows() == 0 ? std::nullopt : std::optional<Row>{reader.read(0)};
            }
        }
    }
}

template <class... P>
inline constexpr std::array<Oid, sizeof...(P)> parameter_types{Text<typename Unwrapped<P>::type>::oid...};

template <class R, class... P>
constexpr Statement statement_of(Query<R(P...)> const& query) {
    return {query.name, query.text, query.retry, parameter_types<P...>};
}

template <class... P>
Parameters encode_all(P&&... values) {
    Parameters parameters;
    parameters.reserve(sizeof...(P));
    (parameters.push_back(encode(std::forward<P>(values))), ...);
    return parameters;
}

}  // namespace ombud::postgres
