// Builds the assets beside this folder; with --check, only compares them with what is there.
// Usage: npm ci --ignore-scripts && node build.mjs [--check]
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const target = dirname(here);

const result = await build({
  absWorkingDir: here,
  entryPoints: { graphiql: 'main.js' },
  outdir: target,
  bundle: true,
  minify: true,
  legalComments: 'none',
  format: 'iife',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  metafile: true,
  write: false,
});

// The fonts are inlined in the style, which the policy refuses; the system's fonts serve.
const withoutFonts = (style) => style.replace(/@font-face\s*\{[^}]*\}/g, '');

function packageOf(input) {
  const match = /^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match && input.slice(0, match[0].length - 1);
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(here, folder, 'package.json')),
  );
  const file = readdirSync(join(here, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const holder = (author?.name ?? author ?? `the contributors of ${name}`).replace(/\s*[<(].*/, '');
  const text = file
    ? readFileSync(join(here, folder, file), 'utf8').trim()
    : `Licence: ${license}; copyright (c) ${holder}`;
  return `${name} ${version} (${license})\n\n${text.replace(/\r\n/g, '\n')}\n`;
}

const folders = [...new Set(Object.keys(result.metafile.inputs).map(packageOf).filter(Boolean))];
const rule = `\n${'-'.repeat(80)}\n\n`;
const assets = {
  'graphiql.js': result.outputFiles.find((file) => file.path.endsWith('.js')).text,
  'graphiql.css': withoutFonts(result.outputFiles.find((file) => file.path.endsWith('.css')).text),
  'NOTICE.txt': [
    'graphiql.js and graphiql.css are built from the packages below, each under its own licence.\n',
    ...folders.sort().map(noticeOf),
  ].join(rule),
};
assets.SHA256SUMS = Object.entries(assets)
  .map(([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`)
  .join('');

let different = 0;
for (const [name, text] of Object.entries(assets)) {
  const path = join(target, name);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is not what the build makes; run node build.mjs`);
    different += 1;
  }
}
console.log(`${folders.length} packages, ${assets['graphiql.js'].length} characters of script`);
process.exit(different ? 1 : 0);
