// Buttons that copy; hidden where nothing can be copied.
const SHOWN = 2_000;

export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) {
    const label = button.querySelector('span')!;
    const before = label.textContent;
    button.hidden = false;
    label.setAttribute('role', 'status');
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(button.dataset['copy']!).then(
        () => {
          label.textContent = button.dataset['done']!;
          setTimeout(() => (label.textContent = before), SHOWN);
        },
        () => (button.hidden = true),
      );
    });
  }
}
