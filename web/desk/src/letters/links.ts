// Which parts of a letter's text are links.

export interface Part { words: string; link: boolean }

/** A sentence's end is not part of the address before it. */
const LINK = /(https?:\/\/[^\s<>"，。；）]*[^\s<>"，。；）.,;:!?)])/;

/** Every second part of a split by one group is what the group caught. */
export const partsOf = (text: string): Part[] =>
  text.split(LINK).map((words, index) => ({ words, link: index % 2 === 1 })).filter(({ words }) => words !== '');
