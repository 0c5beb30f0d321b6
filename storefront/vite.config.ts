import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Two pages, so that the console's code never loads in the shop. */
const pages = { shop: 'index.html', console: 'console.html' };

/** `npm run dev -w storefront` uses the gateway of `npm start`. */
const gateway = 'http://127.0.0.1:3000';

/** In development, as any server of `dist/` has to: every page below `/console` is console.html. */
const consolePages: Plugin = {
  name: 'console-pages',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (/^\/console(?:[/?]|$)/.test(request.url ?? '')) request.url = '/console.html';
      next();
    });
  },
};

/** Web servers send the compressed copy beside a file as it is. */
const compress: Plugin = {
  name: 'compress',
  apply: 'build',
  writeBundle({ dir = 'dist' }) {
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    for (const file of names
      .filter((name) => /\.(js|css|svg|html)$/.test(name))
      .map((name) => join(dir, name)))
      writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), consolePages, compress],
  build: {
    target: 'es2022',
    // The manifest is what the size rule reads.
    manifest: true,
    // The policy of the pages allows neither inline scripts nor `data:` scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages },
  },
  server: {
    host: '127.0.0.1', // The gateway compares the host with the origin of a request that signs in.
    proxy: { '/api': { target: gateway, changeOrigin: false } },
  },
});
