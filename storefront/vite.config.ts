import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Two pages, so that the console's code never loads in the shop. */
const pages = { shop: 'index.html', console: 'console.html' };

/** `npm run dev -w storefront` uses the gateway of `npm start`. */
const gateway = 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react(), tailwindcss()],
  build: {
    target: 'es2022',
    // The manifest is what the size rule reads.
    manifest: true,
    // The policy of the pages allows neither inline scripts nor `data:` scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { input: pages },
  },
  server: { host: '127.0.0.1', proxy: { '/api': gateway } },
});
