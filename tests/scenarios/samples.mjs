// Files as phones and strangers send them, made here byte by byte.
import { crc32, deflateSync } from 'node:zlib';

function chunk(type, data) {
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    out.write(type, 4, 'latin1');
    data.copy(out, 8);
    out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
    return out;
}

// TIFF with a GPS position (30° 15′ N, 120° 10′ E) and a description, as cameras write it.
export function exif(description) {
    const text = Buffer.from(`${description}\0`);
    const tiff = Buffer.alloc(200 + text.length);
    tiff.write('II*\0', 0, 'latin1');
    tiff.writeUInt32LE(8, 4);
    const entry = (at, tag, type, count, value) => {
        tiff.writeUInt16LE(tag, at);
        tiff.writeUInt16LE(type, at + 2);
        tiff.writeUInt32LE(count, at + 4);
        if (Buffer.isBuffer(value)) value.copy(tiff, at + 8);
        else tiff.writeUInt32LE(value, at + 8);
    };
    tiff.writeUInt16LE(2, 8);
    entry(10, 0x010e, 2, text.length, 200);
    entry(22, 0x8825, 4, 1, 40);
    text.copy(tiff, 200);
    tiff.writeUInt16LE(4, 40);
    entry(42, 1, 2, 2, Buffer.from('N\0\0\0'));
    entry(54, 2, 5, 3, 100);
    entry(66, 3, 2, 2, Buffer.from('E\0\0\0'));
    entry(78, 4, 5, 3, 124);
    [30, 1, 15, 1, 0, 1, 120, 1, 10, 1, 0, 1].forEach((number, index) => tiff.writeUInt32LE(number, 100 + 4 * index));
    return tiff;
}

// A picture of one colour a row; `extra` are chunks before the pixels. `claimed` lies about the size.
export function png(width, height, { extra = [], claimed = [width, height], colour = (row) => [row % 256, 90, 160] } = {}) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(claimed[0], 0);
    header.writeUInt32BE(claimed[1], 4);
    header.set([8, 2, 0, 0, 0], 8);
    const rows = Buffer.alloc(height * (1 + width * 3));
    for (let row = 0; row < height; ++row) {
        const pixel = Buffer.from(colour(row));
        for (let x = 0; x < width; ++x) pixel.copy(rows, row * (1 + width * 3) + 1 + x * 3);
    }
    return Buffer.concat([
        Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), ...extra.map(([type, data]) => chunk(type, data)),
        chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0)),
    ]);
}

const whiteSquare = Buffer.from(
    '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQj' +
    'hCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAIAAgDASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAA' +
    'AAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NT' +
    'Y3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ' +
    '2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQ' +
    'dhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOU' +
    'lZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD0CiiigD//2Q==',
    'base64');

// A white square of 8 × 8 from a camera that knows where it was.
export function jpeg(description) {
    const data = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(description)]);
    const segment = Buffer.alloc(4);
    segment.writeUInt16BE(0xffe1, 0);
    segment.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([whiteSquare.subarray(0, 2), segment, data, whiteSquare.subarray(2)]);
}
