// The letters that are measured, the same from the same seed: plain ones and pages, Chinese in GB18030 and in UTF-8, histories, files, pictures and
// letters within letters; three of ten answer an earlier one. Nobody wrote them.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

function dice(seed) {
    const next = () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const below = (bound) => Math.floor(next() * bound);
    return { below, between: (low, high) => low + below(high - low + 1), of: (list) => list[below(list.length)], chance: (part) => next() < part };
}

const english = ['My withdrawal of 250 USDT has been pending since yesterday evening.', 'The status says processing, but nothing has moved on the chain.',
    'I sent the deposit on the network that your page showed me.', 'Could somebody please have a look at it?', 'I have attached what I see on my side.',
    'The confirmation letter never reached my inbox, and I looked in the spam folder, too.', 'I changed my phone last week and cannot sign in any more.',
    'Your help page says it takes two hours; it has been nineteen.', 'The amount left my other wallet, and the explorer shows it as confirmed.',
    'Please tell me what else you need from me.', 'I have been a customer for three years and this has not happened before.', 'Thank you for your patience with my questions.'];
const chinese = ['我昨天晚上提现了二百五十个USDT，到现在还没有到账。', '页面一直显示处理中，链上查不到任何记录。', '充值的时候我是按照你们页面提示的网络转的。', '麻烦帮忙看一下是什么原因。',
    '截图和交易记录放在附件里了。', '验证邮件一直收不到，垃圾箱也找过了。', '上周换了手机，现在登录不上去。', '帮助中心写的是两个小时，已经等了十九个小时。', '钱已经从另一个钱包转出来了，浏览器上显示已确认。',
    '还需要我提供什么资料，请告诉我。', '用了三年了，第一次遇到这种情况。', '辛苦了，谢谢。'];
const subjects = { en: ['Withdrawal pending', 'Deposit not credited', 'I cannot sign in', 'Question about fees', 'Verification letter'], zh: ['提现没有到账', '充值未到账', '登录不了', '手续费问题', '收不到验证邮件'] };

// Node decodes GB18030 and does not encode it.
const gb18030 = (() => {
    const decoder = new TextDecoder('gb18030');
    const known = new Map();
    for (let lead = 0x81; lead <= 0xfe; ++lead)
        for (let trail = 0x40; trail <= 0xfe; ++trail) {
            const [character, more] = decoder.decode(Uint8Array.of(lead, trail));
            if (more === undefined && character !== '\ufffd') known.set(character, [lead, trail]);
        }
    return (text) => Buffer.from(Array.from(text, (each) => (each < '\x80' ? each.charCodeAt(0) : known.get(each))).flat());
})();

const lines76 = (text) => text.replace(/.{76}/g, '$&\r\n');
const base64 = (bytes) => lines76(Buffer.from(bytes).toString('base64'));
const quotedPrintable = (text) =>
    text.split('\r\n').map((line) => line.replace(/[^\t\x20-\x3c\x3e-\x7e]/gu, (each) => [...Buffer.from(each)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''))
        .replace(/(?:=[0-9A-F]{2}|.){73}(?!$)/g, '$&=\r\n')).join('\r\n');

function picture(random) {
    const [width, height] = [random.between(120, 480), random.between(90, 360)];
    const chunk = (name, data) => {
        const body = Buffer.concat([Buffer.from(name), data]);
        const ends = Buffer.alloc(8);
        ends.writeUInt32BE(data.length);
        ends.writeUInt32BE(crc32(body), 4);
        return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
    };
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width);
    head.writeUInt32BE(height, 4);
    head.set([8, 2], 8);
    const rows = Buffer.alloc(height * (1 + 3 * width));
    for (let at = 0; at < rows.length; ++at) rows[at] = at % (1 + 3 * width) === 0 ? 0 : (at >> 6) + random.below(4);
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const paper = (random) => Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from(Array.from({ length: random.between(20, 160) * 256 }, () => random.below(2 ** 32).toString(16)).join(''), 'latin1'), Buffer.from('\n%%EOF\n')]);

