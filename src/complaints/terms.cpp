// In whose days limits are counted, and what letters say of us.
#include "complaints/complaints.hpp"
#include "core/limits.hpp"

namespace ombud::complaints {

Task<Terms> Complaints::terms(Agent) {
    co_return co_await database_.run(sql::terms);
}

Task<Terms> Complaints::set_terms(Agent by, Terms wanted) {
    if (!co_await database_.run(sql::is_zone, wanted.zone)) throw Problem{ProblemKind::invalid, "complaint.zone", "zone"};
    auto const text = [&](std::string& typed, char const* field) {
        typed = cleaned(std::move(typed), field, limits::case_field_letters);
    };
    text(wanted.contact_en, "contact_en");
    text(wanted.contact_zh, "contact_zh");
    text(wanted.remedies_en, "remedies_en");
    text(wanted.remedies_zh, "remedies_zh");
    auto kept = co_await database_.run(sql::set_terms, wanted.zone, wanted.contact_en, wanted.contact_zh, wanted.remedies_en,
                                       wanted.remedies_zh, wanted.revision);
    if (!kept) throw Problem{ProblemKind::conflict, "complaint.terms_changed"};
    co_await audit_.record({.act = "complaint.terms_changed",
                            .actor_kind = audit::ActorKind::staff,
                            .actor = by.id.uuid,
                            .subject = {},
                            .details = {{"zone", kept->zone}}});
    co_return std::move(*kept);
}

}  // namespace ombud::complaints
