// Codes that go out by letter: to an address that somebody says is theirs, and with what an owner asked for and follows.
#pragma once
#include "accounts/codes.hpp"
#include "accounts/model.hpp"
#include "accounts/protection_model.hpp"
#include "core/rate_limit.hpp"

namespace ombud::accounts {

class Notices;

struct CodeLetters {
    char const *known, *unknown;  // where there is an account, and where there is none
};

// The same for every address. One that was written to often gets no further letter for a while.
Task<TicketGiven> mail_code(postgres::Database& database, Codes& codes, Notices& notices, RateLimit& to_one_address,
                            AskByEmail who, Purpose purpose, CodeLetters letters);

// What its owner follows it by, for weeks, and the code that proves that it was they who asked.
Task<std::string> mail_tracking(Codes& codes, Notices& notices, Account about, Purpose purpose, std::string letter,
                                json::object data, std::string device);

}  // namespace ombud::accounts
