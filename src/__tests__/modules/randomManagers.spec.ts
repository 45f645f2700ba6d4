/**
 * Random edits, on the server and in editors, with runs between them, whatever
 * the contents manager says of times and however the page's clock jumps.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';

import { followDocument } from '../../files/documentChanges';
import { OpenDocuments } from '../../files/openDocuments';
import type { Kind } from '../helpers/contentsServers';
import { ContentsServer, KINDS } from '../helpers/contentsServers';
import { FakeDocument, managing } from '../helpers/fakeDocuments';
import { Random } from '../helpers/random';
import { resolverOf } from '../helpers/resolving';

const STEPS = Number(process.env.RANDOM_EDITS_STEPS ?? 250);
const SEED = Number(process.env.RANDOM_EDITS_SEED ?? 1);

const PATHS = ['a', 'b', 'sub/c', 'sub/d', 'sub/e'].map(of => `pkg/${of}.py`);

const PROGRAM = 'from pkg import a, b; from pkg.sub import c, d, e';

/** Where times do not tell of a file that takes another one's place. */
const NEVER_REPLACED: readonly Kind[] = ['the times of creation'];

/** Where an edit that sets the time back can be seen. */
const SET_BACK: readonly Kind[] = [
  'the times of a disk',
  'one time for all files, with sizes',
  'one time for all files, without sizes',
  'no times'
];

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setTimeout'] });
});

afterEach(() => {
  jest.useRealTimers();
});

it.each(Object.keys(KINDS) as Kind[])(
  `random edits with a contents manager that tells %s (seed ${SEED})`,
  async kind => {
    const random = new Random(SEED);
    const server = new ContentsServer(kind);
    const open = new Map<string, { document: FakeDocument; base: string }>();
    const resolver = resolverOf(server.store, [{ name: 'pkg', path: 'pkg' }], {
      documents: new OpenDocuments(
        managing(() => [...open.values()].map(({ document }) => document))
      )
    });
    let texts = 0;
    // All have the same length.
    const text = () => `x = ${1000 + texts++}`;
    const history: string[] = [];
    PATHS.forEach(path => server.write(path, text()));

    const edits: Record<string, (path: string) => void> = {
      write: path => server.write(path, text()),
      'write again': path => server.write(path, text()),
      'write, with the time of before': path =>
        SET_BACK.includes(kind) && server.paths.includes(path)
          ? server.writeKeepingTime(path, text())
          : server.write(path, text()),
      replace: path =>
        NEVER_REPLACED.includes(kind)
          ? server.write(path, text())
          : server.replace(path, text()),
      remove: path =>
        !NEVER_REPLACED.includes(kind) &&
        random.oneIn(3) &&
        server.remove(path),
      open: path => {
        if (server.paths.includes(path)) {
          const base = server.text(path);
          const document = new FakeDocument(path);
          followDocument(document as unknown as DocumentRegistry.Context);
          void document.load(base);
          open.set(path, { document, base });
        }
      },
      type: path => open.get(path)?.document.edit(text()),
      save: path => {
        const editor = open.get(path);
        if (editor) {
          const end = editor.document.save();
          editor.base = editor.document.text;
          server.write(path, editor.base);
          if (random.oneIn(3)) {
            editor.document.edit(text());
          }
          end();
        }
      },
      close: path => open.delete(path),
      wait: () => server.wait(random.pick([1, 100, 999, 5000, 1e6])),
      'jump of the page’s clock': () => {
        jest.setSystemTime(Date.now() + random.pick([-1e7, -1e4, 1e4, 1e7]));
      },
      'look in the background': () => undefined
    };

    for (let step = 0; step < STEPS; step++) {
      const edit = random.pick(Object.keys(edits));
      const path = random.pick(PATHS);
      edits[edit](path);
      history.push(`${step}. ${edit} ${path}`);
      if (edit.startsWith('look')) {
        await (await resolver.survey()).snapshot();
      }
      if (random.oneIn(3)) {
        continue;
      }
      const release = resolver.hold();
      const { contents, files } = await resolver.snapshot(PROGRAM);
      release();
      const seen = PATHS.map(of => {
        const version = files.get(`/jupyter/${of}`);
        return version && (contents.get(version)?.data ?? version);
      });
      const expected = PATHS.map(of => {
        const { base, document } = open.get(of) ?? {};
        if (!server.paths.includes(of)) {
          return undefined;
        }
        return document && document.text !== base
          ? document.text
          : server.text(of);
      });
      expect({ seen, history: history.slice(-8) }).toEqual({
        seen: expected,
        history: history.slice(-8)
      });
    }
  }
);
