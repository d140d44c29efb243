// TLS: a certificate made on the spot, a real handshake, old protocols refused, a new certificate without a restart.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "http/test_server.hpp"

namespace ombud::http {

class Tls : public ServerTest {
public:
    ~Tls() override { std::filesystem::remove_all(folder_); }

protected:
    Tls() {
        folder_ = std::filesystem::temp_directory_path() / ("ombud-tls-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        settings.certificate = (folder_ / "certificate.pem").string();
        settings.key = (folder_ / "key.pem").string();
        make_certificate("first.test");
    }

    void make_certificate(char const* name) const {
        std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
        std::unique_ptr<X509, decltype(&X509_free)> certificate{X509_new(), X509_free};
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        auto* subject = X509_get_subject_name(certificate.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>(name), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), subject);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        std::unique_ptr<FILE, decltype(&fclose)> certificate_file{fopen(settings.certificate.c_str(), "w"), fclose};
        PEM_write_X509(certificate_file.get(), certificate.get());
        std::unique_ptr<FILE, decltype(&fclose)> key_file{fopen(settings.key.c_str(), "w"), fclose};
        PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    }

    std::filesystem::path folder_;
};

// One TLS connection of a client that trusts whatever it sees but remembers the name.
class TlsClient {
public:
    explicit TlsClient(Client const& client, int newest = TLS1_3_VERSION, std::string_view protocol = "\x08http/1.1")
        : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free), ssl_(nullptr, SSL_free) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_max_proto_version(context_.get(), newest);
        SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<unsigned char const*>(protocol.data()), unsigned(protocol.size()));
        SSL_set_fd(ssl_.get(), client.descriptor());
        timeval patience{5, 0};
        ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        shaken = SSL_connect(ssl_.get()) == 1;
    }
    std::string name() const {
        std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(ssl_.get()), X509_free};
        char text[64] = {};
        if (certificate) X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
        return text;
    }
    std::string protocol() const {
        unsigned char const* text = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(ssl_.get(), &text, &size);
        return {reinterpret_cast<char const*>(text), size};
    }
    bool send(std::string_view bytes) const {
        return SSL_write(ssl_.get(), bytes.data(), int(bytes.size())) == int(bytes.size());
    }
    // Reads until `size` bytes came or nothing comes any more.
    std::string receive(std::size_t size) const {
        std::string all, part(64 * kib, 0);
        while (all.size() < size) {
            auto const got = SSL_read(ssl_.get(), part.data(), int(part.size()));
            if (got <= 0) break;
            all.append(part, 0, std::size_t(got));
        }
        return all;
    }
    std::string receive_exactly(std::size_t size) const {
        std::string all(size, 0);
        for (std::size_t at = 0; at < size;) {
            auto const got = SSL_read(ssl_.get(), all.data() + at, int(size - at));
            if (got <= 0) return all.substr(0, at);
            at += std::size_t(got);
        }
        return all;
    }
    // Reads until what came ends with this.
    std::string receive_until(std::string_view end) const {
        std::string all;
        while (!all.ends_with(end)) {
            auto const part = receive_exactly(1);
            if (part.empty()) break;
            all += part;
        }
        return all;
    }
    SSL* native() const { return ssl_.get(); }

    bool shaken = false;

private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_;
};

