#include "words.hpp"

#include <algorithm>
#include <iterator>

namespace ombud::bench {

namespace {

constexpr std::size_t seldom = 30'000;  // words beside those that are often said

constexpr std::string_view often_english[] = {
    "the",       "my",       "is",       "to",       "and",      "withdrawal", "deposit", "account", "not",      "arrived",
    "please",    "have",     "in",       "for",      "wallet",   "address",    "network", "help",    "it",       "of",
    "code",      "email",    "password", "a",        "waiting",  "hours",      "bitcoin", "USDT",    "tether",   "transaction",
    "confirmed", "support",  "locked",   "frozen",   "exchange", "you",        "we",      "will",    "check",    "your",
    "thank",     "received", "sent",     "amount",   "memo",     "tag",        "review",  "pending", "security", "authenticator",
    "device",    "phone",    "lost",     "recovery", "phishing", "stolen",     "balance", "fee",     "delay",    "maintenance"};
constexpr std::string_view often_chinese[] = {
    "我的", "提现",   "充值",   "没有", "到账",   "请问", "账户",   "您好", "已经", "地址", "网络",   "确认",
    "小时", "验证码", "邮箱",   "密码", "什么",   "时候", "可以",   "帮忙", "查看", "谢谢", "等待",   "交易",
    "转账", "钱包",   "比特币", "冻结", "锁定",   "登录", "手机",   "丢失", "恢复", "审核", "手续费", "安全",
    "被盗", "钓鱼",   "余额",   "标签", "备注",   "波场", "以太坊", "维护", "延迟", "客服", "处理",   "问题",
    "稍等", "资料",   "身份证", "新的", "怎么办", "还是", "收到了", "一直", "显示", "失败", "成功",   "重新"};
// Of these, in pairs and threes, the seldom words are made.
constexpr std::string_view syllables[] = {"ba",  "co",  "di",  "fu",  "ge",  "ho",  "ja",  "ki", "lo", "mu",
                                          "ne",  "po",  "ra",  "si",  "ta",  "vo",  "we",  "xi", "yu", "zan",
                                          "ber", "cal", "don", "fin", "gor", "hal", "lin", "mar"};
constexpr std::string_view characters[] = {"天", "地", "人", "山", "水", "火", "木", "金", "石", "风", "云", "雨", "花", "草",
                                           "鱼", "鸟", "马", "牛", "春", "夏", "秋", "冬", "东", "西", "南", "北", "红", "黄",
                                           "蓝", "白", "黑", "青", "王", "李", "张", "陈", "林", "周", "吴", "徐", "江", "河",
                                           "湖", "海", "城", "市", "街", "路", "门", "窗", "书", "车", "船", "灯"};

template <std::size_t Often, std::size_t Parts>
std::vector<std::string> words_of(std::string_view const (&often)[Often], std::string_view const (&parts)[Parts]) {
    std::vector<std::string> out{std::begin(often), std::end(often)};
    // One number for each word, so that none is made twice.
    for (std::size_t number = 0; number < seldom; ++number) {
        auto word = std::string(parts[number % Parts]) + std::string(parts[number / Parts % Parts]);
        if (number >= Parts * Parts) word += parts[number / (Parts * Parts) % Parts];
        out.push_back(std::move(word));
    }
    return out;
}

}  // namespace

Vocabulary::Vocabulary(std::vector<std::string> words, std::string_view between) : words_(std::move(words)), between_(between) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= words_.size(); ++rank) up_to_.push_back(sum += 1.0 / double(rank + 2));
    for (auto& each : up_to_) each /= sum;
}

std::string Vocabulary::text(Random& random, std::size_t words) const {
    constexpr std::uint32_t fine = 1U << 30;
    std::string out;
    for (std::size_t i = 0; i < words; ++i) {
        auto const found = std::ranges::lower_bound(up_to_, double(random.below(fine)) / fine);
        if (i > 0) out += between_;
        out += words_[std::min(words_.size() - 1, std::size_t(found - up_to_.begin()))];
    }
    return out;
}

Vocabulary english() {
    return {words_of(often_english, syllables), " "};
}

Vocabulary chinese() {
    return {words_of(often_chinese, characters), ""};
}

}  // namespace ombud::bench
