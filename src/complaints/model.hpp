// The shapes of complaints: what is filed, what is decided about it, what the register and the report of a year say.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "callers/assurance.hpp"
#include "callers/staff_name.hpp"
#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::complaints {

using ComplaintId = Id<struct ComplaintTag>;

// The crypto-asset services of MiCA, article 3(1)(16).
BOOST_DEFINE_ENUM_CLASS(Service, custody, trading_platform, exchange, execution, placing, transmission, advice, portfolio,
                        transfer, other)
BOOST_DEFINE_ENUM_CLASS(Topic, delay, access, security, fees, execution, deposit, withdrawal, information, conduct, other)
BOOST_DEFINE_ENUM_CLASS(Stage, received, acknowledged, admissible, inadmissible, investigated, answered, closed)
BOOST_DEFINE_ENUM_CLASS(Outcome, upheld, partly_upheld, rejected, inadmissible, withdrawn)
BOOST_DEFINE_ENUM_CLASS(StepKind, registered, corrected, acknowledged, decided, investigated, points, extended, answered, closed)
BOOST_DEFINE_ENUM_CLASS(Position, accepted, partly, rejected)
// How it stands to its limit. A complaint that was answered or closed has none.
BOOST_DEFINE_ENUM_CLASS(Due, in_time, due_soon, late, over)

// A file of the conversation.
struct Document {
    AttachmentId id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Document, (), (id, name))

struct Representative {
    std::string name;
    std::optional<std::string> address, phone, email;
    std::vector<Document> power;  // of attorney
};
BOOST_DESCRIBE_STRUCT(Representative, (), (name, address, phone, email, power))

// As the template of the regulation asks it. What is not told is no reason to turn anybody away.
struct Details {
    std::optional<std::string> name, client_reference, address, phone, email;
    std::optional<Representative> representative;
    std::optional<std::string> service_reference;  // an agreement, an order, a transaction
    std::optional<std::string> written_in;         // a language that is none of ours
    std::string subject, description;
    std::optional<std::string> event_dates, damage, comments;
    std::vector<Document> documents;
};
BOOST_DESCRIBE_STRUCT(Details, (),
                      (name, client_reference, address, phone, email, representative, service_reference, written_in, subject,
                       description, event_dates, damage, comments, documents))

struct Point {
    std::string claim;
    std::optional<Position> position;
    std::string reasons;
};
BOOST_DESCRIBE_STRUCT(Point, (), (claim, position, reasons))

struct Step {
    std::int64_t seq;
    StepKind kind;
    Timestamp at;
    std::optional<StaffName> by;  // none: its complainant
    // acknowledged, decided: {admissible: true, false or null}; extended: {due_on, before, late}; answered, closed: {outcome};
    // corrected: {service, topic, language} as they were, {changed} the names of details
    json::value data;
    // {reasons}, {finding}; corrected: {before: Details, reason}; points: {before, after: [Point]}. null: nothing, or erased
    json::value words;
    std::optional<std::string> letter;
    std::optional<std::int64_t> letter_seq;  // none beside a letter: it has not gone out yet
};
BOOST_DESCRIBE_STRUCT(Step, (), (seq, kind, at, by, data, words, letter, letter_seq))

struct Complaint {
    ComplaintId id;
    ConversationId conversation_id;
    std::string reference;  // C-2026-0001
    std::string language;
    bool by_form;
    Service service;
    Topic topic;
    Stage stage;
    std::optional<Outcome> outcome;
    Due due;
    std::string received_on, limit_on, due_on;  // days in the zone of the terms
    Timestamp received_at, registered_at, due_at, acknowledge_by;
    std::optional<Timestamp> acknowledged_at, decided_at, investigated_at, answered_at, closed_at;
    std::optional<Details> details;  // ways to reach people are masked; none: erased
    std::vector<Point> points;
    std::optional<StaffId> points_by;
    std::int64_t revision;
    std::vector<Step> steps;
};
BOOST_DESCRIBE_STRUCT(Complaint, (),
                      (id, conversation_id, reference, language, by_form, service, topic, stage, outcome, due, received_on,
                       limit_on, due_on, received_at, registered_at, due_at, acknowledge_by, acknowledged_at, decided_at,
                       investigated_at, answered_at, closed_at, details, points, points_by, revision, steps))

// None: the conversation is not registered as one.
struct FoundComplaint {
    std::optional<Complaint> complaint;
};
BOOST_DESCRIBE_STRUCT(FoundComplaint, (), (complaint))

// What clients send ----------------------------------------------------------------------------------------------------------

// Documents are named by id; their names are ours.
struct RegisterComplaint {
    std::string client_id;
    std::string language;
    Service service;
    Topic topic;
    Details details;
    std::optional<std::int64_t> received_seq;  // the customer's entry by which it came; none: the conversation's beginning
};
BOOST_DESCRIBE_STRUCT(RegisterComplaint, (), (client_id, language, service, topic, details, received_seq))

// What is not named stays; an empty text takes one away, and a representative of whom nothing is left, too.
struct ChangeRepresentative {
    std::optional<std::string> name, address, phone, email;
    std::optional<std::vector<Document>> power;
};
BOOST_DESCRIBE_STRUCT(ChangeRepresentative, (), (name, address, phone, email, power))

