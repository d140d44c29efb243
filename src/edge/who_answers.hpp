// Who works here and may reply: what routing asks again and again, so it is read from the people's roles every other second.
#pragma once
#include <map>

#include "staff/staff.hpp"

namespace ombud::edge {

class WhoAnswers {
public:
    WhoAnswers(staff::Staff& staff, Clock& clock) : staff_(staff), clock_(clock) {}

    Task<std::vector<StaffId>> read() {
        using namespace std::chrono_literals;
        auto const now = clock_.now();
        if (read_at_ && now - *read_at_ < 2s && now >= *read_at_) co_return known_;
        std::vector<StaffId> out;
        std::map<std::string, bool> roles;  // whether each may
        for (auto const& person : co_await staff_.list()) {
            if (!person.active) continue;
            auto const [role, is_new] = roles.try_emplace(person.role.text(), false);
            if (is_new) role->second = staff::holds(co_await staff_.permissions_now(person.id), staff::Permission::reply);
            if (role->second) out.push_back(person.id);
        }
        known_ = out;
        read_at_ = now;
        co_return out;
    }

private:
    staff::Staff& staff_;
    Clock& clock_;
    std::vector<StaffId> known_;
    std::optional<Timestamp> read_at_;
};

}  // namespace ombud::edge
