// A text as the rules read it: one spelling for each character, with the way back to where it stood.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ombud::safety {

// Full-width and decorated letters become plain ones (NFKC), invisible characters go, every space is a space.
// Most texts are plain already: those are read where they stand.
class PlainText {
public:
    explicit PlainText(std::string_view original);  // `original` must outlive this
    PlainText(PlainText const&) = delete;
    PlainText& operator=(PlainText const&) = delete;

    [[nodiscard]] std::string_view text() const { return text_; }
    // Where in the original a span of the plain text begins and ends.
    [[nodiscard]] std::size_t original_begin(std::size_t at) const;
    [[nodiscard]] std::size_t original_end(std::size_t at) const;

private:
    // From `plain` on, until the next piece: bytes copied from `original` on, or one cluster that was rewritten.
    struct Piece {
        std::size_t plain;
        std::size_t original;
        bool copied;
    };
    void rewrite(std::string_view original);
    void add(std::string_view original, std::size_t begin, std::size_t end);

    std::string_view text_;
    std::string own_;
    std::vector<Piece> pieces_;  // empty: the text is plain already
};

}  // namespace ombud::safety
