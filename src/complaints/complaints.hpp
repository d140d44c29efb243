// Complaints from receipt to answer: registered without gaps, corrected in the open, answered point by point within their limit.
#pragma once
#include <functional>

#include "audit/audit.hpp"
#include "complaints/letters.hpp"
#include "complaints/queries.hpp"
#include "desk/desk.hpp"

namespace ombud::complaints {

struct SendLetter {
    std::int64_t seq;  // of the step
};
BOOST_DESCRIBE_STRUCT(SendLetter, (), (seq))

inline constexpr auto due_soon_within = std::chrono::hours{24 * 14};
inline constexpr std::int64_t extended_at_most_days = 366;
inline constexpr std::size_t documents_at_most = 50;

class Complaints {
public:
    Complaints(postgres::Database& database, desk::Desk& desk, safety::SecretGuard const& guard, audit::Log& audit, Clock& clock,
               Random& random)
        : database_(database), desk_(desk), guard_(guard), audit_(audit), clock_(clock), random_(random) {}

    // Problem{not_found, "complaint.unknown"}.
    Task<Complaint> read(Agent by, ConversationId of);
    // The same, for a conversation that may be none.
    Task<FoundComplaint> find(Agent by, ConversationId of);
    // In clear, for whoever keeps who looks at them; none where there is no complaint, or its customer was erased.
    Task<std::vector<Contact>> contacts(ConversationId of);
    // Problem{conflict, "complaint.known"} when it is one already; the same client_id again is the same complaint.
    Task<Complaint> take_in(Agent by, ConversationId of, RegisterComplaint wanted);
    // These change it: Problem{conflict, "complaint.changed"} when somebody else did since `revision`, {conflict,
    // "complaint.stage"} when it is not its turn.
    Task<Complaint> correct(Agent by, ConversationId of, CorrectComplaint wanted);
    Task<Complaint> set_points(Agent by, ConversationId of, SetPoints wanted);
    // Problem{conflict, "conversation.merged", "complaint.no_contact" or "complaint.no_remedies"},
    // {invalid, "complaint.point_missing"}, {forbidden, "complaint.second_person"}: nobody who wrote points sends an answer that
    // refuses any; whoever took it in neither finds it inadmissible nor closes it as withdrawn.
    Task<Complaint> take_step(Agent by, ConversationId of, TakeStep wanted);
    // What the complainant would read. Empty: nothing.
    Task<LetterPreview> preview(Agent by, ConversationId of, TakeStep wanted);
    // Of a step whose letter did not go out.
    Task<Complaint> send_letter(Agent by, ConversationId of, SendLetter wanted);

    // Opens its conversation; the same client_id again is the same complaint.
    Task<Filed> file(Customer by, Filing filing);

    Task<Terms> terms(Agent by);
    // Problem{conflict, "complaint.terms_changed"}, {invalid, "complaint.zone"}.
    Task<Terms> set_terms(Agent by, Terms wanted);

    // Warns of what is due; runs for ever.
    Task<void> look_after();
    // One round of it: how many were warned of.
    Task<std::size_t> warn();

private:
    // What a step makes of a complaint.
    struct Held {
        sql::Row row;
        std::optional<Details> details;  // none: erased
        std::vector<Point> points;
        std::vector<StaffId> hands{}, authors{};  // of its steps, the first one first; of its points
    };
    struct Writing {
        StepKind kind;
        json::object data{}, words{};
        std::optional<std::string> letter{};
        bool details = false, points = false;  // changed by it
    };
    using Make = std::function<std::optional<Writing>(Held&)>;  // none: nothing would be another
    struct StepGround {
        Terms terms;
        std::optional<Timestamp> until_at;
    };

    Task<desk::WordsKey> key_of(ConversationId of);
    static Held open(sql::Row row, desk::WordsKey const& key);
    Task<StepGround> ground_of(TakeStep const& wanted);
    // Whether the words of a step are those that are asked for once more.
    using Same = std::function<bool(json::object const&)>;
    Task<Complaint> change(Agent by, ConversationId of, std::string client_id, std::int64_t revision, StepKind kind, Make make,
                           Same same = {});
    Writing plan(Held& held, TakeStep wanted, StepGround const& ground) const;
    // Whether it is admissible, said with the receipt or later.
    static void decide(Held& held, TakeStep& wanted, Terms const& terms, Timestamp now, Writing& out);
    static void require_another(Held const& held, StepKind kind, StaffId by);
    Task<sql::Row> add(ConversationId of, std::optional<StaffId> by, Customer const* customer, RegisterComplaint wanted,
                       Timestamp received_at);
    Task<void> post_letter(Agent by, ConversationId of, ComplaintId id, std::int64_t step, std::string letter);
    Task<void> note(ConversationId of, std::string event, std::string reference, std::string due_on, std::string client_id);
    [[nodiscard]] std::string cleaned(std::string typed, char const* field, std::size_t letters) const;
    [[nodiscard]] Details cleaned(Details details) const;
    void put_right(Details& details, ChangeDetails changes) const;
    // As they are called in the conversation. Problem{invalid, "attachment.unknown"} for what is none of its files.
    Task<void> name_files(ConversationId of, std::vector<Document>& documents, char const* field);
    [[nodiscard]] Due due_of(sql::Row const& row) const;

    postgres::Database& database_;
    desk::Desk& desk_;
    safety::SecretGuard const& guard_;
    audit::Log& audit_;
    Clock& clock_;
    Random& random_;
};

LetterFacts facts_of(sql::Row const& row, Details details, Terms terms);
// None: its customer was erased, or its time was over and it was cleared.
std::optional<Details> details_of(postgres::Bytes const& sealed, desk::WordsKey const& key);
// "C-2026-0001"
std::string reference_of(std::int64_t year, std::int64_t number);
Due due_of(Stage stage, Timestamp due_at, Timestamp now);

}  // namespace ombud::complaints
