// Fuzzes the reading of delivery reports: whatever comes, it ends, and what it gives is printable and bounded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "core/limits.hpp"
#include "mail/delivery_report.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace ombud;
    auto const report = mail::read_delivery_report({reinterpret_cast<char const*>(data), size});
    if (!report) return 0;
    if (report->recipients.size() > 10 * limits::reported_recipients) std::abort();
    auto const check = [](std::string const& text) {
        if (text.size() > limits::smtp_answer_bytes) std::abort();
        if (std::ranges::any_of(text, [](char letter) { return letter < 0x20 || letter == 0x7f; })) std::abort();
    };
    for (auto const& each : report->recipients)
        for (auto const& text : {each.recipient, each.action, each.status, each.diagnostic}) check(text);
    check(report->message_id);
    check(report->envelope_id);
    return 0;
}
