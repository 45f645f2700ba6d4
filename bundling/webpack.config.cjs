/**
 * Adds to JupyterLab's build what Deephaven's packages need: their styles stay
 * inside our tabs, their dialogs open in our element, and the editor that
 * weighs more than all the rest is left out.
 */
const path = require('path');
const { NormalModuleReplacementPlugin } = require('webpack');

const loader = name => path.join(__dirname, `${name}.cjs`);
const ours = name =>
  path.join(__dirname, '..', 'lib', 'results', 'table', `${name}.js`);

/** A file of a Deephaven package, in any installation. */
const deephaven = file => new RegExp(`[\\\\/]@deephaven[\\\\/]${file}`);

module.exports = {
  module: {
    rules: [
      {
        test: deephaven('.*\\.css$'),
        enforce: 'pre',
        use: loader('scopedStyles')
      },
      {
        // These put what they open into the page's body.
        test: deephaven('.*[\\\\/](Popper|Modal|SortableTreeDndContext)\\.js$'),
        enforce: 'pre',
        use: loader('openedInHost')
      }
    ]
  },
  resolve: {
    alias: {
      // Its styles name pictures from folders where they are not.
      '../assets/svg': path.join(
        path.dirname(require.resolve('@deephaven/iris-grid')),
        '../assets/svg'
      )
    }
  },
  plugins: [
    new NormalModuleReplacementPlugin(/\.css\?raw$/, resource => {
      // As text: JupyterLab's rules would apply the styles to the page.
      const file = resource.request.replace(/\?raw$/, '');
      resource.request = `!!${loader('text')}!${file}`;
    }),
    // Plotly with what Deephaven's figures need, in a third of its size.
    new NormalModuleReplacementPlugin(
      /[\\/]plotly[\\/]Plotly\.js$|^\.\/Plotly\.js$/,
      'plotly.js-finance-dist-min'
    ),
    new NormalModuleReplacementPlugin(
      /[\\/]IrisGridCellOverflowModal\.js$/,
      ours('cellContents')
    ),
    new NormalModuleReplacementPlugin(
      /[\\/]InputEditor\.js$/,
      ours('formulaEditor')
    )
  ]
};
