#include "reports/csv.hpp"

#include <fmt/format.h>

namespace ombud::reports {

namespace {

constexpr char byte_order_mark[] = "\xEF\xBB\xBF";
constexpr std::string_view figure_columns =
    "opened,backlog,first_answers,first_answer_middle_seconds,first_answer_most_seconds,answers,answer_middle_seconds,"
    "answer_most_seconds,resolved,resolution_middle_seconds,resolution_most_seconds,reopened,rated,score\r\n";

std::string number(std::optional<std::int64_t> value) {
    return value ? std::to_string(*value) : std::string{};
}

std::string figures_of(Figures const& of) {
    return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", number(of.opened), number(of.backlog), of.first_answers,
                       number(of.first_answer_middle), number(of.first_answer_most), of.answers, number(of.answer_middle),
                       number(of.answer_most), of.resolved, number(of.resolution_middle), number(of.resolution_most), of.reopened,
                       of.rated, of.score ? fmt::format("{:.2f}", *of.score) : std::string{});
}

}  // namespace

std::string csv_cell(std::string_view text) {
    std::string out{text};
    // Spreadsheets look past blanks for what begins a formula.
    auto const first = text.find_first_not_of(" \t\r\n");
    bool const formula = first != text.npos && std::string_view{"=+-@"}.contains(text[first]);
    if (formula) out.insert(0, 1, '\'');
    if (!formula && text.find_first_of("\",\r\n") == text.npos) return out;
    for (std::size_t at = 0; (at = out.find('"', at)) != out.npos; at += 2) out.insert(at, 1, '"');
    return '"' + out + '"';
}

std::string csv_of(Report const& report, bool by_group) {
    std::string out = byte_order_mark;
    out += by_group ? "key,name_en,name_zh," : "day,";
    out += figure_columns;
    if (!by_group)
        for (auto const& each : report.days) out += each.day + "," + figures_of(each.figures);
    else
        for (auto const& each : report.rows)
            out += csv_cell(each.key.value_or("")) + "," + csv_cell(each.name_en.value_or("")) + "," +
                   csv_cell(each.name_zh.value_or("")) + "," + figures_of(each.figures);
    return out;
}

}  // namespace ombud::reports
