/**
 * The Python modules of the random edits: texts that record what they see of
 * other modules when they are executed.
 */

/** What imports something: a statement, or a call. */
export type Form = 'import' | 'from' | 'value' | 'thing' | 'star' | 'dynamic';

/** What is around it. */
export type Wrap = 'plain' | 'try' | 'catch' | 'if' | 'class' | 'late';

/** One import of a module. */
export interface IImportLine {
  readonly form: Form;
  readonly wrap: Wrap;
  /** The number of leading dots. */
  readonly level: number;
  /** The module that it is imported from; empty in `from . import name`. */
  readonly module: string;
  /** The module that `from` imports. */
  readonly name: string;
}

/** What a module is made of. */
export interface IModuleText {
  /** Tells the module from others of its name. */
  readonly uid: number;
  /** Of four digits, so that edits leave a file its size. */
  readonly value: number;
  /** The literal `__all__`. */
  readonly all: readonly string[] | null;
  readonly lines: readonly IImportLine[];
  readonly fault: 'none' | 'syntax' | 'raise' | 'empty';
}

/** The attribute of `builtins` in which modules record that they are executed. */
export const LOG = '_random_edits';

/**
 * The text of a module.
 *
 * Whatever another module may take from this one comes before the imports: it
 * is there also where modules import each other in a circle, whichever of
 * them is imported first.
 */
export function render(module: IModuleText): string {
  const { all, fault, lines, uid, value } = module;
  if (fault === 'empty') {
    return '';
  }
  const early = lines.flatMap((line, index) =>
    line.wrap === 'late' ? [] : renderLine(line, index)
  );
  const late = lines.flatMap((line, index) =>
    line.wrap === 'late' ? renderLine(line, index) : []
  );
  const end: Record<string, string[]> = {
    none: [],
    syntax: ['def broken(:'],
    raise: ["raise ValueError(f'{__name__} has {_value}')"]
  };
  const text = [
    'import builtins as _builtins, importlib as _importlib',
    `_builtins.${LOG}.append('+' + __name__)`,
    `_value = ${value}`,
    `K${uid} = ${value}`,
    ...(all ? [`__all__ = ${JSON.stringify(all)}`] : []),
    'class _Thing:',
    '    value = _value',
    '_seen = {}',
    ...early,
    'def _late():',
    '    _seen = {}',
    ...late.map(text => `    ${text}`),
    '    return _seen',
    ...end[fault],
    `_builtins.${LOG}.append('-' + __name__)`
  ];
  return text.join('\n') + '\n';
}

function renderLine(line: IImportLine, index: number): string[] {
  const { form, level, module, name, wrap } = line;
  const alias = `_i${index}`;
  const from = `from ${'.'.repeat(level)}${module}`;
  const statement = {
    import: `import ${module} as ${alias}`,
    from: `${from} import ${name} as ${alias}`,
    value: `${from} import _value as ${alias}`,
    thing: `${from} import _Thing as ${alias}`,
    star: `${from} import *`,
    dynamic: `${alias} = _importlib.import_module('${module}')`
  }[form];
  const seen = {
    import: `getattr(${alias}, '_value', None)`,
    from: `getattr(${alias}, '_value', None)`,
    value: alias,
    thing: `${alias}.value`,
    star: "sorted(pair for pair in list(globals().items()) if pair[0][0] == 'K')",
    dynamic: `getattr(${alias}, '_value', None)`
  }[form];
  const record = `_seen['${index}'] = ${seen}`;
  switch (wrap) {
    case 'plain':
      return [statement, record];
    case 'if':
      return ['if _value % 2:', `    ${statement}`, `    ${record}`];
    case 'class':
      return [`class _C${index}:`, `    ${statement}`, `    ${record}`];
    default:
      return [
        'try:',
        `    ${statement}`,
        `    ${record}`,
        `except ${wrap === 'try' ? 'ImportError' : 'Exception'} as error:`,
        `    _seen['${index}'] = [type(error).__name__, str(error)]`
      ];
  }
}

/** A name and those of the packages that it is in. */
export function withPackages(name: string): string[] {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/**
 * The names that an import statement makes its module depend on.
 *
 * @param name - the module that it is in.
 */
export function demands(
  line: IImportLine,
  name: string,
  isPackage: boolean
): string[] {
  const base = baseOf(line, name, isPackage);
  if (base === null) {
    return [];
  }
  return withPackages(line.form === 'from' ? `${base}.${line.name}` : base);
}

/** Those of them that the statement names, not just the packages they are in. */
export function namedBy(
  line: IImportLine,
  name: string,
  isPackage: boolean
): string[] {
  const all = demands(line, name, isPackage);
  return line.form === 'import'
    ? all
    : all.slice(line.form === 'from' ? -2 : -1);
}

/** The module that a statement imports from; null beyond the top level. */
export function baseOf(
  { level, module }: IImportLine,
  name: string,
  isPackage: boolean
): string | null {
  if (level === 0) {
    return module;
  }
  const parts = name.split('.');
  const kept = parts.slice(0, parts.length - level + (isPackage ? 1 : 0));
  if (kept.length === 0) {
    return null;
  }
  return [...kept, ...(module ? [module] : [])].join('.');
}
