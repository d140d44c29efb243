// How much of the matter was told, as it is typed. The program counts in the same way when it shows the form.

/** How to answer is no part of the matter. */
const UNCOUNTED = new Set(['reach', 'email', 'language']);

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fillMeter(form: HTMLFormElement, meter: HTMLElement): void {
  const asked = [...form.querySelectorAll<Control>('.field > :is(input, textarea, select)')].filter(({ name }) => !UNCOUNTED.has(name));
  const missing = asked.filter((control) => (control instanceof HTMLInputElement && control.type === 'file' ? !control.files?.length : control.value.trim() === ''));
  const told = asked.length - missing.length;
  const progress = meter.querySelector('progress')!;
  const text = meter.dataset['meter']!.replace('{done}', String(told)).replace('{all}', String(asked.length));
  progress.value = told;
  progress.max = asked.length;
  progress.textContent = text;
  meter.querySelector('p')!.textContent = text;
  meter.querySelector('.missing')!.textContent = missing.length === 0 ? meter.dataset['complete']! : meter.dataset['missing']!;
  meter.querySelector('.missing-list')!.replaceChildren(
    ...missing.map((control) => {
      const link = document.createElement('a');
      link.href = '#' + control.id;
      link.textContent = (control.labels?.[0]?.firstChild?.textContent ?? '').trim();
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
}

export function fillMeters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-intake]')) {
    const meter = form.querySelector<HTMLElement>('[data-meter]');
    if (!meter) continue;
    const fill = () => fillMeter(form, meter);
    form.addEventListener('input', fill);
    fill();
  }
}
