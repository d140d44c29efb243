// Pictures through the real ombud-pictures, and through programs that behave as a broken or taken-over one might.
#include "files/pictures.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "support/pictures.hpp"
#include "support/run.hpp"

namespace ombud::files {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::AllOf;
using testing::Colours;
using testing::draw;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::Format;
using ::testing::Ge;
using ::testing::Le;
using testing::look;

constexpr std::string_view secret = "zq-home-address-9917";

PictureFormat wire_format(Format format) {
    switch (format) {
        case Format::png:
            return PictureFormat::png;
        case Format::jpeg:
            return PictureFormat::jpeg;
        case Format::webp:
        case Format::webp_lossless:
            return PictureFormat::webp;
        case Format::gif:
            break;
    }
    return PictureFormat::gif;
}

auto near(int red, int green, int blue, int off = 25) {
    auto const value = [=](int wanted) { return AllOf(Ge(wanted - off), Le(wanted + off)); };
    return ElementsAre(value(red), value(green), value(blue));
}
auto const red = near(255, 0, 0);
auto const green = near(0, 255, 0);
auto const blue = near(0, 0, 255);
auto const white = near(255, 255, 255);

struct PicturesTest : ::testing::Test {
    fs::path folder = [] {
        auto pattern = (fs::temp_directory_path() / "ombud-pictures-XXXXXX").string();
        fs::path made = mkdtemp(pattern.data());
        fs::permissions(made, fs::perms(0711));
        return made;
    }();
    asio::io_context io;
    asio::thread_pool workers{2};
    SystemClock clock;
    ManualClock still{Timestamp{1'795'507'200s}};
    Pictures pictures{io, workers, clock, OMBUD_PICTURES};

    ~PicturesTest() override {
        workers.join();
        fs::remove_all(folder);
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a helper was left behind";
    }

    Picture convert(Format format, std::string const& bytes) {
        return testing::run(io, pictures.convert(wire_format(format), bytes));
    }
    std::string refusal(Pictures& by, Format format, std::string const& bytes) {
        try {
            testing::run(io, by.convert(wire_format(format), bytes));
        } catch (Problem const& problem) {
            return problem.code;
        }
        return "none";
    }
    std::string refusal(Format format, std::string const& bytes) { return refusal(pictures, format, bytes); }

    // A program in the helper's place; its standard input is the socket.
    fs::path program(std::string const& script) {
        auto const path = folder / "helper";
        std::ofstream{path} << "#!/bin/sh\n" << script << '\n';
        fs::permissions(path, fs::perms(0755));
        return path;
    }
    std::string refusal_of_program(std::string const& script) {
        Pictures by{io, workers, clock, program(script)};
        return refusal(by, Format::png, draw(Format::png));
    }
    std::size_t lines(char const* file) const {
        std::ifstream in{folder / file};
        return std::size_t(std::count(std::istreambuf_iterator<char>{in}, {}, '\n'));
    }
};

struct EachFormat : PicturesTest, ::testing::WithParamInterface<Format> {};
INSTANTIATE_TEST_SUITE_P(pictures, EachFormat,
                         ::testing::Values(Format::png, Format::jpeg, Format::webp, Format::webp_lossless, Format::gif));

// Writes what it got, then what follows `answer`, as the helper would.
constexpr auto answer_of_40_bytes =
    R"(\001\000\000\000\001\000\000\000\001\000\000\000\024\000\000\000\001\000\000\000\001\000\000\000\024)";

}  // namespace

TEST_P(EachFormat, shows_the_same_afterwards) {
    auto const made = convert(GetParam(), draw(GetParam(), {.width = 1000, .height = 600}));
    auto const seen = look(made.bytes);
    EXPECT_EQ(std::pair(made.width, made.height), std::pair(1000, 600));
    EXPECT_EQ(std::pair(seen.width, seen.height), std::pair(1000, 600));
    auto quarters = seen.quarters;
    for (auto& quarter : quarters) quarter.resize(3);  // a GIF comes with alpha
    EXPECT_THAT(quarters, ElementsAre(red, green, blue, white));

    auto const small = look(made.thumbnail);
    EXPECT_TRUE(made.thumbnail.starts_with("RIFF"));
    EXPECT_EQ(std::pair(made.thumbnail_width, made.thumbnail_height), std::pair(480, 288));
    EXPECT_EQ(std::pair(small.width, small.height), std::pair(480, 288));
}

TEST_P(EachFormat, is_refused_when_its_end_is_missing_or_nonsense) {
    auto const whole = draw(GetParam(), {.width = 300, .height = 300});
    for (std::size_t kept : {whole.size() / 2, whole.size() - 20, std::size_t{30}, std::size_t{12}})
        EXPECT_EQ(refusal(GetParam(), whole.substr(0, kept)), "attachment.undecodable") << kept << " of " << whole.size();
    EXPECT_EQ(refusal(GetParam(), whole.substr(0, 16) + std::string(500, '\x5a')), "attachment.undecodable");
}

TEST_P(EachFormat, loses_what_hides_behind_it) {
    auto const html = "<html><script>alert('" + std::string(secret) + "')</script></html>PK\3\4PK\5\6";
    auto const made = convert(GetParam(), draw(GetParam()) + html);
    EXPECT_FALSE(made.bytes.contains("script"));
    EXPECT_FALSE(made.bytes.contains("PK\5\6"));
    EXPECT_FALSE(made.bytes.contains(secret));
}

TEST_F(PicturesTest, what_the_camera_knew_is_gone) {
    auto const marked = std::string(secret);
    auto jpeg = draw(Format::jpeg, {.xmp = "<x:xmpmeta>" + marked + "</x:xmpmeta>", .iptc = "Photoshop 3.0" + marked});
    jpeg = testing::with_segment(jpeg, 0xfe, marked);
    jpeg = testing::with_segment(jpeg, 0xec, "Ducky" + marked);
    jpeg = testing::with_segment(jpeg, 0xe1, std::string("Exif\0\0", 6) + testing::exif(marked));
    auto png = draw(Format::png, {.xmp = "<x:xmpmeta>" + marked + "</x:xmpmeta>"});
    png = testing::with_chunk(png, "tEXt", std::string("Comment\0", 8) + marked);
    png = testing::with_chunk(png, "iTXt", std::string("Title\0\0\0\0\0", 10) + marked);
    png = testing::with_chunk(png, "eXIf", testing::exif(marked));
    png = testing::with_chunk(png, "prVt", marked);
    auto const webp = draw(Format::webp, {.xmp = "<x:xmpmeta>" + marked + "</x:xmpmeta>"});
    auto const gif = testing::with_comment(draw(Format::gif), marked);

    for (auto const& [format, bytes] :
         {std::pair{Format::jpeg, jpeg}, {Format::png, png}, {Format::webp, webp}, {Format::gif, gif}}) {
        SCOPED_TRACE(int(format));
        ASSERT_TRUE(bytes.contains(secret));
        auto const made = convert(format, bytes);
        for (auto const& out : {made.bytes, made.thumbnail}) {
            EXPECT_FALSE(out.contains(secret));
            for (char const* trace : {"Exif", "EXIF", "eXIf", "xmp", "XMP", "GPS", "tEXt", "iTXt", "ICC"})
                EXPECT_FALSE(out.contains(trace)) << trace;
            auto const seen = look(out);
            for (char const* field : {"exif-data", "xmp-data", "iptc-data", "icc-profile-data", "gif-comment"})
                EXPECT_FALSE(seen.has(field)) << field;
        }
    }
}

TEST_F(PicturesTest, is_turned_upright_before_its_orientation_is_forgotten) {
    // Where the red, green, blue and white quarters of the stored picture are to be seen, by EXIF.
    using Row = std::array<char, 4>;
    constexpr std::array<Row, 8> seen_at{Row{'r', 'g', 'b', 'w'}, Row{'g', 'r', 'w', 'b'}, Row{'w', 'b', 'g', 'r'},
                                         Row{'b', 'w', 'r', 'g'}, Row{'r', 'b', 'g', 'w'}, Row{'b', 'r', 'w', 'g'},
                                         Row{'w', 'g', 'b', 'r'}, Row{'g', 'w', 'r', 'b'}};
    auto const plain = draw(Format::jpeg, {.width = 64, .height = 32});
    for (int orientation = 1; orientation <= 8; ++orientation) {
        SCOPED_TRACE(orientation);
        auto const jpeg = testing::with_segment(plain, 0xe1, std::string("Exif\0\0", 6) + testing::exif("x", orientation));
        auto const made = convert(Format::jpeg, jpeg);
        auto const seen = look(made.bytes);
        bool const lies = orientation >= 5;
        EXPECT_EQ(std::pair(made.width, made.height), lies ? std::pair(32, 64) : std::pair(64, 32));
        for (std::size_t quarter = 0; quarter < 4; ++quarter) {
            auto const is = seen_at[std::size_t(orientation) - 1][quarter];
            auto const& wanted = is == 'r' ? red : is == 'g' ? green : is == 'b' ? blue : white;
            EXPECT_THAT(seen.quarters[quarter], wanted) << quarter;
        }
    }
    EXPECT_EQ(
        convert(Format::jpeg, testing::with_segment(plain, 0xe1, std::string("Exif\0\0", 6) + testing::exif("x", 77))).width, 64);
}

TEST_F(PicturesTest, any_colours_become_those_of_a_screen) {
    for (auto colours : {Colours::cmyk, Colours::cmyk_with_profile, Colours::display_p3}) {
        SCOPED_TRACE(int(colours));
        auto const seen = look(convert(Format::jpeg, draw(Format::jpeg, {.colours = colours})).bytes);
        EXPECT_FALSE(seen.has("icc-profile-data"));
        ASSERT_EQ(seen.bands, 3);
        // Ink is duller than light, so the check is wide; without a conversion it would be far off.
        EXPECT_THAT(seen.quarters[0], near(255, 0, 0, 60));
        EXPECT_THAT(seen.quarters[3], near(255, 255, 255, 10));
    }
    auto const deep = look(convert(Format::png, draw(Format::png, {.colours = Colours::sixteen_bits})).bytes);
    EXPECT_EQ(deep.pixel_type, "uchar");
    EXPECT_THAT(deep.quarters[1], ElementsAre(0, 255, 0, AllOf(Ge(127), Le(129))));
    auto const grey = look(convert(Format::jpeg, draw(Format::jpeg, {.colours = Colours::grey})).bytes);
    EXPECT_EQ(grey.bands, 1);
}

TEST_F(PicturesTest, a_broken_colour_profile_is_no_reason_to_refuse) {
    auto const jpeg =
        testing::with_segment(draw(Format::jpeg), 0xe2, std::string("ICC_PROFILE\0\1\1", 14) + std::string(300, 'x'));
    EXPECT_THAT(look(convert(Format::jpeg, jpeg).bytes).quarters[0], red);
}

TEST_F(PicturesTest, a_screenshot_stays_exact_and_see_through) {
    for (auto format : {Format::png, Format::webp_lossless}) {
        auto const made = convert(format, draw(format, {.colours = Colours::with_alpha}));
        EXPECT_THAT(look(made.bytes).quarters[2], ElementsAre(0, 0, 255, 128));
    }
    EXPECT_TRUE(convert(Format::webp_lossless, draw(Format::webp_lossless)).bytes.substr(0, 40).contains("VP8L"));
}

TEST_F(PicturesTest, an_animation_keeps_moving_within_limits) {
    for (auto format : {Format::gif, Format::webp}) {
        SCOPED_TRACE(int(format));
        auto const made = convert(format, draw(format, {.frames = 4}));
        auto const seen = look(made.bytes);
        EXPECT_EQ(std::tuple(made.width, made.height, seen.width, seen.height), std::tuple(60, 40, 60, 40));
        EXPECT_EQ(seen.frames, 4);
        EXPECT_THAT(seen.delays, AllOf(::testing::SizeIs(4), Each(120)));
        EXPECT_EQ(look(made.thumbnail).frames, 1);

        auto const long_one = draw(format, {.width = 2, .height = 2, .frames = int(limits::picture_frames) + 1});
        EXPECT_EQ(look(convert(format, long_one).bytes).frames, 1);
    }
}

TEST_F(PicturesTest, any_shape_has_a_thumbnail) {
    for (auto [width, height] : {std::pair{2, 2}, {4000, 2}, {2, 4000}, {480, 480}}) {
        auto const made = convert(Format::png, draw(Format::png, {.width = width, .height = height}));
        EXPECT_EQ(std::pair(made.width, made.height), std::pair(width, height));
        EXPECT_LE(made.thumbnail_width, std::min(480, width));
        EXPECT_LE(made.thumbnail_height, std::min(480, height));
    }
}

TEST_F(PicturesTest, a_bomb_is_refused_by_its_header) {
    EXPECT_EQ(refusal(Format::png, testing::png_that_claims(60'000, 60'000)), "attachment.too_many_pixels");
    EXPECT_EQ(refusal(Format::png, testing::png_that_claims(10'000, 5'001)), "attachment.too_many_pixels");
    EXPECT_EQ(refusal(Format::png, testing::png_that_claims(10'000, 5'000)), "attachment.undecodable");
    EXPECT_EQ(refusal(Format::png, testing::png_that_claims(0, 0)), "attachment.undecodable");
    auto gif = draw(Format::gif);
    auto const frame = gif.find(std::string(",\0\0\0\0", 5)) + 5;
    std::ranges::fill(gif.begin() + std::ptrdiff_t(frame), gif.begin() + std::ptrdiff_t(frame) + 4, '\xff');
    EXPECT_EQ(refusal(Format::gif, gif), "attachment.too_many_pixels");
}

TEST_F(PicturesTest, a_block_that_lies_about_its_length_takes_no_memory) {
    auto png = testing::with_chunk(draw(Format::png), "tEXt", "Comment");
    png[png.find("tEXt") - 4] = '\x58';  // 1.5 GB
    rusage before{}, after{};
    ::getrusage(RUSAGE_CHILDREN, &before);
    EXPECT_EQ(refusal(Format::png, png), "attachment.undecodable");
    ::getrusage(RUSAGE_CHILDREN, &after);
    EXPECT_LT(after.ru_minflt - before.ru_minflt, 50'000) << "pages of memory touched";
}

TEST_F(PicturesTest, the_format_is_what_was_said_or_nothing) {
    EXPECT_EQ(refusal(Format::png, draw(Format::jpeg)), "attachment.undecodable");
    EXPECT_EQ(refusal(Format::gif, "<svg xmlns='http://www.w3.org/2000/svg'/>"), "attachment.undecodable");
    EXPECT_EQ(refusal(Format::gif, "GIF89a/*\xff\xff" + std::string(20, '\0') + "*/=1;alert(1)"), "attachment.undecodable");
}

TEST_F(PicturesTest, many_at_once_wait_their_turn) {
    auto const bytes = draw(Format::png);
    std::size_t done = 0;
    for (int number = 0; number < 12; ++number)
        asio::co_spawn(io.get_executor(), pictures.convert(PictureFormat::png, bytes),
                       [&](std::exception_ptr const& error, Picture const& made) {
                           EXPECT_FALSE(error);
                           done += made.width == 60 ? 1 : 0;
                       });
    io.run();
    EXPECT_EQ(done, 12U);
}

TEST_F(PicturesTest, no_more_run_at_once_than_allowed) {
    Pictures hanging{io, workers, still, program("echo >> " + (folder / "started").string() + "; exec sleep 600"), 30s};
    std::size_t late = 0;
    for (int number = 0; number < 5; ++number)
        asio::co_spawn(io.get_executor(), hanging.convert(PictureFormat::png, "x"),
                       [&](std::exception_ptr const& error, Picture const&) {
                           EXPECT_TRUE(error);
                           ++late;
                       });
    for (std::size_t started : {2, 4, 5}) {
        while (lines("started") < started) io.run_for(5ms);
        io.run_for(50ms);
        EXPECT_EQ(lines("started"), started);
        still.advance(31s);
    }
    io.restart();
    io.run();
    EXPECT_EQ(late, 5U);
}

TEST_F(PicturesTest, a_helper_that_dies_is_tried_once_more) {
    EXPECT_EQ(refusal_of_program("printf O >&0; echo >> " + (folder / "tries").string() + "; kill -SEGV $$"),
              "attachment.undecodable");
    EXPECT_EQ(lines("tries"), 2U);
    // Killed by the system for want of memory: the second try finds room.
    auto const mark = (folder / "mark").string();
    Pictures by{io, workers, clock,
                program("[ -e " + mark + " ] && exec " OMBUD_PICTURES "; touch " + mark + "; printf O >&0; kill -KILL $$")};
    EXPECT_EQ(testing::run(io, by.convert(PictureFormat::png, draw(Format::png))).width, 60);
}

TEST_F(PicturesTest, a_helper_that_has_used_up_its_time_means_too_large_a_picture) {
    EXPECT_EQ(refusal_of_program("printf O >&0; kill -XCPU $$"), "attachment.too_many_pixels");
}

TEST_F(PicturesTest, a_helper_without_its_sandbox_gets_no_picture) {
    auto const taken = (folder / "taken").string();
    for (char const* word : {"\\001", "\\002", "\\003", "\\004", "x", ""})
        EXPECT_EQ(refusal_of_program("printf '" + std::string(word) + "' >&0; timeout 0.1 cat <&0 >> " + taken),
                  "attachment.try_again");
    EXPECT_EQ(fs::file_size(taken), 0U);
    Pictures nowhere{io, workers, clock, folder / "nothing"};
    EXPECT_EQ(refusal(nowhere, Format::png, "x"), "attachment.try_again");
}

TEST_F(PicturesTest, a_helper_that_talks_nonsense_is_not_believed) {
    for (std::string const answer : {"\\377", "\\001", "\\001\\000", "nonsense nonsense nonsense nonsense"})
        EXPECT_EQ(refusal_of_program("printf O >&0; printf '" + answer + "' >&0"), "attachment.undecodable") << answer;
    // A whole header, then less than it promised.
    EXPECT_EQ(refusal_of_program("printf O >&0; printf '" + std::string(answer_of_40_bytes) + "short' >&0"),
              "attachment.undecodable");
    // A header that promises more than anything may have.
    EXPECT_EQ(refusal_of_program(
                  R"(printf O >&0; printf '\001\377\377\377\377\377\377\377\377\377\377\377\377' >&0; cat /dev/zero >&0)"),
              "attachment.undecodable");
}

TEST_F(PicturesTest, a_helper_that_hangs_is_ended_in_time) {
    for (char const* script :
         {"exec sleep 600", "printf O >&0; exec sleep 600", "printf O >&0; cat <&0 > /dev/null; exec sleep 600"}) {
        Pictures by{io, workers, still, program(script), 30s};
        std::string code;
        auto const bytes = draw(Format::png);
        asio::co_spawn(io.get_executor(), by.convert(PictureFormat::png, bytes),
                       [&](std::exception_ptr const& error, Picture const&) {
                           try {
                               std::rethrow_exception(error);
                           } catch (Problem const& problem) {
                               code = problem.code;
                           }
                       });
        io.restart();
        io.run_for(100ms);
        EXPECT_EQ(code, "");
        still.advance(30s);
        io.restart();
        io.run();
        EXPECT_EQ(code, "attachment.try_again");
    }
}

TEST_F(PicturesTest, a_conversion_that_nobody_waits_for_ends) {
    Pictures by{io, workers, clock, program("exec sleep 600")};
    asio::cancellation_signal nobody_waits;
    bool ended = false;
    asio::co_spawn(io.get_executor(), by.convert(PictureFormat::png, "x"),
                   asio::bind_cancellation_slot(
                       nobody_waits.slot(), [&](std::exception_ptr const& error, Picture const&) { ended = error != nullptr; }));
    io.run_for(50ms);
    nobody_waits.emit(asio::cancellation_type::terminal);
    io.restart();
    io.run();
    EXPECT_TRUE(ended);
}

}  // namespace ombud::files
