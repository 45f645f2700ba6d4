/**
 * The layers of `src`: a room imports rooms below it only, and nothing in a circle.
 */

/** The rooms, from the ground up. CONTRIBUTING.md says what each is for. */
const ROOMS = [
  'protocol',
  'tree',
  'modules',
  'files',
  'connection',
  'worker',
  'ui',
  'servers',
  'serving',
  'completion',
  'runs',
  'notebook',
  'results',
  'kernel',
  'sidebar'
];

/** Rooms that know neither JupyterLab nor Deephaven, nor anything with a face. */
const PURE = ['protocol', 'tree', 'modules', 'completion/python'];

const inRooms = rooms => `^src/(?:${rooms.join('|')})/`;

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    ...ROOMS.slice(0, -1).map((room, floor) => ({
      name: `${room}-imports-rooms-below`,
      severity: 'error',
      from: { path: inRooms([room]) },
      to: { path: inRooms(ROOMS.slice(floor + 1)) }
    })),
    {
      name: 'pure-rooms',
      comment: 'The same code runs in Node clients, benchmarks and unit tests.',
      severity: 'error',
      from: { path: inRooms(PURE) },
      to: {
        path: [
          '^src/[^/]+$',
          'node_modules/(?:@jupyterlab|@deephaven|@lumino/(?:widgets|commands)|react)'
        ]
      }
    },
    {
      name: 'list-of-plugins-is-on-top',
      severity: 'error',
      from: { path: '^src/.', pathNot: '^src/index[.]ts$' },
      to: { path: '^src/index[.]ts$' }
    },
    {
      name: 'no-room-without-a-floor',
      comment: 'A new folder of src belongs in the list of rooms.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: inRooms([...ROOMS, '__tests__']) },
      to: {}
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/__tests__/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count: a room that knows another's types depends on it.
    tsPreCompilationDeps: true
  }
};
