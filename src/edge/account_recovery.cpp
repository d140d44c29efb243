#include "edge/account_recovery.hpp"

#include "core/even_time.hpp"
#include "core/limits.hpp"

namespace ombud::edge {

using namespace accounts;

AccountRecovery::AccountRecovery(WaysBack& ways, Profiles& profiles, Origins const& origins, Clock& clock,
                                 std::chrono::milliseconds even_time)
    : ways_(ways),
      profiles_(profiles),
      origins_(origins),
      clock_(clock),
      even_time_(even_time),
      doors_(clock, limits::doors_at_once, limits::one_door_each),
      letters_(clock, limits::own_letters_at_once, limits::one_own_letter_each) {}

// By anyone -------------------------------------------------------------------------------------------------------------

Task<ResetAsked> AccountRecovery::ask_reset(Anyone by, AskByEmail who, http::Request* request) {
    admit(by);
    co_return co_await in_even_time(clock_, even_time_, ways_.resets.ask(std::move(who), origins_.of(*request)));
}
Task<ResetStatus> AccountRecovery::reset_status(Anyone, Tracking which) {
    co_return co_await ways_.resets.status(std::move(which));
}
Task<ResetAsked> AccountRecovery::resend_reset(Anyone by, Tracking which) {
    admit(by);
    co_return co_await ways_.resets.resend(std::move(which));
}

Task<WithFields<ResetDone>> AccountRecovery::complete_reset(Anyone by, ResetChoice choice, http::Request* request) {
    admit(by);
    auto const done = co_await ways_.resets.complete(std::move(choice), origins_.of(*request));
    WithFields<ResetDone> out{{done.second_factor_next}, {}};
    // Known from now on, so that no lock of strangers keeps its owner from signing in.
    if (done.device_token) out.fields.push_back(set_cookie(device_cookie, *done.device_token, Devices::life, request->secure));
    co_return out;
}

Task<TicketGiven> AccountRecovery::ask_freeze(Anyone by, AskByEmail who) {
    admit(by);
    co_return co_await in_even_time(clock_, even_time_, ways_.freezes.send_code(std::move(who)));
}
Task<Frozen> AccountRecovery::freeze_by_code(Anyone by, TicketCode proof, http::Request* request) {
    admit(by);
    co_return co_await ways_.freezes.by_code(std::move(proof), origins_.of(*request));
}
Task<Frozen> AccountRecovery::freeze_by_link(Anyone by, LinkToken link, http::Request* request) {
    if (!ways_.freezes.is_ours(link)) admit(by);
    co_return co_await ways_.freezes.by_link(std::move(link), origins_.of(*request));
}
Task<NotMe> AccountRecovery::not_me(Anyone by, LinkToken link, http::Request* request) {
    if (!ways_.freezes.is_ours(link)) admit(by);
    co_return co_await ways_.freezes.not_me(std::move(link), origins_.of(*request));
}

Task<Recovery> AccountRecovery::ask_recovery(Anyone by, AskRecovery wanted, http::Request* request) {
    admit(by);
    co_return co_await ways_.recoveries.start(std::move(wanted), origins_.of(*request));
}
Task<Recovery> AccountRecovery::confirm_recovery(Anyone by, TrackingCode proof, http::Request* request) {
    admit(by);
    co_return co_await ways_.recoveries.confirm(std::move(proof), origins_.of(*request));
}
Task<Recovery> AccountRecovery::recovery_status(Anyone, Tracking which) {
    co_return co_await ways_.recoveries.status(std::move(which));
}

Task<Unfreeze> AccountRecovery::ask_unfreeze(Anyone by, AskUnfreeze wanted, http::Request* request) {
    admit(by);
    co_return co_await ways_.unfreezes.start(std::move(wanted), origins_.of(*request));
}
Task<Unfreeze> AccountRecovery::confirm_unfreeze(Anyone by, TrackingCode proof, http::Request* request) {
    admit(by);
    co_return co_await ways_.unfreezes.confirm(std::move(proof), origins_.of(*request));
}
Task<Unfreeze> AccountRecovery::unfreeze_status(Anyone, Tracking which) {
    co_return co_await ways_.unfreezes.status(std::move(which));
}

// By the holder ---------------------------------------------------------------------------------------------------------

Task<CheckupResult> AccountRecovery::check_up(Holder by) {
    co_return co_await ways_.checkup.of(by.id);
}
Task<Frozen> AccountRecovery::freeze(Holder by, http::Request* request) {
    co_return co_await ways_.freezes.by_holder(by.id, origins_.of(*request));
}
Task<ApiKeyList> AccountRecovery::api_keys(Holder by) {
    co_return co_await ways_.api_keys.list(by.id);
}
Task<void> AccountRecovery::end_api_key(Holder by, ApiKeyId id, http::Request* request) {
    co_await ways_.api_keys.end(by.id, id, origins_.of(*request));
}
Task<AddressList> AccountRecovery::addresses(Holder by) {
    co_return co_await ways_.address_book.list(by.id);
}

// By the holder, freshly stepped up -------------------------------------------------------------------------------------

Task<Profile> AccountRecovery::set_phrase(FreshHolder by, SetPhrase wanted, http::Request* request) {
    co_await ways_.phrases.set(by.id, std::move(wanted), origins_.of(*request));
    co_return co_await profiles_.read(by);
}
Task<TicketGiven> AccountRecovery::change_email(FreshHolder by, ChangeEmail wanted) {
    letters_.require(by.id.text());
    co_return co_await ways_.emails.change(by.id, std::move(wanted));
}
Task<Profile> AccountRecovery::confirm_email(FreshHolder by, TicketCode proof, http::Request* request) {
    co_await ways_.emails.confirm(by.id, std::move(proof), origins_.of(*request));
    co_return co_await profiles_.read(by);
}
Task<Profile> AccountRecovery::remove_second_email(FreshHolder by, http::Request* request) {
    co_await ways_.emails.remove_second(by.id, origins_.of(*request));
    co_return co_await profiles_.read(by);
}
Task<MadeApiKey> AccountRecovery::make_api_key(FreshHolder by, NewApiKey wanted, http::Request* request) {
    co_return co_await ways_.api_keys.make(by.id, std::move(wanted), origins_.of(*request));
}
Task<Address> AccountRecovery::add_address(FreshHolder by, NewAddress wanted, http::Request* request) {
    co_return co_await ways_.address_book.add(by.id, std::move(wanted), origins_.of(*request));
}
Task<void> AccountRecovery::remove_address(FreshHolder by, AddressId id, http::Request* request) {
    co_await ways_.address_book.remove(by.id, id, origins_.of(*request));
}

}  // namespace ombud::edge
