import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { coastPlugin } from './coast.ts';
import { coastBox } from './src/map/area.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), coastPlugin(coastBox)],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    reportCompressedSize: false,
    // What public/offline.js keeps is chosen from it.
    manifest: 'built.json',
    target: 'es2022',
    // The first browsers with light-dark(), of May 2024: rewritten for older ones it finds no scheme and is no colour.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The map's library alone is larger than the default; it is loaded when a map is shown.
    chunkSizeWarningLimit: 1_500,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080', '/nearby': 'http://127.0.0.1:8080' } },
});
