// Galata's reporter of benchmarks, which we do not use, loads this file.
module.exports = {};
