/* A webpack loader that takes the types out of TypeScript; `jlpm typecheck` checks them. */
const {
  transpileModule,
  JsxEmit,
  ModuleKind,
  ScriptTarget
} = require('typescript');

module.exports = function transpile(source) {
  return transpileModule(source, {
    fileName: this.resourcePath,
    compilerOptions: {
      esModuleInterop: true,
      jsx: JsxEmit.React,
      module: ModuleKind.ESNext,
      target: ScriptTarget.ES2018
    }
  }).outputText;
};
