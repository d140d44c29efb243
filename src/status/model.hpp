// The shapes of service status: what is affected, since when and until when, in both languages.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/json.hpp"
#include "core/time.hpp"

namespace ombud::status {

using NoticeId = Id<struct NoticeTag>;

BOOST_DEFINE_ENUM_CLASS(Component, sign_in, email, chat, deposits, withdrawals)
// In the order of how bad it is. `planned`: it works now, and an interruption is announced.
BOOST_DEFINE_ENUM_CLASS(State, working, planned, degraded, maintenance, down)

struct Text {
    std::string en, zh;
};
BOOST_DESCRIBE_STRUCT(Text, (), (en, zh))

struct Notice {
    NoticeId id;
    std::vector<Component> components;
    std::optional<std::string> asset, network;  // of deposits and withdrawals; none: all of them
    State state;                                // degraded, maintenance or down
    Text text;
    Timestamp starts_at;
    std::optional<Timestamp> ends_at;   // expected
    std::optional<Timestamp> ended_at;  // it is over
    Timestamp changed_at;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (id, components, asset, network, state, text, starts_at, ends_at, ended_at, changed_at))

struct Network {
    std::string asset, network;
};
BOOST_DESCRIBE_STRUCT(Network, (), (asset, network))

struct ComponentState {
    Component component;
    State state;
    std::int64_t networks_affected;  // single networks that do worse than the whole
};
BOOST_DESCRIBE_STRUCT(ComponentState, (), (component, state, networks_affected))

struct NetworkState {
    std::string asset, network;
    State deposits, withdrawals;
};
BOOST_DESCRIBE_STRUCT(NetworkState, (), (asset, network, deposits, withdrawals))

struct Overview {
    State state;  // the worst of all components
    std::vector<ComponentState> components;
    std::vector<NetworkState> networks;
    std::vector<Notice> current, planned;  // soonest first
    std::vector<Notice> past;              // of the last fourteen days, newest first
    Timestamp at;
};
BOOST_DESCRIBE_STRUCT(Overview, (), (state, components, networks, current, planned, past, at))

// What clients send.

struct NewNotice {
    std::vector<Component> components;
    std::optional<std::string> asset, network;
    State state;
    Text text;
    std::optional<Timestamp> starts_at;  // none: now
    std::optional<Timestamp> ends_at;
};
BOOST_DESCRIBE_STRUCT(NewNotice, (), (components, asset, network, state, text, starts_at, ends_at))

// What is left out stays.
struct ChangeNotice {
    std::optional<State> state;
    std::optional<Text> text;
    std::optional<Timestamp> ends_at;
    std::optional<bool> over;  // true: it ends now
};
BOOST_DESCRIBE_STRUCT(ChangeNotice, (), (state, text, ends_at, over))

struct Networks {
    std::vector<Network> networks;
};
BOOST_DESCRIBE_STRUCT(Networks, (), (networks))

}  // namespace ombud::status
