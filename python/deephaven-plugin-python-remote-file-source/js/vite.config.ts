/**
 * Builds the panel into the Python package, as Deephaven's servers want it:
 * a package.json, and the one CommonJS file that it names.
 */
import { defineConfig } from 'vite';

import pkg from './package.json';

const INTO = '../src/deephaven/python_remote_file_source/_js';

/** What the server reads of a package.json. */
const MANIFEST = {
  name: pkg.name,
  version: pkg.version,
  license: pkg.license,
  main: pkg.main
};

export default defineConfig({
  build: {
    outDir: INTO,
    emptyOutDir: true,
    minify: false,
    target: 'es2020',
    lib: {
      entry: 'src/index.ts',
      formats: ['cjs'],
      fileName: () => pkg.main
    },
    rollupOptions: {
      // The web IDE has them all, and they must be its own: its themes and
      // its React are theirs.
      external: ['react', 'react-dom', /^@deephaven\//]
    }
  },
  plugins: [
    {
      name: 'manifest',
      apply: 'build',
      generateBundle() {
        this.emitFile({
          type: 'asset',
          fileName: 'package.json',
          source: `${JSON.stringify(MANIFEST, null, 2)}\n`
        });
      }
    }
  ]
});
