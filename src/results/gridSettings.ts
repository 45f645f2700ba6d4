/**
 * The user's formats as settings of Deephaven's grid.
 */
import type { Settings } from '@deephaven/jsapi-utils';

import type { DeephavenApi } from '../deephaven/api';
import type { IFormatSettings } from './tableView';

/**
 * The settings of a grid; the same object for the same formats, since a grid
 * draws itself again for another one.
 */
export function gridSettings(
  api: DeephavenApi,
  formats: IFormatSettings
): Settings {
  const known = cache.get(formats);
  if (known) {
    return known;
  }
  const settings: Settings = {
    timeZone: timeZone(api, formats.timeZone),
    defaultDateTimeFormat: formats.timeFormat,
    showTimeZone: formats.showTimeZone,
    showTSeparator: false,
    defaultDecimalFormatOptions: { defaultFormatString: formats.decimalFormat },
    defaultIntegerFormatOptions: { defaultFormatString: formats.integerFormat },
    formatter: [],
    truncateNumbersWithPound: false,
    showEmptyStrings: true,
    showNullStrings: true,
    showExtraGroupColumn: true
  };
  cache.set(formats, settings);
  return settings;
}

const cache = new WeakMap<IFormatSettings, Settings>();

/** A time zone that the API knows. */
function timeZone(api: DeephavenApi, wanted: string): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const name of [wanted, own]) {
    try {
      if (name !== '') {
        api.i18n.TimeZone.getTimeZone(name);
        return name;
      }
    } catch (reason) {
      console.warn(`Deephaven does not know the time zone ${name}`, reason);
    }
  }
  return 'UTC';
}
