// Warns below a field as soon as a secret stands in it. The server looks again and takes out what passes here.
const QUIET = 400;

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Fails where the rules cannot be had. */
export async function holdsSecret(text: string): Promise<boolean> {
  if (text.trim() === '') return false;
  const { findSecrets } = await import('@ombud/shared/secret-guard');
  return (await findSecrets(text)).length > 0;
}

function watch(field: Field, warning: HTMLTemplateElement): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: Element | null = null;
  const look = async () => {
    const { value } = field;
    const found = await holdsSecret(value);
    if (value !== field.value) return; // a newer look is coming
    if (!found) {
      shown?.remove();
      shown = null;
    } else if (!shown) {
      shown = (warning.content.cloneNode(true) as DocumentFragment).firstElementChild!;
      field.after(shown);
    }
  };
  // Without the rules the server alone looks.
  const lookSoon = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void look().catch(() => undefined), wait);
  };
  field.addEventListener('input', () => lookSoon(QUIET));
  if (field.value !== '') lookSoon(0);
}

export function warnOfSecrets(): void {
  const warning = document.querySelector<HTMLTemplateElement>('#secret-warning');
  if (!warning) return;
  for (const field of document.querySelectorAll<Field>('[data-guarded]')) watch(field, warning);
}
