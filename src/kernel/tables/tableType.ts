/**
 * The MIME type of a table in an output.
 */

/** With the table's id in this page, and the variable's name. */
export const TABLE_TYPE = 'application/vnd.deephaven.table+json';
