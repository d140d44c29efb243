// The shapes of what protects an account and of the ways back into it, as its holder sees them.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::accounts {

using RecoveryId = Id<struct RecoveryTag>;
using UnfreezeId = Id<struct UnfreezeTag>;
using EmailChangeId = Id<struct EmailChangeTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using AddressId = Id<struct AddressTag>;

// What is sent --------------------------------------------------------------------------------------------------------------

struct AskByEmail {
    std::string email;
    std::string language;  // of the letter, where the address is nobody's
};
BOOST_DESCRIBE_STRUCT(AskByEmail, (), (email, language))

struct TicketCode {
    std::string ticket;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TicketCode, (), (ticket, code))

struct Tracking {
    std::string tracking;
};
BOOST_DESCRIBE_STRUCT(Tracking, (), (tracking))

struct TrackingCode {
    std::string tracking;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(TrackingCode, (), (tracking, code))

struct LinkToken {
    std::string token;
};
BOOST_DESCRIBE_STRUCT(LinkToken, (), (token))

// Freezing ------------------------------------------------------------------------------------------------------------------

struct Frozen {
    Timestamp frozen_at;
};
BOOST_DESCRIBE_STRUCT(Frozen, (), (frozen_at))

BOOST_DEFINE_ENUM_CLASS(Stopped, recovery, email_change)

struct NotMe {
    Timestamp frozen_at;
    std::optional<Stopped> stopped;
};
BOOST_DESCRIBE_STRUCT(NotMe, (), (frozen_at, stopped))

// Resets --------------------------------------------------------------------------------------------------------------------

struct ResetAsked {
    std::string tracking;
    Timestamp expires_at;  // of the link
};
BOOST_DESCRIBE_STRUCT(ResetAsked, (), (tracking, expires_at))

struct ResetChoice {
    std::string token;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(ResetChoice, (), (token, password))

struct ResetDone {
    bool second_factor_next;
};
BOOST_DESCRIBE_STRUCT(ResetDone, (), (second_factor_next))

// Recovery and unfreezing -----------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(RecoveryState, code_sent, waiting_for_staff, waiting_time, carrying_out, done, refused, stopped, expired)
BOOST_DEFINE_ENUM_CLASS(UnfreezeState, code_sent, waiting_for_staff, done, refused, expired)

struct RecoveryRow {
    RecoveryId id;
    CustomerId account_id;
    RecoveryState state;
    std::string statement;
    std::string network, device;
    std::optional<std::string> place;
    Timestamp statement_at;
    std::optional<ApprovalId> approval_id;
    std::optional<Timestamp> effective_at;
};
BOOST_DESCRIBE_STRUCT(RecoveryRow, (),
                      (id, account_id, state, statement, network, device, place, statement_at, approval_id, effective_at))

struct UnfreezeRow {
    UnfreezeId id;
    CustomerId account_id;
    UnfreezeState state;
    Timestamp asked_at;
    std::string network, device;
    std::optional<std::string> place;
    std::optional<ApprovalId> approval_id;
    std::optional<Timestamp> hold_until;
};
BOOST_DESCRIBE_STRUCT(UnfreezeRow, (), (id, account_id, state, asked_at, network, device, place, approval_id, hold_until))

struct AskRecovery {
    std::string ticket;  // of a sign-in whose password was right
    std::string statement;
};
BOOST_DESCRIBE_STRUCT(AskRecovery, (), (ticket, statement))

struct Recovery {
    std::string tracking;
    RecoveryState state;
    Timestamp statement_at;
    std::int64_t approvals;
    std::optional<Timestamp> effective_at;
};
BOOST_DESCRIBE_STRUCT(Recovery, (), (tracking, state, statement_at, approvals, effective_at))

struct AskUnfreeze {
    std::string ticket;  // of a whole sign-in to a frozen account
};
BOOST_DESCRIBE_STRUCT(AskUnfreeze, (), (ticket))

struct Unfreeze {
    std::string tracking;
    UnfreezeState state;
    std::int64_t approvals;
    std::optional<Timestamp> hold_until;
};
BOOST_DESCRIBE_STRUCT(Unfreeze, (), (tracking, state, approvals, hold_until))

// The holder's own settings -----------------------------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(EmailUse, primary, second)

struct ChangeEmail {
    std::string email;
    EmailUse use;
};
BOOST_DESCRIBE_STRUCT(ChangeEmail, (), (email, use))

struct SetPhrase {
    std::optional<std::string> phrase;
};
BOOST_DESCRIBE_STRUCT(SetPhrase, (), (phrase))

BOOST_DEFINE_ENUM_CLASS(CheckupKey, passkey, second_factor, password, breached, recovery_codes, second_email, phrase, sessions,
                        api_keys, address_book)
BOOST_DEFINE_ENUM_CLASS(CheckupState, good, advice, danger)

struct CheckupItem {
    CheckupKey key;
    CheckupState state;
    std::int64_t weight;
    std::int64_t lost;
};
BOOST_DESCRIBE_STRUCT(CheckupItem, (), (key, state, weight, lost))

struct CheckupResult {
    std::int64_t score;
    std::vector<CheckupItem> items;  // worst first
};
BOOST_DESCRIBE_STRUCT(CheckupResult, (), (score, items))

BOOST_DEFINE_ENUM_CLASS(KeyPermission, read, trade, withdraw)

struct ApiKey {
    ApiKeyId id;
    std::string name;
    std::vector<std::string> permissions;
    std::vector<std::string> networks;
    Timestamp created_at;
    std::optional<Timestamp> used_at;
};
BOOST_DESCRIBE_STRUCT(ApiKey, (), (id, name, permissions, networks, created_at, used_at))

struct ApiKeyList {
    std::vector<ApiKey> api_keys;
};
BOOST_DESCRIBE_STRUCT(ApiKeyList, (), (api_keys))

struct NewApiKey {
    std::string name;
    std::vector<KeyPermission> permissions;
    std::vector<std::string> networks;
};
BOOST_DESCRIBE_STRUCT(NewApiKey, (), (name, permissions, networks))

struct MadeApiKey {
    ApiKey api_key;
    std::string secret;  // shown once
};
BOOST_DESCRIBE_STRUCT(MadeApiKey, (), (api_key, secret))

BOOST_DEFINE_ENUM_CLASS(Chain, bitcoin, litecoin, dogecoin, bitcoin_cash, evm, tron, solana, xrp, stellar, ton, cardano, polkadot,
                        cosmos)

struct Address {
    AddressId id;
    std::string label;
    Chain chain;
    std::string address;
    std::optional<std::string> memo;
    Timestamp created_at;
    Timestamp usable_at;
};
BOOST_DESCRIBE_STRUCT(Address, (), (id, label, chain, address, memo, created_at, usable_at))

struct AddressList {
    std::vector<Address> addresses;
};
BOOST_DESCRIBE_STRUCT(AddressList, (), (addresses))

struct NewAddress {
    std::string label;
    Chain chain;
    std::string address;
    std::optional<std::string> memo;
};
BOOST_DESCRIBE_STRUCT(NewAddress, (), (label, chain, address, memo))

}  // namespace ombud::accounts
