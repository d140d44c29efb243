#include "staff/model.hpp"

namespace ombud::staff {

Permissions const& permissions_of(Role role) {
    using enum Permission;
    static Permissions const agent{read_conversations, reply, assign, see_people, write_articles, reveal};
    static Permissions const supervisor{read_conversations, reply,          assign,           see_people,     approve,
                                        read_outbox,        write_articles, publish_articles, set_status,     change_official,
                                        see_mail,           manage_work,    reveal,           watch_insiders, handle_incidents,
                                        handle_complaints,  see_reports};
    static Permissions const admin{
        read_conversations, reply,          assign,           see_people,     manage_people,    approve,           read_audit,
        read_outbox,        write_articles, publish_articles, set_status,     change_official,  see_mail,          manage_mail,
        manage_work,        manage_access,  reveal,           watch_insiders, handle_incidents, handle_complaints, see_compliance,
        see_reports,        manage_privacy};
    switch (role) {
        case Role::agent:
            return agent;
        case Role::supervisor:
            return supervisor;
        case Role::admin:
            return admin;
    }
    static Permissions const nothing;
    return nothing;
}

RoleName::RoleName(Role built_in) : text_(boost::describe::enum_to_string(built_in, "")) {}

std::optional<Role> RoleName::built_in() const {
    Role role{};
    return boost::describe::enum_from_string(text_.c_str(), role) ? std::optional{role} : std::nullopt;
}

}  // namespace ombud::staff
