/**
 * The user's formats as settings of Deephaven's grid.
 */
import type { Settings } from '@deephaven/jsapi-utils';
import { Formatter, FormatterUtils } from '@deephaven/jsapi-utils';
import type { dh } from '@deephaven/jsapi-types';

import type { DeephavenApi } from '../../connection/api';
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

/** The formatter of a new grid, by which it reads the times in its filters. */
export function gridFormatter(
  api: DeephavenApi,
  formats: IFormatSettings
): Formatter {
  return new Formatter(
    api as unknown as typeof dh,
    [],
    FormatterUtils.getDateTimeFormatterOptions(gridSettings(api, formats))
  );
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
