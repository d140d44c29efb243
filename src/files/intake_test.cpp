// What people send, all the way: looked at, scanned, encoded anew, on disk.
#include "files/intake.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "core/limits.hpp"
#include "core/problem.hpp"
#include "support/clamd.hpp"
#include "support/pictures.hpp"
#include "support/run.hpp"

namespace ombud::files {

namespace {

namespace fs = std::filesystem;
using testing::draw;
using testing::eicar;
using testing::Format;

struct IntakeTest : ::testing::Test {
    fs::path folder = [] {
        auto pattern = (fs::temp_directory_path() / "ombud-intake-XXXXXX").string();
        fs::path made = mkdtemp(pattern.data());
        fs::permissions(made, fs::perms(0711));
        return made;
    }();
    asio::io_context io;
    asio::thread_pool workers{2};
    SystemClock clock;
    Store store{folder / "files"};
    Pictures pictures{io, workers, clock, OMBUD_PICTURES};
    VirusScanner scanner{(folder / "clamd.sock").string(), clock};
    Intake intake{store, pictures, nullptr, workers};
    Intake scanning{store, pictures, &scanner, workers};

    ~IntakeTest() override {
        workers.join();
        fs::remove_all(folder);
    }

    Prepared prepare(std::string bytes, std::string name = "file") {
        return testing::run(io, intake.prepare(std::move(bytes), std::move(name)));
    }
    std::string refusal(Intake& by, std::string bytes) {
        try {
            testing::run(io, by.prepare(std::move(bytes), "file"));
        } catch (Problem const& problem) {
            EXPECT_EQ(problem.field, "file");
            return problem.code;
        }
        return "none";
    }
    std::size_t files() const {
        auto const is_file = [](auto const& entry) { return entry.is_regular_file(); };
        return std::size_t(std::ranges::count_if(fs::recursive_directory_iterator{folder / "files"}, is_file));
    }
};

}  // namespace

TEST_F(IntakeTest, a_document_is_kept_as_it_came) {
    std::string const gb18030 = "\xcc\xe1\xcf\xd6\xc3\xbb\xd3\xd0\xb5\xbd\xd5\xcb\r\n";
    for (auto const& [bytes, type, name] :
         {std::tuple<std::string, std::string, std::string>{"\xef\xbb\xbf提现记录\r\n", "text/plain; charset=utf-8", "a.txt"},
          {gb18030, "text/plain", "a.txt"},
          {"From: a\nDate: b\n\n<script>alert(1)</script>", "message/rfc822", "a.eml"},
          {"%PDF-1.7\n%%EOF\n", "application/pdf", "a.pdf"}}) {
        auto const kept = prepare(bytes, "a.html");
        EXPECT_EQ(kept.media_type, type);
        EXPECT_EQ(kept.name, name);
        EXPECT_EQ(kept.bytes, std::int64_t(bytes.size()));
        EXPECT_EQ(kept.sha256, Sha256::of(bytes));
        EXPECT_EQ(store.read(kept.sha256), bytes);
        EXPECT_EQ(kept.thumbnail, std::nullopt);
        EXPECT_EQ(kept.width, std::nullopt);
        EXPECT_EQ(kept.scan, ScanState::not_configured);
    }
}

TEST_F(IntakeTest, a_picture_is_kept_as_it_was_encoded_anew) {
    auto const sent = testing::with_segment(draw(Format::jpeg, {.width = 900, .height = 600}), 0xfe, "taken at home");
    auto const kept = prepare(sent, "我的截图.png.exe");
    EXPECT_EQ(kept.media_type, "image/jpeg");
    EXPECT_EQ(kept.name, "我的截图.png.jpg");
    EXPECT_EQ(std::pair(kept.width, kept.height), std::pair(std::optional{900}, std::optional{600}));
    EXPECT_EQ(std::pair(kept.thumbnail_width, kept.thumbnail_height), std::pair(std::optional{480}, std::optional{320}));
    auto const stored = store.read(kept.sha256).value();
    EXPECT_EQ(std::int64_t(stored.size()), kept.bytes);
    EXPECT_FALSE(stored.contains("taken at home"));
    EXPECT_EQ(testing::look(store.read(kept.thumbnail.value()).value()).width, 480);
    EXPECT_EQ(store.find(Sha256::of(sent)), std::nullopt);

    auto const again = prepare(sent);
    EXPECT_EQ(again.sha256, kept.sha256);
    EXPECT_EQ(files(), 2U);
}

TEST_F(IntakeTest, what_is_refused_leaves_nothing_behind) {
    EXPECT_EQ(refusal(intake, ""), "attachment.empty");
    EXPECT_EQ(refusal(intake, std::string(limits::attachment_bytes + 1, 'x')), "attachment.too_large");
    EXPECT_EQ(refusal(intake, "<svg xmlns='http://www.w3.org/2000/svg'/>"), "attachment.type");
    EXPECT_EQ(refusal(intake, draw(Format::png).substr(0, 60)), "attachment.undecodable");
    EXPECT_EQ(refusal(intake, testing::png_that_claims(60'000, 60'000)), "attachment.too_many_pixels");
    EXPECT_EQ(refusal(intake, "GIF89a/*\1\1*/=1;alert(1)"), "attachment.undecodable");
    EXPECT_EQ(files(), 0U);
    EXPECT_EQ(refusal(intake, std::string(limits::attachment_bytes, 'x')), "none");
}

TEST_F(IntakeTest, a_helper_that_answers_with_something_else_is_not_believed) {
    auto const program = folder / "helper";
    // One pixel by one, four bytes of "picture" and of "thumbnail".
    std::ofstream{program} << "#!/bin/sh\nprintf O >&0\nhead -c 5 <&0 >/dev/null\nprintf "
                              R"('\001\0\0\0\001\0\0\0\001\0\0\0\004\0\0\0\001\0\0\0\001\0\0\0\004<svghtml' >&0)"
                           << '\n';
    fs::permissions(program, fs::perms(0755));
    Pictures taken_over{io, workers, clock, program};
    Intake trusting{store, taken_over, nullptr, workers};
    EXPECT_EQ(refusal(trusting, draw(Format::png)), "attachment.undecodable");
    EXPECT_EQ(files(), 0U);
}

TEST_F(IntakeTest, a_full_disk_is_a_clear_problem_and_passes) {
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    auto const old_handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit const little{65'536, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
    auto const code = refusal(intake, std::string(1'000'000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    EXPECT_EQ(code, "attachment.try_again");
    EXPECT_EQ(files(), 0U);
    EXPECT_EQ(refusal(intake, std::string(1'000'000, 'x')), "none");
}

TEST_F(IntakeTest, what_came_while_the_scanner_was_away_is_scanned_later) {
    auto const sent = [&](std::string bytes) { return testing::run(io, scanning.prepare(std::move(bytes), "file")); };
    auto const again = [&](Prepared const& file) { return testing::run(io, scanning.scan_again(file.sha256)); };
    auto const harmless = sent("harmless");
    auto const virus = sent("a file with " + eicar());
    EXPECT_EQ(harmless.scan, ScanState::pending);
    EXPECT_EQ(virus.scan, ScanState::pending);
    EXPECT_EQ(again(virus), ScanState::pending);

    testing::Clamd const clamd{folder};
    EXPECT_EQ(again(harmless), ScanState::clean);
    EXPECT_EQ(again(virus), ScanState::infected);
    EXPECT_EQ(sent(draw(Format::png)).scan, ScanState::clean);
    auto const before = files();
    EXPECT_EQ(refusal(scanning, "another with " + eicar()), "attachment.infected");
    EXPECT_EQ(refusal(scanning, draw(Format::png) + eicar()), "attachment.infected");
    EXPECT_EQ(files(), before);
}

TEST_F(IntakeTest, more_than_the_scanner_takes_is_refused) {
    testing::Clamd const clamd{folder, "StreamMaxLength 1M\n"};
    EXPECT_EQ(refusal(scanning, std::string(5'000'000, 'x')), "attachment.too_large");
    EXPECT_EQ(files(), 0U);
}

TEST_F(IntakeTest, a_file_that_is_gone_or_damaged_is_told_from_a_pending_one) {
    auto const code = [&](Sha256 const& file) -> std::string {
        try {
            testing::run(io, scanning.scan_again(file));
        } catch (Problem const& problem) {
            return problem.code;
        }
        return "none";
    };
    EXPECT_EQ(code(Sha256::of("never")), "file.unknown");
    auto const kept = prepare("abc");
    std::ofstream{*store.find(kept.sha256)} << "xyz";
    EXPECT_EQ(code(kept.sha256), "file.damaged");
    auto const path = *store.find(kept.sha256);
    fs::remove(path);
    fs::create_directory(path);  // as unreadable as a bad sector
    EXPECT_EQ(code(kept.sha256), "file.damaged");
}

}  // namespace ombud::files
