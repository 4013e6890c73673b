// How the web page is built: from src/ui into dist/ui, which the API serves. Nothing inline, since the page's content
// security policy allows no inline script; the style nonce is put in by the server for each answer.
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('./src/ui'),
  plugins: [react()],
  build: {
    outDir: path('./dist/ui'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // light-dark() stays as it is: its replacement does not follow the switch between light and dark.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 700,
  },
});
