// Letters as programs of two decades and those who mean harm write them, made here byte by byte: [{ name, raw }]. None may stop the reading of
// the others, and each that has a header comes to the desk with as many of its words as it has. Every Message-ID is another but where the name says so.

// Bytes of charsets that Node can read but not write.
const bytes = (hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const gb = bytes('c4fabac3a3acced2b5c4cce1cfd6d2bbd6b1c3bbd3d0b5bdd5cb');          // 您好，我的提现一直没有到账
const gbk = bytes('e946bbf986b4');                                                  // 镕基喆: not in GB2312
const gb18030 = bytes('cce1cfd6 95348235');                                         // 提现 and a letter of four bytes
const big5 = bytes('bdd0c0b0a6a3a141a7daa6aca4a3a8ecc5e7c3d2bd58');                 // 請幫忙，我收不到驗證碼
const hkscs = bytes('9df6abd79df89dcf');                                            // 喺度啲嘢
const japanese = bytes('1b24423d5036622447242d245e243b24731b2842');                 // 出金できません, ISO-2022-JP
const shiftJis = bytes('82a88ae882a282b582dc82b7');                                 // お願いします
const korean = bytes('c3e2b1ddc0cc20bec820b5cbb4cfb4d9');                           // 출금이 안 됩니다
const cyrillic = bytes('cde520eff0e8f5eee4e8f220eaeee4');                           // Не приходит код, Windows-1251
const western = bytes('636166e920962093 64e96ae020767594');                        // café – “déjà vu”, Windows-1252
const chinese = '您好，我的提现一直没有到账';

const b64 = (content) => Buffer.from(content).toString('base64');
const lines = (content) => b64(content).replace(/.{76}/g, '$&\r\n');
const qp = (content) => [...Buffer.from(content)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
const percent = (content) => qp(content).replaceAll('=', '%');
const word = (charset, content) => `=?${charset}?B?${b64(content)}?=`;
const join = (...parts) => Buffer.concat(parts.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))));

const all = [];
const raw = (name, ...parts) => all.push({ name, raw: join(...parts) });
let number = 0;
const own = () => `Message-ID: <odd-${++number}@customer.example>\r\n`;

