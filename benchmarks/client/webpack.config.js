/* Bundles the benchmark's clients, with the extension's own sources, for Node. */
const { resolve } = require('node:path');

const root = resolve(__dirname, '..', '..');

module.exports = {
  mode: 'none',
  target: 'node20',
  devtool: false,
  entry: resolve(__dirname, 'main.ts'),
  output: {
    path: process.env.BENCH_BUNDLE_FOLDER,
    filename: 'client.js'
  },
  // These load modules of their own at run time.
  externals: {
    '@deephaven/jsapi-nodejs': 'import @deephaven/jsapi-nodejs',
    'playwright-core': 'commonjs playwright-core',
    ws: 'commonjs ws'
  },
  resolve: {
    extensions: ['.ts', '.tsx', '.js'],
    modules: [resolve(root, 'node_modules')]
  },
  resolveLoader: { alias: { transpile: resolve(__dirname, 'transpile.js') } },
  module: {
    rules: [{ test: /\.tsx?$/, use: 'transpile' }]
  },
  performance: { hints: false },
  // ws is asked for what makes it faster, and does without.
  ignoreWarnings: [/bufferutil|utf-8-validate|Critical dependency/]
};
