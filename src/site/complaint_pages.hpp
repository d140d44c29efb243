// Making a complaint: the regulation's template as a form in both languages, and what was filed as a page to keep.
#pragma once
#include <set>
#include <unordered_map>

#include "callers/assurance.hpp"
#include "core/random.hpp"
#include "core/rate_limit.hpp"
#include "site/fields.hpp"
#include "site/frame.hpp"

namespace ombud::site {

// What was typed, by the names of the fields, and the files with it.
struct ComplaintForm {
    std::string id;  // made with the form: sending it twice is once
    std::string language;
    std::map<std::string, std::string, std::less<>> fields;
    std::vector<http::FormFile> documents, power;
    Assurance assurance = Assurance::nobody;

    [[nodiscard]] std::string get(std::string_view name) const;
};

struct ComplaintFiled {
    std::string reference;
    std::string received_on, due_on;  // days: 2026-11-30
    std::string copy;
};

// What an account tells of its holder, so that they need not.
struct KnownOfHolder {
    std::optional<std::string> name;
    std::string email;
};

class ComplaintPages {
public:
    // Files it, once for each form; who keeps complaints is handed in.
    using Files = std::function<Task<ComplaintFiled>(Customer, ComplaintForm)>;

    ComplaintPages(Frame& frame, Clock& clock, Random& random);
    void files_with(Files how) { files_ = std::move(how); }
    using Knows = std::function<Task<KnownOfHolder>(Holder)>;
    void knows_with(Knows how) { knows_ = std::move(how); }

    // Who somebody became with a form, told to their browser once more.
    using Remind = std::function<Task<http::Field>(Customer, bool secure)>;
    void reminds_with(Remind how) { reminds_ = std::move(how); }

    Task<http::Response> page(Viewer by, http::PathText language, http::Request* request);
    // Problem{too_many, "rate.limited"}.
    Task<http::Response> send(Guest by, http::PathText language, http::Request* request);

private:
    using Errors = std::map<std::string, std::string, std::less<>>;  // field -> a code of codes.problem

    static Errors errors_of(ComplaintForm const& form);
    http::Response show(Looker const& looker, Viewer const& by, ComplaintForm const& form, Errors const& errors,
                        http::Request const& request);
    http::Response thank(Looker const& looker, ComplaintFiled const& filed, bool by_mail, http::Request const& request);
    std::string new_form();
    // Whoever sent a form first: a double click of somebody without a cookie comes as two visitors.
    Customer first_sender(Guest const& by, std::string const& form);

    struct Sent {
        Customer by;
        Timestamp at;
    };

    Frame& frame_;
    Clock& clock_;
    Random& random_;
    RateLimit rate_, strangers_;
    std::unordered_map<std::string, Sent> sent_;  // by form and network, of the last minutes
    Files files_;
    Knows knows_;
    Remind reminds_;
};

// The services and the kinds of complaint that can be chosen, in their order.
std::span<std::string_view const> complaint_services();
std::span<std::string_view const> complaint_topics();

}  // namespace ombud::site
