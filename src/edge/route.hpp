// What a line of the route table is made of: a method, a path, who may call it, and the method of the house that answers.
#pragma once
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "core/json.hpp"
#include "edge/gate.hpp"
#include "http/server.hpp"

namespace ombud::edge {

struct House;  // the services that routes call: edge/house.hpp

template <class Service>
Service& service_of(House& house);

using http::PathText;

// A route's answer with fields of its own.
template <class T>
struct WithFields {
    T value;
    std::vector<http::Field> fields;
};

struct Call {
    House& house;
    http::Request& request;
    Identity const& who;
    Access access;
    std::vector<std::string> const& captures;  // what stood at each {} of the path
    unsigned status;
};

http::Response json_response(unsigned status, std::string body);

// Text fields as a described struct: of a form, or the query.
json::value form_as_json(http::Request const& request, std::vector<std::pair<std::string_view, bool /* integer */>> const& known);
bool is_form(http::Request const& request);

// Query parameters as a described struct of strings and integers; an unknown one is refused.
template <class T>
T read_parameters(http::Request const& request);
json::value parameters_as_json(http::Request const& request,
                               std::vector<std::pair<std::string_view, bool /* integer */>> const& known);

template <class T>
std::vector<std::pair<std::string_view, bool>> text_fields() {
    std::vector<std::pair<std::string_view, bool>> known;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
        using M = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
        known.emplace_back(member.name, std::same_as<M, std::optional<std::int64_t>>);
    });
    return known;
}

template <class T>
T read_parameters(http::Request const& request) {
    return from_json<T>(parameters_as_json(request, text_fields<T>()));
}

template <class T>
inline constexpr bool is_with_fields = false;
template <class T>
inline constexpr bool is_with_fields<WithFields<T>> = true;

// What a service's method gives as an answer: one of these for each shape, not for each method, since coroutines take long to
// compile.
template <class Out>
Task<http::Response> respond(Task<Out> work, unsigned status) {
    if constexpr (std::is_void_v<Out>) {
        co_await std::move(work);
        co_return http::Response{.status = status, .fields = {}, .body = std::string{}};
    } else if constexpr (std::same_as<Out, http::Response>) {
        co_return co_await std::move(work);
    } else if constexpr (is_with_fields<Out>) {
        auto out = co_await std::move(work);
        auto response = json_response(status, to_json_text(out.value));
        for (auto& field : out.fields) response.fields.push_back(std::move(field));
        co_return response;
    } else {
        co_return json_response(status, to_json_text(co_await std::move(work)));
    }
}

// Takes a service's method apart: Task<Out> (Service::*)(Caller, ids and a shape or the raw request…).
template <class F>
struct Signature;
template <class Out, class Service, class Caller, class... Rest>
struct Signature<Task<Out> (Service::*)(Caller, Rest...)> {
    static constexpr std::size_t holes = ((std::size_t{is_id<Rest>} + std::size_t{std::same_as<Rest, PathText>}) + ... + 0);
    static constexpr CallerKind kind = std::same_as<Caller, Customer>        ? CallerKind::customer
                                       : std::same_as<Caller, Holder>        ? CallerKind::holder
                                       : std::same_as<Caller, FreshHolder>   ? CallerKind::fresh_holder
                                       : std::same_as<Caller, Agent>         ? CallerKind::agent
                                       : std::same_as<Caller, FreshAgent>    ? CallerKind::fresh_agent
                                       : std::same_as<Caller, PasswordAgent> ? CallerKind::password_session
                                       : std::same_as<Caller, Participant>   ? CallerKind::participant
                                       : std::same_as<Caller, Viewer>        ? CallerKind::viewer
                                       : std::same_as<Caller, Guest>         ? CallerKind::guest
                                                                             : CallerKind::anyone;

