#include "accounts/chain_rules.hpp"

#include <algorithm>

#include "chains/address.hpp"
#include "core/number.hpp"
#include "core/problem.hpp"
#include "safety/typed.hpp"
#include "text/names.hpp"

namespace ombud::accounts {

namespace {

using chains::AddressForm;

constexpr std::size_t memo_bytes = 120;
constexpr std::size_t stellar_memo_bytes = 28;

struct ChainRule {
    Chain chain;
    std::vector<AddressForm> forms;
    std::vector<std::string_view> begins;  // where several chains share a form
    bool memo = false;
};

std::vector<ChainRule> const& rules() {
    static std::vector<ChainRule> const all{
        {Chain::bitcoin, {AddressForm::base58check, AddressForm::segwit}, {"1", "3", "bc1", "BC1"}},
        {Chain::litecoin, {AddressForm::base58check, AddressForm::segwit}, {"L", "M", "ltc1", "LTC1"}},
        {Chain::dogecoin, {AddressForm::base58check}, {"D", "9", "A"}},
        {Chain::bitcoin_cash, {AddressForm::bitcoin_cash}, {}},
        {Chain::evm, {AddressForm::evm}, {}},
        {Chain::tron, {AddressForm::tron}, {}},
        {Chain::solana, {AddressForm::solana}, {}},
        {Chain::xrp, {AddressForm::xrp}, {}, true},
        {Chain::stellar, {AddressForm::stellar}, {}, true},
        {Chain::ton, {AddressForm::ton}, {}, true},
        {Chain::cardano, {AddressForm::cardano}, {}},
        {Chain::polkadot, {AddressForm::polkadot}, {}},
        {Chain::cosmos, {AddressForm::cosmos}, {}, true},
    };
    return all;
}

void check_memo(ChainRule const& rule, std::optional<std::string>& memo) {
    if (memo && memo->empty()) memo.reset();
    if (!memo) return;
    if (!rule.memo) fail_field("memo", "memo.unexpected", "this chain knows none");
    bool const plain = std::ranges::all_of(*memo, [](unsigned char c) { return c >= 0x20 && c != 0x7f; }) &&
                       text::composed(*memo) && !safety::holds_secret(*memo);
    bool const fits = rule.chain == Chain::xrp       ? number_in<std::uint32_t>(*memo).has_value()
                      : rule.chain == Chain::stellar ? memo->size() <= stellar_memo_bytes
                                                     : memo->size() <= memo_bytes;
    if (!plain || !fits) fail_field("memo", "memo.invalid", "not what the chain allows");
}

}  // namespace

void check(NewAddress& wanted) {
    auto const& rule = *std::ranges::find(rules(), wanted.chain, &ChainRule::chain);
    auto const verdict = chains::recognise_address(wanted.address);
    bool const nobodys = verdict && std::ranges::all_of(verdict->payload, [](auto byte) { return byte == 0; });
    if (!verdict || nobodys) fail_field("address", "address.invalid", "no address, mistyped, or one whose key nobody has");
    auto const begins = [&](std::string_view with) { return wanted.address.starts_with(with); };
    bool const ours = std::ranges::find(rule.forms, verdict->form) != rule.forms.end() &&
                      (rule.begins.empty() || std::ranges::any_of(rule.begins, begins));
    if (!ours) fail_field("address", "address.other_chain", "an address of another chain");
    check_memo(rule, wanted.memo);
}

}  // namespace ombud::accounts