struct ChangeDetails {
    std::optional<std::string> name, client_reference, address, phone, email, service_reference, written_in, subject, description,
        event_dates, damage, comments;
    std::optional<ChangeRepresentative> representative;
    std::optional<std::vector<Document>> documents;
};
BOOST_DESCRIBE_STRUCT(ChangeDetails, (),
                      (name, client_reference, address, phone, email, service_reference, written_in, subject, description,
                       event_dates, damage, comments, representative, documents))

struct CorrectComplaint {
    std::string client_id;
    std::int64_t revision;
    std::string reason;
    std::optional<std::string> language;
    std::optional<Service> service;
    std::optional<Topic> topic;
    std::optional<ChangeDetails> details;
};
BOOST_DESCRIBE_STRUCT(CorrectComplaint, (), (client_id, revision, reason, language, service, topic, details))

struct SetPoints {
    std::string client_id;
    std::int64_t revision;
    std::vector<Point> points;
};
BOOST_DESCRIBE_STRUCT(SetPoints, (), (client_id, revision, points))

// kind           needs
// acknowledged   admissible where it is known, reasons where it is not admissible
// decided        admissible, reasons where it is not
// investigated   finding
// extended       until (a day), reasons
// answered       every point of the answer
// closed         reasons, where it was neither answered nor inadmissible: then its complainant has withdrawn it
struct TakeStep {
    std::string client_id;
    std::int64_t revision;
    StepKind kind;
    std::optional<bool> admissible;
    std::optional<std::string> reasons, finding, until;
};
BOOST_DESCRIBE_STRUCT(TakeStep, (), (client_id, revision, kind, admissible, reasons, finding, until))

// A way to reach a complainant, or whoever speaks for them.
struct Contact {
    std::string field;  // complaint_address, _phone, _email, _rep_address, _rep_phone, _rep_email
    std::string masked, value;
    bool over;  // the complaint is closed: nobody has to reach them any more
};

struct LetterPreview {
    std::string body;
};
BOOST_DESCRIBE_STRUCT(LetterPreview, (), (body))

// The form of the help centre, filled in by whoever complains.
struct Filing {
    std::string client_id;
    std::string language;
    Service service;
    Topic topic;
    Details details;
    Assurance assurance{};                                              // how surely we know who complains
    bool by_mail = false;                                               // answers go to the address of the details, too
    std::vector<std::pair<std::string, std::string>> documents, power;  // name, bytes
};

struct Filed {
    std::string reference;
    std::string received_on, due_on;
    std::string copy;  // as the letter of receipt says it
};

// The terms ------------------------------------------------------------------------------------------------------------------

struct Terms {
    std::string zone;
    std::string contact_en, contact_zh, remedies_en, remedies_zh;
    std::int64_t revision;
};
BOOST_DESCRIBE_STRUCT(Terms, (), (zone, contact_en, contact_zh, remedies_en, remedies_zh, revision))

// The register ---------------------------------------------------------------------------------------------------------------

struct RegisterRange {
    std::optional<std::int64_t> year;
    std::optional<std::string> stage;  // of Stage; open: neither answered nor closed
    std::optional<std::string> due;    // due_soon or late
    std::optional<std::string> cursor;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(RegisterRange, (), (year, stage, due, cursor, limit))

struct RegisterRow {
    ConversationId conversation_id;
    std::string reference;
    std::optional<std::string> subject;  // none: erased, or over and not open to whoever asks
    std::string language;
    Service service;
    Topic topic;
    Stage stage;
    std::optional<Outcome> outcome;
    Due due;
    bool unsent;  // a letter has not gone out
    std::string received_on, due_on;
    Timestamp received_at, due_at;
};
BOOST_DESCRIBE_STRUCT(RegisterRow, (),
                      (conversation_id, reference, subject, language, service, topic, stage, outcome, due, unsent, received_on,
                       due_on, received_at, due_at))

struct RegisterPage {
    std::vector<RegisterRow> rows;
    std::optional<std::string> next;
    std::vector<std::int64_t> years;  // that hold any, newest first
    std::int64_t open, due_soon, late, unacknowledged;
};
BOOST_DESCRIBE_STRUCT(RegisterPage, (), (rows, next, years, open, due_soon, late, unacknowledged))

struct OfYear {
    std::optional<std::int64_t> year;
};
BOOST_DESCRIBE_STRUCT(OfYear, (), (year))

struct Count {
    std::string name;
    std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(Count, (), (name, count))

// From receipt to that step.
struct StepTime {
    std::string step;  // acknowledged, decided, investigated, answered, closed
    std::int64_t count;
    std::optional<double> mean_hours;
};
BOOST_DESCRIBE_STRUCT(StepTime, (), (step, count, mean_hours))

// Of all that were received in a year.
struct Report {
    std::int64_t year;
    std::string zone;
    Timestamp at;
    std::int64_t received, answered, open;
    std::int64_t missed;    // answered after the day that the complainant knew, or open beyond it
    std::int64_t extended;  // they were told of a later day
    std::int64_t beyond_two_months;
    std::int64_t acknowledged_late;
    std::vector<StepTime> times;
    std::vector<Count> months, topics, services, outcomes, stages, languages;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (year, zone, at, received, answered, open, missed, extended, beyond_two_months, acknowledged_late, times,
                       months, topics, services, outcomes, stages, languages))

}  // namespace ombud::complaints
