/**
 * A dialog with a small form: labelled fields, a problem on top.
 */
import { Dialog } from '@jupyterlab/apputils';
import { HTMLSelect, ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

/** A field of a form. */
export interface IField {
  readonly name: string;
  readonly label: string;
  /** How the browser shows it. */
  readonly kind: 'text' | 'url' | 'password' | 'choice';
  readonly value?: string;
  readonly placeholder?: string;
  readonly help?: string;
  readonly autoComplete?: string;
  /** What a `choice` offers. */
  readonly options?: readonly { value: string; label: string }[];
  /** Shown only while another field has this value. */
  readonly when?: { field: string; value: string };
}

/** What the user entered, by field name. */
export type FormValues = Record<string, string>;

/** A form's texts and fields. */
export interface IForm {
  readonly title: string;
  readonly intro?: string;
  readonly problem?: string | null;
  readonly fields: readonly IField[];
  readonly accept: string;
  readonly cancel: string;
  /** What shows a hidden value, such as “Show”; needed with such a field. */
  readonly show?: string;
  /** Says what is wrong with the values; null when they can be taken. */
  readonly check?: (values: FormValues) => string | null;
}

/**
 * Ask the user to fill a form in.
 *
 * @returns null when the user cancels.
 */
export async function askForm(form: IForm): Promise<FormValues | null> {
  const body = new FormBody(form);
  const dialog = new Dialog({
    title: form.title,
    body,
    hasClose: true,
    focusNodeSelector: '.jp-DeephavenForm [data-first]',
    buttons: [
      Dialog.cancelButton({ label: form.cancel }),
      Dialog.okButton({ label: form.accept })
    ]
  });
  dialog.addClass('jp-DeephavenForm-dialog');
  const { button, value } = await dialog.launch();
  if (!button.accept || !value) {
    return null;
  }
  const problem = form.check?.(value) ?? null;
  if (problem === null) {
    return value;
  }
  // Again, with what was entered.
  const fields = form.fields.map(field => ({
    ...field,
    value: value[field.name]
  }));
  return askForm({ ...form, problem, fields });
}

class FormBody extends ReactWidget implements Dialog.IBodyWidget<FormValues> {
  constructor(form: IForm) {
    super();
    this.addClass('jp-DeephavenForm');
    this._form = form;
    for (const field of form.fields) {
      this._values[field.name] = field.value ?? field.options?.[0]?.value ?? '';
    }
  }

  getValue(): FormValues {
    return { ...this._values };
  }

  protected render(): JSX.Element {
    return (
      <Form
        form={this._form}
        initial={this._values}
        onChange={values => {
          this._values = values;
        }}
      />
    );
  }

  private _form: IForm;
  private _values: FormValues = {};
}

function Form(props: {
  form: IForm;
  initial: FormValues;
  onChange: (values: FormValues) => void;
}): JSX.Element {
  const { form, initial, onChange } = props;
  const [values, setValues] = React.useState(initial);
  const set = (name: string, value: string) => {
    const changed = { ...values, [name]: value };
    setValues(changed);
    onChange(changed);
  };
  const shown = form.fields.filter(
    ({ when }) => !when || values[when.field] === when.value
  );
  const first = shown.find(({ kind }) => kind !== 'choice') ?? shown[0];
  return (
    <>
      {form.problem && (
        <p className="jp-DeephavenForm-problem" role="alert">
          {form.problem}
        </p>
      )}
      {form.intro && <p className="jp-DeephavenForm-intro">{form.intro}</p>}
      {shown.map(field => (
        <Field
          key={field.name}
          field={field}
          isFirst={field === first}
          showLabel={form.show}
          value={values[field.name]}
          onChange={value => set(field.name, value)}
        />
      ))}
    </>
  );
}

function Field(props: {
  field: IField;
  isFirst: boolean;
  showLabel: string | undefined;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  const { field, isFirst, showLabel, value, onChange } = props;
  const id = React.useId();
  const [isHidden, setHidden] = React.useState(field.kind === 'password');
  const help = React.useId();
  const common = {
    id,
    className: 'jp-mod-styled',
    value,
    'aria-describedby': field.help ? help : undefined,
    'data-first': isFirst || undefined
  };
  return (
    <div className="jp-DeephavenForm-field">
      <label className="jp-DeephavenForm-label" htmlFor={id}>
        {field.label}
      </label>
      {field.kind === 'choice' ? (
        <HTMLSelect
          {...common}
          className={undefined}
          options={field.options ? [...field.options] : []}
          onChange={event => onChange(event.target.value)}
        />
      ) : (
        <input
          {...common}
          type={isHidden ? 'password' : 'text'}
          inputMode={field.kind === 'url' ? 'url' : undefined}
          placeholder={field.placeholder}
          autoComplete={field.autoComplete ?? 'off'}
          spellCheck={false}
          onChange={event => onChange(event.target.value)}
        />
      )}
      {field.kind === 'password' && (
        <label className="jp-DeephavenForm-show">
          <input
            type="checkbox"
            checked={!isHidden}
            onChange={event => setHidden(!event.target.checked)}
          />
          {showLabel}
        </label>
      )}
      {field.help && (
        <span id={help} className="jp-DeephavenForm-help">
          {field.help}
        </span>
      )}
    </div>
  );
}