// A letter of Li to the desk; `fields` are lines of its header, which may replace the usual ones, `body` comes behind the empty line.
function letter(name, { fields = [], body = 'My withdrawal has not arrived.\r\n', without = [] } = {}) {
    const given = fields.map((field) => String(field).split(':')[0].trim().toLowerCase());
    const usual = [
        ['from', 'From: Li Wei <li@customer.example>\r\n'], ['to', 'To: support@exchange.example\r\n'], ['subject', `Subject: odd: ${name}\r\n`],
        ['date', 'Date: Tue, 03 Jun 2025 10:00:00 +0800\r\n'], ['mime-version', 'MIME-Version: 1.0\r\n'],
    ].filter(([field]) => !given.includes(field) && !without.includes(field)).map(([, line]) => line);
    const id = given.includes('message-id') || without.includes('message-id') ? '' : own();
    raw(name, ...usual, id, ...fields.flatMap((field) => [field, '\r\n']), '\r\n', body);
}
const typed = (name, type, body, encoding = '8bit') => letter(name, { fields: [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`], body });
const part = (type, content, ...fields) => join(`Content-Type: ${type}\r\n`, ...fields.map((field) => join(field, '\r\n')), '\r\n', content);
const multi = (kind, parts, boundary = 'b') => join(...parts.flatMap((each) => [`--${boundary}\r\n`, each, '\r\n']), `--${boundary}--\r\n`);
const mixed = (name, kind, parts, boundary = 'b') =>
    letter(name, { fields: [`Content-Type: multipart/${kind}; boundary="${boundary}"`], body: multi(kind, parts, boundary) });
const plain = (words) => part('text/plain; charset=utf-8', words);
const page = (words) => part('text/html; charset=utf-8', words);
const file = (type, disposition, content) => part(type, lines(content), 'Content-Transfer-Encoding: base64', join('Content-Disposition: ', disposition));
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

// --- Nothing there, or no end --------------------------------------------------------------------------------------------------

letter('no body', { body: '' });
raw('no empty line behind the header', 'From: li@customer.example\r\n', own(), 'Subject: odd: no empty line behind the header');
raw('header runs into the words', 'From: li@customer.example\r\n', own(), 'Subject: odd: header runs into the words\r\nHello, my code does not come.\r\nSecond line');
raw('one field alone', 'From: li@customer.example\r\n\r\n');
raw('empty');
raw('blank lines alone', '\r\n\r\n\r\n');
raw('words alone', 'Hello, this is no letter.\r\n');
raw('zeros alone', Buffer.alloc(4096));
raw('noise alone', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) % 256)));
raw('blank lines before the header', '\r\n\r\n', 'From: li@customer.example\r\n', own(), 'Subject: odd: blank lines before\r\n\r\nwords\r\n');
raw('mark of UTF-8 before the header', '\ufeff', 'From: li@customer.example\r\n', own(), 'Subject: odd: mark before\r\n\r\nwords\r\n');
raw('as a mailbox file has it', 'From li@customer.example Tue Jun  3 10:00:00 2025\r\nFrom: li@customer.example\r\n', own(), '\r\nwords\r\n>From here on\r\n');
letter('ten thousand fields', { fields: Array.from({ length: 10000 }, (_, i) => `X-Field-${i}: ${i}`) });
letter('a field of a megabyte', { fields: [`X-Long: ${'long '.repeat(200000)}`] });
letter('a field of ten thousand folds', { fields: [`X-Folded: a${'\r\n b'.repeat(10000)}`] });
letter('a line of a megabyte', { body: 'x'.repeat(1 << 20) });
letter('a million short lines', { body: 'x\r\n'.repeat(1000000) });
letter('words of four megabytes', { body: `${chinese}\r\n`.repeat(100000) });
letter('a name of a field without end', { fields: [`${'X'.repeat(100000)}: y`] });
letter('a subject of a hundred thousand letters', { fields: [`Subject: ${'长'.repeat(100000)}`] });
letter('a subject of nothing', { fields: ['Subject:'] });
letter('no subject', { without: ['subject'] });
letter('no sender', { without: ['from'] });
letter('no addressee', { without: ['to'] });
letter('no date', { without: ['date'] });
letter('no MIME-Version', { without: ['mime-version'], fields: ['Content-Type: text/plain; charset=gbk'], body: gb });

// --- Parts ---------------------------------------------------------------------------------------------------------------------

mixed('ten thousand parts', 'mixed', Array.from({ length: 10000 }, () => plain('x')));
mixed('a thousand files', 'mixed', [plain('look'), ...Array.from({ length: 1000 }, (_, i) => file('image/png', `attachment; filename=${i}.png`, png))]);
letter('parts within parts without end', {
    fields: ['Content-Type: multipart/mixed; boundary=b0'],
    body: Array.from({ length: 5000 }, (_, i) => `--b${i}\r\nContent-Type: multipart/mixed; boundary=b${i + 1}\r\n\r\n`).join(''),
});
letter('letters within letters without end', {
    fields: ['Content-Type: message/rfc822'], body: 'From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n'.repeat(5000),
});
letter('a boundary that never comes', { fields: ['Content-Type: multipart/mixed; boundary=never'], body: 'words without parts\r\n' });
letter('a boundary that nobody named', { fields: ['Content-Type: multipart/mixed'], body: '--x\r\nContent-Type: text/plain\r\n\r\nwords\r\n--x--\r\n' });
letter('a last boundary that is missing', { fields: ['Content-Type: multipart/mixed; boundary=b'], body: '--b\r\n\r\nwords that do not end' });
letter('a boundary with blanks', { fields: ['Content-Type: multipart/mixed; boundary="a b"'], body: '--a b  \r\n\r\nwords\r\n--a b--  \r\n' });
letter('an empty boundary', { fields: ['Content-Type: multipart/mixed; boundary=""'], body: '--\r\n\r\nwords\r\n----\r\n' });
letter('a boundary of a thousand letters', {
    fields: [`Content-Type: multipart/mixed; boundary=${'b'.repeat(1000)}`], body: `--${'b'.repeat(1000)}\r\n\r\nwords\r\n--${'b'.repeat(1000)}--\r\n`,
});
letter('two boundaries of one name', {
    fields: ['Content-Type: multipart/mixed; boundary=b'],
    body: '--b\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\ninner\r\n--b--\r\n--b\r\n\r\nouter\r\n--b--\r\n',
});
letter('one boundary begins like another', {
    fields: ['Content-Type: multipart/mixed; boundary=b'],
    body: '--b\r\nContent-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n\r\ninner\r\n--bb--\r\n--b\r\n\r\nouter\r\n--b--\r\n',
});
letter('parts behind the last boundary', { fields: ['Content-Type: multipart/mixed; boundary=b'], body: '--b\r\n\r\nfirst\r\n--b--\r\n--b\r\n\r\nsecond\r\n--b--\r\n' });
letter('parts of nothing', { fields: ['Content-Type: multipart/mixed; boundary=b'], body: '--b\r\n--b\r\n--b\r\n--b--\r\n' });
letter('a part without its empty line', { fields: ['Content-Type: multipart/mixed; boundary=b'], body: '--b\r\nwords at once\r\n--b--\r\n' });
letter('a part of a header alone', { fields: ['Content-Type: multipart/mixed; boundary=b'], body: '--b\r\nContent-Type: text/plain\r\n--b\r\n\r\nwords\r\n--b--\r\n' });
letter('base64 over all parts', {
    fields: ['Content-Type: multipart/mixed; boundary=b', 'Content-Transfer-Encoding: base64'], body: multi('mixed', [plain('words')]),
});
mixed('words and page', 'alternative', [plain('My plain words.'), page('<p>My <b>page</b>.</p>')]);
mixed('a page before the words', 'alternative', [page('<p>page</p>'), plain('words')]);
mixed('a page alone', 'alternative', [page('<p>only a page</p>')]);
mixed('three forms', 'alternative', [plain('words'), part('text/enriched', '<bold>rich</bold>'), page('<p>page</p>')]);
mixed('a form for watches and one that runs', 'alternative', [plain('words'), part('text/watch-html', '<b>watch</b>'), part('text/x-amp-html', '<html amp>'), page('<p>page</p>')]);
mixed('words between pictures', 'mixed', [plain('first'), file('image/png', 'inline', png), plain('second'), file('image/png', 'inline', png), plain('third')]);
mixed('a page with a footer', 'mixed', [page('<p>the letter itself</p>'), plain('-- \r\na list\'s footer')]);
mixed('a page with its picture', 'related', [page('<p>see <img src="cid:shot@x"></p>'), join('Content-ID: <shot@x>\r\n', file('image/png', 'inline; filename=shot.png', png))]);
mixed('Apple: words, page, picture, page', 'alternative', [
    plain('all words'), join('Content-Type: multipart/mixed; boundary=c\r\n\r\n', multi('mixed', [page('<b>1</b>'), file('image/png', 'inline', png), page('<b>2</b>')], 'c')),
]);
mixed('a signed letter', 'signed', [plain('signed words'), file('application/pkcs7-signature', 'attachment; filename=smime.p7s', 'x')]);
mixed('a letter in an envelope of PGP', 'encrypted', [part('application/pgp-encrypted', 'Version: 1'), file('application/octet-stream', 'inline; filename=encrypted.asc', 'x')]);
mixed('a digest', 'digest', [join('\r\nFrom: a@b.example\r\nSubject: one\r\n\r\none'), join('\r\nFrom: c@d.example\r\nSubject: two\r\n\r\ntwo')]);
typed('an opaque envelope', 'application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', lines('x'), 'base64');
typed('a piece of a letter', 'message/partial; id="x"; number=1; total=3', 'From: a@b.example\r\n\r\npiece');
typed('a letter that lies elsewhere', 'message/external-body; access-type=URL; URL="https://evil.example/x"', 'Content-Type: text/html\r\n\r\n');
typed('a picture alone', 'image/png; name=shot.png', lines(png), 'base64');
typed('a type of nonsense', ';;;="\'<>', 'words');
typed('half a type', 'text', 'words');
typed('a type twice', 'text/plain; charset=utf-8\r\nContent-Type: text/html', '<b>words</b>');
typed('a type of its own', 'text/x-notes', 'words');

// --- Encodings -----------------------------------------------------------------------------------------------------------------

typed('base64 that is none', 'text/plain', 'Hello, this was never base64!', 'base64');
typed('base64 with dirt in it', 'text/plain; charset=utf-8', `${b64(chinese).slice(0, 10)}\r\n !*\r\n${b64(chinese).slice(10)}`, 'base64');
typed('base64 without its end', 'text/plain; charset=utf-8', b64(`${chinese}。`).replace(/=+$/, '').slice(0, -1), 'base64');
typed('base64 with words behind it', 'text/plain; charset=utf-8', `${b64(chinese)}\r\n\r\n-- \r\nA list adds its footer.`, 'base64');
typed('base64 in one line', 'text/plain; charset=utf-8', b64(chinese.repeat(10000)), 'base64');
typed('quoted-printable that breaks off', 'text/plain; charset=utf-8', `${qp(chinese)}=E`, 'quoted-printable');
typed('quoted-printable in small letters', 'text/plain; charset=utf-8', qp(chinese).toLowerCase(), 'quoted-printable');
typed('quoted-printable that is none', 'text/plain', '1=2=3 =zz == =', 'quoted-printable');
typed('an encoding that nobody knows', 'text/plain', 'words', 'x-fancy');
typed('an encoding in capitals with blanks', 'text/plain; charset=utf-8', b64(chinese), '  BASE64  ');
typed('bytes beyond seven bits', 'text/plain; charset=utf-8', chinese, '7bit');
typed('binary with zeros', 'text/plain', Buffer.from('before\0after\0\0end'), 'binary');

// --- Charsets ------------------------------------------------------------------------------------------------------------------

typed('GB2312', 'text/plain; charset=gb2312', gb);
typed('GBK under the name of GB2312', 'text/plain; charset=gb2312', gbk);
typed('GBK', 'text/plain; charset="GBK"', b64(gbk), 'base64');
typed('GB18030', 'text/plain; charset=GB18030', gb18030);
typed('Big5', 'text/plain; charset=big5', big5);
typed('Big5 of Hong Kong', 'text/plain; charset=big5-hkscs', hkscs);
typed('ISO-2022-JP', 'text/plain; charset=iso-2022-jp', japanese, '7bit');
typed('Shift_JIS', 'text/plain; charset=shift_jis', shiftJis);
typed('EUC-KR', 'text/plain; charset=euc-kr', korean);
typed('Windows-1251', 'text/plain; charset=windows-1251', cyrillic);
typed('Windows-1252', 'text/plain; charset=windows-1252', western);
typed('UTF-16 with its mark', 'text/plain; charset=utf-16', join(bytes('fffe'), Buffer.from(chinese, 'utf16le')));
typed('UTF-7', 'text/plain; charset=utf-7', '+ADw-script+AD4-probe(1)+ADw-/script+AD4-');
typed('UTF-8 under the name of GBK', 'text/plain; charset=gbk', chinese);
typed('UTF-8 under the name of ISO-8859-1', 'text/plain; charset=iso-8859-1', chinese);
typed('GBK under the name of UTF-8', 'text/plain; charset=utf-8', gb);
typed('GBK under the name of ASCII', 'text/plain; charset=us-ascii', gb);
typed('GBK without a name', 'text/plain', gb);
typed('UTF-8 without a name', 'text/plain', chinese);
typed('Windows-1252 without a name', 'text/plain', western);
typed('a charset that nobody knows', 'text/plain; charset=x-klingon', chinese);
typed('a charset of nothing', 'text/plain; charset=""', chinese);
typed('a charset with what runs in it', 'text/plain; charset="\'><script>probe(1)</script>"', chinese);
typed('UTF-8 that breaks off', 'text/plain; charset=utf-8', Buffer.from(chinese).subarray(0, -1));
typed('UTF-8 of forbidden kinds', 'text/plain; charset=utf-8', bytes('c0af e0809f eda080 f4908080 ff fe 41'));
typed('a page that names its charset itself', 'text/html', join('<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>', gb));
typed('a page whose two names differ', 'text/html; charset=utf-8', join('<meta charset=big5>', chinese));
typed('lines broken for the way', 'text/plain; charset=utf-8; format=flowed; delsp=yes', '我的提现 \r\n没有到账。\r\n> 旧的 \r\n> 内容\r\n');

// --- Who and what ---------------------------------------------------------------------------------------------------------------

letter('a name as QQ writes it', { fields: [`From: "=?gb18030?B?${b64(gb)}?=" <10001@qq.example>`] });
letter('a name in raw GBK', { fields: [join('From: ', gb, ' <li@customer.example>')] });
letter('a name in raw UTF-8', { fields: ['From: 李伟 <li@customer.example>'] });
letter('a name of half letters', { fields: [`From: ${word('gbk', gb.subarray(0, 5))} ${word('gbk', gb.subarray(5))} <li@customer.example>`] });
letter('a name that is another address', { fields: ['From: "support@exchange.example" <thief@evil.example>'] });
letter('a name that turns direction', { fields: ['From: \u202eelpmaxe.egnahcxe@troppus <thief@evil.example>'] });
letter('a name with a comma', { fields: ['From: Li, Wei <li@customer.example>'] });
letter('a name of a hundred thousand letters', { fields: [`From: ${'n'.repeat(100000)} <li@customer.example>`] });
letter('a sender without an address', { fields: ['From: Li Wei'] });
letter('two senders', { fields: ['From: li@customer.example, thief@evil.example'] });
letter('two fields of senders', { fields: ['From: li@customer.example', 'From: thief@evil.example'] });
letter('a sender of nothing', { fields: ['From: <>'] });
letter('a sender in a group', { fields: ['From: Nobody:;'] });
letter('an address with a quote', { fields: ['From: "li wei"@customer.example'] });
letter('an address that never ends', { fields: ['From: Li <li@customer.example'] });
letter('an address by way of others', { fields: ['From: <@a.example,@b.example:li@customer.example>'] });
letter('an address in another script', { fields: ['From: 李 <李@例子.example>'] });
letter('groups within groups', { fields: [`To: ${'a:'.repeat(20000)}b@c.example${';'.repeat(20000)}`] });
letter('comments within comments', { fields: [`To: ${'('.repeat(50000)}x${')'.repeat(50000)} a@b.example`] });
letter('a hundred thousand addressees', { fields: [`To: ${'somebody@customer.example, '.repeat(100000)}support@exchange.example`] });
letter('addressees that nobody may see', { fields: ['To: undisclosed-recipients:;'] });
letter('a field smuggled into a name', { fields: [`From: ${word('utf-8', 'Li\r\nBcc: all@customer.example')} <li@customer.example>`] });
letter('a field smuggled into a subject', { fields: [`Subject: ${word('utf-8', 'Hello\r\nX-Ombud-Loop: 1\r\n\r\nnew body')}`] });
letter('a zero in a subject', { fields: ['Subject: before\0after'] });
letter('a subject with what runs in it', { fields: ['Subject: <img src=x onerror=probe(1)>"\'`${probe(1)}'] });
letter('a subject in raw GBK', { fields: [join('Subject: ', gb)] });
letter('a subject in GB2312', { fields: [`Subject: ${word('gb2312', gb)}`] });
letter('a subject in Big5', { fields: [`Subject: ${word('Big5', big5)}`] });
letter('a subject in ISO-2022-JP', { fields: [`Subject: ${word('ISO-2022-JP', japanese)}`] });
letter('a subject in EUC-KR', { fields: [`Subject: ${word('ks_c_5601-1987', korean)}`] });
letter('a subject of half letters', { fields: [`Subject: ${word('gbk', gb.subarray(0, 7))}\r\n ${word('gbk', gb.subarray(7))}`] });
letter('a subject of words that never end', { fields: ['Subject: =?utf-8?B?5byg'] });
letter('a subject of words that are none', { fields: [`Subject: ${'=?'.repeat(20000)}`] });
letter('a subject of blanks', { fields: ['Subject:     \r\n\t '] });
letter('a subject that answers ten times', { fields: [`Subject: ${'Re: 回复：答复: '.repeat(10)}my code`] });
letter('no Message-ID', { without: ['message-id'] });
letter('no Message-ID either', { without: ['message-id'] });
letter('an empty Message-ID', { fields: ['Message-ID: <>'] });
letter('a Message-ID of blanks', { fields: ['Message-ID:   '] });
letter('a Message-ID without brackets', { fields: ['Message-ID: bare-odd@customer.example'] });
letter('a Message-ID with a fold', { fields: ['Message-ID: <folded-\r\n odd@customer.example>'] });
letter('a Message-ID of a megabyte', { fields: [`Message-ID: <${'m'.repeat(1 << 20)}@customer.example>`] });
letter('two Message-IDs', { fields: ['Message-ID: <first-odd@customer.example>', 'Message-ID: <second-odd@customer.example>'] });
letter('a Message-ID, the first time', { fields: ['Message-ID: <same-odd@customer.example>'], body: 'first words' });
letter('the same Message-ID with other words', { fields: ['Message-ID: <same-odd@customer.example>'], body: 'other words' });
letter('references without end', { fields: [`References: ${Array.from({ length: 5000 }, (_, i) => `<r${i}@x.example>`).join('\r\n ')}`] });
letter('references to itself', { fields: ['Message-ID: <self-odd@customer.example>', 'References: <self-odd@customer.example>', 'In-Reply-To: <self-odd@customer.example>'] });
letter('references to nothing', { fields: ['References: <> < > <', 'In-Reply-To:'] });
letter('an answer in words', { fields: ['In-Reply-To: Your message of Monday <m@exchange.example>'] });
for (const [name, date] of Object.entries({
    'of 1900': 'Mon, 01 Jan 1900 00:00:00 +0000', 'of 9999': 'Fri, 31 Dec 9999 23:59:59 +0000', 'of tomorrow': 'Wed, 01 Jan 2098 00:00:00 +0000', 'of words': 'yesterday evening',
    'of nothing': '', 'of numbers beyond all': 'Fri, 99 Zzz 99999 99:99:99 +9999', 'with a comment': 'Tue, 3 Jun 2025 10:00:00 +0800 (CST (Beijing))', 'of two figures': '3 Jun 25 10:00 GMT',
    'in Chinese': '2025年6月3日 10:00',
})) letter(`a date ${name}`, { fields: [`Date: ${date}`] });

// --- Lines ---------------------------------------------------------------------------------------------------------------------

raw('LF alone', 'From: li@customer.example\n', own().replace('\r', ''), 'Subject: odd: LF alone\n\nwords\nmore\n');
raw('CR alone', 'From: li@customer.example\r', own().replace('\r\n', '\r'), 'Subject: odd: CR alone\r\rwords\rmore\r');
raw('line ends of all kinds', 'From: li@customer.example\n', own(), 'Subject: odd: all kinds\r\n\nwords\rmore\r\nlast\n');
letter('CR within words', { body: 'one\rtwo\r\nthree\r\r\nfour' });
letter('CR within a field', { fields: ['X-Odd: a\rBcc: thief@evil.example'] });
letter('LF within a field', { fields: ['X-Odd: a\nX-Smuggled: yes'] });
letter('a line of a dot', { body: 'before\r\n.\r\nMAIL FROM:<thief@evil.example>\r\n.\r\n..\r\nafter\r\n' });
letter('a dot between bare line ends', { body: 'before\n.\nMAIL FROM:<thief@evil.example>\r.\rafter\r\n' });
letter('blanks for an empty line', { body: ' \r\n\t\r\nwords' });
letter('blanks before a colon', { fields: ['X-Odd : y', 'Cc : friend@customer.example'] });
letter('a field without a colon', { fields: ['This is no field', 'X-Behind: it'] });
letter('a fold before all fields', { fields: [' folded from nothing'] });
letter('other line ends of Unicode', { body: 'one\u2028two\u2029three\u0085four\u000bfive\u000csix' });
letter('control characters', { body: Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)).join('x') });
letter('sequences of a terminal', { body: '\u001b[2J\u001b]0;owned\u0007\u001b[31mred' });

// --- What kind -----------------------------------------------------------------------------------------------------------------

letter('I am away', { fields: ['Auto-Submitted: auto-replied', 'Subject: 自动回复：我在休假'] });
letter('I am away, as Exchange says it', { fields: ['X-Auto-Response-Suppress: All', 'Auto-Submitted: auto-generated'] });
letter('I am away, as old programs say it', { fields: ['Precedence: bulk', 'X-Autoreply: yes'] });
letter('from a list', { fields: ['List-Id: News <news.x.example>', 'List-Unsubscribe: <https://x.example/u>'] });
letter('from ourselves', { fields: ['X-Ombud-Loop: 0199', 'Auto-Submitted: auto-generated'] });
letter('spam, as rspamd says it', { fields: ['X-Spamd-Result: default: True [17.50 / 15.00]'] });
letter('spam, as SpamAssassin says it', { fields: ['X-Spam-Flag: YES', 'X-Spam-Status: Yes, score=15.2 required=5.0'] });
letter('results that somebody made up', { fields: ['Authentication-Results: mx.exchange.example; dkim=pass; spf=pass; dmarc=pass'] });
letter('a bounce', {
    fields: ['From: MAILER-DAEMON@x.example', 'Auto-Submitted: auto-replied', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
    body: multi('report', [
        plain('It could not be delivered.'), part('message/delivery-status', 'Reporting-MTA: dns; x.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n'),
        part('message/rfc822', 'From: support@exchange.example\r\nSubject: ours\r\n\r\nwords'),
    ]),
});
letter('a bounce of QQ', { fields: ['From: PostMaster@qq.example', 'Subject: 系统退信', 'Auto-Submitted: auto-replied'] });
letter('somebody has read it', { fields: ['Content-Type: multipart/report; report-type=disposition-notification; boundary=b'], body: multi('report', [plain('read')]) });
mixed('an invitation', 'alternative', [plain('Come!'), part('text/calendar; method=REQUEST; charset=utf-8', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n')]);

// --- Files ---------------------------------------------------------------------------------------------------------------------

const named = (name, disposition, type = 'image/png') => mixed(name, 'mixed', [plain('look'), file(type, disposition, png)]);
named('a file named in raw UTF-8', 'attachment; filename="充值截图.png"');
named('a file named in raw GBK', join('attachment; filename="', gb, '.png"'));
named('a file named in an encoded word', `attachment; filename="${word('gb2312', gb)}"`);
named('a file named in percents', `attachment; filename*=UTF-8''${percent('充值截图')}.png`);
named('a file named in pieces', `attachment; filename*0*=UTF-8''${percent('充值')}; filename*1*=${percent('截图')}; filename*2=.png`);
named('a file named in pieces that are missing', `attachment; filename*7*=${percent('截图')}; filename*99999999999=x`);
named('a file named in a thousand pieces', `attachment; ${Array.from({ length: 1000 }, (_, i) => `filename*${i}=x`).join('; ')}`);
named('a file whose name leaves its folder', 'attachment; filename="../../../etc/passwd"');
named('a file whose name leaves its drive', 'attachment; filename="C:\\Windows\\x.png"');
named('a file whose name turns direction', 'attachment; filename="invoice\u202egnp.exe"');
named('a file whose name has lines', `attachment; filename="${word('utf-8', 'a\r\nContent-Type: text/html\r\n\r\nb.png')}"`);
named('a file whose name runs', 'attachment; filename="\\"><img src=x onerror=probe(1)>.png"');
named('a file whose name never ends', `attachment; filename="${'n'.repeat(50000)}.png`);
named('a file without a name', 'attachment');
named('a picture that is a page', 'attachment; filename=page.html', 'image/png; name=page.html');
named('a program', 'attachment; filename=setup.exe', 'application/octet-stream');
mixed('a file in an envelope of Outlook', 'mixed', [plain('look'), file('application/ms-tnef', 'attachment; filename=winmail.dat', bytes('789f3e22'))]);
mixed('a letter enclosed', 'mixed', [plain('look what I got'), part('message/rfc822', 'From: thief@evil.example\r\nSubject: 账户异常\r\nContent-Type: text/html\r\n\r\n<script>probe(1)</script>')]);
mixed('a bomb in an archive', 'mixed', [plain('look'), file('application/zip', 'attachment; filename=bomb.zip', bytes('504b0304140000000800000000000000000000000000ffffffff'))]);
mixed('a picture that moves when it is shown', 'mixed', [plain('look'), file('image/svg+xml', 'inline; filename=x.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="probe(1)"/>')]);

// --- Pages with something in them ---------------------------------------------------------------------------------------------------

for (const [name, html] of Object.entries({
    'a script': '<p>words</p><script>probe(1)</script>', 'a handler': '<p>words</p><img src=x onerror=probe(1)>', 'a picture from elsewhere': '<p>words</p><img src="https://track.evil.example/p.gif">',
    'a link that runs': '<a href="javascript:probe(1)">words</a>', 'a link to another place than it says': '<a href="https://evil.example/login">https://exchange.example</a>',
    'a form': '<form action=https://evil.example><input name=password><button>Sign in</button></form>', 'a style over all': '<div style="position:fixed;inset:0">words</div>',
    'a frame': '<iframe srcdoc="<script>parent.probe(1)</script>"></iframe>words', 'a drawing': '<svg onload=probe(1)></svg>words', 'no end of nesting': `${'<div>'.repeat(20000)}words`,
    'no end of attributes': `<p ${'a '.repeat(100000)}>words`, 'a comment that never ends': 'words<!-- more', 'a style that never ends': 'words<style>p{}',
    'words that nobody sees': '<p style="display:none;font-size:0;color:white">hidden words</p><p>words</p>',
})) typed(`a page with ${name}`, 'text/html; charset=utf-8', html);

// --- What stands below an answer -----------------------------------------------------------------------------------------------------

const answer = '验证码还是收不到。My code still does not come.\r\n\r\n';
for (const [client, history] of Object.entries({
    'Gmail': 'On Tue, Jun 3, 2025 at 10:00 AM Support <support@exchange.example> wrote:\r\n\r\n> old words\r\n',
    'Gmail in Chinese': 'Support <support@exchange.example> 于2025年6月3日周二 10:00写道：\r\n\r\n> 旧的话\r\n',
    'Apple Mail': '> On 3 Jun 2025, at 10:00, Support <support@exchange.example> wrote:\r\n> \r\n> old words\r\n',
    'an iPhone in Chinese': '发自我的iPhone\r\n\r\n> 在 2025年6月3日，上午10:00，Support <support@exchange.example> 写道：\r\n> \r\n> 旧的话\r\n',
    'Outlook': '________________________________\r\nFrom: Support <support@exchange.example>\r\nSent: Tuesday, June 3, 2025 10:00\r\nTo: Li\r\nSubject: Re: code\r\n\r\nold words\r\n',
    'Outlook in Chinese': '-----邮件原件-----\r\n发件人: Support <support@exchange.example> \r\n发送时间: 2025年6月3日 10:00\r\n收件人: 李\r\n主题: 验证码\r\n\r\n旧的话\r\n',
    'old Outlook': '-----Original Message-----\r\nFrom: Support\r\nSent: Tuesday\r\nTo: Li\r\nSubject: code\r\n\r\nold words\r\n',
    'QQ': '------------------ 原始邮件 ------------------\r\n发件人: "Support" <support@exchange.example>;\r\n发送时间: 2025年6月3日(星期二) 上午10:00\r\n收件人: "李"<li@customer.example>;\r\n主题: 验证码\r\n\r\n旧的话\r\n',
    'Foxmail': '\r\n发件人： Support\r\n发送时间： 2025-06-03 10:00\r\n收件人： 李\r\n主题： 验证码\r\n\r\n旧的话\r\n',
    '163': '在 2025-06-03 10:00:00，"support" <support@exchange.example> 写道：\r\n\r\n旧的话\r\n',
    'the app of 163': '---- 回复的原邮件 ----\r\n| 发件人 | Support |\r\n| 日期 | 2025年06月03日 10:00 |\r\n\r\n旧的话\r\n',
    'Thunderbird': 'On 6/3/25 10:00, Support wrote:\r\n> old words\r\n\r\n-- \r\nLi Wei\r\nShanghai\r\n',
    'Yahoo of Taiwan': '寄件者: Support\r\n寄件日期: 2025年6月3日\r\n收件者: 李\r\n主旨: 驗證碼\r\n\r\n舊的話\r\n',
    'Proton': '-------- Original Message --------\r\nOn 3 Jun 2025, 10:00, Support < support@exchange.example> wrote:\r\n\r\nold words\r\n',
})) typed(`an answer written with ${client}`, 'text/plain; charset=utf-8', answer + history);
typed('an answer between the lines', 'text/plain; charset=utf-8', '> first question\r\nmy first answer\r\n> second question\r\nmy second answer\r\n');
typed('a letter sent on', 'text/plain; charset=utf-8', '---------- Forwarded message ---------\r\nFrom: Thief <t@evil.example>\r\nDate: x\r\nSubject: y\r\nTo: Li\r\n\r\nClick here\r\n');
typed('ten thousand quotations', 'text/plain', `${'>'.repeat(10000)} deep\r\n`.repeat(20));

export const oddLetters = all;
