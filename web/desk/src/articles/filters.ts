// Which articles are asked for; the choice stays while somebody looks into one and comes back.
import type { Id, Language } from '@ombud/shared/api';
import { STATE_FILTERS, TRANSLATION_FILTERS, type ArticlesWanted, type Category } from '@ombud/shared/articles';
import { Store } from '@ombud/ui/store';

/** '' asks for all. */
export interface Filters {
  title: string;
  state: (typeof STATE_FILTERS)[number] | '';
  category: Category | '';
  language: Language | '';
  translation: (typeof TRANSLATION_FILTERS)[number] | '';
  owner: Id;
  due: boolean;
}

export const ALL: Filters = { title: '', state: '', category: '', language: '', translation: '', owner: '', due: false };
export const filters = new Store<Filters>(ALL);

export const isFiltered = (chosen: Filters): boolean =>
  Object.entries(chosen).some(([name, value]) => name !== 'language' && Boolean(typeof value === 'string' ? value.trim() : value));

export function wantedOf(chosen: Filters, after: string | null): ArticlesWanted {
  const { title, state, category, language, translation, owner, due } = chosen;
  return {
    ...(title.trim() ? { title: title.trim() } : {}),
    ...(state ? { state } : {}),
    ...(category ? { category } : {}),
    ...(language ? { language } : {}),
    ...(translation ? { translation } : {}),
    ...(owner ? { owner } : {}),
    ...(due ? { review: 'due' as const } : {}),
    ...(after === null ? {} : { after }),
  };
}
