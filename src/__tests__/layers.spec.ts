import { execFileSync } from 'child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, resolve } from 'path';

const ROOT = resolve(__dirname, '../..');
const TOOL = join(
  ROOT,
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'
);

/** The names of the rules that a tree of sources breaks. */
function broken(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  try {
    writeFileSync(join(folder, 'tsconfig.json'), '{}');
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const config = join(ROOT, '.dependency-cruiser.cjs');
    const args = [TOOL, 'src', '--config', config, '--output-type', 'json'];
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const { summary } = JSON.parse(
      execFileSync(process.execPath, args, options)
    );
    const names = summary.violations.map(
      (violation: { rule: { name: string } }) => violation.rule.name
    );
    return [...new Set<string>(names)].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const EMPTY = 'export {};';

describe('the layers of src', () => {
  it('let a room import rooms below it', () => {
    expect(
      broken({
        'src/runs/a.ts': "import '../protocol/b'; import '../tokens';",
        'src/protocol/b.ts': EMPTY,
        'src/tokens.ts': EMPTY
      })
    ).toEqual([]);
  });

  it.each([
    ['a room above', "import '../sidebar/b';"],
    ['a type of a room above', "import type { B } from '../sidebar/b';"],
    ['a room above, later', "void import('../sidebar/b');"]
  ])('forbid %s', (_, text) => {
    const files = {
      'src/servers/a.ts': text,
      'src/sidebar/b.ts': 'export type B = 1;'
    };
    expect(broken(files)).toEqual(['servers-imports-rooms-below']);
  });

  it('forbid a circle, also of types', () => {
    const files = {
      'src/runs/a.ts': "import { b } from './b'; export const a = b;",
      'src/runs/b.ts':
        "import type { a } from './a'; export const b = 1 as unknown as typeof a;"
    };
    expect(broken(files)).toEqual(['no-circles']);
  });

  it('forbid a pure room to know what is public or has a face', () => {
    const files = {
      'src/modules/a.ts': "import '../tokens';",
      'src/tokens.ts': EMPTY
    };
    expect(broken(files)).toEqual(['pure-rooms']);
    const widgets = {
      'src/modules/a.ts': "import '@lumino/widgets';",
      'node_modules/@lumino/widgets/package.json':
        '{"name": "@lumino/widgets", "main": "index.js"}',
      'node_modules/@lumino/widgets/index.js': ''
    };
    expect(broken(widgets)).toEqual(['pure-rooms']);
  });

  it('forbid a folder that is no room', () => {
    const files = { 'src/misc/a.ts': EMPTY, 'src/misc/b.ts': "import './a';" };
    expect(broken(files)).toEqual(['no-room-without-a-floor']);
  });
});
