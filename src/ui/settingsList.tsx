/**
 * A list in the settings editor whose entries say at their fields what is wrong
 * with them. The schema cannot: its words are regular expressions, and settings
 * that do not match it are not loaded at all.
 */
import type { IFormRenderer } from '@jupyterlab/ui-components';
import { UseSignal } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/** A component for a field of the form. */
type Field = NonNullable<IFormRenderer['fieldRenderer']>;

/** A component for the input of a field. */
export type SettingWidget = NonNullable<IFormRenderer['widgetRenderer']>;

/** What is wrong with a value, or with parts of it by their keys; null for nothing. */
export type Problem = string | null | readonly Problem[] | IProblems;

interface IProblems {
  readonly [key: string]: Problem;
}

/** What the form takes for the errors of a value and its parts. */
interface IErrors {
  readonly __errors?: readonly string[];
  readonly [key: string]: IErrors | readonly string[] | undefined;
}

/** How a list is shown. */
export interface ISettingsList {
  /** Says what is wrong with each entry; they may be anything. */
  readonly problemsOf: (entries: readonly unknown[]) => readonly Problem[];
  /** Emitted when `problemsOf` may say something else. */
  readonly changed?: ISignal<unknown, unknown>;
  /** Inputs for the fields of an entry, in place of the usual ones. */
  readonly widgets?: Readonly<Record<string, SettingWidget>>;
}

/** A component that shows a list as JupyterLab does, with what is wrong. */
export function settingsList(list: ISettingsList): Field {
  const { changed, problemsOf, widgets = {} } = list;
  const items = Object.fromEntries(
    Object.entries(widgets).map(([name, widget]) => [
      name,
      { 'ui:widget': widget }
    ])
  );
  return function SettingsList(props) {
    const { ArrayField } = props.registry.fields;
    const draw = () => (
      <ArrayField
        {...props}
        uiSchema={{ items }}
        errorSchema={
          withProblems(
            props.errorSchema as IErrors | undefined,
            problemsOf(Array.isArray(props.formData) ? props.formData : [])
          ) as typeof props.errorSchema
        }
      />
    );
    return changed ? (
      <UseSignal signal={changed}>{() => draw()}</UseSignal>
    ) : (
      draw()
    );
  };
}

/** The errors of a form, with more problems. */
export function withProblems(
  errors: IErrors | undefined,
  problem: Problem
): IErrors | undefined {
  if (problem === null) {
    return errors;
  }
  if (typeof problem === 'string') {
    return { ...errors, __errors: [...(errors?.__errors ?? []), problem] };
  }
  return Object.entries(problem).reduce<IErrors | undefined>(
    (all, [key, part]) => {
      const errors = withProblems(all?.[key] as IErrors | undefined, part);
      return errors ? { ...all, [key]: errors } : all;
    },
    errors
  );
}
