/** Loads a file as a module whose default export is the file's text. */
module.exports = source => `export default ${JSON.stringify(source)};`;