TEST_F(Tls, requests_and_sockets_work_over_it) {
    start();
    auto raw = client();
    TlsClient one{raw};
    ASSERT_TRUE(one.shaken);
    EXPECT_EQ(one.protocol(), "http/1.1");
    one.send("GET /x HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(one.receive_until("0 /x? 127.0.0.1 secure ").starts_with("HTTP/1.1 200 OK\r\n"));
    one.send("POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 3000000\r\n\r\n");
    for (int i = 0; i < 30; ++i) one.send(std::string(100'000, 'x'));
    EXPECT_TRUE(one.receive_until("\r\n\r\n3000000").starts_with("HTTP/1.1 200 OK\r\n"));
    one.send("GET /big HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_GT(one.receive(8 * mib + 100).size(), 8 * mib);
    one.send(
        "GET /socket HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        Client::frame(0x81, "over tls"));
    EXPECT_TRUE(one.receive_until("over tls").starts_with("HTTP/1.1 101 "));
    one.send(Client::frame(0x81, std::string(16'000, 'y')));
    EXPECT_EQ(one.receive(16'004).size(), 16'004u);
    one.send(Client::frame(0x88, "\x03\xe8"));
    EXPECT_EQ(one.receive(100), "\x88\x02\x03\xe8");
}

TEST_F(Tls, several_requests_may_share_a_record) {
    start();
    auto raw = client();
    TlsClient one{raw};
    std::string all;
    for (int i = 0; i < 50; ++i) all += "GET /x" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    one.send(all);
    for (int i = 0; i < 50; ++i)
        EXPECT_TRUE(one.receive_until("/x" + std::to_string(i) + "? 127.0.0.1 secure ").starts_with("HTTP/1.1 200 "));
}

TEST_F(Tls, a_closing_server_says_so) {
    start();
    auto raw = client();
    TlsClient one{raw};
    one.send("GET /hello HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(one.receive_until("hello").starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(one.receive(1), "");
    EXPECT_TRUE(SSL_get_shutdown(one.native()) & SSL_RECEIVED_SHUTDOWN) << "an end without it could be an attacker's";
}

TEST_F(Tls, a_slow_reader_is_said_goodbye_to_in_whole_frames) {
    settings.limits.socket_outbox_frames = 64;
    settings.limits.socket_outbox_bytes = 128 * kib;
    start();
    auto raw = client("127.0.0.1", 4096);
    TlsClient slow{raw};
    slow.send(
        "GET /socket HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        Client::frame(0x81, "flood"));
    EXPECT_TRUE(comes_true([&] { return counters().slow_readers_dropped == 1; }));
    EXPECT_TRUE(slow.receive_until("\r\n\r\n").starts_with("HTTP/1.1 101 "));
    std::string head;
    while ((head = slow.receive_exactly(2)) == "\x81\x7e") {
        EXPECT_EQ(slow.receive_exactly(2), "\x10\0"sv);
        EXPECT_TRUE(slow.receive_exactly(4096) == std::string(4096, 'x'));
    }
    EXPECT_EQ(head, "\x88\x0d");
    EXPECT_EQ(slow.receive_exactly(13),
              "\x0f\xa8"
              "reader.slow");
}

TEST_F(Tls, old_protocols_and_foreign_ones_are_refused) {
    start();
    EXPECT_TRUE(TlsClient(client(), TLS1_2_VERSION).shaken);
    auto raw = client();
    EXPECT_FALSE(TlsClient(raw, TLS1_1_VERSION).shaken);
    auto other = client();
    EXPECT_FALSE(TlsClient(other, TLS1_3_VERSION, "\x02h2").shaken);
    auto plain = client();
    plain.send("GET /hello HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(plain.ended());
    EXPECT_TRUE(comes_true([&] { return counters().connections <= 1; }));
}

TEST_F(Tls, a_handshake_that_stalls_is_cut_off) {
    settings.limits.header_time = 150ms;
    settings.limits.precision = 20ms;
    start();
    auto one = client();
    one.send("\x16\x03\x01");
    EXPECT_TRUE(one.ended());
    EXPECT_TRUE(comes_true([&] { return counters().connections == 0; }));
}

TEST_F(Tls, a_new_certificate_needs_no_restart_and_a_wrong_one_changes_nothing) {
    start();
    auto raw = client();
    TlsClient old{raw};
    EXPECT_EQ(old.name(), "first.test");
    make_certificate("second.test");
    on_loop([this] { server->reload_certificate(); });
    auto fresh = client();
    EXPECT_EQ(TlsClient(fresh).name(), "second.test");
    old.send("GET /hello HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(old.receive_until("hello").starts_with("HTTP/1.1 200 OK\r\n"));
    std::ofstream(settings.certificate) << "nonsense";
    EXPECT_THROW(on_loop([this] { server->reload_certificate(); }), Problem);
    auto after = client();
    EXPECT_EQ(TlsClient(after).name(), "second.test");
}

TEST_F(Tls, half_a_setting_or_a_missing_file_is_refused) {
    auto const code = [&](Settings const& wrong) -> std::string {
        try {
            Server{io, wrong, handler, clock, random};
        } catch (Problem const& problem) {
            return problem.code;
        }
        return "";
    };
    auto half = settings;
    half.key.clear();
    EXPECT_EQ(code(half), "tls.certificate");
    auto missing = settings;
    missing.certificate += ".missing";
    EXPECT_EQ(code(missing), "tls.certificate");
    auto mixed = settings;
    mixed.key = mixed.certificate;
    EXPECT_EQ(code(mixed), "tls.certificate");
}

}  // namespace ombud::http