    template <class A>
    static A argument(Call& call, std::size_t& next) {
        if constexpr (is_id<A>) {
            auto id = A::parse(call.captures[next++]);
            if (!id) throw Problem{ProblemKind::not_found, "path.unknown"};
            return *id;
        } else if constexpr (std::same_as<A, PathText>) {
            return PathText{call.captures[next++]};
        } else if constexpr (std::same_as<A, http::Request*>) {
            return &call.request;
        } else if (call.request.method == http::Method::get || call.request.method == http::Method::head) {
            return read_parameters<A>(call.request);
        } else if (is_form(call.request)) {
            return from_json<A>(form_as_json(call.request, text_fields<A>()));
        } else {
            return from_json<A>(parse_json(call.request.body));
        }
    }

    template <auto F>
    static Task<http::Response> answer(Call call) {
        auto caller = Gate::let_in<Caller>(call.who, call.access);
        std::size_t next = 0;
        std::tuple<Rest...> arguments{argument<Rest>(call, next)...};  // braces: from left to right
        auto& service = service_of<Service>(call.house);
        return respond<Out>(
            std::apply([&](auto&... each) { return (service.*F)(std::move(caller), std::move(each)...); }, arguments),
            call.status);
    }

    // For the description of the interface: the schema of the shape that is sent, of the one that is answered.
    template <class A>
    static void add_schema(json::value& into) {
        if constexpr (Described<A> && !is_id<A>) into = json_schema<A>();
    }
    // One for each {} of the path.
    static json::array holes_asked() {
        json::array out;
        auto const add = [&]<class A>(std::type_identity<A>) {
            if constexpr (is_id<A>) out.push_back(json_schema<Uuid>());
            if constexpr (std::same_as<A, PathText>) out.push_back(json_schema<std::string>());
        };
        (add(std::type_identity<Rest>{}), ...);
        return out;
    }
    static json::value asked() {
        json::value out;
        (add_schema<Rest>(out), ...);
        return out;
    }
    static json::value answered() {
        if constexpr (std::is_void_v<Out> || std::same_as<Out, http::Response>)
            return nullptr;
        else if constexpr (is_with_fields<Out>)
            return json_schema<decltype(Out::value)>();
        else
            return json_schema<Out>();
    }
};

template <auto F>
struct Endpoint {};
template <auto F>
inline constexpr Endpoint<F> endpoint{};

// What a route takes: JSON (or, on pages, a small form), JSON with a whole article or flow in it, one whole file of a
// conversation or of an article, a form with files.
enum class Body { json, article, file, picture, form, letter };

struct Route {
    http::Method method;
    std::string_view path;  // {} holds an id or a word; a last {*} the rest
    Access access;
    unsigned status;  // of a good answer
    Task<http::Response> (*answer)(Call);
    json::array (*holes_asked)();
    json::value (*asked)();
    json::value (*answered)();
    std::string_view name;  // of the operation, for metrics and the description
    Body body;

    template <auto F>
    consteval Route(http::Method route_method, std::string_view route_path, Access who, unsigned good_status,
                    std::string_view operation, Endpoint<F>, Body what = Body::json)
        : method(route_method),
          path(route_path),
          access(who),
          status(good_status),
          answer(&Signature<decltype(F)>::template answer<F>),
          holes_asked(&Signature<decltype(F)>::holes_asked),
          asked(&Signature<decltype(F)>::asked),
          answered(&Signature<decltype(F)>::answered),
          name(operation),
          body(what) {
        std::size_t holes = 0;
        for (std::size_t i = 0; i + 1 < path.size(); ++i) holes += path[i] == '{' && path[i + 1] == '}';
        if (holes != Signature<decltype(F)>::holes) throw "the path's {} and the method's ids differ in number";
        if (access.kind != Signature<decltype(F)>::kind) throw "the route's access and the method's caller differ";
    }
};

std::span<Route const> routes();
std::string_view name_of(http::Method method);
// What the path answers to, as the field Allow says it: "GET, HEAD, POST".
std::string allowed_methods(std::string_view path);

// The route of a path, with what stood at its holes. Problem{not_found, "path.unknown"}, {not_allowed, "method.unknown"}.
struct Match {
    Route const* route;
    std::vector<std::string> captures;
};
Match match(http::Method method, std::string_view path);

}  // namespace ombud::edge
