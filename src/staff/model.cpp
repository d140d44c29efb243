#include "staff/model.hpp"

namespace ombud::staff {

std::vector<Permission> const& permissions_of(Role role) {
    using enum Permission;
    static std::vector<Permission> const agent{read_conversations, reply, assign, see_people, write_articles};
    static std::vector<Permission> const supervisor{
        read_conversations, reply,      assign,          see_people, approve, read_outbox, write_articles,
        publish_articles,   set_status, change_official, see_mail,   manage_work};
    static std::vector<Permission> const admin{
        read_conversations, reply,          assign,           see_people, manage_people,   approve,  read_audit,
        read_outbox,        write_articles, publish_articles, set_status, change_official, see_mail, manage_mail, manage_work, manage_access};
    switch (role) {
        case Role::agent:
            return agent;
        case Role::supervisor:
            return supervisor;
        case Role::admin:
            return admin;
    }
    static std::vector<Permission> const nothing;
    return nothing;
}

}  // namespace ombud::staff
