import js from '@eslint/js';
import jupyterPlugin from '@jupyter/eslint-plugin';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

// Every rule of the Jupyter plugin, as an error.
const jupyterRules = Object.fromEntries(
  Object.keys(jupyterPlugin.rules).map(rule => [`jupyter/${rule}`, 'error'])
);
// What plugins provide from their activation on: models, commands, the sidebar.
jupyterRules['jupyter/prefer-lazy-imports'] = [
  'error',
  {
    ignoreImports: [
      '../files/fileStore',
      '../files/openDocuments',
      './addKernels',
      './*Command',
      './*Commands',
      './*Renderer',
      './tables/*Renderer',
      './cellRuns',
      './formatDefaults',
      './kernelMaker',
      './provider',
      '../servers/documents/serverPicker',
      './tables/liveTables',
      '../results/formatDefaults',
      './errorMarks',
      './openOrigin',
      '../errors/openOrigin',
      '../runCommands',
      './output/announcer',
      './remembered/consents',
      './runs',
      './runningServers',
      './servedModules',
      './servers',
      './tooltips/extension',
      './writing'
    ]
  }
];

const PANEL = 'python/deephaven-plugin-python-remote-file-source/js';

export default defineConfig([
  {
    ignores: [
      '.dev',
      '**/node_modules',
      '**/dist',
      '**/lib',
      'coverage',
      'python/**/labextension',
      'ui-tests/test-results',
      '**/*.js',
      '**/*.d.ts'
    ]
  },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { jupyter: jupyterPlugin },
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        project: 'tsconfig.test.json',
        sourceType: 'module'
      }
    },
    rules: {
      ...jupyterRules,
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { args: 'none', ignoreRestSiblings: true }
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-namespace': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      curly: ['error', 'all'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'prefer-arrow-callback': 'error'
    }
  },
  {
    // The panel of Deephaven's web IDE is no part of JupyterLab.
    files: [`${PANEL}/**/*.ts`, `${PANEL}/**/*.tsx`],
    languageOptions: {
      parserOptions: { project: `${PANEL}/tsconfig.json` }
    },
    rules: Object.fromEntries(
      Object.keys(jupyterRules).map(rule => [rule, 'off'])
    )
  },
  {
    // Node loads these: JupyterLab's builder, and the check of layers.
    files: ['**/*.cjs'],
    languageOptions: { globals: globals.node },
    rules: { '@typescript-eslint/no-require-imports': 'off' }
  },
  prettierRecommended
]);
