import { build } from 'esbuild';

// One file with tfjs in it, which `contraseg export --format web` copies: exporting needs no bundler, the page no network.
await build({
  entryPoints: ['dist/src/web/page/script.js'],
  outfile: 'dist/src/web/page/bundle.js',
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'eof',
  logLevel: 'warning',
});
