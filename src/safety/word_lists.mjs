// Writes the ten BIP-39 word lists, a line each: the language, then its 2,048 words in order.
// Usage: node word_lists.mjs OUT
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(new URL('../../web/shared/package.json', import.meta.url))
const languages = ['english', 'simplified-chinese', 'traditional-chinese', 'japanese', 'korean', 'french', 'italian', 'spanish', 'portuguese', 'czech']

const lines = []
for (const language of languages) {
  const { wordlist } = await import(pathToFileURL(require.resolve(`@scure/bip39/wordlists/${language}.js`)))
  if (wordlist.length !== 2048) throw new Error(`${language} has ${wordlist.length} words, not 2048`)
  lines.push([language, ...wordlist.map((word) => word.normalize('NFC'))].join(' ') + '\n')
}
mkdirSync(dirname(process.argv[2]), { recursive: true })
writeFileSync(process.argv[2], lines.join(''))
