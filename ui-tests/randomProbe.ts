/**
 * The programs between random edits: each imports some modules and prints all
 * that it sees of them.
 */
import type { Random } from '../src/__tests__/helpers/random';
import { DATA, NAMES } from './randomDraft';
import { LOG } from './randomModules';
import type { Tree } from './randomTree';
import { baseName, FOLDER, parentName } from './randomTree';

/** What a program sees of one import. */
export type Sight = Readonly<Record<string, unknown>>;

/** What a program sees. */
export interface ISights {
  /** By the name and number of the import. */
  readonly seen: Readonly<Record<string, Sight>>;
  /** `+name` and `-name` for each module whose execution began and ended. */
  readonly log: readonly string[];
  /** The version of Python. */
  readonly version: string;
}

/** A program, and what it imports. */
export interface IProbe {
  readonly program: string;
  /** The modules that it imports by statements of its own. */
  readonly imported: readonly string[];
}

/** What a program looks at. */
export interface IProbeOptions {
  /** Whether it is compared where files are, and what they hold. */
  readonly withFiles: boolean;
}

const BEGIN = `
import builtins as _builtins, importlib as _importlib, importlib.resources as _resources
import inspect as _inspect, json as _json, linecache as _linecache, pkgutil as _pkgutil
import sys as _sys, types as _types
_builtins.${LOG} = []
_all = {}

def _tried(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return type(error).__name__

def _data(package, name):
    return [
        _tried(lambda: _resources.files(package).joinpath(name).read_text()),
        _tried(lambda: (_pkgutil.get_data(package, name) or b"").decode()),
        _tried(lambda: _resources.files(package).joinpath(name).is_file()),
    ]

def _resource_names(package):
    folder = _resources.files(package)
    try:
        return sorted(path.name for path in folder.iterdir() if path.is_file())
    except FileNotFoundError:
        return []  # the worker is not told of folders without files

def _holds(module):
    held = {}
    for alias, value in sorted(vars(module).items()):
        if alias.startswith("_i") and isinstance(value, _types.ModuleType):
            held[alias] = _sys.modules.get(value.__name__) is value
        elif alias.startswith("_i") and isinstance(value, type):
            held[alias] = getattr(_sys.modules.get(value.__module__), "_Thing", None) is value
    return held

def _look(key, module, names=()):
    attributes = vars(module)
    is_package = "__path__" in attributes
    file = attributes.get("__file__")
    sight = {
        "name": module.__name__,
        "package": module.__package__,
        "kind": "package" if is_package else "module",
        "value": attributes.get("_value"),
        "seen": attributes.get("_seen"),
        "public": sorted(name for name in attributes if name.startswith("K")),
        "holds": _holds(module),
        "late": _tried(attributes["_late"]) if "_late" in attributes else None,
        "star": {name: getattr(globals().get(name), "__name__", globals().get(name)) for name in names},
    }
    if WITH_FILES:
        sight["file"] = file
        sight["source"] = file and _tried(_inspect.getsource, module)
        if is_package:
            walked = _tried(lambda: sorted(i[1:] for i in _pkgutil.iter_modules(module.__path__)))
            sight["walked"] = walked
        if module.__package__:
            sight["data"] = {name: _data(module.__package__, name) for name in DATA}
            sight["names"] = _tried(_resource_names, module.__package__)
    _all[key] = sight

def _fail(key, error):
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code, line = traceback.tb_frame.f_code, traceback.tb_lineno
        if "/${FOLDER}/" in code.co_filename or code.co_filename.endswith("/solo.py"):
            text = _linecache.getline(code.co_filename, line) if WITH_FILES else None
            frames.append([code.co_filename, line, code.co_name, text])
        traceback = traceback.tb_next
    _all[key] = {
        "error": type(error).__name__,
        "message": str(error),
        "text": getattr(error, "text", None) if WITH_FILES else None,
        "frames": frames,
    }
`;

const END = `
_version = "%d.%d" % _sys.version_info[:2]
print(_json.dumps({"seen": _all, "log": _builtins.${LOG}, "version": _version}))
`;

/** A program that imports some of the modules that there are, and others. */
export function makeProbe(
  random: Random,
  tree: Tree,
  { withFiles }: IProbeOptions
): IProbe {
  const found = [...tree.modules.keys()];
  const imported: string[] = [];
  const parts = Array.from({ length: 3 + random.below(6) }, (_, index) => {
    const some = found.length > 0 ? random.pick(found) : FOLDER;
    const name = random.oneIn(10) ? `${some}.${random.pick(NAMES)}` : some;
    const way = random.below(10);
    let statement = `import ${name} as _m`;
    let names = '()';
    if (way === 0) {
      statement = `_m = _importlib.import_module("${name}")`;
    } else {
      imported.push(name);
      const parent = parentName(name);
      if (way < 4 && parent) {
        const child = baseName(name.replace(/\./g, '/'));
        statement = `from ${parent} import ${child} as _m`;
      } else if (way === 4) {
        statement = `from ${name} import *\n    import ${name} as _m`;
        names = 'getattr(_m, "__all__", ())';
      }
    }
    const key = `"${index} ${name}"`;
    return [
      'try:',
      `    ${statement}`,
      `    _look(${key}, _m, ${names})`,
      'except BaseException as _error:',
      `    _fail(${key}, _error)`
    ].join('\n');
  });
  const begin = BEGIN.replace(/WITH_FILES/g, withFiles ? 'True' : 'False');
  const program = [
    begin.replace('in DATA}', `in ${JSON.stringify(DATA)}}`),
    ...parts,
    END
  ].join('\n');
  return { program, imported };
}

/**
 * What a program printed.
 *
 * @param root - the folder that its modules are in, as it calls it.
 */
export function readSights(
  output: string,
  root: string,
  { withFiles }: IProbeOptions
): ISights {
  const line = output.split('\n').find(text => text.startsWith('{"seen"'));
  if (line === undefined) {
    throw new Error(`The program printed no sights, but: ${output}`);
  }
  return JSON.parse(line, (_, value: unknown) => {
    if (typeof value !== 'string') {
      return value;
    }
    const text = normalize(value.split(root).join('ROOT'));
    // The published plugin tells modules nothing of their files.
    return withFiles
      ? text
      : text.replace(/ \((ROOT.*|unknown location)\)/, '');
  }) as ISights;
}

/** Leave out whether a package that lacks a name was just being imported. */
function normalize(text: string): string {
  return text
    .replace('partially initialized module ', '')
    .replace(/ ?\(most likely due to a circular import\)/, '');
}

/** What differs, in lines. */
export function differences(
  is: unknown,
  should: unknown,
  path: readonly string[] = []
): string[] {
  if (isObject(is) && isObject(should)) {
    const keys = new Set([...Object.keys(is), ...Object.keys(should)]);
    return [...keys].flatMap(key =>
      differences(is[key], should[key], [...path, key])
    );
  }
  const [one, other] = [JSON.stringify(is), JSON.stringify(should)];
  return one === other
    ? []
    : [`${path.join(' / ')}: ${one}, on a disk: ${other}`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
