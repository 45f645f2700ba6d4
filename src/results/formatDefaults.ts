/**
 * How tables show numbers and times until the settings say so.
 */
import type { IFormatSettings } from './deephaven/tableView';

/** The plugin whose settings these are. */
export const RESULTS_PLUGIN = 'jupyterlab-deephaven:results';

/** The defaults of `schema/results.json`. */
export const FORMAT_DEFAULTS: IFormatSettings = {
  timeZone: '',
  showTimeZone: false,
  timeFormat: 'yyyy-MM-dd HH:mm:ss.SSS',
  decimalFormat: '###,##0.0000',
  integerFormat: '###,##0'
};