// What a letter is made of. A part is its header lines and its body, both as bytes.
const part = (headers, body) => Buffer.concat([Buffer.from(`${headers.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
const encodings = {
    '8bit': (text, encode) => encode(text),
    base64: (text, encode) => base64(encode(text)),
    'quoted-printable': (text) => quotedPrintable(text),
};
const words = (text, { type = 'plain', charset = 'utf-8', encoding = '8bit' } = {}) =>
    part([`Content-Type: text/${type}; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`], encodings[encoding](text, charset === 'utf-8' ? Buffer.from : gb18030));
const file = (type, name, bytes, more = []) => part([`Content-Type: ${type}; name="${name}"`, 'Content-Transfer-Encoding: base64', `Content-Disposition: attachment; filename="${name}"`, ...more], base64(bytes));
function holder(random, kind, parts) {
    const boundary = `----=_${random.below(2 ** 32).toString(36)}${random.below(2 ** 32).toString(36)}`;
    const pieces = parts.flatMap((each) => [Buffer.from(`--${boundary}\r\n`), each, Buffer.from('\r\n')]);
    return part([`Content-Type: multipart/${kind}; boundary="${boundary}"`], Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]));
}

const sentences = (random, from, least, most) => Array.from({ length: random.between(least, most) }, () => random.of(from));
const paragraphs = (random, from) => Array.from({ length: random.between(1, 6) }, () => sentences(random, from, 1, 4).join(from === english ? ' ' : '')).join('\r\n\r\n');
const history = (random, text) => `${text}\r\n\r\nOn Mon, 23 Nov 2026 at 10:0${random.below(10)}, Support <support@exchange.test> wrote:\r\n${paragraphs(random, english).split('\r\n').map((line) => `> ${line}`).join('\r\n')}\r\n`;

// As mail programs write them: tables in tables, a style on everything, comments for Outlook, a pixel that counts.
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
function page(random, text) {
    const style = 'margin:0cm;font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif;mso-fareast-language:EN-US';
    const row = (line) => `<tr><td style="padding:4px 8px" bgcolor="#ffffff" valign="top"><p class="MsoNormal" style="${style}"><span lang="EN-GB" style="color:#1F497D">${escaped(line) || '&nbsp;'}<o:p></o:p></span></p></td></tr>`;
    const notes = Array.from({ length: random.between(2, 12) }, (_, number) => `<tr><td><a href="https://links.example/c/${random.below(2 ** 32).toString(36)}?n=${number}"><font face="Arial" size="2">${random.of(english)}</font></a></td><td align="right"><b>${random.below(9999)}.00</b></td></tr>`);
    return `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html"><style><!-- p.MsoNormal {margin:0cm; font-size:11.0pt;} a:link {color:#0563C1;} ${'.x {color:red} '.repeat(random.between(5, 40))}--></style>
<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head><body lang="EN-GB" link="#0563C1"><div class="WordSection1"><table border="0" cellspacing="0" cellpadding="0" width="600"><tbody>
${text.split('\r\n').map(row).join('\r\n')}\r\n<tr><td><table width="100%">${notes.join('\r\n')}</table></td></tr></tbody></table><img src="https://links.example/o/${random.below(2 ** 32)}.gif" width="1" height="1" alt=""></div></body></html>`.replace(/\r?\n/g, '\r\n');
}

const alternative = (random, text, html = page(random, text)) => holder(random, 'alternative', [words(text), words(html, { type: 'html', encoding: 'quoted-printable' })]);
const kinds = [
    [24, 'en', (random) => words(paragraphs(random, english))],
    [8, 'zh', (random) => words(paragraphs(random, chinese), { encoding: 'base64' })],
    [12, 'zh', (random) => words(paragraphs(random, chinese), { charset: 'gb18030', encoding: random.chance(0.5) ? '8bit' : 'base64' })],
    [24, 'en', (random) => alternative(random, paragraphs(random, english))],
    [8, 'zh', (random) => words(page(random, paragraphs(random, chinese)), { type: 'html', charset: 'gb18030', encoding: 'base64' })],
    [12, 'en', (random) => alternative(random, history(random, paragraphs(random, english)))],
    [6, 'en', (random) => holder(random, 'mixed', [alternative(random, paragraphs(random, english)), file('application/pdf', 'statement.pdf', paper(random)), file('text/plain', 'log.txt', paragraphs(random, english).repeat(20))])],
    [3, 'en', (random) => {
        const text = paragraphs(random, english);
        const html = page(random, text).replace('</body>', '<img src="cid:screen@phone.test"></body>');
        return holder(random, 'related', [alternative(random, text, html), file('image/png', 'screen.png', picture(random), ['Content-ID: <screen@phone.test>'])]);
    }],
    [3, 'zh', (random) => {
        const inner = Buffer.concat([Buffer.from('From: other@customers.test\r\nSubject: Inner\r\nMIME-Version: 1.0\r\n'), alternative(random, paragraphs(random, english))]);
        return holder(random, 'mixed', [words(paragraphs(random, chinese), { charset: 'gb18030' }), part(['Content-Type: message/rfc822', 'Content-Disposition: attachment'], inner)]);
    }],
];
const weight = kinds.reduce((sum, [share]) => sum + share, 0);

function pick(random) {
    let left = random.below(weight);
    return kinds.find(([share]) => (left -= share) < 0);
}

// What mail servers on the way wrote above it.
const trail = (random, number) => [
    `Return-Path: <writer${number}@customers.test>`, 'Delivered-To: support@exchange.test',
    ...Array.from({ length: random.between(2, 5) }, (_, hop) => `Received: from relay${hop}.customers.test (relay${hop}.customers.test [192.0.2.${random.below(250)}])\r\n\tby mx${hop}.exchange.test (Postfix) with ESMTPS id ${random.below(2 ** 32).toString(36).toUpperCase()}\r\n\tfor <support@exchange.test>; Mon, 23 Nov 2026 09:${random.between(10, 59)}:00 +0000 (UTC)`),
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=customers.test; s=s1;\r\n\tt=1763888400; h=from:to:subject:date;\r\n\tbh=${Buffer.alloc(32, number & 255).toString('base64')};\r\n\tb=${lines76(Buffer.alloc(256, random.below(256)).toString('base64')).replace(/\r\n/g, '\r\n\t ')}`,
    'X-Mailer: Bench', 'MIME-Version: 1.0',
];

export function* letters(count, seed = 20261129) {
    const random = dice(seed);
    for (let number = 0; number < count; ++number) {
        const [, language, body] = pick(random);
        const answered = number > 20 && random.chance(0.3) ? number - random.between(1, 20) : undefined;
        const writer = answered ?? number;
        const subject = subjects[language][writer % 5];
        const head = [
            ...trail(random, writer), `From: Writer ${writer} <writer${writer}@customers.test>`, 'To: Support <support@exchange.test>',
            `Subject: ${answered === undefined ? '' : 'Re: '}${language === 'zh' ? `=?GB18030?B?${gb18030(subject).toString('base64')}?=` : subject}`,
            `Message-ID: <bench-${number}@customers.test>`, `Date: Mon, 23 Nov 2026 10:${String(number % 60).padStart(2, '0')}:00 +0800`,
            ...(answered === undefined ? [] : [`In-Reply-To: <bench-${answered}@customers.test>`, `References: <bench-${answered}@customers.test>`]),
        ];
        yield Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n`), body(random)]);
    }
}

// Each in a file of its own; how many bytes they are together.
export function writeLetters(folder, count) {
    mkdirSync(folder, { recursive: true });
    let bytes = 0, number = 0;
    for (const letter of letters(count)) {
        writeFileSync(path.join(folder, `${String(number++).padStart(6, '0')}.eml`), letter);
        bytes += letter.length;
    }
    return bytes;
}
