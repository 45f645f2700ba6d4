/**
 * Has the rules of a style sheet apply only inside elements of the class
 * `jp-DeephavenScope`, so that nothing else in the page changes, and sizes text
 * as JupyterLab does.
 */
const postcss = require('postcss');
const prefix = require('postcss-prefix-selector');

/** Adds nothing to the specificity: rules win over each other as before. */
const INSIDE = ':where(.jp-DeephavenScope)';
/** The whole page, which is the scope here. */
const PAGE = /^(?::root|html|body)(?![\w-])/;
/** Set on the page's root while something is dragged, or a pointer has a shape. */
const ON_ROOT =
  /^\.(?:grid-cursor-|grid-block-events|drag-pointer-events-none|card-flip--is)/;

const scope = prefix({
  prefix: INSIDE,
  transform: (_, selector, prefixed) => {
    if (/^:(?:export|import)/.test(selector) || ON_ROOT.test(selector)) {
      return selector;
    }
    if (PAGE.test(selector)) {
      return selector.replace(PAGE, INSIDE);
    }
    return prefixed;
  }
});

/** Sizes relative to JupyterLab's text in place of the page's. */
function sized(root) {
  root.walkDecls(declaration => {
    declaration.value = declaration.value.replace(
      /(?<![\w.-])(-?\d*\.?\d+)rem\b/g,
      'calc($1 * var(--jp-ui-font-size1))'
    );
  });
}

module.exports = function (source) {
  // First the sizes: the other one looks at each rule again that changes.
  const root = postcss.parse(source);
  sized(root);
  return postcss([scope]).process(root, { from: undefined }).css;
};
